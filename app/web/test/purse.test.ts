import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Shelf } from "../src/core/shelf";
import { FARMER, Profile, quiet, until } from "./helpers";
import { Issuer } from "./issuer";
import { PLAIN, World } from "./world";

let world: World;
let profile: Profile;

beforeEach(async () => {
  world = await World.make();
  profile = new Profile(world);
  world.script = () => ({ reply: { ...PLAIN, messages: ["您好，哪里不舒服？"] } });
});

afterEach(() => {
  profile.close();
});

interface Kept {
  readonly node: string;
  readonly token: string;
  readonly recordId: string | null;
}

const draws = () => world.requests.filter((path) => path === "/v1/admission").length;

/** What the profile keeps, without having it pruned. */
async function purse(): Promise<readonly Kept[]> {
  const shelf = await Shelf.open(profile.factory);
  const kept = await shelf.get<readonly Kept[]>("settings", "purse:m1");
  shelf.close();
  return kept?.value ?? [];
}

async function consented(free = 2) {
  const phone = await profile.visit();
  await phone.consent("2026-11");
  await until(() => draws() > 0);
  for (let left = 400; (await purse()).length < free; left -= 1) {
    if (left === 0) throw new Error("nothing was drawn");
    await quiet(5);
  }
  return phone;
}

async function begin(phone: Awaited<ReturnType<typeof consented>>): Promise<void> {
  await phone.begin(FARMER, "zh");
}

describe("tokens", () => {
  it("are drawn with the consent, for two nodes, and not before it", async () => {
    const phone = await profile.visit();
    await quiet(30);
    expect(draws()).toBe(0);
    phone.stop();
    await consented();
    const kept = await purse();
    expect(new Set(kept.map((one) => one.node))).toEqual(new Set(world.nodes.map((node) => node.channel.keyId)));
    expect(kept.every((one) => one.recordId === null)).toBe(true);
    expect(world.allowance).toBe(58);
  });

  it("lie on the phone as unreadable as everything else, and say nothing to the commission of the node", async () => {
    let sent = "";
    const { fetch } = world;
    (world as { fetch: typeof fetch }).fetch = (input, init) => {
      if (input === "/v1/admission") sent += String(init?.body);
      return fetch(input, init);
    };
    await consented();
    expect(Object.keys(JSON.parse(sent) as object).sort()).toEqual(["blinded", "kid", "magnet"]);
    for (const { node, token } of await purse()) for (const part of [node, token, token.slice(40, 80)]) expect(sent).not.toContain(part);
  });

  it("are drawn once when two ask at once", async () => {
    const phone = await profile.visit();
    const { purse: own } = phone.parts;
    await Promise.all([own.stock(), own.stock(), own.stock()]);
    expect(draws()).toBe(1);
    expect(world.allowance).toBe(58);
  });

  it("begin a consultation while the commission signs none, at a node that one is at hand for", async () => {
    const phone = await consented();
    world.issuerMood = "down";
    await begin(phone);
    await until(() => phone.current?.turn === 1 && phone.state.line === "idle", phone);
    expect(draws()).toBe(1);
    expect((await purse()).map((one) => one.recordId)).toEqual([null]);
  });

  it("are the same one when an answer was lost, and when the page was opened anew in between", async () => {
    const phone = await consented();
    for (const node of world.nodes) node.mood = "lost-answer";
    await begin(phone);
    await until(() => world.asked.length >= 2);
    phone.stop();
    for (const node of world.nodes) node.mood = "well";
    const again = await profile.visit();
    await until(() => again.current?.turn === 1, again);
    const byNode = new Map<string, Set<unknown>>();
    for (const asked of world.asked) byNode.set(asked.node, (byNode.get(asked.node) ?? new Set()).add(asked.json["admission"]));
    expect([...byNode.values()].map((tokens) => tokens.size)).toEqual([...byNode.values()].map(() => 1));
    expect(draws()).toBe(1);
  });

  it("go with the first turn alone", async () => {
    const phone = await consented();
    await begin(phone);
    await until(() => phone.current?.turn === 1, phone);
    await phone.send({ kind: "say", text: "胸闷" }, { text: "胸闷", kind: "text" });
    await until(() => phone.current?.turn === 2, phone);
    expect(world.asked.map((one) => one.json["admission"] === null)).toEqual([false, true]);
  });

  it("are drawn anew for a node that came back with other keys", async () => {
    const phone = await consented();
    for (const node of world.nodes) await world.restart(node);
    await begin(phone);
    await until(() => phone.current?.turn === 1, phone);
    const live = new Set(world.nodes.map((node) => node.channel.keyId));
    expect((await purse()).every((one) => live.has(one.node))).toBe(true);
  });

  it("are drawn anew when their day has passed", async () => {
    const phone = await consented();
    const before = new Set((await purse()).map((one) => one.token));
    phone.stop();
    world.nowMs += 2 * 86_400_000;
    const later = await profile.visit();
    await begin(later);
    await until(() => later.current?.turn === 1, later);
    expect(world.asked.every((one) => !before.has(String(one.json["admission"])))).toBe(true);
  });

  it("of a commission that signs with another key are not kept, and nothing is sent with them", async () => {
    world.issuerMood = "other_signer";
    const phone = await profile.visit();
    await phone.consent("2026-11");
    await until(() => draws() > 0);
    await begin(phone);
    await until(() => phone.state.line === "waiting", phone);
    expect(await purse()).toEqual([]);
    expect(world.asked).toEqual([]);
    world.issuerMood = "well";
    await until(() => phone.current?.turn === 1, phone);
  });

  it("are drawn under the new key when the commission has changed it", async () => {
    const phone = await profile.visit();
    world.issuer = new Issuer(1);
    world.serial += 1;
    await phone.consent("2026-11");
    await begin(phone);
    await until(() => phone.current?.turn === 1, phone);
    expect(world.spent.size).toBe(1);
  });

  it("are not asked for where the directory names no key", async () => {
    world.issuer = null;
    const phone = await profile.begun();
    expect(draws()).toBe(0);
    expect(world.asked[0]!.json["admission"]).toBe(null);
    expect(phone.state.line).toBe("idle");
  });
});

describe("a magnet", () => {
  it("that drew too many is told so, and goes on by itself", async () => {
    world.allowance = 0;
    const phone = await profile.visit();
    await phone.consent("2026-11");
    await begin(phone);
    await until(() => phone.state.line === "limit", phone);
    expect(world.asked).toEqual([]);
    world.allowance = 2;
    await until(() => phone.current?.turn === 1, phone);
  });

  it("that was withdrawn meanwhile is told so, and what was begun before goes on", async () => {
    const phone = await profile.begun();
    const first = phone.current!.recordId;
    world.magnetState = "revoked";
    for (const node of world.nodes) await world.restart(node);
    await begin(phone);
    await until(() => phone.state.line === "magnet", phone);
    await phone.select(first);
    await phone.send({ kind: "say", text: "胸闷" }, { text: "胸闷", kind: "text" });
    await until(() => phone.current?.turn === 2, phone);
  });

  it("of six phones gets through a bad night with two tokens each time", async () => {
    world.nodes[0]!.mood = "down";
    for (let number = 0; number < 6; number += 1) {
      const own = new Profile(world);
      const phone = await own.begun();
      for (let more = 0; more < 2; more += 1) {
        await phone.begin(FARMER, "zh");
        await until(() => phone.current?.turn === 1, phone);
      }
      own.close();
    }
    expect(world.spent.size).toBe(18);
    expect(world.allowance).toBeGreaterThan(0);
  });
});
