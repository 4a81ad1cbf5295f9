/** Since when, in taps and in words. No I/O. */
import type { Lang } from "./model";

export type Unit = "hour" | "day" | "week" | "month" | "year";

/** Since when: one of the chips, or a picked number of hours, days, weeks, months or years. */
export type Since = "hour" | "today" | "yesterday" | { readonly count: number; readonly unit: Unit };

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
