/** What a doctor signed earlier, asked for when the resident ticks the box, and never in the way of a consultation. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { commitmentOf, fromB64u, parseHeader } from "../src/seal/index";
import { FARMER, Profile, until } from "./helpers";
import { World } from "./world";

let world: World;
let profile: Profile;

beforeEach(async () => {
  world = await World.make(2);
  profile = new Profile(world);
});
afterEach(() => {
  profile.close();
});

async function second(withRecord: boolean) {
  const phone = await profile.begun();
  const first = phone.current!;
  await until(() => world.stored.has(`identity:${first.recordId}:identity`), phone);
  world.asked = [];
  await phone.begin({ ...FARMER, personId: first.person.personId }, "zh", withRecord);
  return { phone, first };
}

describe("essentials", () => {
  it("come with the first turn, sealed to the node that answers it, under a secret that the commission never sees", async () => {
    const { phone, first } = await second(true);
    await until(() => phone.current?.turn === 1, phone);
    const [asked] = world.asked;
    const input = asked!.input as { essentials?: { blob: number; secret: string } };
    const header = parseHeader(asked!.blobs[0]!);
    expect(input.essentials?.blob).toBe(0);
    expect(header).toMatchObject({ kind: "essentials", commitment: await commitmentOf(fromB64u(input.essentials!.secret, "json")) });
    expect(header.key_id).toBe(world.nodes.find((node) => node.id === asked!.node)!.channel.keyId);
    const [released] = world.released;
    expect(released).toMatchObject({ mailbox_id: first.mailboxId, person_id: first.person.personId });
    expect(JSON.stringify(world.released)).not.toContain(input.essentials!.secret);
    expect(JSON.stringify(world.released)).not.toContain(asked!.sessionId);
    expect(JSON.stringify(world.released)).not.toContain(asked!.recordId);
  });

  it("are not asked for without the tick", async () => {
    const { phone } = await second(false);
    await until(() => phone.current?.turn === 1, phone);
    expect(world.released).toEqual([]);
    expect(world.asked[0]!.blobs).toEqual([]);
  });

  it("are not asked for somebody whom this phone never asked for", async () => {
    const phone = await profile.begun();
    await phone.begin(FARMER, "zh", true);
    await until(() => phone.current?.turn === 1, phone);
    expect(world.released).toEqual([]);
  });

  it("are not asked for when another name or sex was written over a remembered person, nor the time after", async () => {
    const phone = await profile.begun();
    const { personId } = phone.current!.person;
    const first = phone.current!;
    await until(() => world.stored.has(`identity:${first.recordId}:identity`), phone);
    for (const change of [{ name: "马晓梅" }, { name: "马晓梅" }, { sex: "female" as const }, {}]) {
      await phone.begin({ ...FARMER, ...change, personId }, "zh", true);
      await until(() => phone.current?.turn === 1, phone);
      expect(world.released).toEqual([]);
    }
  });

  it("are released anew for the next node when one is down", async () => {
    const { phone } = await second(true);
    await until(() => phone.current?.turn === 1, phone);
    const answered = world.asked.at(-1)!.node;
    const other = world.nodes.find((node) => node.id !== answered)!;
    const used = world.nodes.find((node) => node.id === answered)!;
    used.mood = "down";
    world.released = [];
    await phone.begin({ ...FARMER, personId: phone.current!.person.personId }, "zh", true);
    await until(() => phone.current?.turn === 1, phone);
    expect(world.asked.at(-1)!.node).toBe(other.id);
    expect(parseHeader(world.asked.at(-1)!.blobs[0]!).key_id).toBe(other.channel.keyId);
    expect(new Set(world.released.map((one) => one.commitment)).size).toBe(world.released.length);
  });

  it("do not hold up a consultation when the commission has none, or seals for another commitment", async () => {
    world.otherCommitment = "ab".repeat(32);
    const { phone } = await second(true);
    await until(() => phone.current?.turn === 1, phone);
    expect(world.released.length).toBeGreaterThan(0);
    expect(world.asked.at(-1)!.blobs).toEqual([]);
    world.mailboxes.clear();
    await phone.begin({ ...FARMER, personId: phone.current!.person.personId }, "zh", true);
    await until(() => phone.current?.turn === 1, phone);
    expect(world.asked.at(-1)!.blobs).toEqual([]);
  });
});
