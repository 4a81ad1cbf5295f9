// A phone without room, and storage that a browser clears, between visits and while the page is open: through the whole core.
import { forceCloseDatabase } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { delivered } from "../src/core/delivery";
import type { Phone } from "../src/core/phone";
import { Shelf } from "../src/core/shelf";
import { FARMER, GUIDANCE, Profile, quiet, until } from "./helpers";
import { cleared, full } from "./storage";
import { PLAIN, World } from "./world";

let world: World;
let profile: Profile;

beforeEach(async () => {
  world = await World.make();
  profile = new Profile(world);
  world.script = ({ turn }) => ({ reply: { ...PLAIN, messages: [`第 ${turn} 轮`] } });
});

afterEach(() => {
  vi.restoreAllMocks();
  profile.close();
});

const say = (text: string) => [{ kind: "say", text } as const, { text, kind: "text" } as const] as const;
const replies = () => [...world.stored.values()].filter((one) => one.kind === "reply");
const arrived = async (phone: Phone) => until(() => delivered(phone.state.deliveries, phone.current!), phone);
const FULL = { name: "NotKept", why: "full" };
const GONE = { name: "NotKept", why: "gone" };

describe("a phone without room", () => {
  it("sends the doctor nothing that it cannot keep, says so, and does once there is room", async () => {
    const phone = await profile.begun();
    await arrived(phone);
    const { recordId } = phone.current!;
    const room = full();
    await expect(phone.writeToDoctor(recordId, "肩膀也疼", "reply")).rejects.toMatchObject(FULL);
    await expect(phone.withdraw(recordId, "撤回同意")).rejects.toMatchObject(FULL);
    await expect(phone.consent("2026-11")).rejects.toMatchObject(FULL);
    await quiet();
    expect(replies()).toEqual([]);
    expect(phone.state.messages).toEqual([]);
    expect(phone.state).toMatchObject({ keeping: "full", consentedVersion: "2026-11", gate: { kind: "open" } });
    room();
    await phone.withdraw(recordId, "撤回同意");
    expect(phone.state).toMatchObject({ keeping: "well", consentedVersion: null });
    await until(() => replies().length === 1, phone);
    const again = await profile.visit();
    expect(again.state.consentedVersion).toBeNull();
  });

  it("gives words back and says why", async () => {
    const phone = await profile.begun();
    const room = full();
    expect(await phone.send(...say("胸闷"))).toBe(false);
    expect(phone.state.returned).toMatchObject({ text: "胸闷", why: "full" });
    expect(await phone.album.send([new Uint8Array([1])], "一张照片")).toBe(false);
    expect(phone.state.returned).toMatchObject({ text: "", why: "full" });
    room();
    expect(await phone.send(...say("胸闷"))).toBe(true);
    await until(() => phone.current?.turn === 2, phone);
  });

  it("begins nothing, and leaves nothing of it on the screen", async () => {
    const phone = await profile.begun();
    const { recordId } = phone.current!;
    const room = full();
    await expect(phone.begin({ ...FARMER, name: "马老太" }, "zh")).rejects.toMatchObject(FULL);
    room();
    expect(phone.current!.recordId).toBe(recordId);
    expect(phone.state.people.map((one) => one.name)).toEqual(["马占山"]);
    expect(phone.state.consultations).toHaveLength(1);
  });

  it("shows an alarm that it cannot keep, and keeps it with the next turn once there is room", async () => {
    const phone = await profile.begun();
    await arrived(phone);
    const emergency = { red_flag: "rf.acs", headline: "请马上打 120", say: "", action: "call_120", until_help: [], phone: "120" } as const;
    world.script = () => ({ reply: { ...PLAIN, stage: "emergency", emergency, guidance: { ...GUIDANCE, urgency: "emergency" } } });
    world.paceMs = 20;
    await phone.send(...say("胸口压榨样疼"));
    const room = full();
    await until(() => phone.current?.turn === 2, phone);
    expect(phone.current).toMatchObject({ pending: null, emergency: { red_flag: "rf.acs" } });
    expect(phone.state).toMatchObject({ unkept: true, gate: { kind: "open" } });
    await phone.seeEmergency("rf.acs");
    expect(phone.current!.emergencySeen).toBe("rf.acs");
    room();
    world.paceMs = 0;
    await phone.send(...say("好的"));
    await until(() => phone.current?.turn === 3, phone);
    expect(phone.state).toMatchObject({ unkept: false, keeping: "well" });
    profile.close();
    const again = await profile.visit();
    expect(again.current!.entries.map((entry) => entry.text)).toEqual(["第 0 轮", "胸口压榨样疼", "好的"]);
    expect(again.current!.emergencySeen).toBe("rf.acs");
  });

  it("shows the doctor's letter once, and keeps it once there is room", async () => {
    const phone = await profile.begun();
    await arrived(phone);
    const room = full();
    await world.writeAsDoctor(phone.current!.recordId, "请明早空腹来。");
    await until(() => phone.state.messages.length === 1, phone);
    expect(phone.state.unkept).toBe(true);
    await phone.readMessages(new Set(phone.state.messages.map((one) => one.messageId)));
    const asked = () => world.requests.filter((url) => url.startsWith("/v1/mailbox/")).length;
    const before = asked();
    await until(() => asked() > before + 2, phone);
    expect(phone.state.messages).toHaveLength(1);
    expect(phone.state.messages[0]!.read).toBe(true);
    room();
    await until(() => phone.state.keeping === "well", phone);
    profile.close();
    const again = await profile.visit();
    expect(again.state.messages.map((one) => one.message.text)).toEqual(["请明早空腹来。"]);
  });

  it("opens, shows what it kept, and goes from one consultation to another", async () => {
    const phone = await profile.begun();
    await arrived(phone);
    profile.close();
    full();
    const again = await profile.visit();
    await until(() => again.state.directory !== null && again.state.gate.kind === "open", again);
    const { recordId } = again.current!;
    await again.select(null);
    expect(again.current).toBeNull();
    await again.select(recordId);
    expect(again.current!.recordId).toBe(recordId);
    await quiet();
    expect(again.state.gate.kind).toBe("open");
  });

  it("that not even a key fits on is told so, and opens once there is room", async () => {
    const room = full();
    const phone = await profile.visit();
    expect(phone.state.gate).toEqual({ kind: "refused", why: "no_storage" });
    expect(world.requests).toEqual([]);
    room();
    expect((await profile.visit()).state.gate.kind).toBe("open");
  });
});

