// What goes to the commission and comes from it, and what lies on the phone meanwhile.
import { describe, expect, it } from "vitest";

import { delivered } from "../src/core/delivery";
import { STORES } from "../src/core/shelf";
import { FARMER, quiet, until } from "./helpers";
import { onPhone, say } from "./phone";
import { World } from "./world";

const on = onPhone();

describe("delivery", () => {
  it("goes on until the receipt is there, and only the latest revision goes", async () => {
    const phone = await on.profile.begun();
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
    on.world.commissionMood = "down";
    await phone.send(...say("一"));
    await until(() => phone.current?.turn === 2, phone);
    await phone.send(...say("二"));
    await until(() => phone.current?.turn === 3, phone);
    expect(delivered(phone.state.deliveries, phone.current!)).toBe(false);
    on.world.commissionMood = "well";
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
    const revisions = [...on.world.stored.values()].filter((one) => one.kind === "record").map((one) => one.key);
    expect(revisions).toEqual(["1", "3"]);
  });

  it("survives a reload while the commission is away", async () => {
    on.world.commissionMood = "well";
    const phone = await on.profile.begun();
    const recordId = phone.current!.recordId;
    on.world.commissionMood = "down";
    await phone.send(...say("一"));
    await until(() => phone.current?.turn === 2, phone);
    phone.stop();
    const again = await on.profile.visit("");
    expect(delivered(again.state.deliveries, again.current!)).toBe(false);
    on.world.commissionMood = "well";
    await until(() => delivered(again.state.deliveries, again.current!), again);
    expect(on.world.stored.has(`record:${recordId}:2`)).toBe(true);
  });

  it("does not take a receipt that the commission did not sign", async () => {
    on.world.commissionMood = "bad_receipt";
    const phone = await on.profile.visit();
    await phone.consent("2026-11");
    await phone.begin(FARMER, "zh");
    await until(() => on.world.posts >= 3, phone);
    expect(phone.state.deliveries.every((one) => one.receivedAtS === null)).toBe(true);
    on.world.commissionMood = "well";
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
  });

  it("seals identity afresh when the commission's record key changed", async () => {
    const phone = await on.profile.visit();
    await phone.consent("2026-11");
    const other = await World.make(0);
    on.world.record = other.record;
    await phone.begin(FARMER, "zh");
    await until(() => on.world.stored.has(`identity:${phone.state.currentId}:identity`), phone);
  });
});

describe("the doctor's message", () => {
  it("is fetched, opened here and kept unread; a reply goes back sealed", async () => {
    const phone = await on.profile.begun();
    const recordId = phone.current!.recordId;
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
    await on.world.writeAsDoctor(recordId, "请下午来卫生院做心电图。");
    await until(() => phone.state.messages.length === 1, phone);
    expect(phone.state.messages[0]).toMatchObject({ from: "doctor", read: false, message: { text: "请下午来卫生院做心电图。" } });
    await phone.readMessages(new Set(phone.state.messages.map((one) => one.messageId)));
    expect(phone.state.messages[0]!.read).toBe(true);
    await phone.writeToDoctor(recordId, "好的，三点到。", "reply");
    await until(() => [...on.world.stored.values()].some((one) => one.kind === "reply"), phone);
    const reply = [...on.world.stored.values()].find((one) => one.kind === "reply")!;
    expect(JSON.parse(new TextDecoder().decode(reply.body!))).toMatchObject({ record_id: recordId, text: "好的，三点到。", kind: "reply" });
  });

  it("that somebody else signed is not shown, and does not hold up the next", async () => {
    const phone = await on.profile.begun();
    const recordId = phone.current!.recordId;
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
    const stranger = await World.make(0);
    await on.world.writeAsDoctor(recordId, "请汇款。", stranger.receiptKey);
    await on.world.writeAsDoctor(recordId, "请按时休息。");
    await until(() => phone.state.messages.length > 0, phone);
    expect(phone.state.messages.map((one) => one.message.text)).toEqual(["请按时休息。"]);
  });
});

describe("on the phone", () => {
  it("nothing said lies readable in storage", async () => {
    const phone = await on.profile.begun();
    await phone.send(...say("secret-words-4711"));
    await until(() => phone.current?.turn === 2, phone);
    phone.stop();
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = on.profile.factory.open("jiayi");
      request.onsuccess = () => { resolve(request.result); };
      request.onerror = () => { reject(request.error ?? new Error("closed")); };
    });
    let rows = 0;
    for (const store of STORES) {
      const all = await new Promise<{ iv: Uint8Array; sealed: ArrayBuffer }[]>((resolve) => {
        const request = db.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => { resolve(request.result as { iv: Uint8Array; sealed: ArrayBuffer }[]); };
      });
      rows += all.length;
      for (const row of all) {
        const text = Buffer.from(row.sealed).toString("latin1");
        expect(text).not.toContain("secret-words-4711");
        expect(text).not.toContain(Buffer.from("马占山").toString("latin1"));
        expect(Object.keys(row).sort()).toEqual(["iv", "sealed"]);
      }
    }
    expect(rows).toBeGreaterThan(5);
    const key = await new Promise<CryptoKey>((resolve) => {
      const request = db.transaction("device").objectStore("device").get("key");
      request.onsuccess = () => { resolve(request.result as CryptoKey); };
    });
    expect(key.extractable).toBe(false);
    db.close();
  });

  it("one tab drives; taking over stops the other", async () => {
    const first = await on.profile.begun();
    const second = await on.profile.visit();
    expect(second.state.gate.kind).toBe("elsewhere");
    const third = on.profile.page();
    void third.open(true);
    await until(() => third.state.gate.kind === "open", third);
    expect(first.state.gate.kind).toBe("elsewhere");
    const before = on.world.asked.length;
    await third.send(...say("胸闷"));
    await until(() => third.current?.turn === 2, third);
    await quiet();
    expect(on.world.asked.length).toBe(before + 1);
  });

  it("forgets a consultation, and what is on its way still arrives", async () => {
    const phone = await on.profile.begun();
    const recordId = phone.current!.recordId;
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
    on.world.commissionMood = "down";
    await phone.send(...say("一"));
    await until(() => phone.current?.turn === 2, phone);
    await phone.forget(recordId);
    expect(phone.state.consultations).toEqual([]);
    on.world.commissionMood = "well";
    await until(() => on.world.stored.has(`record:${recordId}:2`), phone);
  });

  it("erases everything", async () => {
    const phone = await on.profile.begun();
    await phone.eraseAll();
    const again = await on.profile.visit();
    expect(again.state.consultations).toEqual([]);
    expect(again.state.people).toEqual([]);
    expect(again.state.consentedVersion).toBeNull();
  });

  it("remembers people, and asks for consent again when its text changed", async () => {
    const phone = await on.profile.begun();
    expect(phone.state.people.map((person) => person.name)).toEqual(["马占山"]);
    await phone.consent("2026-10");
    await expect(phone.begin(FARMER, "zh")).rejects.toThrow("consent");
  });
});
