// @vitest-environment happy-dom
// From the way in through the conversation, and what every screen has: a language, a large mode, a name for each button.
import { describe, expect, it } from "vitest";

import type { QuestionView } from "../src/generated/wire";
import { looks } from "../src/screens/Specialists";
import { STRINGS } from "../src/strings/index";
import { QUESTION } from "./helpers";
import { ASK, stage } from "./stage";
import { PLAIN } from "./world";

const on = stage();

describe("the way in", () => {
  it("refuses a link without the magnet's code, in words, with a number to call", async () => {
    await on.page("");
    expect(on.get("error").dataset["why"]).toBe("no_pin");
    expect(on.root.querySelector('a[href="tel:120"]')).not.toBeNull();
    expect(on.find("start")).toBeNull();
  });

  it("wants both ticks", async () => {
    await on.page();
    await on.click("start");
    await on.click("consent-service");
    await on.click("consent-go");
    expect(on.get("error").textContent).toBe(STRINGS.zh.consent.need);
    expect(on.find("who-go")).toBeNull();
  });

  it("says what is missing about the person, and lets the number be left out after a warning", async () => {
    const phone = await on.page();
    await on.click("start");
    await on.click("consent-service");
    await on.click("consent-sensitive");
    await on.click("consent-go");
    await on.shown(() => on.find("who-go") !== null);
    const { errors } = STRINGS.zh.who;
    const told = async () => {
      await on.click("who-go");
      return on.find("error")?.textContent ?? null;
    };
    expect(await told()).toBe(errors.relation);
    await on.click("who-parent");
    expect(await told()).toBe(errors.age);
    await on.type("age", "200");
    expect(await told()).toBe(errors.ageRange);
    await on.type("age", "70");
    expect(await told()).toBe(errors.sex);
    await on.click("sex-female");
    expect(await told()).toBe(errors.name);
    await on.type("name", "李梅");
    expect(await told()).toBe(errors.noPhone);
    await on.click("who-go");
    await on.shown(() => phone.current !== null);
    expect(phone.current!.person).toMatchObject({ relation: "parent", name: "李梅", phone: "", ageDays: Math.round(70.5 * 365.25) });
  });

  it("asks about months for a child and about pregnancy where it can be", async () => {
    await on.page();
    await on.click("start");
    await on.click("consent-service");
    await on.click("consent-sensitive");
    await on.click("consent-go");
    await on.shown(() => on.find("who-go") !== null);
    await on.click("who-self");
    await on.type("age", "30");
    expect(on.find("pregnant-yes")).toBeNull();
    await on.click("sex-female");
    expect(on.find("pregnant-yes")).not.toBeNull();
    expect(on.find("age-months")).toBeNull();
    await on.click("who-child");
    expect(on.find("age-months")).not.toBeNull();
    await on.click("age-months");
    expect(on.find("pregnant-yes")).toBeNull();
  });

  it("shows a demonstration for what it is", async () => {
    await on.page();
    expect(on.find("development")).not.toBeNull();
    await on.click("trust");
    await on.shown(() => on.find("environment") !== null);
    expect(on.get("environment").dataset["environment"]).toBe("development");
    expect(on.get("pin").textContent!.replaceAll(" ", "")).toBe(on.world.pin);
    expect(on.root.querySelectorAll('[data-testid="node"]')).toHaveLength(2);
  });
});

