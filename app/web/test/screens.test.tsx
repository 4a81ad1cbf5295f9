// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Phone } from "../src/core/phone";
import { delivered } from "../src/core/delivery";
import type { HeldView, ItemView, QuestionView } from "../src/generated/wire";
import { App } from "../src/screens/App";
import { corrections } from "../src/screens/Items";
import { looks } from "../src/screens/Specialists";
import { STRINGS } from "../src/strings/index";
import { GUIDANCE, Profile, QUESTION, until } from "./helpers";
import { PLAIN, type Script, World } from "./world";

let world: World;
let profile: Profile;
let root: HTMLElement;

beforeEach(async () => {
  history.replaceState(null, "");
  world = await World.make();
  profile = new Profile(world);
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  profile.close();
});

const find = (id: string): HTMLElement | null => root.querySelector<HTMLElement>(`[data-testid="${id}"]`);
const get = (id: string): HTMLElement => {
  const found = find(id);
  if (found === null) throw new Error(`${id} is not on the screen: ${root.textContent}`);
  return found;
};
const click = (id: string) =>
  act(() => {
    get(id).click();
  });
const type = (id: string, text: string) =>
  act(() => {
    const field = get(id) as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

async function shown(condition: () => boolean): Promise<void> {
  await until(() => {
    void act(() => undefined);
    return condition();
  }, profile.open.at(-1));
}

async function page(hash?: string): Promise<Phone> {
  const phone = profile.page(hash);
  await act(() => {
    render(<App phone={phone} lang="zh" large={false} keep={() => undefined} reopen={() => undefined} erase={() => undefined} />, root);
  });
  void phone.open();
  await shown(() => phone.state.gate.kind !== "opening");
  await shown(() => root.textContent !== STRINGS.zh.opening);
  return phone;
}

async function walkIn(script: Script): Promise<Phone> {
  world.script = script;
  const phone = await page();
  await click("start");
  await click("consent-service");
  await click("consent-sensitive");
  await click("consent-go");
  await shown(() => find("who-go") !== null);
  await click("who-self");
  await type("age", "56");
  await click("sex-male");
  await type("name", "马占山");
  await type("phone", "13900000000");
  await click("who-go");
  await shown(() => phone.current?.turn === 1 && phone.current.pending === null);
  return phone;
}

const ASK: Script = ({ turn }) => ({ reply: { ...PLAIN, messages: [`第 ${turn} 轮`], question: QUESTION, remaining: 4 } });

describe("the way in", () => {
  it("refuses a link without the magnet's code, in words, with a number to call", async () => {
    await page("");
    expect(get("error").dataset["why"]).toBe("no_pin");
    expect(root.querySelector('a[href="tel:120"]')).not.toBeNull();
    expect(find("start")).toBeNull();
  });

  it("wants both ticks", async () => {
    await page();
    await click("start");
    await click("consent-service");
    await click("consent-go");
    expect(get("error").textContent).toBe(STRINGS.zh.consent.need);
    expect(find("who-go")).toBeNull();
  });

  it("says what is missing about the person, and lets the number be left out after a warning", async () => {
    const phone = await page();
    await click("start");
    await click("consent-service");
    await click("consent-sensitive");
    await click("consent-go");
    await shown(() => find("who-go") !== null);
    const { errors } = STRINGS.zh.who;
    const told = async () => {
      await click("who-go");
      return find("error")?.textContent ?? null;
    };
    expect(await told()).toBe(errors.relation);
    await click("who-parent");
    expect(await told()).toBe(errors.age);
    await type("age", "200");
    expect(await told()).toBe(errors.ageRange);
    await type("age", "70");
    expect(await told()).toBe(errors.sex);
    await click("sex-female");
    expect(await told()).toBe(errors.name);
    await type("name", "李梅");
    expect(await told()).toBe(errors.noPhone);
    await click("who-go");
    await shown(() => phone.current !== null);
    expect(phone.current!.person).toMatchObject({ relation: "parent", name: "李梅", phone: "", ageDays: Math.round(70.5 * 365.25) });
  });

  it("asks about months for a child and about pregnancy where it can be", async () => {
    await page();
    await click("start");
    await click("consent-service");
    await click("consent-sensitive");
    await click("consent-go");
    await shown(() => find("who-go") !== null);
    await click("who-self");
    await type("age", "30");
    expect(find("pregnant-yes")).toBeNull();
    await click("sex-female");
    expect(find("pregnant-yes")).not.toBeNull();
    expect(find("age-months")).toBeNull();
    await click("who-child");
    expect(find("age-months")).not.toBeNull();
    await click("age-months");
    expect(find("pregnant-yes")).toBeNull();
  });

  it("shows a demonstration for what it is", async () => {
    await page();
    expect(find("development")).not.toBeNull();
    await click("trust");
    await shown(() => find("environment") !== null);
    expect(get("environment").dataset["environment"]).toBe("development");
    expect(get("pin").textContent!.replaceAll(" ", "")).toBe(world.pin);
    expect(root.querySelectorAll('[data-testid="node"]')).toHaveLength(2);
  });
});

describe("the conversation", () => {
  it("shows question, why, how far, and sends a tapped answer once", async () => {
    const phone = await walkIn(ASK);
    await shown(() => find("question") !== null);
    expect(get("question").textContent).toBe(QUESTION.text);
    expect(root.textContent).toContain("大约还有 4 个问题");
    expect(find("why-text")).toBeNull();
    await click("why");
    expect(get("why-text").textContent).toBe(QUESTION.why);
    for (const node of world.nodes) node.mood = "down";
    await click("chip-1");
    await shown(() => find("pending") !== null);
    expect(find("question")).toBeNull();
    expect(get("pending").textContent).toBe("没有");
    expect([...root.querySelectorAll(".bubble")].at(-2)!.textContent).toBe(QUESTION.text);
    for (const node of world.nodes) node.mood = "well";
    await shown(() => phone.current?.turn === 2 && find("question") !== null);
    expect(world.asked.at(-1)!.input).toEqual({ kind: "answer", question_id: QUESTION.id, options: [1], text: "" });
    expect(get("own-answer-1").textContent).toContain("没有");
  });

  it("says that all is kept when the network is gone", async () => {
    await walkIn(ASK);
    for (const node of world.nodes) node.mood = "down";
    await type("text", "胸闷两天");
    await click("send");
    await shown(() => find("waiting") !== null);
    expect(get("waiting").textContent).toContain(STRINGS.zh.chat.waiting);
    expect(get("pending").textContent).toBe("胸闷两天");
  });

  it("sends several choices together, and free words as the answer to the open question", async () => {
    const multi: QuestionView = { ...QUESTION, id: "q.with", kind: "multi" };
    const phone = await walkIn(() => ({ reply: { ...PLAIN, question: multi } }));
    await shown(() => find("chips-send") !== null);
    await click("chips-send");
    expect(get("error").textContent).toBe(STRINGS.zh.chat.chooseFirst);
    expect(phone.current?.pending).toBeNull();
    await click("chip-2");
    await click("chip-0");
    await click("chip-1");
    await click("chip-1");
    expect(get("chip-0").getAttribute("aria-pressed")).toBe("true");
    await click("chips-send");
    await shown(() => phone.current?.turn === 2);
    expect(world.asked.at(-1)!.input).toEqual({ kind: "answer", question_id: "q.with", options: [0, 2], text: "" });
    await shown(() => find("question") !== null);
    await type("text", " 有点\u0000恶心 ");
    await click("send");
    await shown(() => phone.current?.turn === 3);
    expect(world.asked.at(-1)!.input).toEqual({ kind: "answer", question_id: "q.with", options: [], text: "有点恶心" });
  });

  it("refuses nothing and too much kindly, sends neither, and keeps the words", async () => {
    await walkIn(ASK);
    const before = world.asked.length;
    await type("text", " \u0000 ");
    await click("send");
    expect(get("error").textContent).toBe(STRINGS.zh.chat.empty);
    expect(world.asked.length).toBe(before);
  });

  it("keeps the beginning of a whole web page that was pasted, says so, and sends nothing of its own accord", async () => {
    await walkIn(ASK);
    const before = world.asked.length;
    await type("text", `${"很".repeat(3990)}，到这里为止。${"长".repeat(16_000)}`);
    const kept = (get("text") as HTMLTextAreaElement).value;
    expect(kept).toBe(`${"很".repeat(3990)}，到这里为止。`);
    expect(get("error").textContent).toBe(STRINGS.zh.chat.cut(19_997, 3997, "很很很很很，到这里为止。"));
    expect(world.asked.length).toBe(before);
    await click("send");
    await shown(() => world.asked.length === before + 1);
    expect(world.asked.at(-1)!.input).toMatchObject({ text: kept });
  });

  it("keeps words begun while another screen is looked at", async () => {
    await walkIn(ASK);
    await type("text", "还有一点");
    await click("trust");
    await click("ask");
    expect((get("text") as HTMLTextAreaElement).value).toBe("还有一点");
  });

  it("changes an earlier answer by a tap", async () => {
    const phone = await walkIn(ASK);
    await shown(() => find("chip-0") !== null);
    await click("chip-0");
    await shown(() => phone.current?.turn === 2 && find("own-answer-1") !== null);
    await click("own-answer-1");
    expect(find("change")).not.toBeNull();
    await click("change-chip-2");
    await shown(() => phone.current?.turn === 3);
    expect(world.asked.at(-1)!.input).toEqual({ kind: "change", turn: 1, options: [2], text: "" });
    await shown(() => find("own-answer-1") === null);
    expect(root.textContent).toContain("改为：不清楚");
    await click("own-answer-2");
    await click("change-chip-1");
    await shown(() => phone.current?.turn === 4);
    expect(world.asked.at(-1)!.input).toEqual({ kind: "change", turn: 1, options: [1], text: "" });
  });

  it("puts words that were not taken back into the hands of the resident", async () => {
    await walkIn(ASK);
    world.script = () => ({ fail: { code: "text", retry: false } });
    await type("text", "胸闷");
    await click("send");
    await shown(() => find("error") !== null && (get("text") as HTMLTextAreaElement).value === "胸闷");
    expect(get("error").textContent).toBe(STRINGS.zh.chat.returned);
  });
});

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
    const phone = await walkIn(ASK);
    world.script = ({ input }) =>
      input.kind === "photo"
        ? { reply: { ...PLAIN, report: { attachment_id: input.attachment_id, what: "lab_report", items, conclusion: "" } } }
        : { reply: PLAIN };
    await phone.album.send([new Uint8Array([1, 2, 3])], "一张照片");
    await shown(() => find("items") !== null);
    const order = [...root.querySelectorAll('[data-testid^="item-value-"]')].map((one) => one.getAttribute("data-testid"));
    expect(order).toEqual(["item-value-2", "item-value-0", "item-value-1"]);
    await type("item-value-1", "7.5");
    await click("items-confirm");
    await shown(() => phone.current?.turn === 3);
    expect(world.asked.at(-1)!.input).toMatchObject({
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
    const phone = await walkIn(guided);
    await shown(() => delivered(phone.state.deliveries, phone.current!));
    world.commissionMood = "down";
    await shown(() => find("chip-0") !== null);
    await click("chip-0");
    await shown(() => find("urgency") !== null);
    const band = get("urgency");
    expect(band.dataset["urgency"]).toBe("urgent");
    // The word says how urgent, the sentence until when: neither says the other again.
    expect(band.textContent).toBe(`${STRINGS.zh.guidance.degree.urgent}${GUIDANCE.headline}`);
    expect(STRINGS.zh.guidance.degree.urgent).not.toContain("今天");
    expect(band.querySelector("svg")).not.toBeNull();
    expect(find("progress-cardiology")).not.toBeNull();
    expect(find("receipt")).toBeNull();
    world.commissionMood = "well";
    await shown(() => find("receipt") !== null);
    expect(get("receipt").textContent).toBe(STRINGS.zh.guidance.receipt);
    for (const line of [...GUIDANCE.now, ...GUIDANCE.where, ...GUIDANCE.bring, ...GUIDANCE.watch_for, ...GUIDANCE.why, GUIDANCE.comfort])
      expect(root.textContent).toContain(line);
    await click("summary");
    expect(get("summary-text").textContent).toBe(GUIDANCE.summary);
  });

  it("goes back to talking, and shows the guidance again only when it changed", async () => {
    const phone = await walkIn(guided);
    await shown(() => find("chip-0") !== null);
    await click("chip-0");
    await shown(() => find("urgency") !== null);
    await click("talk");
    await type("text", "谢谢");
    await click("send");
    await shown(() => phone.current?.turn === 3);
    expect(find("urgency")).toBeNull();
    world.script = () => ({ reply: { ...PLAIN, stage: "guided", guidance: { ...GUIDANCE, urgency: "soon" } } });
    await type("text", "还有点咳嗽");
    await click("send");
    await shown(() => find("urgency") !== null);
    expect(get("urgency").dataset["urgency"]).toBe("soon");
  });

  it("an emergency interrupts with a number to call, once for each red flag", async () => {
    const phone = await walkIn(ASK);
    const emergency = {
      red_flag: "rf.acs",
      headline: "请马上打 120",
      say: "可能是心脏的急症",
      action: "call_120",
      until_help: ["坐下"],
      phone: "120",
    } as const;
    world.script = () => ({ reply: { ...PLAIN, stage: "emergency", emergency, guidance: { ...GUIDANCE, urgency: "emergency" } } });
    await type("text", "胸口压榨样疼");
    await click("send");
    await shown(() => find("emergency") !== null);
    expect(get("emergency-call").getAttribute("href")).toBe("tel:120");
    expect(find("urgency")).toBeNull();
    await click("emergency-continue");
    await shown(() => find("urgency") !== null);
    expect(phone.current!.emergencySeen).toBe("rf.acs");
    await click("talk");
    expect(root.querySelector('a.redbar[href="tel:120"]')).not.toBeNull();
    world.script = () => ({ reply: { ...PLAIN, stage: "emergency", emergency: { ...emergency, red_flag: "rf.stroke", phone: null } } });
    await type("text", "半边身子没力");
    await click("send");
    await shown(() => find("emergency") !== null);
    expect(get("emergency-call").getAttribute("href")).toBe("tel:09557000123");
  });

  it("the doctor's message is marked unread until it is read, and can be answered", async () => {
    const phone = await walkIn(guided);
    await shown(() => delivered(phone.state.deliveries, phone.current!));
    await world.writeAsDoctor(phone.current!.recordId, "请明早空腹来。");
    await shown(() => find("unread") !== null);
    await click("inbox");
    await shown(() => find("message") !== null && find("unread") === null);
    expect(get("message").textContent).toContain("请明早空腹来。");
    await type("inbox-text", "好的");
    await click("inbox-send");
    await shown(() => [...world.stored.values()].some((one) => one.kind === "reply"));
    expect(get("own-message").textContent).toContain("好的");
  });
});

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
    reply: turn === 0 ? { ...PLAIN, question: QUESTION } : { ...PLAIN, turn, stage: "guided", held: { ...HELD, due_ms: world.nowMs + 3_600_000, ...change } },
  });
  const release = (revision: number, view: Partial<typeof GUIDANCE> | null = {}, text = "") => {
    const { summary: _, ...page } = GUIDANCE;
    return world.writeAsDoctor(profile.open.at(-1)!.current!.recordId, text, world.receiptKey, {
      action: "advice",
      revision,
      guidance: view === null ? null : { ...page, ...view, held_since: null },
    });
  };
  const waiting = async (change: Partial<HeldView> = {}): Promise<Phone> => {
    const phone = await walkIn(held(change));
    await type("text", "流鼻涕两天");
    await click("send");
    await shown(() => find("held") !== null);
    await shown(() => delivered(phone.state.deliveries, phone.current!));
    return phone;
  };

  it("is announced before the resident begins, and only where it is so", async () => {
    world.withinMinutes = 1440;
    await page();
    expect(get("after-release").textContent).toContain("24 小时");
  });

  it("is not announced where guidance comes at once", async () => {
    await page();
    expect(find("after-release")).toBeNull();
  });

  it("says why nothing is shown yet, until when, when not to wait, and shows the guidance once the doctor released it", async () => {
    const phone = await waiting();
    expect(root.textContent).toContain("这里的规矩是医生先看一遍。");
    expect(get("held").textContent).toContain("喘不上气");
    expect(find("until")).not.toBeNull();
    expect(root.querySelector('.calls a[href="tel:09557000123"]')).not.toBeNull();
    expect(find("urgency")).toBeNull();
    expect(root.textContent).not.toContain(GUIDANCE.headline);
    await release(2, { headline: "三天内来站里看看。" }, "不用怕。");
    await shown(() => find("guidance") !== null);
    expect(get("urgency").textContent).toContain("三天内来站里看看。");
    expect(get("reviewed").textContent).toContain("马秀兰");
    expect(get("reviewed").textContent).toContain("不用怕。");
    await shown(() => find("unread") === null);
    // Talking on without news leaves it as it is, and so does opening the page again without a network.
    await click("talk");
    await type("text", "谢谢");
    await click("send");
    await shown(() => phone.current!.turn === 3 && phone.current!.pending === null);
    await click("see-guidance");
    expect(get("urgency").textContent).toContain("三天内来站里看看。");
    for (const node of world.nodes) node.mood = "down";
    render(null, root);
    phone.stop();
    await page();
    await shown(() => find("urgency") !== null);
    expect(get("urgency").textContent).toContain("三天内来站里看看。");
  });

  it("keeps what was reviewed at hand while news waits, and lets the newer release take its place", async () => {
    const phone = await waiting();
    await release(2, { headline: "三天内来站里看看。" });
    await shown(() => find("guidance") !== null);
    await click("talk");
    world.script = held({ since_turn: 2 });
    await type("text", "又发烧了");
    await click("send");
    await shown(() => find("waits") !== null);
    expect(phone.current!.turn).toBe(3);
    expect(get("earlier").textContent).toContain("三天内来站里看看。");
    expect(get("earlier").textContent).toContain(STRINGS.zh.guide.held.news);
    await release(3, { headline: "今天就来。" });
    await shown(() => find("urgency") !== null);
    expect(get("urgency").textContent).toContain("今天就来。");
  });

  it("shows the doctor's own words in the place of the guidance", async () => {
    await waiting();
    await release(2, null, "不要紧，多喝水，后天我去看您。");
    await shown(() => find("instead") !== null);
    expect(get("instead").textContent).toContain("后天我去看您");
    await shown(() => find("unread") === null);
    expect(find("until")).toBeNull();
  });

  it("tells to ring when the promised time is over", async () => {
    await waiting({ due_ms: 1 });
    expect(get("late").textContent).toBe(STRINGS.zh.guide.held.late);
    expect(find("until")).toBeNull();
  });

  it("tells at once that a doctor is to be seen today, with a page for the hospital", async () => {
    await waiting({ today: true, headline: GUIDANCE.headline, where: GUIDANCE.where });
    expect(get("urgency").dataset["urgency"]).toBe("urgent");
    expect(get("held").textContent).toContain("县医院心内科");
    await click("summary");
    await shown(() => find("summary-page") !== null);
    expect(get("summary-page").textContent).toContain(GUIDANCE.summary);
  });

  it("gives way to an emergency", async () => {
    await waiting();
    world.script = () => ({ reply: { ...PLAIN, stage: "emergency", guidance: { ...GUIDANCE, urgency: "emergency", action: "call_120", headline: "请马上打120" } } });
    await click("talk");
    await type("text", "突然胸口疼");
    await click("send");
    await shown(() => find("urgency") !== null);
    expect(get("urgency").dataset["urgency"]).toBe("emergency");
    expect(find("waits")).toBeNull();
  });
});

