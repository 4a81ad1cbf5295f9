// The part that seals comes after the page: a line that broke before it did is waited for, and nothing is lost or told wrong.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Unreachable } from "../src/core/errors";
import { ready } from "../src/core/ready";
import { CannotOpen, randomBytes } from "../src/seal/index";
import { hpkeOpen } from "../src/seal/suite";
import { Profile, until } from "./helpers";
import { PLAIN, World } from "./world";

const line = vi.hoisted(() => ({ broken: false }));

vi.mock("../src/seal/suite", async (original) => {
  const real = await original<typeof import("../src/seal/suite")>();
  const agreement = () => (line.broken ? Promise.reject(new TypeError("Failed to fetch dynamically imported module")) : real.agreement());
  return { ...real, agreement };
});

let world: World;
let profile: Profile;

beforeEach(async () => {
  line.broken = false;
  world = await World.make();
  profile = new Profile(world);
  world.script = ({ turn }) => ({ reply: { ...PLAIN, messages: [turn === 0 ? "您好，哪里不舒服？" : "我知道了。"] } });
});

afterEach(() => {
  profile.close();
});

describe("a page without the part that seals", () => {
  it("counts as a line that broke", async () => {
    line.broken = true;
    await expect(ready()).rejects.toBeInstanceOf(Unreachable);
    line.broken = false;
    await expect(ready()).resolves.toBeUndefined();
  });

  it("opens with what was said, keeps what is said, and sends it when the part is there", async () => {
    (await profile.begun()).stop();
    line.broken = true;
    const phone = await profile.visit();
    expect(phone.state.gate.kind).toBe("open");
    const before = world.asked.length;
    await phone.send({ kind: "say", text: "胸闷两天" }, { text: "胸闷两天", kind: "text" });
    await until(() => phone.state.line === "waiting", phone);
    expect(world.asked).toHaveLength(before);
    expect(phone.current?.pending?.shown?.text).toBe("胸闷两天");
    line.broken = false;
    await until(() => phone.current?.turn === 2, phone);
    expect(phone.current?.entries.some((entry) => entry.text === "胸闷两天")).toBe(true);
  });

  it("leaves a doctor's letter in its mailbox until it can be opened", async () => {
    const first = await profile.begun();
    const { recordId } = first.current!;
    await until(() => first.state.deliveries.every((one) => one.receivedAtS !== null), first);
    first.stop();
    line.broken = true;
    await world.writeAsDoctor(recordId, "请明天上午来复诊。");
    const phone = await profile.visit();
    const asked = () => world.requests.filter((one) => one.startsWith("/v1/mailbox/")).length;
    const before = asked();
    await until(() => asked() > before + 1, phone);
    expect(phone.state.gate.kind).toBe("open");
    expect(phone.state.messages).toEqual([]);
    line.broken = false;
    await until(() => phone.state.messages.length === 1, phone);
    expect(phone.state.messages[0]?.message.text).toBe("请明天上午来复诊。");
  });
});

it("what does not open is told as such once the part is there", async () => {
  await expect(hpkeOpen(randomBytes(32), randomBytes(4), randomBytes(1200))).rejects.toEqual(new CannotOpen("decrypt"));
});