describe("the conversation", () => {
  it("shows question, why, how far, and sends a tapped answer once", async () => {
    const phone = await on.walkIn(ASK);
    await on.shown(() => on.find("question") !== null);
    expect(on.get("question").textContent).toBe(QUESTION.text);
    expect(on.root.textContent).toContain("大约还有 4 个问题");
    expect(on.find("why-text")).toBeNull();
    await on.click("why");
    expect(on.get("why-text").textContent).toBe(QUESTION.why);
    for (const node of on.world.nodes) node.mood = "down";
    await on.click("chip-1");
    await on.shown(() => on.find("pending") !== null);
    expect(on.find("question")).toBeNull();
    expect(on.get("pending").textContent).toBe("没有");
    expect([...on.root.querySelectorAll(".bubble")].at(-2)!.textContent).toBe(QUESTION.text);
    for (const node of on.world.nodes) node.mood = "well";
    await on.shown(() => phone.current?.turn === 2 && on.find("question") !== null);
    expect(on.world.asked.at(-1)!.input).toEqual({ kind: "answer", question_id: QUESTION.id, options: [1], text: "" });
    expect(on.get("own-answer-1").textContent).toContain("没有");
  });

  it("says that all is kept when the network is gone", async () => {
    await on.walkIn(ASK);
    for (const node of on.world.nodes) node.mood = "down";
    await on.type("text", "胸闷两天");
    await on.click("send");
    await on.shown(() => on.find("waiting") !== null);
    expect(on.get("waiting").textContent).toContain(STRINGS.zh.chat.waiting);
    expect(on.get("pending").textContent).toBe("胸闷两天");
  });

  it("sends several choices together, and free words as the answer to the open question", async () => {
    const multi: QuestionView = { ...QUESTION, id: "q.with", kind: "multi" };
    const phone = await on.walkIn(() => ({ reply: { ...PLAIN, question: multi } }));
    await on.shown(() => on.find("chips-send") !== null);
    await on.click("chips-send");
    expect(on.get("error").textContent).toBe(STRINGS.zh.chat.chooseFirst);
    expect(phone.current?.pending).toBeNull();
    await on.click("chip-2");
    await on.click("chip-0");
    await on.click("chip-1");
    await on.click("chip-1");
    expect(on.get("chip-0").getAttribute("aria-pressed")).toBe("true");
    await on.click("chips-send");
    await on.shown(() => phone.current?.turn === 2);
    expect(on.world.asked.at(-1)!.input).toEqual({ kind: "answer", question_id: "q.with", options: [0, 2], text: "" });
    await on.shown(() => on.find("question") !== null);
    await on.type("text", " 有点\u0000恶心 ");
    await on.click("send");
    await on.shown(() => phone.current?.turn === 3);
    expect(on.world.asked.at(-1)!.input).toEqual({ kind: "answer", question_id: "q.with", options: [], text: "有点恶心" });
  });

  it("refuses nothing and too much kindly, sends neither, and keeps the words", async () => {
    await on.walkIn(ASK);
    const before = on.world.asked.length;
    await on.type("text", " \u0000 ");
    await on.click("send");
    expect(on.get("error").textContent).toBe(STRINGS.zh.chat.empty);
    expect(on.world.asked.length).toBe(before);
  });

  it("keeps the beginning of a whole web page that was pasted, says so, and sends nothing of its own accord", async () => {
    await on.walkIn(ASK);
    const before = on.world.asked.length;
    await on.type("text", `${"很".repeat(3990)}，到这里为止。${"长".repeat(16_000)}`);
    const kept = (on.get("text") as HTMLTextAreaElement).value;
    expect(kept).toBe(`${"很".repeat(3990)}，到这里为止。`);
    expect(on.get("error").textContent).toBe(STRINGS.zh.chat.cut(19_997, 3997, "很很很很很，到这里为止。"));
    expect(on.world.asked.length).toBe(before);
    await on.click("send");
    await on.shown(() => on.world.asked.length === before + 1);
    expect(on.world.asked.at(-1)!.input).toMatchObject({ text: kept });
  });

  it("keeps words begun while another screen is looked at", async () => {
    await on.walkIn(ASK);
    await on.type("text", "还有一点");
    await on.click("trust");
    await on.click("ask");
    expect((on.get("text") as HTMLTextAreaElement).value).toBe("还有一点");
  });

  it("changes an earlier answer by a tap", async () => {
    const phone = await on.walkIn(ASK);
    await on.shown(() => on.find("chip-0") !== null);
    await on.click("chip-0");
    await on.shown(() => phone.current?.turn === 2 && on.find("own-answer-1") !== null);
    await on.click("own-answer-1");
    expect(on.find("change")).not.toBeNull();
    await on.click("change-chip-2");
    await on.shown(() => phone.current?.turn === 3);
    expect(on.world.asked.at(-1)!.input).toEqual({ kind: "change", turn: 1, options: [2], text: "" });
    await on.shown(() => on.find("own-answer-1") === null);
    expect(on.root.textContent).toContain("改为：不清楚");
    await on.click("own-answer-2");
    await on.click("change-chip-1");
    await on.shown(() => phone.current?.turn === 4);
    expect(on.world.asked.at(-1)!.input).toEqual({ kind: "change", turn: 1, options: [1], text: "" });
  });

  it("puts words that were not taken back into the hands of the resident", async () => {
    await on.walkIn(ASK);
    on.world.script = () => ({ fail: { code: "text", retry: false } });
    await on.type("text", "胸闷");
    await on.click("send");
    await on.shown(() => on.find("error") !== null && (on.get("text") as HTMLTextAreaElement).value === "胸闷");
    expect(on.get("error").textContent).toBe(STRINGS.zh.chat.returned);
  });
});

describe("the page", () => {
  it("changes its language without losing the place", async () => {
    await on.walkIn(ASK);
    await on.shown(() => on.find("question") !== null);
    await on.click("lang");
    expect(document.documentElement.lang).toBe("en");
    expect(on.get("why").textContent).toBe(STRINGS.en.chat.why);
    expect(on.get("question").textContent).toBe(QUESTION.text);
  });

  it("has a large mode", async () => {
    await on.page();
    await on.click("large");
    expect(document.documentElement.classList.contains("large")).toBe(true);
    await on.click("large");
    expect(document.documentElement.classList.contains("large")).toBe(false);
  });

  it("names every button and field", async () => {
    await on.walkIn(ASK);
    await on.shown(() => on.find("question") !== null);
    for (const tab of ["ask", "inbox", "history", "trust"]) {
      await on.click(tab);
      if (tab === "trust") await on.shown(() => on.find("pin") !== null);
      for (const one of on.root.querySelectorAll<HTMLElement>("button, a, input, textarea")) {
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
    on.world.allowance = 0;
    const phone = await on.page();
    await on.click("start");
    await on.click("consent-service");
    await on.click("consent-sensitive");
    await on.click("consent-go");
    if (why === "magnet") on.world.magnetState = "revoked";
    await on.shown(() => on.find("who-go") !== null);
    await on.click("who-self");
    await on.type("age", "56");
    await on.click("sex-male");
    await on.type("name", "马占山");
    await on.type("phone", "13900000000");
    await on.click("who-go");
    await on.shown(() => phone.state.line === why && on.find(why) !== null);
    const said = on.get(why);
    expect(said.textContent).toContain(STRINGS.zh.chat[why]);
    expect(said.textContent).toContain(STRINGS.zh.guide.robust.redFlags);
    const numbers = [...said.querySelectorAll("a")].map((link) => link.getAttribute("href"));
    expect(numbers).toEqual(["tel:120", "tel:09557000123"]);
  });
});
