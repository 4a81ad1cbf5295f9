import type { Lang } from "../core/model";
import { en } from "./en";
import type { Strings } from "./strings";
import { zh } from "./zh";

export type { Strings } from "./strings";

export const STRINGS: Readonly<Record<Lang, Strings>> = { zh, en };

/** Answers the language to begin with: the one chosen before, else the phone's; Chinese for anything that is not English. */
export function firstLanguage(chosen: string | null, phone: readonly string[]): Lang {
  if (chosen === "zh" || chosen === "en") return chosen;
  return phone[0]?.toLowerCase().startsWith("en") === true ? "en" : "zh";
}
