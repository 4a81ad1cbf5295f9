/** What the resident types, before it is sent: cleaned, and refused kindly when empty or too long. No I/O. */

import { MAX_TEXT } from "../generated/wire";

export type TextProblem = "empty" | "too_long";

/** Control characters except tab and newline, and the marks that reorder text on a screen (Unicode TR9, TR36). */
const UNWANTED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Answers `text` without control characters, in Unicode form C, line ends as `\n`, trimmed. */
export function clean(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(UNWANTED, "").normalize("NFC").trim();
}

/** Full-width digits, as Chinese keyboards write them, count as digits. */
export const digits = (text: string): string =>
  text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));

/** Answers how many characters `text` has as the servers count them: code points. */
export function length(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Answers why a cleaned text cannot be sent, or null when it can. */
export function problem(text: string, limit: number = MAX_TEXT): TextProblem | null {
  if (text === "") return "empty";
  return length(text) > limit ? "too_long" : null;
}

/** Looked for within so many characters of the limit: a sentence's end to cut at. */
const BACK = 400;

/** Answers the beginning of a text that fits, cut where a sentence ends when one ends near the limit. A text that fits is answered as it is. */
export function cut(text: string, limit: number = MAX_TEXT): string {
  const points = [...text];
  if (points.length <= limit) return text;
  const kept = points.slice(0, limit).join("");
  const end = Math.max(...["。", "\n", "？", "！", ". ", "；"].map((mark) => kept.lastIndexOf(mark)));
  return end > 0 && end >= kept.length - BACK ? kept.slice(0, end + 1) : kept;
}
