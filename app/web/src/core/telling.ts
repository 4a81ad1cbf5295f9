/** From taps to words: where it hurts, how bad, since when, said as a resident would write it. No I/O. */
import type { Lang } from "./model";
import { type PlaceId, hurts } from "./places";
import { type Since, sinceWords } from "./since";

export interface Told {
  readonly places: readonly PlaceId[];
  /** 0 to 10, null when not said: that is not "no pain". */
  readonly score: number | null;
  readonly since: Since | null;
}

export const MOST_PLACES = 4;
export const NOTHING_TOLD: Told = { places: [], score: null, since: null };
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