describe("storage that is cleared while the page is open", () => {
  it("takes nothing off the screen, gives words back, asks nobody any more, and the page can begin afresh", async () => {
    const phone = await profile.begun();
    await arrived(phone);
    const { recordId } = phone.current!;
    await cleared(profile.factory);
    await until(() => phone.state.keeping === "gone", phone);
    expect(phone.state.gate.kind).toBe("open");
    expect(phone.state.consultations.map((one) => one.recordId)).toEqual([recordId]);
    expect(await phone.send(...say("还在吗"))).toBe(false);
    expect(phone.state.returned).toMatchObject({ text: "还在吗", why: "gone" });
    await expect(phone.writeToDoctor(recordId, "还在吗", "reply")).rejects.toMatchObject(GONE);
    await expect(phone.forget(recordId)).rejects.toMatchObject(GONE);
    await phone.select(null);
    await phone.select(recordId);
    const before = world.requests.length;
    for (let n = 0; n < 20; n += 1) {
      phone.wake();
      await quiet(10);
    }
    expect(world.requests.length).toBe(before);
    expect(phone.state).toMatchObject({ gate: { kind: "open" }, keeping: "gone", line: "idle" });
    phone.stop();
    const again = await profile.begun();
    expect(again.state.consultations).toHaveLength(1);
    expect(again.current!.recordId).not.toBe(recordId);
  });

  it("is told of though the browser, still clearing, refuses at first", async () => {
    const phone = await profile.begun();
    const open = profile.factory.open.bind(profile.factory);
    let refusals = 2;
    vi.spyOn(profile.factory, "open").mockImplementation((...given) => {
      refusals -= 1;
      if (refusals >= 0) throw new DOMException("The connection was closed.", "AbortError");
      return open(...given);
    });
    await cleared(profile.factory);
    await until(() => phone.state.keeping === "gone", phone);
    expect(phone.state.gate.kind).toBe("open");
  });

  it("does not swallow an answer that is under way, which may be an alarm", async () => {
    const phone = await profile.begun();
    world.script = () => ({ reply: { ...PLAIN, messages: ["请马上打 120"] } });
    world.paceMs = 20;
    await phone.send(...say("胸口压榨样疼"));
    await cleared(profile.factory);
    await until(() => phone.current?.turn === 2, phone);
    expect(phone.current!.entries.at(-1)!.text).toBe("请马上打 120");
    expect(phone.state).toMatchObject({ keeping: "gone", unkept: true, gate: { kind: "open" } });
  });

  it("gives back words that waited for a network", async () => {
    const phone = await profile.begun();
    for (const node of world.nodes) node.mood = "down";
    await phone.send(...say("胸闷两天"));
    await until(() => phone.state.line === "waiting");
    await cleared(profile.factory);
    await until(() => phone.state.returned !== null, phone);
    expect(phone.state.returned).toMatchObject({ text: "胸闷两天", why: "gone" });
    expect(phone.current!.pending).toBeNull();
    expect(phone.state.line).toBe("idle");
  });

  it("is not to be confused with a connection that was lost: that is made anew, and nothing is said", async () => {
    const opened: IDBDatabase[] = [];
    const open = profile.factory.open.bind(profile.factory);
    vi.spyOn(profile.factory, "open").mockImplementation((...given) => {
      const request = open(...given);
      request.addEventListener("success", () => { opened.push(request.result as unknown as IDBDatabase); });
      return request;
    });
    const phone = await profile.begun();
    expect(opened).toHaveLength(1);
    forceCloseDatabase(opened[0] as never);
    expect(await phone.send(...say("胸闷"))).toBe(true);
    await until(() => phone.current?.turn === 2, phone);
    expect(phone.state).toMatchObject({ keeping: "well", returned: null });
    expect(opened).toHaveLength(2);
    // A second page may clear it and make it its own.
    await cleared(profile.factory);
    (await profile.visit()).stop();
    await until(() => phone.state.keeping === "gone", phone);
  });

  it("and is taken over by a newer page: this one says to open again", async () => {
    const phone = await profile.begun();
    const request = profile.factory.open("jiayi", 2);
    await until(() => request.readyState === "done");
    await until(() => phone.state.gate.kind === "broken");
    request.result.close();
  });
});