describe("the page", () => {
  it("changes its language without losing the place", async () => {
    await walkIn(ASK);
    await shown(() => find("question") !== null);
    await click("lang");
    expect(document.documentElement.lang).toBe("en");
    expect(get("why").textContent).toBe(STRINGS.en.chat.why);
    expect(get("question").textContent).toBe(QUESTION.text);
  });

  it("has a large mode", async () => {
    await page();
    await click("large");
    expect(document.documentElement.classList.contains("large")).toBe(true);
    await click("large");
    expect(document.documentElement.classList.contains("large")).toBe(false);
  });

  it("names every button and field", async () => {
    await walkIn(ASK);
    await shown(() => find("question") !== null);
    for (const tab of ["ask", "inbox", "history", "trust"]) {
      await click(tab);
      if (tab === "trust") await shown(() => find("pin") !== null);
      for (const one of root.querySelectorAll<HTMLElement>("button, a, input, textarea")) {
        const label = one.getAttribute("aria-label") ?? one.closest("label")?.textContent ?? one.textContent;
        expect(label?.trim(), one.outerHTML).toBeTruthy();
      }
    }
  });

  it("lists specialists once each, with their latest word", () => {
    expect(
      looks([
        { kind: "summary", specialty: null, text: "x" },
        { kind: "specialty_started", specialty: "a", text: "a…" },
        { kind: "specialty_started", specialty: "b", text: "b…" },
        { kind: "specialty_done", specialty: "a", text: "a ✓" },
      ]),
    ).toEqual([
      { specialty: "a", text: "a ✓", done: true },
      { specialty: "b", text: "b…", done: false },
    ]);
  });
});

describe("when no consultation may begin", () => {
  it.each(["limit", "magnet"] as const)("says why (%s), what cannot wait, and whom to call", async (why) => {
    world.allowance = 0;
    const phone = await page();
    await click("start");
    await click("consent-service");
    await click("consent-sensitive");
    await click("consent-go");
    if (why === "magnet") world.magnetState = "revoked";
    await shown(() => find("who-go") !== null);
    await click("who-self");
    await type("age", "56");
    await click("sex-male");
    await type("name", "马占山");
    await type("phone", "13900000000");
    await click("who-go");
    await shown(() => phone.state.line === why && find(why) !== null);
    const said = get(why);
    expect(said.textContent).toContain(STRINGS.zh.chat[why]);
    expect(said.textContent).toContain(STRINGS.zh.guide.robust.redFlags);
    const numbers = [...said.querySelectorAll("a")].map((link) => link.getAttribute("href"));
    expect(numbers).toEqual(["tel:120", "tel:09557000123"]);
  });
});
