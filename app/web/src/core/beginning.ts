/** What stands at the start of a consultation: fresh ids, a mailbox of its own, and who it is about. No I/O. */

import type { Registration } from "../generated/wire";
import { b64u, exportMailboxKey, generateMailboxKey, hex, randomBytes } from "../seal/index";
import { readIdentity } from "./identity";
import type { Consultation, Lang, Mailbox, Person } from "./model";
import type { JudgedPerson } from "./person";

export const newId = (): string => hex(randomBytes(16));

export interface Beginning {
  readonly person: Person;
  readonly mailbox: Mailbox;
  readonly registration: Registration;
  readonly consultation: Consultation;
}

export async function beginning(of: {
  readonly given: JudgedPerson & { readonly personId?: string };
  readonly lang: Lang;
  readonly magnet: string;
  readonly consent: { readonly version: string; readonly atMs: number };
  readonly nowMs: number;
}): Promise<Beginning> {
  const { given, lang, magnet, consent, nowMs } = of;
  const person: Person = { ...given, personId: given.personId ?? newId(), usedAtMs: nowMs };
  const recordId = newId();
  const key = await generateMailboxKey();
  const mailbox: Mailbox = {
    mailboxId: key.keyId,
    recordId,
    seed: b64u(exportMailboxKey(key)),
    secret: b64u(randomBytes(32)),
    after: 0,
  };
  const registration: Registration = {
    record_id: recordId,
    person_id: person.personId,
    name: person.name,
    phone: person.phone,
    relation: person.relation,
    birth_date: readIdentity(person.identityNumber ?? "")?.birthDate ?? null,
    age_years: person.age.unit === "years" ? person.age.value : Math.floor(person.ageDays / 365.25),
    sex: person.sex,
    consent_version: consent.version,
    consent_service: true,
    consent_sensitive: true,
    consented_at_ms: consent.atMs,
    mailbox_key: b64u(key.publicKey),
    mailbox_secret: mailbox.secret,
    lang,
    identity_number: person.identityNumber ?? "",
  };
  const consultation: Consultation = {
    recordId,
    sessionId: newId(),
    mailboxId: mailbox.mailboxId,
    magnet,
    lang,
    person,
    startedAtMs: nowMs,
    updatedAtMs: nowMs,
    turn: 0,
    capsule: null,
    entries: [],
    reply: null,
    progress: [],
    pending: null,
    lost: false,
    guidance: null,
    emergency: null,
    emergencySeen: null,
  };
  return { person, mailbox, registration, consultation };
}
