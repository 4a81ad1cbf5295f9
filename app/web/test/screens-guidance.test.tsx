// @vitest-environment happy-dom
// What comes of a consultation: a report that was read, guidance, an emergency, the doctor's message.
import { describe, expect, it } from "vitest";

import { delivered } from "../src/core/delivery";
import type { ItemView } from "../src/generated/wire";
import { corrections } from "../src/screens/Items";
import { STRINGS } from "../src/strings/index";
import { GUIDANCE, QUESTION } from "./helpers";
import { ASK, stage } from "./stage";
import { PLAIN, type Script } from "./world";

const on = stage();

describe("a report", () => {
  const item = (index: number, flag: ItemView["flag"], doubtful: boolean): ItemView => ({
    index,
    name: `项目${index}`,
    abbr: "",
    value_text: "1.5",
    unit: "U/L",
    range_text: "0–40",
    flag,
    doubtful,
    meaning: "",
  });

  it("shows doubtful lines first, takes corrections, and is confirmed", async () => {
    const items = [item(0, "normal", false), item(1, "high", false), item(2, "unknown", true)];
    const phone = await on.walkIn(ASK);
    on.world.script = ({ input }) =>
      input.kind === "photo"
        ? { reply: { ...PLAIN, report: { attachment_id: input.attachment_id, what: "lab_report", items, conclusion: "" } } }
        : { reply: PLAIN };
    await phone.album.send([new Uint8Array([1, 2, 3])], "一张照片");
    await on.shown(() => on.find("items") !== null);
    const order = [...on.root.querySelectorAll('[data-testid^="item-value-"]')].map((one) => one.getAttribute("data-testid"));
    expect(order).toEqual(["item-value-2", "item-value-0", "item-value-1"]);
    await on.type("item-value-1", "7.5");
    await on.click("items-confirm");
    await on.shown(() => phone.current?.turn === 3);
    expect(on.world.asked.at(-1)!.input).toMatchObject({
      kind: "confirm_items",
      corrections: [
        { index: 1, value_text: "7.5" },
        { index: 2, value_text: null },
      ],
    });
  });

  it("says only what was changed or was doubtful", () => {
    const items = [item(0, "normal", false), item(1, "high", true), item(2, "low", true), item(3, "low", false)];
    expect(corrections(items, {})).toEqual([
      { index: 1, value_text: null },
      { index: 2, value_text: null },
    ]);
    expect(
      corrections(items, {
        0: { value: " 1.5 ", removed: false },
        1: { value: "2", removed: false },
        2: { value: "9", removed: true },
        3: { value: "  ", removed: false },
      }),
    ).toEqual([
      { index: 1, value_text: "2" },
      { index: 2, remove: true },
    ]);
  });
});

describe("the end", () => {
  const guided: Script = ({ turn }) =>
    turn === 0
      ? { reply: { ...PLAIN, question: QUESTION } }
      : {
          reply: { ...PLAIN, stage: "guided", guidance: GUIDANCE },
          progress: [
            { kind: "specialty_started", specialty: "cardiology", text: "心内科正在看…" },
            { kind: "specialty_done", specialty: "cardiology", text: "心内科看过了" },
          ],
        };

  it("shows urgency in colour, icon and word, and the receipt only when it is true", async () => {
    const phone = await on.walkIn(guided);
    await on.shown(() => delivered(phone.state.deliveries, phone.current!));
    on.world.commissionMood = "down";
    await on.shown(() => on.find("chip-0") !== null);
    await on.click("chip-0");
    await on.shown(() => on.find("urgency") !== null);
    const band = on.get("urgency");
    expect(band.dataset["urgency"]).toBe("urgent");
    // The word says how urgent, the sentence until when: neither says the other again.
    expect(band.textContent).toBe(`${STRINGS.zh.guidance.degree.urgent}${GUIDANCE.headline}`);
    expect(STRINGS.zh.guidance.degree.urgent).not.toContain("今天");
    expect(band.querySelector("svg")).not.toBeNull();
    expect(on.find("progress-cardiology")).not.toBeNull();
    expect(on.find("receipt")).toBeNull();
    on.world.commissionMood = "well";
    await on.shown(() => on.find("receipt") !== null);
    expect(on.get("receipt").textContent).toBe(STRINGS.zh.guidance.receipt);
    for (const line of [...GUIDANCE.now, ...GUIDANCE.where, ...GUIDANCE.bring, ...GUIDANCE.watch_for, ...GUIDANCE.why, GUIDANCE.comfort])
      expect(on.root.textContent).toContain(line);
    await on.click("summary");
    expect(on.get("summary-text").textContent).toBe(GUIDANCE.summary);
  });

  it("goes back to talking, and shows the guidance again only when it changed", async () => {
    const phone = await on.walkIn(guided);
    await on.shown(() => on.find("chip-0") !== null);
    await on.click("chip-0");
    await on.shown(() => on.find("urgency") !== null);
    await on.click("talk");
    await on.type("text", "谢谢");
    await on.click("send");
    await on.shown(() => phone.current?.turn === 3);
    expect(on.find("urgency")).toBeNull();
    on.world.script = () => ({ reply: { ...PLAIN, stage: "guided", guidance: { ...GUIDANCE, urgency: "soon" } } });
    await on.type("text", "还有点咳嗽");
    await on.click("send");
    await on.shown(() => on.find("urgency") !== null);
    expect(on.get("urgency").dataset["urgency"]).toBe("soon");
  });

  it("an emergency interrupts with a number to call, once for each red flag", async () => {
    const phone = await on.walkIn(ASK);
    const emergency = {
      red_flag: "rf.acs",
      headline: "请马上打 120",
      say: "可能是心脏的急症",
      action: "call_120",
      until_help: ["坐下"],
      phone: "120",
    } as const;
    on.world.script = () => ({ reply: { ...PLAIN, stage: "emergency", emergency, guidance: { ...GUIDANCE, urgency: "emergency" } } });
    await on.type("text", "胸口压榨样疼");
    await on.click("send");
    await on.shown(() => on.find("emergency") !== null);
    expect(on.get("emergency-call").getAttribute("href")).toBe("tel:120");
    expect(on.find("urgency")).toBeNull();
    await on.click("emergency-continue");
    await on.shown(() => on.find("urgency") !== null);
    expect(phone.current!.emergencySeen).toBe("rf.acs");
    await on.click("talk");
    expect(on.root.querySelector('a.redbar[href="tel:120"]')).not.toBeNull();
    on.world.script = () => ({ reply: { ...PLAIN, stage: "emergency", emergency: { ...emergency, red_flag: "rf.stroke", phone: null } } });
    await on.type("text", "半边身子没力");
    await on.click("send");
    await on.shown(() => on.find("emergency") !== null);
    expect(on.get("emergency-call").getAttribute("href")).toBe("tel:09557000123");
  });

  it("the doctor's message is marked unread until it is read, and can be answered", async () => {
    const phone = await on.walkIn(guided);
    await on.shown(() => delivered(phone.state.deliveries, phone.current!));
    await on.world.writeAsDoctor(phone.current!.recordId, "请明早空腹来。");
    await on.shown(() => on.find("unread") !== null);
    await on.click("inbox");
    await on.shown(() => on.find("message") !== null && on.find("unread") === null);
    expect(on.get("message").textContent).toContain("请明早空腹来。");
    await on.type("inbox-text", "好的");
    await on.click("inbox-send");
    await on.shown(() => [...on.world.stored.values()].some((one) => one.kind === "reply"));
    expect(on.get("own-message").textContent).toContain("好的");
  });
});
