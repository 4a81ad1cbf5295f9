/** What belongs to whom on a phone that several people use. No I/O: values of the state in, values out. */
import type { Consultation, InboxMessage, Person } from "./model";
import type { PhoneState } from "./state";

/** Answers everybody this phone holds something of, the latest first; also who was written about before the name was put right. */
export function peopleOf(state: Pick<PhoneState, "people" | "consultations">): readonly Person[] {
  const found = new Map<string, Person>();
  for (const person of state.people) found.set(person.personId, person);
  for (const { person } of state.consultations) if (!found.has(person.personId)) found.set(person.personId, person);
  return [...found.values()].sort((a, b) => b.usedAtMs - a.usedAtMs);
}

/** Answers the consultations of one person, the newest first; of all without one. */
export function consultationsOf(state: Pick<PhoneState, "consultations">, personId: string | null): readonly Consultation[] {
  return state.consultations.filter((one) => personId === null || one.person.personId === personId);
}

/** Answers the letters of one person: theirs by the consultation that each belongs to. One whose consultation is gone belongs to nobody named. */
export function lettersOf(state: Pick<PhoneState, "consultations" | "messages">, personId: string | null): readonly InboxMessage[] {
  const own = new Set(consultationsOf(state, personId).map((one) => one.recordId));
  return state.messages.filter((one) => personId === null || own.has(one.recordId));
}

/** Answers the person of a consultation, or null when it is not on this phone any more. */
export function personOf(state: Pick<PhoneState, "consultations">, recordId: string | undefined): Person | null {
  return state.consultations.find((one) => one.recordId === recordId)?.person ?? null;
}

/** Answers the consultation that words to the doctor belong to: the one that was last written about, else the newest. */
export function recordFor(state: Pick<PhoneState, "consultations" | "messages" | "currentId">, personId: string): string | undefined {
  const own = consultationsOf(state, personId);
  if (own.some((one) => one.recordId === state.currentId)) return state.currentId ?? undefined;
  const written = lettersOf(state, personId).filter((one) => one.from === "doctor").at(-1)?.recordId;
  return written ?? own[0]?.recordId;
}
