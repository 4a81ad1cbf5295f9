/** What stands as the guidance of a consultation: told at once, released by a doctor, or waiting for one. No I/O. */
import type { DoctorMessage, GuidanceView, HeldView } from "../generated/wire";
import type { Consultation, InboxMessage } from "./model";

export interface Standing {
  /** The guidance there is to read: the newest, or an earlier one while news waits. */
  readonly view: GuidanceView | null;
  /** What is told while guidance waits; stays beside the doctor's words when these stand in its place. */
  readonly held: HeldView | null;
  /** The doctor's release that `view` comes from, or whose words stand instead. */
  readonly by: DoctorMessage | null;
  readonly waiting: boolean;
}

type Released = NonNullable<DoctorMessage["guidance"]>;

/** The page that a doctor released, with the summary that this phone has. */
function pageOf(released: Released, summary: string): GuidanceView {
  const { urgency, action, headline, now, where, bring, watch_for, why, who_looked, comfort } = released;
  return { urgency, action, headline, now, where, bring, watch_for, why, who_looked, comfort, summary };
}

/** A release covers the guidance of every turn before its revision (FORMAT.md: a revision is its turn plus one). */
export function standingOf(one: Consultation, messages: readonly InboxMessage[]): Standing {
  const held = one.held ?? null;
  if (held === null) return { view: one.guidance, held, by: null, waiting: false };
  const releases = messages
    .filter(({ recordId, from, message }) => recordId === one.recordId && from === "doctor" && message.action === "advice")
    .map(({ message }) => message)
    .sort((a, b) => (a.revision ?? 0) - (b.revision ?? 0) || a.sent_at_ms - b.sent_at_ms);
  const by = releases.at(-1) ?? null;
  const waiting = (by?.revision ?? 0) <= held.since_turn;
  const released = by?.guidance ?? null;
  if (released !== null) return { view: pageOf(released, held.summary), held, by, waiting };
  return { view: waiting ? one.guidance : null, held, by, waiting };
}

/** The consultation with the guidance that there is to read. */
export function withAdvice(one: Consultation, messages: readonly InboxMessage[]): Consultation {
  const { view } = standingOf(one, messages);
  return view === one.guidance ? one : { ...one, guidance: view };
}

/** So that a page asked for anew tells what is to be read of it: another release shows itself again. */
export function standingKey(one: Consultation, standing: Standing): string {
  return JSON.stringify([one.recordId, standing.view, standing.held?.since_turn, standing.by?.sent_at_ms, standing.waiting]);
}
