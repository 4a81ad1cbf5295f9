import { describe, expect, it } from "vitest";

import { STRINGS, firstLanguage } from "../src/strings/index";
import { LATER } from "../src/strings/laterOf";

/** Every text of a language by its path; functions are called with small numbers and words. */
function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String((value as (...given: unknown[]) => unknown)(2, 3))]];
  return Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) => texts(inner, `${path}.${name}`));
}

const zh = new Map(texts({ ...STRINGS.zh, later: LATER.zh }));
const en = new Map(texts({ ...STRINGS.en, later: LATER.en }));
/** A message from the doctor without a request has no heading. */
const MAY_BE_EMPTY = new Set([".inbox.actions.message"]);

describe("the texts", () => {
  it("name a full phone where nothing can be kept at all", () => {
    expect(STRINGS.zh.refused.no_storage).toContain("存满");
    expect(STRINGS.en.refused.no_storage).toContain("no room");
  });

  it("are the same in both languages, and none is empty", () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
    for (const texts of [zh, en]) for (const [path, text] of texts) if (!MAY_BE_EMPTY.has(path)) expect(text.trim(), path).not.toBe("");
    expect(zh.size).toBeGreaterThan(150);
  });

  it("are in their language", () => {
    for (const [path, text] of zh) {
      if ([".code", ".htmlLang", ".otherLanguage", ".summary.person"].includes(path) || MAY_BE_EMPTY.has(path) || text === "、") continue;
      expect(/[\u4e00-\u9fff]/.test(text), `${path}: ${text}`).toBe(true);
    }
    for (const [path, text] of en) if (path !== ".otherLanguage") expect(/[\u4e00-\u9fff]/.test(text), `${path}: ${text}`).toBe(false);
  });

  it("speak in the house's voice: no exclamation marks, 您 and not 你", () => {
    for (const [path, text] of [...zh, ...en]) expect(/[!！]|你/.test(text), `${path}: ${text}`).toBe(false);
  });

  it("say how far in words", () => {
    const { remaining } = STRINGS.zh.chat;
    expect([null, 0, 1, 2, 3, 8].map((n) => remaining(n))).toEqual(["", "快问完了", "还有一个问题", "还有两三个问题", "还有两三个问题", "大约还有 8 个问题"]);
  });

  it("begin in the language chosen before, else the phone's, else Chinese", () => {
    expect(firstLanguage("en", ["zh-CN"])).toBe("en");
    expect(firstLanguage(null, ["en-GB", "zh"])).toBe("en");
    expect(firstLanguage(null, ["zh-CN"])).toBe("zh");
    expect(firstLanguage("xx", ["ug-CN"])).toBe("zh");
    expect(firstLanguage(null, [])).toBe("zh");
  });
});
