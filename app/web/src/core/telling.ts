/** From taps to words: where it is, what it is there, how bad, since when, said as a resident would write it. No I/O. */
import type { Lang } from "./model";
import { KINDS, type Kind, type PlaceId, said } from "./places";
import { type Since, sinceWords } from "./since";

export interface Told {
  readonly places: readonly PlaceId[];
  /** What it is at these places, never nothing; a degree is told of pain alone. */
  readonly kinds: readonly Kind[];
  /** 0 to 10, null when not said: that is not "no pain". */
  readonly score: number | null;
  readonly since: Since | null;
}

export const MOST_PLACES = 4;
export const NOTHING_TOLD: Told = { places: [], kinds: ["pain"], score: null, since: null };
const scoreWords = (score: number, lang: Lang): string =>
  lang === "zh" ? `疼痛评分${String(score)}分` : `pain ${String(score)} out of 10`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Answers what is sent. Each thing at each place has its own sentence, so that degree and time belong to it; empty when nothing was told. */
export function sentence(told: Told, lang: Lang): string {
  const [comma, stop, gap] = lang === "zh" ? ["，", "。", ""] : [", ", ".", " "];
  const time = told.since === null ? [] : [sinceWords(told.since, lang)];
  const one = (place: PlaceId, kind: Kind) => {
    const degree = told.score === null || kind !== "pain" ? [] : [scoreWords(told.score, lang)];
    return capital([said(place, kind, lang), ...degree, ...time].join(comma)) + stop;
  };
  return told.places.flatMap((place) => told.kinds.map((kind) => one(place, kind))).join(gap);
}

/** Answers the kinds with this one added, or taken out while another is left; in the order in which they are offered. */
export function kindToggled(kinds: readonly Kind[], kind: Kind): readonly Kind[] {
  const next = KINDS.filter((one) => (one === kind ? !kinds.includes(one) : kinds.includes(one)));
  return next.length > 0 ? next : kinds;
}

/** Answers the places with this one added, or taken out when it is there; a full list stays as it is. */
export function toggled(places: readonly PlaceId[], place: PlaceId): readonly PlaceId[] {
  if (places.includes(place)) return places.filter((one) => one !== place);
  return places.length >= MOST_PLACES ? places : [...places, place];
}

/** The words that stand for a score, in five steps of `strings.body.scores`. */
export const scoreStep = (score: number): number => (score === 0 ? 0 : score <= 2 ? 1 : score <= 4 ? 2 : score <= 6 ? 3 : score <= 8 ? 4 : 5);
