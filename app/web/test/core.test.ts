// A consultation from its first turn on, over nodes that come and go, and the photos in it.
import { describe, expect, it, vi } from "vitest";

import { delivered } from "../src/core/delivery";
import { nameMarks } from "../src/core/fitting";
import { Shelf } from "../src/core/shelf";
import { hex, sha256, utf8 } from "../src/seal/index";
import { GUIDANCE, Profile, QUESTION, quiet, until } from "./helpers";
import { onPhone, say } from "./phone";
import { PLAIN, World } from "./world";

const on = onPhone();

describe("a consultation", () => {
  it("tells compute who it is about and the commission who it is, and neither the other's", async () => {
    const phone = await on.profile.begun();
    const recordId = phone.current!.recordId;
    await until(() => on.world.stored.has(`identity:${recordId}:identity`), phone);
    expect(on.world.asked[0]!.input).toEqual({
      kind: "start",
      lang: "zh",
      person: { relation: "self", age_days: 20_636, sex: "male", pregnant: null },
    });
    const registration = JSON.parse(new TextDecoder().decode(on.world.stored.get(`identity:${recordId}:identity`)!.body!)) as Record<string, unknown>;
    expect(registration).toMatchObject({ name: "马占山", phone: "13900000000", consent_version: "2026-11", age_years: 56 });
    expect(JSON.stringify(on.world.asked)).not.toContain("马占山");
    expect(on.world.asked[0]!.sessionId).not.toBe(recordId);
  });

  it("hands each capsule to the next turn", async () => {
    const phone = await on.profile.begun();
    await phone.send(...say("胸闷两天"));
    await until(() => phone.current?.turn === 2, phone);
    expect(on.world.asked.map((one) => [one.turn, one.capsule === null])).toEqual([
      [0, true],
      [1, false],
    ]);
    expect(phone.current!.entries.map((entry) => entry.text)).toEqual(["您好，哪里不舒服？", "胸闷两天", "我知道了。"]);
    expect(phone.current!.reply!.question).toEqual(QUESTION);
  });

  it("keeps the question as a bubble once it is answered", async () => {
    const phone = await on.profile.begun();
    await phone.send(...say("胸闷两天"));
    await until(() => phone.current?.turn === 2, phone);
    await phone.send({ kind: "answer", question_id: QUESTION.id, options: [0], text: "" }, { text: "是", kind: "text", question: QUESTION });
    await until(() => phone.current?.turn === 3, phone);
    expect(phone.current!.entries.slice(-3).map((entry) => [entry.who, entry.text])).toEqual([
      ["agent", QUESTION.text],
      ["me", "是"],
      ["agent", "我知道了。"],
    ]);
  });

  it("goes on with another node when one is gone", async () => {
    on.world.nodes[0]!.mood = "down";
    const phone = await on.profile.begun();
    expect(on.world.asked.map((one) => one.node)).toEqual([on.world.nodes[1]!.id]);
    await phone.send(...say("胸闷"));
    await until(() => phone.current?.turn === 2, phone);
  });

  it("goes on without the commission for as long as its directory holds, even when a node stumbles", async () => {
    const phone = await on.profile.begun();
    on.world.commissionMood = "down";
    for (const node of on.world.nodes) node.mood = "down";
    await phone.send(...say("胸闷"));
    await until(() => phone.state.line === "waiting");
    on.world.nodes[1]!.mood = "well";
    await until(() => phone.current?.turn === 2, phone);
  });

  it("does not wait long for a commission that is silent while its directory holds", async () => {
    const phone = await on.profile.begun();
    on.world.nowMs += 11 * 60_000;
    on.world.commissionMood = "silent";
    const begun = Date.now();
    await phone.send(...say("胸闷"));
    await until(() => phone.current?.turn === 2);
    expect(Date.now() - begun).toBeLessThan(15_000); // it is waited for two seconds, not twenty
  });

  it("does not take a capsule for lost while no fresh directory says which keys the nodes have", async () => {
    const phone = await on.profile.begun();
    on.world.commissionMood = "down";
    for (const node of on.world.nodes) await on.world.restart(node);
    on.world.requests = [];
    await phone.send(...say("胸闷"));
    await until(() => on.world.requests.filter((url) => url.endsWith("/v1/turns")).length > 8, phone);
    expect(phone.current!.lost).toBe(false);
    on.world.commissionMood = "well";
    await until(() => phone.current?.turn === 2, phone);
  });

  it("sends what is said while it was only looked at, and does not show it as unsaid meanwhile", async () => {
    const phone = await on.profile.begun();
    const { get } = Shelf.prototype;
    const slow = vi.spyOn(Shelf.prototype, "get").mockImplementationOnce(async function (this: Shelf, ...given) {
      const kept = await get.apply(this, given);
      await quiet(60);
      return kept as never;
    });
    // Opened again, it is looked at whether a turn waits; the answer is of before the words that are said now.
    await phone.select(phone.current!.recordId);
    expect(await phone.send(...say("胸闷"))).toBe(true);
    const pendings: boolean[] = [];
    const stop = phone.subscribe(() => { if (phone.current!.turn === 1) pendings.push(phone.current!.pending !== null); });
    await until(() => phone.current!.turn === 2, phone);
    stop();
    expect(pendings).not.toContain(false);
    expect(on.world.asked.map((one) => one.turn)).toEqual([0, 1]);
    slow.mockRestore();
  });

  it("does not send what it could not keep, and gives the words back", async () => {
    const phone = await on.profile.begun();
    const broken = vi.spyOn(Shelf.prototype, "write").mockRejectedValue(new Error("QuotaExceededError"));
    const before = on.world.asked.length;
    expect(await phone.send(...say("胸闷"))).toBe(false);
    broken.mockRestore();
    await quiet();
    expect(on.world.asked.length).toBe(before);
    expect(phone.state.returned).toEqual({ recordId: phone.current!.recordId, text: "胸闷", why: "full" });
    expect(phone.current!.pending).toBeNull();
  });

  it("says so when storage breaks while a turn is under way, and has everything after opening again", async () => {
    const phone = await on.profile.begun();
    const broken = vi.spyOn(Shelf.prototype, "update").mockRejectedValue(new Error("the connection to storage was lost"));
    await phone.send(...say("胸闷"));
    await until(() => phone.state.gate.kind === "broken");
    broken.mockRestore();
    const again = await on.profile.visit("");
    await until(() => again.current?.turn === 2, again);
    expect(again.current!.entries.map((entry) => entry.text)).toContain("胸闷");
  });

  it("survives a reload while nobody answers: the same input is asked again", async () => {
    const phone = await on.profile.begun();
    for (const node of on.world.nodes) node.mood = "down";
    await phone.send(...say("胸闷两天，爬楼梯加重"));
    await until(() => phone.state.line === "waiting", phone);
    phone.stop();
    const again = await on.profile.visit("");
    expect(again.current!.pending!.input).toEqual({ kind: "say", text: "胸闷两天，爬楼梯加重" });
    for (const node of on.world.nodes) node.mood = "well";
    await until(() => again.current?.turn === 2, again);
    expect(on.world.asked.at(-1)!.input).toEqual({ kind: "say", text: "胸闷两天，爬楼梯加重" });
    expect(again.current!.entries.filter((entry) => entry.who === "me")).toHaveLength(1);
  });

  it("opens without any network and shows what was said", async () => {
    const phone = await on.profile.begun();
    await phone.send(...say("胸闷两天"));
    await until(() => phone.current?.turn === 2, phone);
    phone.stop();
    on.world.commissionMood = "down";
    for (const node of on.world.nodes) node.mood = "down";
    const again = await on.profile.visit("");
    expect(again.state.gate.kind).toBe("open");
    expect(again.current!.entries.map((entry) => entry.text)).toContain("胸闷两天");
  });

  it.each(["cut", "lost-answer"] as const)("asks again when the answer is %s, and shows it once", async (mood) => {
    const phone = await on.profile.begun();
    for (const node of on.world.nodes) node.mood = mood;
    await phone.send(...say("胸闷"));
    await until(() => on.world.asked.length >= 3);
    expect(phone.current!.turn).toBe(1);
    for (const node of on.world.nodes) node.mood = "well";
    await until(() => phone.current?.turn === 2, phone);
    expect(phone.current!.entries.filter((entry) => entry.who === "me")).toHaveLength(1);
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
  });

  it("finds a node again that came back with other keys", async () => {
    const phone = await on.profile.begun();
    for (const node of on.world.nodes) await on.world.restart(node);
    await phone.send(...say("胸闷"));
    await until(() => phone.current?.turn === 2, phone);
  });

  it("says that it cannot go on when no node opens the capsule any more, and keeps what was said", async () => {
    const phone = await on.profile.begun();
    on.world.stateEpoch = 2;
    await phone.send(...say("胸闷"));
    await until(() => phone.current?.lost === true, phone);
    expect(phone.current!.pending!.input).toEqual({ kind: "say", text: "胸闷" });
    expect(await phone.send(...say("还在吗"))).toBe(false);
  });

  it("is not ended by nodes that refuse while the one that would open it is busy for a moment", async () => {
    on.world = await World.make(6);
    on.profile = new Profile(on.world);
    const phone = await on.profile.begun();
    const [good, ...others] = on.world.nodes;
    good!.mood = "busy";
    for (const node of others) node.mood = "cannot_open";
    on.world.requests = [];
    await phone.send(...say("胸闷"));
    await until(() => on.world.requests.filter((url) => url.endsWith("/v1/turns")).length >= 6 || phone.current!.lost);
    good!.mood = "well";
    await until(() => phone.current?.turn === 2 || phone.current!.lost);
    expect(phone.current!.lost).toBe(false);
  });

  it("gives words back that compute will not take", async () => {
    const phone = await on.profile.begun();
    on.world.script = () => ({ fail: { code: "text", retry: false } });
    await phone.send(...say("胸闷"));
    await until(() => phone.state.returned !== null, phone);
    expect(phone.state.returned).toEqual({ recordId: phone.current!.recordId, text: "胸闷" });
    expect(phone.current!.pending).toBeNull();
    expect(phone.current!.turn).toBe(1);
  });

  it("does not ask for ever when compute fails on the same turn", async () => {
    const phone = await on.profile.begun();
    on.world.script = () => ({ fail: { code: "internal", retry: true } });
    await phone.send(...say("胸闷"));
    await until(() => phone.state.returned !== null, phone);
    expect(on.world.asked.filter((one) => one.turn === 1)).toHaveLength(4);
  });

  it("sends one turn at a time", async () => {
    const phone = await on.profile.begun();
    for (const node of on.world.nodes) node.mood = "down";
    expect(await phone.send(...say("一"))).toBe(true);
    expect(await phone.send(...say("二"))).toBe(false);
  });

  it("takes the first of two taps at once", async () => {
    const phone = await on.profile.begun();
    const taken = await Promise.all([phone.send(...say("一")), phone.send(...say("二"))]);
    expect(taken).toEqual([true, false]);
    await until(() => phone.current?.turn === 2, phone);
    expect(on.world.asked.filter((one) => one.turn === 1).map((one) => one.input)).toEqual([{ kind: "say", text: "一" }]);
  });

  it("stays an emergency after it was told once, until compute takes it back", async () => {
    const phone = await on.profile.begun();
    const emergency = { red_flag: "rf.acs", headline: "h", say: "s", action: "call_120", until_help: [], phone: "120" } as const;
    on.world.script = () => ({ reply: { ...PLAIN, stage: "emergency", emergency } });
    await phone.send(...say("胸口压榨样疼"));
    await until(() => phone.current?.turn === 2, phone);
    on.world.script = () => ({ reply: { ...PLAIN, stage: "emergency" } });
    await phone.send(...say("嗯"));
    await until(() => phone.current?.turn === 3, phone);
    expect(phone.current!.emergency).toEqual(emergency);
    on.world.script = () => ({ reply: { ...PLAIN, stage: "intake" } });
    await phone.send({ kind: "change", turn: 1, options: [], text: "不疼" }, { text: "改为：不疼", kind: "change", of: 1 });
    await until(() => phone.current?.turn === 4, phone);
    expect(phone.current!.emergency).toBeNull();
  });

  it("marks an answer that was changed", async () => {
    const phone = await on.profile.begun();
    await phone.send(...say("头痛"));
    await until(() => phone.current?.turn === 2, phone);
    await phone.send({ kind: "change", turn: 1, options: [], text: "头晕" }, { text: "改为：头晕", kind: "change", of: 1 });
    await until(() => phone.current?.turn === 3, phone);
    const own = phone.current!.entries.filter((entry) => entry.who === "me");
    expect(own.map((entry) => [entry.text, "changed" in entry && entry.changed === true])).toEqual([
      ["头痛", true],
      ["改为：头晕", false],
    ]);
    await phone.send({ kind: "change", turn: 1, options: [], text: "恶心" }, { text: "改为：恶心", kind: "change", of: 1 });
    await until(() => phone.current?.turn === 4, phone);
    expect(phone.current!.entries.filter((entry) => entry.who === "me" && entry.changed !== true).map((entry) => entry.text)).toEqual(["改为：恶心"]);
  });

  it("shows progress as it is announced and keeps the specialists that looked", async () => {
    const phone = await on.profile.begun();
    const seen: string[] = [];
    phone.subscribe(() => {
      const step = phone.state.live?.steps.at(-1)?.text;
      if (step !== undefined && seen.at(-1) !== step) seen.push(step);
    });
    on.world.script = () => ({
      reply: { ...PLAIN, stage: "guided", guidance: GUIDANCE },
      progress: [
        { kind: "summary", specialty: null, text: "正在整理病情" },
        { kind: "specialty_started", specialty: "cardiology", text: "心内科正在看…" },
        { kind: "specialty_done", specialty: "cardiology", text: "心内科看过了" },
      ],
    });
    await phone.send(...say("胸闷"));
    await until(() => phone.current?.turn === 2, phone);
    expect(seen).toEqual(["正在整理病情", "心内科正在看…", "心内科看过了"]);
    expect(phone.current!.progress.map((step) => step.specialty)).toEqual([null, "cardiology", "cardiology"]);
    expect(phone.current!.guidance).toEqual(GUIDANCE);
  });
});

