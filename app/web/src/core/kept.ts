/** What the phone reads back when it opens, under which names it lies, and what is kept of a letter to the doctor. */

import type { ResidentReply, WithdrawalProof } from "../generated/wire";
import { utf8 } from "../seal/index";
import { newId } from "./beginning";
import { replyChange } from "./delivery";
import { type Rejected, ifKept } from "./errors";
import type { Consultation, InboxMessage, Person, Welcome } from "./model";
import { CONSENT, CURRENT } from "./names";
import type { Change, Shelf } from "./shelf";
import type { PhoneState } from "./state";
import { type KnownMagnet, magnetRefused } from "./trust";

type Recalled = Pick<PhoneState, "consultations" | "people" | "currentId" | "consentedVersion" | "welcome">;

/** Answers the pins of the magnets that this phone knows. */
export async function knownPins(shelf: Shelf): Promise<ReadonlyMap<string, string>> {
  const kept = await shelf.all<KnownMagnet>("settings");
  return new Map(kept.filter(({ key }) => key.startsWith("magnet:")).map(({ key, value }) => [key.slice(7), value.pin]));
}

/** Keeps that the full screen of a red flag was read. */
export function sawEmergency(shelf: Shelf, recordId: string, redFlag: string): Promise<void> {
  return shelf.update<Consultation>("consultations", recordId, (kept) =>
    kept === undefined ? [] : [{ store: "consultations", key: recordId, value: { ...kept.value, emergencySeen: redFlag } }],
  );
}

export async function recalled(shelf: Shelf, magnet: string): Promise<Recalled> {
  const [consultations, people, current, consent, welcome] = await Promise.all([
    shelf.all<Consultation>("consultations"),
    shelf.all<Person>("people"),
    shelf.get<string>("settings", CURRENT),
    shelf.get<{ version: string }>("settings", CONSENT),
    shelf.get<Welcome>("settings", `welcome:${magnet}`),
  ]);
  return {
    consultations: consultations.map(({ value }) => value).sort((a, b) => b.startedAtMs - a.startedAtMs),
    people: people.map(({ value }) => value).sort((a, b) => b.usedAtMs - a.usedAtMs),
    currentId: current?.value ?? null,
    consentedVersion: consent?.value.version ?? null,
    welcome: welcome?.value ?? null,
  };
}

/** A letter to the doctor: shown in the inbox at once, and on its way from then on. */
export function letterTo(
  recordId: string,
  text: string,
  kind: ResidentReply["kind"],
  sentAtMs: number,
  proof?: WithdrawalProof | null,
): readonly Change[] {
  const messageId = newId();
  const body: ResidentReply = { record_id: recordId, text, kind, sent_at_ms: sentAtMs, ...(proof == null ? {} : { proof }) };
  const kept: InboxMessage = {
    messageId,
    recordId,
    seq: 0,
    from: "me",
    message: { record_id: recordId, text, from_name: "", sent_at_ms: sentAtMs, action: "message", guidance: null, revision: null },
    read: true,
  };
  return [
    { store: "messages", key: messageId, value: kept },
    replyChange(recordId, messageId, sentAtMs, utf8(JSON.stringify(body))),
  ];
}

/**
 * Answers what is known where a magnet is refused. Of one that ended, the kept number may be that of a doctor who left: it stays only where
 * it is the one that is answered now.
 */
export async function turnedAway(shelf: Shelf, magnet: string, by: Rejected, welcome: Welcome | null): Promise<Pick<PhoneState, "gate" | "welcome">> {
  const gate = magnetRefused(by.body);
  if (by.status !== 410 || welcome === null || welcome.doctor.phone === gate.phone) return { gate, welcome };
  const value = { ...welcome, doctor: { ...welcome.doctor, phone: "" } };
  await ifKept(shelf.write([{ store: "settings", key: `welcome:${magnet}`, value }]));
  return { gate, welcome: value };
}
