/** The page for the hospital as values: what is printed, drawn as a picture, and shared. No I/O. */
import type { Shared } from "../seal/index";
import type { Strings } from "../strings/index";
import type { Consultation } from "./model";

const clip = (text: string, most: number): string => {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
};

/** Answers the summary of a consultation, or null before there is any guidance. */
export function summaryOf(consultation: Consultation, t: Strings): Shared | null {
  const { person, held } = consultation;
  // What may be told while the rest waits for the doctor is enough for the hospital.
  const today = held?.today === true ? { urgency: "urgent" as const, headline: held.headline, summary: held.summary } : null;
  const guidance = consultation.guidance ?? today;
  if (guidance === null) return null;
  return {
    version: 1,
    lang: t.code,
    made_at_ms: Math.round(consultation.updatedAtMs),
    name: clip(person.name, 200),
    person: t.summary.person(person.sex === "male" ? t.who.male : t.who.female, t.age[person.age.unit](person.age.value)),
    urgency: t.guidance.degree[guidance.urgency],
    headline: clip(guidance.headline, 400),
    summary: clip(guidance.summary, 6000),
  };
}

/**
 * Breaks a text into lines that fit a width. Han characters break anywhere, other words at their spaces; a word that is longer than a line is
 * cut. Marks that close a phrase do not begin a line.
 */
export function wrap(text: string, fits: (line: string) => boolean): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const piece of pieces(paragraph)) {
      if (fits(line + piece) || line === "" || CLOSING.test(piece)) line += piece;
      else {
        lines.push(line.trimEnd());
        line = piece.trimStart();
      }
      while (!fits(line.trimEnd()) && [...line].length > 1 && !CLOSING.test(piece)) {
        const letters = [...line];
        let most = letters.length - 1;
        while (most > 1 && !fits(letters.slice(0, most).join(""))) most -= 1;
        lines.push(letters.slice(0, most).join(""));
        line = letters.slice(most).join("");
      }
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

const CLOSING = /^[，。；：、！？）》」』”’…,.;:!?)\]]$/;

function pieces(text: string): readonly string[] {
  return text.match(/[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]|[\ud840-\ud87f][\udc00-\udfff]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\ud840-\ud87f]+\s*|\s+/g) ?? [];
}
