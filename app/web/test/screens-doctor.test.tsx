// @vitest-environment happy-dom
// What a resident says back: a statement that is wrong, a consent that is withdrawn.
import { describe, expect, it } from "vitest";

import { delivered } from "../src/core/delivery";
import type { Phone } from "../src/core/phone";
import { STRINGS } from "../src/strings/index";
import { GUIDANCE } from "./helpers";
import { stage } from "./stage";
import { PLAIN, type Script } from "./world";

const on = stage();
const { family } = STRINGS.zh.guide;
const GUIDED: Script = ({ turn }) => ({ reply: turn === 0 ? { ...PLAIN, messages: ["您好"] } : { ...PLAIN, stage: "guided", guidance: GUIDANCE } });

async function advised(): Promise<Phone> {
  const phone = await on.walkIn(GUIDED);
  await on.type("text", "胸闷两天");
  await on.click("send");
  await on.shown(() => on.find("urgency") !== null);
  await on.shown(() => delivered(phone.state.deliveries, phone.current!));
  return phone;
}

describe("a statement that is wrong", () => {
  it.each(["the guidance", "an earlier consultation"])("is reported from %s, sealed for the commission, and its arrival is shown", async (where) => {
    const phone = await advised();
    const { recordId } = phone.current!;
    if (where !== "the guidance") {
      await on.click("history");
      await on.press(STRINGS.zh.history.read);
    }
    await on.click("report-wrong");
    expect(on.get("inbox-wrong").getAttribute("aria-pressed")).toBe("true");
    expect(on.get("inbox-about").textContent).toContain("马占山");
    await on.type("inbox-text", "我没有糖尿病");
    on.world.commissionMood = "down";
    await on.click("inbox-send");
    await on.shown(() => on.find("own-message") !== null);
    expect(on.get("own-message").textContent).toContain(STRINGS.zh.inbox.sent);
    on.world.commissionMood = "well";
    await on.shown(() => on.get("own-message").textContent!.includes(STRINGS.zh.inbox.arrived));
    expect(on.replies()).toEqual([expect.objectContaining({ record_id: recordId, text: "我没有糖尿病", kind: "reported_wrong" })]);
    // Compute is not told, and what follows is an ordinary reply again.
    expect(JSON.stringify(on.world.asked)).not.toContain("我没有糖尿病");
    expect(on.get("inbox-wrong").getAttribute("aria-pressed")).toBe("false");
  });

  it("is chosen by a tap in the inbox, and taken back by another", async () => {
    await advised();
    await on.click("inbox");
    expect(on.get("inbox-wrong").getAttribute("aria-pressed")).toBe("false");
    await on.click("inbox-wrong");
    await on.type("inbox-text", "药名不对");
    await on.click("inbox-send");
    await on.shown(() => on.replies().length === 1);
    await on.click("inbox-wrong");
    await on.click("inbox-reply");
    await on.type("inbox-text", "谢谢");
    await on.click("inbox-send");
    await on.shown(() => on.replies().length === 2);
    expect(on.replies().map((one) => [one.text, one.kind])).toEqual([
      ["药名不对", "reported_wrong"],
      ["谢谢", "reply"],
    ]);
  });
});

describe("a consent that is withdrawn", () => {
  it("is asked for once more, goes to the commission in the resident's name, and is asked for again before the next consultation", async () => {
    const phone = await advised();
    const { recordId } = phone.current!;
    await on.click("history");
    await on.press(family.withdraw("马占山"));
    expect(on.root.textContent).toContain(family.withdrawSure);
    await on.press(STRINGS.zh.sure.no);
    expect(on.root.textContent).not.toContain(family.withdrawSure);
    expect(phone.state.consentedVersion).toBe("2026-11");
    expect(on.replies()).toEqual([]);
    await on.press(family.withdraw("马占山"));
    await on.press(STRINGS.zh.sure.yes);
    await on.shown(() => on.find("own-message") !== null);
    expect(on.get("own-message").textContent).toContain(family.withdrawWords("马占山"));
    await on.shown(() => on.replies().length === 1);
    expect(on.replies()).toEqual([expect.objectContaining({ record_id: recordId, text: family.withdrawWords("马占山"), kind: "consent_withdrawn" })]);
    expect(phone.state.consentedVersion).toBeNull();
    await on.click("history");
    await on.click("fresh");
    await on.shown(() => on.find("start") !== null);
    await on.click("start");
    expect(on.find("consent-go")).not.toBeNull();
  });
});