describe("a photo", () => {
  it("reaches compute and commission as the same bytes, under one digest", async () => {
    const phone = await on.profile.begun();
    const bytes = utf8("a small jpeg");
    await phone.album.send([bytes], "一张照片");
    await until(() => phone.current?.turn === 2, phone);
    const asked = on.world.asked.at(-1)!;
    const input = asked.input as { attachment_id: string; digest: string; name: unknown };
    expect(asked.blobs.map(hex)).toEqual([hex(bytes)]);
    expect(input.digest).toBe(hex(await sha256(bytes)));
    const of = phone.current!;
    expect(input.name).not.toBeNull();
    expect(input.name).toEqual(await nameMarks(of.person.name));
    expect(JSON.stringify(asked.input)).not.toContain(of.person.name);
    const name = `attachment:${phone.current!.recordId}:${input.attachment_id}`;
    await until(() => on.world.stored.has(name), phone);
    expect(hex(on.world.stored.get(name)!.body!)).toBe(hex(bytes));
    expect(hex((await phone.photo(input.attachment_id))!)).toBe(hex(bytes));
  });

  it("of several is sent when it is asked for, in their order, and those that wait outlive a reload", async () => {
    const phone = await on.profile.begun();
    const photos = ["one", "two", "three"].map((text) => utf8(text));
    await phone.album.send(photos, "一张照片");
    expect(await phone.album.next("一张照片")).toBe(false); // one is on its way
    await until(() => phone.current?.turn === 2, phone);
    expect(phone.current!.waiting).toHaveLength(2);
    phone.stop();
    const again = await on.profile.visit("");
    await until(() => again.current?.waiting?.length === 2, again);
    await again.album.next("一张照片");
    await until(() => again.current?.turn === 3, again);
    expect(on.world.asked.slice(-2).map((one) => one.blobs.map(hex))).toEqual([[hex(photos[0]!)], [hex(photos[1]!)]]);
    const last = again.current!.waiting![0]!;
    expect(await again.photo(last)).toBeDefined();
    await again.album.drop();
    expect(again.current!.waiting).toEqual([]);
    expect(await again.photo(last)).toBeUndefined();
    expect(await again.album.next("一张照片")).toBe(false);
  });
});
