/** What taps say, word for word: the same file is heard by the dictionary in tests/unit/agents/test_taps.py. */
import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { KINDS, PARTS, ROWS, allPlaces, placeName, rowsOf, said } from "../src/core/places";
import { MOST_OF, type Since, UNITS, sinceWords } from "../src/core/since";
import { MOST_PLACES, NOTHING_TOLD, kindToggled, scoreStep, sentence, toggled } from "../src/core/telling";
import { STRINGS } from "../src/strings/index";

interface Said {
  readonly zh: string;
  readonly en: string;
}
const VECTOR = JSON.parse(readFileSync(new URL("../../../tests/vectors/taps.json", import.meta.url), "utf8")) as {
  readonly places: Readonly<Record<string, Said>>;
  readonly kinds: Readonly<Record<string, Readonly<Record<string, Said>>>>;
  readonly scores: readonly Said[];
  readonly since: Readonly<Record<string, Said>>;
  readonly whole: Said;
};
const LANGS = ["zh", "en"] as const;

describe("the places", () => {
  it("are said as the dictionary was tried with, no more and no fewer", () => {
    expect(Object.keys(VECTOR.places).sort()).toEqual([...allPlaces()].sort());
    for (const place of allPlaces()) for (const lang of LANGS) expect(said(place, "pain", lang)).toBe(VECTOR.places[place]?.[lang]);
  });

  it("have names that differ within their part, in both languages", () => {
    for (const [part, rows] of Object.entries(ROWS))
      for (const lang of LANGS) {
        const names = rows.flat().map((place) => placeName(place, lang));
        expect(new Set(names).size, part).toBe(names.length);
      }
    expect(placeName("knee.l", "zh")).toBe("左膝盖");
    expect(placeName("knee.l", "en")).toBe("Left knee");
  });

  it("show no part to a person who does not have it, and leave no part empty", () => {
    expect(rowsOf("hips", "female").flat()).not.toContain("penis");
    expect(rowsOf("hips", "male").flat()).not.toContain("vulva");
    for (const part of [...PARTS.front, ...PARTS.back]) for (const sex of ["male", "female"] as const) expect(rowsOf(part, sex).flat().length).toBeGreaterThan(0);
  });

  it("lie on the side of the person drawn", () => {
    expect(ROWS.belly[0]?.[0]).toBe("upper_belly.r");
    expect(ROWS.waist[0]?.[0]).toBe("flank.l");
  });
});

describe("what is told", () => {
  it("gives every score and every time in the words tried", () => {
    for (const lang of LANGS) {
      VECTOR.scores.forEach((said, score) => { expect(sentence({ ...NOTHING_TOLD, places: ["knee.l"], score }, lang)).toBe(said[lang]); });
      for (const [key, said] of Object.entries(VECTOR.since)) {
        const [count, unit] = key.split("-");
        const since = unit === undefined ? (key as Since) : ({ count: Number(count), unit } as Since);
        expect(sinceWords(since, lang)).toBe(said[lang]);
      }
    }
    for (const unit of UNITS) for (const count of [1, 2, MOST_OF[unit]]) expect(VECTOR.since).toHaveProperty(`${String(count)}-${unit}`);
  });

  it("says degree and time of each place, so that none is left without", () => {
    const told = { ...NOTHING_TOLD, places: ["lower_belly.r", "knee.l"], score: 7, since: "yesterday" } as const;
    for (const lang of LANGS) expect(sentence(told, lang)).toBe(VECTOR.whole[lang]);
  });

  it("leaves out what was not told, and says nothing of nothing", () => {
    expect(sentence(NOTHING_TOLD, "zh")).toBe("");
    expect(sentence({ ...NOTHING_TOLD, score: 5, since: "today" }, "zh")).toBe("");
    expect(sentence({ ...NOTHING_TOLD, places: ["throat"] }, "en")).toBe("Sore throat.");
  });

  it("says what else it is at each place in the words tried, and a degree of pain alone", () => {
    expect(KINDS.filter((kind) => kind !== "pain")).toEqual(Object.keys(VECTOR.kinds));
    for (const [kind, places] of Object.entries(VECTOR.kinds))
      for (const place of allPlaces()) for (const lang of LANGS) expect(said(place, kind as (typeof KINDS)[number], lang)).toBe(places[place]?.[lang]);
    const told = { places: ["knee.l"], kinds: ["pain", "swelling"], score: 6, since: "yesterday" } as const;
    expect(sentence(told, "zh")).toBe("左膝盖疼，疼痛评分6分，从昨天开始。左膝盖肿了，从昨天开始。");
    expect(sentence(told, "en")).toBe("Left knee pain, pain 6 out of 10, since yesterday. Swelling of my left knee, since yesterday.");
  });

  it("keeps one kind at least, and the order in which they are offered", () => {
    expect(kindToggled(["pain"], "pain")).toEqual(["pain"]);
    expect(kindToggled(["pain"], "itch")).toEqual(["pain", "itch"]);
    expect(kindToggled(["itch"], "rash")).toEqual(["rash", "itch"]);
    expect(kindToggled(["pain", "itch"], "pain")).toEqual(["itch"]);
  });

  it("takes a place out at the second tap, and no more than a few in", () => {
    expect(toggled(["throat"], "throat")).toEqual([]);
    const many = allPlaces().slice(0, MOST_PLACES);
    expect(toggled(many, "everywhere")).toBe(many);
  });

  it("has words for every score, milder before worse", () => {
    const steps = Array.from({ length: 11 }, (_, score) => scoreStep(score));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    for (const lang of LANGS) expect(STRINGS[lang].body.scores).toHaveLength(new Set(steps).size);
  });
});
