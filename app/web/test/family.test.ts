// Two people on one phone, a withdrawn consent, a magnet out of use, a full phone: through the whole core, over real sealing.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { consultationsOf } from "../src/core/household";
import { Shelf } from "../src/core/shelf";
import { FARMER, Profile, until } from "./helpers";
import { World } from "./world";

let world: World;
let profile: Profile;

beforeEach(async () => {
  world = await World.make();
  profile = new Profile(world);
});

afterEach(() => {
  profile.close();
});

const replies = () => [...world.stored.values()].filter((one) => one.kind === "reply").map((one) => JSON.parse(new TextDecoder().decode(one.body!)) as { record_id: string; kind: string });

describe("a consent that is withdrawn", () => {
  it("reaches the commission as that person's own words, and nothing begins before it is given again", async () => {
    const phone = await profile.begun();
    const farmer = phone.current!;
    await phone.begin({ ...FARMER, relation: "parent", name: "马老太" }, "zh");
    await until(() => phone.current?.recordId !== farmer.recordId && phone.current?.turn === 1, phone);
    await phone.writeToDoctor(farmer.recordId, "撤回同意", "consent_withdrawn");
    await phone.consent(null);
    expect(phone.state.consentedVersion).toBeNull();
    await until(() => replies().length === 1, phone);
    const { body } = [...world.stored.values()].find((one) => one.kind === "identity" && JSON.parse(new TextDecoder().decode(one.body!)).record_id === farmer.recordId)!;
    const registered = JSON.parse(new TextDecoder().decode(body!)) as { mailbox_secret: string; person_id: string };
    // Proven by what no node sees: the farmer's own mailbox and person id, not the parent's who came after.
    const proof = { mailbox_id: farmer.mailboxId, mailbox_secret: registered.mailbox_secret, person_id: registered.person_id };
    expect(replies()[0]).toMatchObject({ record_id: farmer.recordId, kind: "consent_withdrawn", proof });
    expect(registered.person_id).toBe(farmer.person.personId);
    await phone.writeToDoctor(farmer.recordId, "谢谢", "reply");
    await until(() => replies().length === 2, phone);
    expect(replies()[1]).toMatchObject({ kind: "reply" });
    expect(replies()[1]).not.toHaveProperty("proof");
    await expect(phone.begin(FARMER, "zh")).rejects.toThrow("consent is missing");
    // After a reload too, and what was said is still there to be read.
    profile.close();
    const again = await profile.visit();
    expect(again.state.consentedVersion).toBeNull();
    expect(again.state.consultations).toHaveLength(2);
    await again.consent("2026-11");
    await again.begin(FARMER, "zh");
    await until(() => again.state.consultations.length === 3, again);
  });
});

describe("two people on one phone", () => {
  it("have records, mailboxes and ids of their own, and deleting one leaves the other", async () => {
    const phone = await profile.begun();
    const farmer = phone.current!;
    await phone.begin({ ...FARMER, relation: "child", name: "马小军", age: { value: 3, unit: "years" }, ageDays: 1278 }, "zh");
    await until(() => phone.current?.recordId !== farmer.recordId && phone.current?.turn === 1, phone);
    const child = phone.current!;
    for (const name of ["recordId", "sessionId", "mailboxId"] as const) expect(child[name]).not.toBe(farmer[name]);
    expect(child.person.personId).not.toBe(farmer.person.personId);
    await phone.forget(farmer.recordId);
    expect(consultationsOf(phone.state, farmer.person.personId)).toHaveLength(0);
    expect(consultationsOf(phone.state, child.person.personId)).toHaveLength(1);
    expect(phone.current?.recordId).toBe(child.recordId);
  });
});

describe("a phone that is full", () => {
  it("sends nothing that it cannot keep, and says so", async () => {
    const phone = await profile.visit();
    await phone.consent("2026-11");
    const asked = world.asked.length;
    vi.spyOn(Shelf.prototype, "write").mockRejectedValue(new DOMException("full", "QuotaExceededError"));
    await expect(phone.begin(FARMER, "zh")).rejects.toThrow();
    expect(world.asked.length).toBe(asked);
    vi.restoreAllMocks();
    await phone.begin(FARMER, "zh");
    await until(() => phone.current?.turn === 1, phone);
  });
});

describe("what is kept on the phone", () => {
  it("can be read when the magnet is out of use, and when the list of services has expired without a network", async () => {
    const phone = await profile.begun();
    await until(() => phone.state.deliveries.every((one) => one.receivedAtS !== null), phone);
    profile.close();
    world.magnetState = "revoked";
    const revoked = await profile.visit();
    await until(() => revoked.state.gate.kind === "refused", revoked);
    expect(revoked.state.gate).toMatchObject({ why: "unknown_magnet" });
    revoked.lookBack();
    expect(revoked.state.gate.kind).toBe("open");
    expect(revoked.state.consultations).toHaveLength(1);
    profile.close();
    world.commissionMood = "down";
    world.nowMs += 60 * 24 * 3600 * 1000;
    const away = profile.page();
    void away.open();
    await until(() => away.state.gate.kind === "offline", away);
    away.lookBack();
    expect(away.state.gate.kind).toBe("open");
    expect(away.state.consultations[0]!.person.name).toBe(FARMER.name);
  });
});
