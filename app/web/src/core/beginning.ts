/** What stands at the start of a consultation: fresh ids, a mailbox of its own, and who it is about. No I/O. */

import type { Registration, TurnInput } from "../generated/wire";
import { b64u, exportMailboxKey, generateMailboxKey, hex, randomBytes, utf8 } from "../seal/index";
import { identityChange } from "./delivery";
import { readIdentity } from "./identity";
import type { Consultation, Lang, Mailbox, Person } from "./model";
import { CURRENT } from "./names";
import type { JudgedPerson } from "./person";
import type { Change } from "./shelf";

export const newId = (): string => hex(randomBytes(16));

export interface Beginning {
  readonly person: Person;
  readonly consultation: Consultation;
  /** What compute is told of the person. */
  readonly start: TurnInput;
  /** What stands with the consultation, or it has not begun: whose it is, its mailbox, and who it is about, for the commission alone. */
  readonly beside: readonly Change[];
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
  const { relation, ageDays, sex, pregnant } = person;
  const start: TurnInput = { kind: "start", lang, person: { relation, age_days: ageDays, sex, pregnant } };
  const beside: readonly Change[] = [
    { store: "settings", key: CURRENT, value: recordId },
    { store: "people", key: person.personId, value: person },
    { store: "mailboxes", key: mailbox.mailboxId, value: mailbox },
    identityChange(recordId, magnet, nowMs, utf8(JSON.stringify(registration))),
  ];
  return { person, consultation, start, beside };
}