describe("storage that was cleared between visits", () => {
  it("is missed, until a consultation begins anew", async () => {
    await profile.begun();
    profile.close();
    await cleared(profile.factory);
    const phone = await profile.visit();
    expect(phone.state).toMatchObject({ keeping: "missing", consultations: [], consentedVersion: null, gate: { kind: "open" } });
    await phone.consent("2026-11");
    expect(phone.state.keeping).toBe("missing");
    await phone.begin(FARMER, "zh");
    expect(phone.state.keeping).toBe("well");
    await until(() => phone.current?.turn === 1, phone);
    profile.close();
    expect((await profile.visit()).state.keeping).toBe("well");
  });

  it("is not missed by a new phone, nor by one whose owner deleted it", async () => {
    const fresh = await profile.visit();
    expect(fresh.state.keeping).toBe("well");
    fresh.stop();
    const phone = await profile.begun();
    await phone.forget(phone.current!.recordId);
    phone.stop();
    const again = await profile.visit();
    expect(again.state.keeping).toBe("well");
    await again.eraseAll();
    expect((await profile.visit()).state.keeping).toBe("well");
  });

  it("by its owner keeps nothing that a page writes afterwards", async () => {
    const shelf = await Shelf.open(profile.factory);
    await shelf.write([{ store: "settings", key: "one", value: 1 }]);
    await shelf.erase();
    await shelf.write([{ store: "settings", key: "late", value: 2 }]);
    shelf.close();
    const again = await Shelf.open(profile.factory);
    expect(await again.all("settings")).toEqual([]);
    expect(again.unreadable).toBe(0);
    again.close();
  });

  it("in part, so that what is left does not open, is passed over and missed", async () => {
    await profile.begun();
    profile.close();
    const request = profile.factory.open("jiayi");
    await until(() => request.readyState === "done");
    const transaction = request.result.transaction("device", "readwrite");
    transaction.objectStore("device").clear();
    await new Promise<void>((resolve) => { transaction.oncomplete = () => { resolve(); }; });
    request.result.close();
    profile.kept = false;
    const phone = await profile.begun();
    expect(phone.state.consultations).toHaveLength(1);
    profile.close();
    const again = await profile.visit();
    expect(again.state.consultations).toHaveLength(1);
  });
});
