// The page for the hospital, who owns what on a phone, what is taken along, and what stands before the page.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { Clock } from "../src/core/clock";
import { base64, exported } from "../src/core/exporting";
import { consultationsOf, lettersOf, peopleOf, recordFor } from "../src/core/household";
import { summaryOf, wrap } from "../src/core/summary";
import { magnetRefused } from "../src/core/trust";
import { STRINGS } from "../src/strings/index";
import { sample } from "./gallery/samples";

const { state } = sample(new URLSearchParams(), "zh");
const [self, mother, child] = state.people as [typeof state.people[0], typeof state.people[0], typeof state.people[0]];
const ten = (line: string) => [...line].length <= 10;

describe("lines of the picture", () => {
  it("break between Han characters, and at the spaces of other words", () => {
    expect(wrap("胸闷三天上坡时加重歇一会儿能好", ten)).toEqual(["胸闷三天上坡时加重歇", "一会儿能好"]);
    expect(wrap("tight chest for days", ten)).toEqual(["tight", "chest for", "days"]);
    expect(wrap("甲\n\n乙", ten)).toEqual(["甲", "", "乙"]);
  });

  it("lose nothing, cut what is longer than a line, and begin with no closing mark", () => {
    const texts = ["服用氨氯地平5mg每日一次，Amlodipine-Besylate-Tablets。", "𠮷".repeat(23), "一二三四五六七八九十，后面", ""];
    for (const text of texts) {
      const lines = wrap(text, ten);
      expect(lines.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      for (const line of lines) expect(/^[，。；：、]/.test(line), line).toBe(false);
      for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(11);
    }
  });
});

describe("the page for the hospital", () => {
  it("is there once there is guidance, and fits what a share holds", () => {
    const one = state.consultations[1]!;
    const summary = summaryOf(one, STRINGS.zh)!;
    expect(summary).toMatchObject({ version: 1, lang: "zh", name: mother.name, person: "女，91 岁", summary: one.guidance!.summary });
    expect(summaryOf({ ...one, guidance: null }, STRINGS.zh)).toBeNull();
    const long = summaryOf({ ...one, guidance: { ...one.guidance!, summary: "𠮷".repeat(7000) } }, STRINGS.zh)!;
    expect([...long.summary].length).toBe(6000);
  });
});

describe("several people on one phone", () => {
  it("each have their own consultations and letters", () => {
    expect(peopleOf(state).map((one) => one.name).sort()).toEqual([self.name, mother.name, child.name].sort());
    expect(consultationsOf(state, mother.personId).map((one) => one.person.name)).toEqual([mother.name]);
    expect(lettersOf(state, self.personId)).toHaveLength(1);
    expect(lettersOf(state, mother.personId)).toHaveLength(0);
  });

  it("write to the doctor about themselves, whatever is open on the screen", () => {
    expect(state.currentId).toBe(state.consultations[0]!.recordId);
    expect(recordFor(state, self.personId)).toBe(state.currentId);
    expect(recordFor(state, mother.personId)).toBe(state.consultations[1]!.recordId);
    expect(recordFor(state, child.personId)).toBe(state.consultations[2]!.recordId);
    expect(recordFor(state, "nobody")).toBeUndefined();
  });

  it("are still told apart when a card is gone and its consultations are not", () => {
    expect(peopleOf({ ...state, people: [self] }).map((one) => one.personId)).toContain(mother.personId);
  });
});

describe("what is taken along", () => {
  const photo = base64(Uint8Array.from({ length: 20_000 }, (_, at) => at));
  const entries = [...state.consultations[0]!.entries, { who: "me" as const, turn: 2, kind: "photo" as const, text: '<img src=x onerror="alert(1)">', photo: "p1" }];
  const full = { ...state, consultations: [{ ...state.consultations[0]!, entries }, ...state.consultations.slice(1)] };

  it.each(["zh", "en"] as const)("holds everybody's words, advice, letters and photos, in %s", (lang) => {
    const page = exported(full, STRINGS[lang], (ms) => `<${ms}>`, 1, new Map([["p1", photo]]));
    for (const { person, guidance, entries: said } of full.consultations)
      for (const text of [person.name, guidance!.headline, ...guidance!.now, ...said.slice(0, 2).map((one) => one.text)]) expect(page).toContain(text);
    expect(page).toContain(full.messages[0]!.message.text);
    expect(page).toContain(photo);
    expect(atob(photo)).toHaveLength(20_000);
  });

  it("runs nothing of what was typed, and loads nothing", () => {
    const page = exported(full, STRINGS.zh, (ms) => `<${ms}>`, 1, new Map([["p1", photo]]));
    expect(page).not.toMatch(/<img src=x|<script|https?:/);
    expect(page).toContain("&#60;img src=x onerror=");
  });
});

describe("a phone with a wrong clock", () => {
  it("is told what time it is, however far it is off", () => {
    const own = Date.UTC(2020, 0, 1);
    const right = Date.UTC(2026, 10, 29, 9);
    const clock = new Clock(() => own);
    clock.learn(right, own, own);
    expect(clock.said()).toBe(right);
    expect(clock.beyond).toBe(true);
    expect(Math.abs(clock.now() - right)).toBeGreaterThan(1e9);
  });
});

describe("a magnet that is out of use", () => {
  it("leads to the doctor's number, and shows nothing that is no text", () => {
    expect(magnetRefused({ text_zh: "停用", text_en: "gone", phone: "0951-1" })).toEqual({ kind: "refused", why: "unknown_magnet", said: { zh: "停用", en: "gone" }, phone: "0951-1" });
    expect(magnetRefused({ text_zh: 7, phone: null })).toMatchObject({ said: { zh: "", en: "" }, phone: "" });
  });
});

describe("what runs before the page", () => {
  const first = readFileSync(new URL("../public/first.js", import.meta.url), "utf-8");
  const code = first.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "").replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/\/\^?[^/\n]+\/[a-z]*(?=[.)])/g, "0");

  it("is first in the page, and waits for nothing", () => {
    const html = readFileSync(new URL("../index.html", import.meta.url), "utf-8");
    expect(html.indexOf("/first.js")).toBeGreaterThan(0);
    expect(html.indexOf("/first.js")).toBeLessThan(html.indexOf('type="module"'));
  });

  it("has no syntax that an old browser does not know", () => {
    for (const [name, pattern] of Object.entries({
      arrow: /=>/,
      template: /`/,
      declaration: /\b(?:let|const|class|async|await|of)\b/,
      spread: /\.\.\./,
      coalescing: /\?\?|\?\./,
      "trailing comma": /,\s*[}\])]/,
      getter: /\b(?:get|set)\s+\w+\s*\(/,
    }))
      expect(code.match(pattern), name).toBeNull();
  });
});
