// @vitest-environment happy-dom
// Guidance that a doctor looks at before the resident is told.
import { describe, expect, it } from "vitest";

import { delivered } from "../src/core/delivery";
import type { Phone } from "../src/core/phone";
import type { HeldView } from "../src/generated/wire";
import { STRINGS } from "../src/strings/index";
import { GUIDANCE, QUESTION } from "./helpers";
import { stage } from "./stage";
import { PLAIN, type Script } from "./world";

const on = stage();

const HELD: HeldView = {
  since_turn: 1,
  due_ms: 0,
  today: false,
  headline: "建议先请医生看过",
  why: "这里的规矩是医生先看一遍。",
  where: [],
  bring: [],
  meanwhile: ["先歇着。"],
  watch_for: ["喘不上气"],
  summary: GUIDANCE.summary,
};

describe("guidance that waits for the doctor", () => {
  const held = (change: Partial<HeldView> = {}): Script => ({ turn }) => ({
    reply: turn === 0 ? { ...PLAIN, question: QUESTION } : { ...PLAIN, turn, stage: "guided", held: { ...HELD, due_ms: on.world.nowMs + 3_600_000, ...change } },
  });
  const release = (revision: number, view: Partial<typeof GUIDANCE> | null = {}, text = "") => {
    const { summary: _, ...page } = GUIDANCE;
    return on.world.writeAsDoctor(on.profile.open.at(-1)!.current!.recordId, text, on.world.receiptKey, {
      action: "advice",
      revision,
      guidance: view === null ? null : { ...page, ...view, held_since: null },
    });
  };
  const waiting = async (change: Partial<HeldView> = {}): Promise<Phone> => {
    const phone = await on.walkIn(held(change));
    await on.type("text", "流鼻涕两天");
    await on.click("send");
    await on.shown(() => on.find("held") !== null);
    await on.shown(() => delivered(phone.state.deliveries, phone.current!));
    return phone;
  };

  it("is announced before the resident begins, and only where it is so", async () => {
    on.world.withinMinutes = 1440;
    await on.page();
    expect(on.get("after-release").textContent).toContain("24 小时");
  });

  it("is not announced where guidance comes at once", async () => {
    await on.page();
    expect(on.find("after-release")).toBeNull();
  });

  it("says why nothing is shown yet, until when, when not to wait, and shows the guidance once the doctor released it", async () => {
    const phone = await waiting();
    expect(on.root.textContent).toContain("这里的规矩是医生先看一遍。");
    expect(on.get("held").textContent).toContain("喘不上气");
    expect(on.find("until")).not.toBeNull();
    expect(on.root.querySelector('.calls a[href="tel:09557000123"]')).not.toBeNull();
    expect(on.find("urgency")).toBeNull();
    expect(on.root.textContent).not.toContain(GUIDANCE.headline);
    await release(2, { headline: "三天内来站里看看。" }, "不用怕。");
    await on.shown(() => on.find("guidance") !== null);
    expect(on.get("urgency").textContent).toContain("三天内来站里看看。");
    expect(on.get("reviewed").textContent).toContain("马秀兰");
    expect(on.get("reviewed").textContent).toContain("不用怕。");
    await on.shown(() => on.find("unread") === null);
    // Talking on without news leaves it as it is, and so does opening the page again without a network.
    await on.click("talk");
    await on.type("text", "谢谢");
    await on.click("send");
    await on.shown(() => phone.current!.turn === 3 && phone.current!.pending === null);
    await on.click("see-guidance");
    expect(on.get("urgency").textContent).toContain("三天内来站里看看。");
    for (const node of on.world.nodes) node.mood = "down";
    on.leave(phone);
    await on.page();
    await on.shown(() => on.find("urgency") !== null);
    expect(on.get("urgency").textContent).toContain("三天内来站里看看。");
  });

  it("keeps what was reviewed at hand while news waits, and lets the newer release take its place", async () => {
    const phone = await waiting();
    await release(2, { headline: "三天内来站里看看。" });
    await on.shown(() => on.find("guidance") !== null);
    await on.click("talk");
    on.world.script = held({ since_turn: 2 });
    await on.type("text", "又发烧了");
    await on.click("send");
    await on.shown(() => on.find("waits") !== null);
    expect(phone.current!.turn).toBe(3);
    expect(on.get("earlier").textContent).toContain("三天内来站里看看。");
    expect(on.get("earlier").textContent).toContain(STRINGS.zh.guide.held.news);
    await release(3, { headline: "今天就来。" });
    await on.shown(() => on.find("urgency") !== null);
    expect(on.get("urgency").textContent).toContain("今天就来。");
  });

  it("shows the doctor's own words in the place of the guidance", async () => {
    await waiting();
    await release(2, null, "不要紧，多喝水，后天我去看您。");
    await on.shown(() => on.find("instead") !== null);
    expect(on.get("instead").textContent).toContain("后天我去看您");
    await on.shown(() => on.find("unread") === null);
    expect(on.find("until")).toBeNull();
  });

  it("tells to ring when the promised time is over", async () => {
    await waiting({ due_ms: 1 });
    expect(on.get("late").textContent).toBe(STRINGS.zh.guide.held.late);
    expect(on.find("until")).toBeNull();
  });

  it("tells at once that a doctor is to be seen today, with a page for the hospital", async () => {
    await waiting({ today: true, headline: GUIDANCE.headline, where: GUIDANCE.where });
    expect(on.get("urgency").dataset["urgency"]).toBe("urgent");
    expect(on.get("held").textContent).toContain("县医院心内科");
    await on.click("summary");
    await on.shown(() => on.find("summary-page") !== null);
    expect(on.get("summary-page").textContent).toContain(GUIDANCE.summary);
  });

  it("gives way to an emergency", async () => {
    await waiting();
    on.world.script = () => ({ reply: { ...PLAIN, stage: "emergency", guidance: { ...GUIDANCE, urgency: "emergency", action: "call_120", headline: "请马上打120" } } });
    await on.click("talk");
    await on.type("text", "突然胸口疼");
    await on.click("send");
    await on.shown(() => on.find("urgency") !== null);
    expect(on.get("urgency").dataset["urgency"]).toBe("emergency");
    expect(on.find("waits")).toBeNull();
  });
});
