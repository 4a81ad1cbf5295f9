/** From taps to words: where it hurts, how bad, since when, said as a resident would write it. No I/O. */
import type { Lang } from "./model";
import { type PlaceId, hurts } from "./places";

export type Unit = "hour" | "day" | "week" | "month" | "year";

/** Since when: one of the chips, or a picked number of hours, days, weeks, months or years. */
export type Since = "hour" | "today" | "yesterday" | { readonly count: number; readonly unit: Unit };

export interface Told {
  readonly places: readonly PlaceId[];
  /** 0 to 10, null when not said: that is not "no pain". */
  readonly score: number | null;
  readonly since: Since | null;
}

export const MOST_PLACES = 4;
export const NOTHING_TOLD: Told = { places: [], score: null, since: null };
export const UNITS: readonly Unit[] = ["hour", "day", "week", "month", "year"];
/** The largest count of each unit that is picked; above it the next unit says it better. */
export const MOST_OF: Readonly<Record<Unit, number>> = { hour: 47, day: 60, week: 26, month: 36, year: 60 };

const ZH_UNITS: Readonly<Record<Unit, string>> = { hour: "个小时", day: "天", week: "个星期", month: "个月", year: "年" };

/** Answers since when as words: 3天了, "for 3 days". */
export function sinceWords(since: Since, lang: Lang): string {
  if (since === "hour") return lang === "zh" ? "不到一个小时" : "for less than an hour";
  if (since === "today") return lang === "zh" ? "从今天开始" : "since today";
  if (since === "yesterday") return lang === "zh" ? "从昨天开始" : "since yesterday";
  const { count, unit } = since;
  if (lang === "zh") return `${String(count)}${ZH_UNITS[unit]}了`;
  return `for ${String(count)} ${unit}${count === 1 ? "" : "s"}`;
}

const scoreWords = (score: number, lang: Lang): string =>
  lang === "zh" ? `疼痛评分${String(score)}分` : `pain ${String(score)} out of 10`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Answers what is sent. Each place has its own sentence, so that degree and time belong to it; empty when nothing was told. */
export function sentence(told: Told, lang: Lang): string {
  const more = [
    ...(told.score === null ? [] : [scoreWords(told.score, lang)]),
    ...(told.since === null ? [] : [sinceWords(told.since, lang)]),
  ];
  if (told.places.length === 0) return "";
  const [comma, stop, gap] = lang === "zh" ? ["，", "。", ""] : [", ", ".", " "];
  return told.places
    .map((place) => capital([hurts(place, lang), ...more].join(comma)) + stop)
    .join(gap);
}

/** Answers the places with this one added, or taken out when it is there; a full list stays as it is. */
export function toggled(places: readonly PlaceId[], place: PlaceId): readonly PlaceId[] {
  if (places.includes(place)) return places.filter((one) => one !== place);
  return places.length >= MOST_PLACES ? places : [...places, place];
}

/** The words that stand for a score, in five steps of `strings.body.scores`. */
export const scoreStep = (score: number): number => (score === 0 ? 0 : score <= 2 ? 1 : score <= 4 ? 2 : score <= 6 ? 3 : score <= 8 ? 4 : 5);
