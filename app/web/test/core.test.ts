import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { delivered } from "../src/core/delivery";
import { STORES, Shelf } from "../src/core/shelf";
import { hex, randomBytes, rootFingerprint, sha256, utf8 } from "../src/seal/index";
import { FARMER, GUIDANCE, Profile, QUESTION, quiet, until } from "./helpers";
import { MemoryLog } from "./log";
import { PLAIN, World } from "./world";

let world: World;
let profile: Profile;

beforeEach(async () => {
  world = await World.make();
  profile = new Profile(world);
  world.script = ({ turn }) => ({
    reply: { ...PLAIN, messages: turn === 0 ? ["您好，哪里不舒服？"] : ["我知道了。"], question: turn === 0 ? null : QUESTION },
  });
});

afterEach(() => {
  profile.close();
});

const say = (text: string) => [{ kind: "say", text } as const, { text, kind: "text" } as const] as const;

describe("the pin", () => {
  it.each([
    ["", "/m/m1", "no_pin"],
    ["#short", "/m/m1", "bad_pin"],
    ["#" + "A".repeat(43), "/other", "no_magnet"],
  ])("refuses %s at %s and asks no server anything", async (hash, path, why) => {
    const phone = await profile.visit(hash, path);
    expect(phone.state.gate).toEqual({ kind: "refused", why });
    expect(world.requests).toEqual([]);
  });

  it("is not even looked at where the browser offers no encryption", async () => {
    vi.stubGlobal("crypto", {});
    try {
      const phone = await profile.visit();
      expect(phone.state.gate).toEqual({ kind: "refused", why: "insecure" });
      expect(world.requests).toEqual([]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("refuses another root and goes no further than directory and magnet", async () => {
    const phone = await profile.visit(`#${await rootFingerprint(randomBytes(32))}`);
    expect(phone.state.gate).toEqual({ kind: "refused", why: "wrong_pin" });
    // The magnet is asked for beside it, as the page's own address does; nothing else is, and nothing is sent.
    expect(new Set(world.requests)).toEqual(new Set(["/v1/directory", "/v1/magnets/m1"]));
  });

  it("is kept after the first visit, and a link that says otherwise is refused", async () => {
    const first = await profile.visit();
    expect(first.state.gate.kind).toBe("open");
    first.stop();
    const second = await profile.visit("");
    expect(second.state.gate.kind).toBe("open");
    second.stop();
    await quiet();
    world.requests = [];
    const third = await profile.visit(`#${await rootFingerprint(randomBytes(32))}`);
    expect(third.state.gate).toEqual({ kind: "refused", why: "other_pin" });
    expect(world.requests).toEqual([]);
  });

  it("is not kept when the directory did not verify", async () => {
    await profile.visit(`#${await rootFingerprint(randomBytes(32))}`);
    const again = await profile.visit("");
    expect(again.state.gate).toEqual({ kind: "refused", why: "no_pin" });
  });
});

describe("the directory", () => {
  it("that has expired is refused", async () => {
    world.directoryAgeS = 2 * 3600;
    const phone = await profile.visit();
    expect(phone.state.gate).toEqual({ kind: "refused", why: "expired" });
  });

  it("is right for a phone whose clock is three hours off, and turns carry the corrected time", async () => {
    world.phoneSkewMs = -3 * 3600_000;
    await profile.begun();
    expect(Math.abs((world.asked[0]!.json["sent_at_ms"] as number) - world.nowMs)).toBeLessThan(1000);
  });

  it("tells a clock that is days off from an old directory", async () => {
    world.phoneSkewMs = 5 * 86_400_000;
    const phone = await profile.visit();
    expect(phone.state.gate).toEqual({ kind: "refused", why: "clock" });
  });

  it("once in production does not become a demonstration", async () => {
    world.environment = "production";
    for (const node of world.nodes) (node as { url: string }).url = node.url.replace("http:", "https:");
    const first = await profile.visit();
    expect(first.state.gate.kind).toBe("open");
    first.stop();
    world.environment = "development";
    const second = profile.page();
    void second.open();
    await until(() => second.state.gate.kind === "refused", second);
    expect(second.state.gate).toEqual({ kind: "refused", why: "environment" });
  });

  it("asks for the proof that the log goes on from where it saw it, and goes on", async () => {
    const first = await profile.visit();
    const seen = world.log.entries.length;
    expect(first.state.directory?.seen).toEqual(await world.log.head());
    first.stop();
    world.serial += 1;
    const second = await profile.visit();
    await until(() => second.state.directory?.serial === 8, second);
    expect(world.requests).toContain(`/v1/directory?seen=${seen}`);
    expect(second.state.directory?.seen.size).toBeGreaterThan(seen);
  });

  it("that was kept opens without a network, though another magnet of the commission saw more of the log since", async () => {
    (await profile.visit()).stop();
    world.serial += 1;
    (await profile.visit(undefined, "/m/another")).stop();
    world.commissionMood = "down";
    const again = await profile.visit();
    expect(again.state.gate.kind).toBe("open");
    expect(again.state.directory?.serial).toBe(7);
  });

  it.each<[string, (of: World) => void]>([
    ["a directory that is in no log", (of) => { of.skipsLog = true; }],
    ["another history of the same length and more", (of) => {
      of.log = new MemoryLog();
      for (let n = 0; n < 9; n += 1) of.log.append({ kind: "node", event: "revoked", at: n, node_id: "0".repeat(32) });
    }],
    ["a log that became shorter", (of) => { of.log.entries.length = 0; }],
  ])("is not believed from %s, once another was seen", async (_, harm) => {
    // Longer than what follows, so that the last of the cases is shorter.
    for (let n = 0; n < 5; n += 1) world.log.append({ kind: "node", event: "revoked", at: n, node_id: "1".repeat(32) });
    const first = await profile.visit();
    expect(first.state.gate.kind).toBe("open");
    first.stop();
    world.serial += 1;
    harm(world);
    const second = profile.page();
    void second.open();
    await until(() => second.state.gate.kind === "refused", second);
    expect(second.state.gate).toEqual({ kind: "refused", why: "log" });
    expect(world.asked).toEqual([]);
  });

  it("without a network shows that it waits, and opens when it is back", async () => {
    world.commissionMood = "down";
    const phone = await profile.visit();
    expect(phone.state.gate.kind).toBe("offline");
    world.commissionMood = "well";
    await until(() => phone.state.gate.kind === "open", phone);
  });

  it("a magnet that was withdrawn says so in the commission's words", async () => {
    world.magnetState = "revoked";
    const phone = await profile.visit();
    expect(phone.state.gate).toEqual({
      kind: "refused",
      why: "unknown_magnet",
      said: { zh: "这张冰箱贴已停用。", en: "This magnet was withdrawn." },
      phone: "",
    });
  });
});

describe("a consultation", () => {
  it("tells compute who it is about and the commission who it is, and neither the other's", async () => {
    const phone = await profile.begun();
    const recordId = phone.current!.recordId;
    await until(() => world.stored.has(`identity:${recordId}:identity`), phone);
    expect(world.asked[0]!.input).toEqual({
      kind: "start",
      lang: "zh",
      person: { relation: "self", age_days: 20_636, sex: "male", pregnant: null },
    });
    const registration = JSON.parse(new TextDecoder().decode(world.stored.get(`identity:${recordId}:identity`)!.body!)) as Record<string, unknown>;
    expect(registration).toMatchObject({ name: "马占山", phone: "13900000000", consent_version: "2026-11", age_years: 56 });
    expect(JSON.stringify(world.asked)).not.toContain("马占山");
    expect(world.asked[0]!.sessionId).not.toBe(recordId);
  });

  it("hands each capsule to the next turn", async () => {
    const phone = await profile.begun();
    await phone.send(...say("胸闷两天"));
    await until(() => phone.current?.turn === 2, phone);
    expect(world.asked.map((one) => [one.turn, one.capsule === null])).toEqual([
      [0, true],
      [1, false],
    ]);
    expect(phone.current!.entries.map((entry) => entry.text)).toEqual(["您好，哪里不舒服？", "胸闷两天", "我知道了。"]);
    expect(phone.current!.reply!.question).toEqual(QUESTION);
  });

  it("keeps the question as a bubble once it is answered", async () => {
    const phone = await profile.begun();
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
    world.nodes[0]!.mood = "down";
    const phone = await profile.begun();
    expect(world.asked.map((one) => one.node)).toEqual([world.nodes[1]!.id]);
    await phone.send(...say("胸闷"));
    await until(() => phone.current?.turn === 2, phone);
  });

  it("goes on without the commission for as long as its directory holds, even when a node stumbles", async () => {
    const phone = await profile.begun();
    world.commissionMood = "down";
    for (const node of world.nodes) node.mood = "down";
    await phone.send(...say("胸闷"));
    await until(() => phone.state.line === "waiting");
    world.nodes[1]!.mood = "well";
    await until(() => phone.current?.turn === 2, phone);
  });

  it("does not wait long for a commission that is silent while its directory holds", async () => {
    const phone = await profile.begun();
    world.nowMs += 11 * 60_000;
    world.commissionMood = "silent";
    const begun = Date.now();
    await phone.send(...say("胸闷"));
    await until(() => phone.current?.turn === 2);
    expect(Date.now() - begun).toBeLessThan(5000);
  });

  it("does not take a capsule for lost while no fresh directory says which keys the nodes have", async () => {
    const phone = await profile.begun();
    world.commissionMood = "down";
    for (const node of world.nodes) await world.restart(node);
    world.requests = [];
    await phone.send(...say("胸闷"));
    await until(() => world.requests.filter((url) => url.endsWith("/v1/turns")).length > 8, phone);
    expect(phone.current!.lost).toBe(false);
    world.commissionMood = "well";
    await until(() => phone.current?.turn === 2, phone);
  });

  it("does not send what it could not keep, and gives the words back", async () => {
    const phone = await profile.begun();
    const broken = vi.spyOn(Shelf.prototype, "write").mockRejectedValue(new Error("QuotaExceededError"));
    const before = world.asked.length;
    expect(await phone.send(...say("胸闷"))).toBe(false);
    broken.mockRestore();
    await quiet();
    expect(world.asked.length).toBe(before);
    expect(phone.state.returned).toEqual({ recordId: phone.current!.recordId, text: "胸闷", why: "full" });
    expect(phone.current!.pending).toBeNull();
  });

  it("says so when storage breaks while a turn is under way, and has everything after opening again", async () => {
    const phone = await profile.begun();
    const broken = vi.spyOn(Shelf.prototype, "update").mockRejectedValue(new Error("the connection to storage was lost"));
    await phone.send(...say("胸闷"));
    await until(() => phone.state.gate.kind === "broken");
    broken.mockRestore();
    const again = await profile.visit("");
    await until(() => again.current?.turn === 2, again);
    expect(again.current!.entries.map((entry) => entry.text)).toContain("胸闷");
  });

  it("survives a reload while nobody answers: the same input is asked again", async () => {
    const phone = await profile.begun();
    for (const node of world.nodes) node.mood = "down";
    await phone.send(...say("胸闷两天，爬楼梯加重"));
    await until(() => phone.state.line === "waiting", phone);
    phone.stop();
    const again = await profile.visit("");
    expect(again.current!.pending!.input).toEqual({ kind: "say", text: "胸闷两天，爬楼梯加重" });
    for (const node of world.nodes) node.mood = "well";
    await until(() => again.current?.turn === 2, again);
    expect(world.asked.at(-1)!.input).toEqual({ kind: "say", text: "胸闷两天，爬楼梯加重" });
    expect(again.current!.entries.filter((entry) => entry.who === "me")).toHaveLength(1);
  });

  it("opens without any network and shows what was said", async () => {
    const phone = await profile.begun();
    await phone.send(...say("胸闷两天"));
    await until(() => phone.current?.turn === 2, phone);
    phone.stop();
    world.commissionMood = "down";
    for (const node of world.nodes) node.mood = "down";
    const again = await profile.visit("");
    expect(again.state.gate.kind).toBe("open");
    expect(again.current!.entries.map((entry) => entry.text)).toContain("胸闷两天");
  });

  it.each(["cut", "lost-answer"] as const)("asks again when the answer is %s, and shows it once", async (mood) => {
    const phone = await profile.begun();
    for (const node of world.nodes) node.mood = mood;
    await phone.send(...say("胸闷"));
    await until(() => world.asked.length >= 3);
    expect(phone.current!.turn).toBe(1);
    for (const node of world.nodes) node.mood = "well";
    await until(() => phone.current?.turn === 2, phone);
    expect(phone.current!.entries.filter((entry) => entry.who === "me")).toHaveLength(1);
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
  });

  it("finds a node again that came back with other keys", async () => {
    const phone = await profile.begun();
    for (const node of world.nodes) await world.restart(node);
    await phone.send(...say("胸闷"));
    await until(() => phone.current?.turn === 2, phone);
  });

  it("says that it cannot go on when no node opens the capsule any more, and keeps what was said", async () => {
    const phone = await profile.begun();
    world.stateEpoch = 2;
    await phone.send(...say("胸闷"));
    await until(() => phone.current?.lost === true, phone);
    expect(phone.current!.pending!.input).toEqual({ kind: "say", text: "胸闷" });
    expect(await phone.send(...say("还在吗"))).toBe(false);
  });

  it("is not ended by nodes that refuse while the one that would open it is busy for a moment", async () => {
    world = await World.make(6);
    profile = new Profile(world);
    const phone = await profile.begun();
    const [good, ...others] = world.nodes;
    good!.mood = "busy";
    for (const node of others) node.mood = "cannot_open";
    world.requests = [];
    await phone.send(...say("胸闷"));
    await until(() => world.requests.filter((url) => url.endsWith("/v1/turns")).length >= 6 || phone.current!.lost);
    good!.mood = "well";
    await until(() => phone.current?.turn === 2 || phone.current!.lost);
    expect(phone.current!.lost).toBe(false);
  });

  it("gives words back that compute will not take", async () => {
    const phone = await profile.begun();
    world.script = () => ({ fail: { code: "text", retry: false } });
    await phone.send(...say("胸闷"));
    await until(() => phone.state.returned !== null, phone);
    expect(phone.state.returned).toEqual({ recordId: phone.current!.recordId, text: "胸闷" });
    expect(phone.current!.pending).toBeNull();
    expect(phone.current!.turn).toBe(1);
  });

  it("does not ask for ever when compute fails on the same turn", async () => {
    const phone = await profile.begun();
    world.script = () => ({ fail: { code: "internal", retry: true } });
    await phone.send(...say("胸闷"));
    await until(() => phone.state.returned !== null, phone);
    expect(world.asked.filter((one) => one.turn === 1)).toHaveLength(4);
  });

  it("sends one turn at a time", async () => {
    const phone = await profile.begun();
    for (const node of world.nodes) node.mood = "down";
    expect(await phone.send(...say("一"))).toBe(true);
    expect(await phone.send(...say("二"))).toBe(false);
  });

  it("takes the first of two taps at once", async () => {
    const phone = await profile.begun();
    const taken = await Promise.all([phone.send(...say("一")), phone.send(...say("二"))]);
    expect(taken).toEqual([true, false]);
    await until(() => phone.current?.turn === 2, phone);
    expect(world.asked.filter((one) => one.turn === 1).map((one) => one.input)).toEqual([{ kind: "say", text: "一" }]);
  });

  it("stays an emergency after it was told once, until compute takes it back", async () => {
    const phone = await profile.begun();
    const emergency = { red_flag: "rf.acs", headline: "h", say: "s", action: "call_120", until_help: [], phone: "120" } as const;
    world.script = () => ({ reply: { ...PLAIN, stage: "emergency", emergency } });
    await phone.send(...say("胸口压榨样疼"));
    await until(() => phone.current?.turn === 2, phone);
    world.script = () => ({ reply: { ...PLAIN, stage: "emergency" } });
    await phone.send(...say("嗯"));
    await until(() => phone.current?.turn === 3, phone);
    expect(phone.current!.emergency).toEqual(emergency);
    world.script = () => ({ reply: { ...PLAIN, stage: "intake" } });
    await phone.send({ kind: "change", turn: 1, options: [], text: "不疼" }, { text: "改为：不疼", kind: "change", of: 1 });
    await until(() => phone.current?.turn === 4, phone);
    expect(phone.current!.emergency).toBeNull();
  });

  it("marks an answer that was changed", async () => {
    const phone = await profile.begun();
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
    const phone = await profile.begun();
    const seen: string[] = [];
    phone.subscribe(() => {
      const step = phone.state.live?.steps.at(-1)?.text;
      if (step !== undefined && seen.at(-1) !== step) seen.push(step);
    });
    world.script = () => ({
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
    const phone = await profile.begun();
    const bytes = utf8("a small jpeg");
    await phone.album.send([bytes], "一张照片");
    await until(() => phone.current?.turn === 2, phone);
    const asked = world.asked.at(-1)!;
    const input = asked.input as { attachment_id: string; digest: string };
    expect(asked.blobs.map(hex)).toEqual([hex(bytes)]);
    expect(input.digest).toBe(hex(await sha256(bytes)));
    const name = `attachment:${phone.current!.recordId}:${input.attachment_id}`;
    await until(() => world.stored.has(name), phone);
    expect(hex(world.stored.get(name)!.body!)).toBe(hex(bytes));
    expect(hex((await phone.photo(input.attachment_id))!)).toBe(hex(bytes));
  });

  it("of several is sent when it is asked for, in their order, and those that wait outlive a reload", async () => {
    const phone = await profile.begun();
    const photos = ["one", "two", "three"].map((text) => utf8(text));
    await phone.album.send(photos, "一张照片");
    expect(await phone.album.next("一张照片")).toBe(false); // one is on its way
    await until(() => phone.current?.turn === 2, phone);
    expect(phone.current!.waiting).toHaveLength(2);
    phone.stop();
    const again = await profile.visit("");
    await until(() => again.current?.waiting?.length === 2, again);
    await again.album.next("一张照片");
    await until(() => again.current?.turn === 3, again);
    expect(world.asked.slice(-2).map((one) => one.blobs.map(hex))).toEqual([[hex(photos[0]!)], [hex(photos[1]!)]]);
    const last = again.current!.waiting![0]!;
    expect(await again.photo(last)).toBeDefined();
    await again.album.drop();
    expect(again.current!.waiting).toEqual([]);
    expect(await again.photo(last)).toBeUndefined();
    expect(await again.album.next("一张照片")).toBe(false);
  });
});

describe("delivery", () => {
  it("goes on until the receipt is there, and only the latest revision goes", async () => {
    const phone = await profile.begun();
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
    world.commissionMood = "down";
    await phone.send(...say("一"));
    await until(() => phone.current?.turn === 2, phone);
    await phone.send(...say("二"));
    await until(() => phone.current?.turn === 3, phone);
    expect(delivered(phone.state.deliveries, phone.current!)).toBe(false);
    world.commissionMood = "well";
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
    const revisions = [...world.stored.values()].filter((one) => one.kind === "record").map((one) => one.key);
    expect(revisions).toEqual(["1", "3"]);
  });

  it("survives a reload while the commission is away", async () => {
    world.commissionMood = "well";
    const phone = await profile.begun();
    const recordId = phone.current!.recordId;
    world.commissionMood = "down";
    await phone.send(...say("一"));
    await until(() => phone.current?.turn === 2, phone);
    phone.stop();
    const again = await profile.visit("");
    expect(delivered(again.state.deliveries, again.current!)).toBe(false);
    world.commissionMood = "well";
    await until(() => delivered(again.state.deliveries, again.current!), again);
    expect(world.stored.has(`record:${recordId}:2`)).toBe(true);
  });

  it("does not take a receipt that the commission did not sign", async () => {
    world.commissionMood = "bad_receipt";
    const phone = await profile.visit();
    await phone.consent("2026-11");
    await phone.begin(FARMER, "zh");
    await until(() => world.posts >= 3, phone);
    expect(phone.state.deliveries.every((one) => one.receivedAtS === null)).toBe(true);
    world.commissionMood = "well";
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
  });

  it("seals identity afresh when the commission's record key changed", async () => {
    const phone = await profile.visit();
    await phone.consent("2026-11");
    const other = await World.make(0);
    world.record = other.record;
    await phone.begin(FARMER, "zh");
    await until(() => world.stored.has(`identity:${phone.state.currentId}:identity`), phone);
  });
});

describe("the doctor's message", () => {
  it("is fetched, opened here and kept unread; a reply goes back sealed", async () => {
    const phone = await profile.begun();
    const recordId = phone.current!.recordId;
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
    await world.writeAsDoctor(recordId, "请下午来卫生院做心电图。");
    await until(() => phone.state.messages.length === 1, phone);
    expect(phone.state.messages[0]).toMatchObject({ from: "doctor", read: false, message: { text: "请下午来卫生院做心电图。" } });
    await phone.readMessages(new Set(phone.state.messages.map((one) => one.messageId)));
    expect(phone.state.messages[0]!.read).toBe(true);
    await phone.writeToDoctor(recordId, "好的，三点到。", "reply");
    await until(() => [...world.stored.values()].some((one) => one.kind === "reply"), phone);
    const reply = [...world.stored.values()].find((one) => one.kind === "reply")!;
    expect(JSON.parse(new TextDecoder().decode(reply.body!))).toMatchObject({ record_id: recordId, text: "好的，三点到。", kind: "reply" });
  });

  it("that somebody else signed is not shown, and does not hold up the next", async () => {
    const phone = await profile.begun();
    const recordId = phone.current!.recordId;
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
    const stranger = await World.make(0);
    await world.writeAsDoctor(recordId, "请汇款。", stranger.receiptKey);
    await world.writeAsDoctor(recordId, "请按时休息。");
    await until(() => phone.state.messages.length > 0, phone);
    expect(phone.state.messages.map((one) => one.message.text)).toEqual(["请按时休息。"]);
  });
});

describe("on the phone", () => {
  it("nothing said lies readable in storage", async () => {
    const phone = await profile.begun();
    await phone.send(...say("secret-words-4711"));
    await until(() => phone.current?.turn === 2, phone);
    phone.stop();
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = profile.factory.open("jiayi");
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
    const first = await profile.begun();
    const second = await profile.visit();
    expect(second.state.gate.kind).toBe("elsewhere");
    const third = profile.page();
    void third.open(true);
    await until(() => third.state.gate.kind === "open", third);
    expect(first.state.gate.kind).toBe("elsewhere");
    const before = world.asked.length;
    await third.send(...say("胸闷"));
    await until(() => third.current?.turn === 2, third);
    await quiet();
    expect(world.asked.length).toBe(before + 1);
  });

  it("forgets a consultation, and what is on its way still arrives", async () => {
    const phone = await profile.begun();
    const recordId = phone.current!.recordId;
    await until(() => delivered(phone.state.deliveries, phone.current!), phone);
    world.commissionMood = "down";
    await phone.send(...say("一"));
    await until(() => phone.current?.turn === 2, phone);
    await phone.forget(recordId);
    expect(phone.state.consultations).toEqual([]);
    world.commissionMood = "well";
    await until(() => world.stored.has(`record:${recordId}:2`), phone);
  });

  it("erases everything", async () => {
    const phone = await profile.begun();
    await phone.eraseAll();
    const again = await profile.visit();
    expect(again.state.consultations).toEqual([]);
    expect(again.state.people).toEqual([]);
    expect(again.state.consentedVersion).toBeNull();
  });

  it("remembers people, and asks for consent again when its text changed", async () => {
    const phone = await profile.begun();
    expect(phone.state.people.map((person) => person.name)).toEqual(["马占山"]);
    await phone.consent("2026-10");
    await expect(phone.begin(FARMER, "zh")).rejects.toThrow("consent");
  });
});
