/** What a doctor signed earlier, released for one consultation: asked of the commission, sealed there to one node. */

import type { EssentialsAsk, EssentialsGrant, WithdrawalProof } from "../generated/wire";
import { type Bytes, CannotOpen, type NodeEntry, fromB64u, keyBytes, newGrant, parseHeader, sealEnvelope, utf8 } from "../seal/index";
import type { Clock } from "./clock";
import type { Commission } from "./commission";
import { LinkError } from "./errors";
import type { Consultation, Mailbox, Person, ReleaseAsk } from "./model";
import { isOnlyThem } from "./person";
import { ready } from "./ready";
import type { Shelf } from "./shelf";
import type { Trust } from "./trust";

export interface Released {
  readonly grant: EssentialsGrant;
  readonly envelope: Bytes;
}

/** Asks the commission for one node. Answers null when there is nothing to be had: the consultation then goes on without. */
export type Release = (ask: ReleaseAsk, node: NodeEntry) => Promise<Released | null>;

export function releaseBy(commission: Commission, trust: Trust, clock: Clock): Release {
  return async (ask, node) => {
    try {
      await ready();
      const { record_key: recordKey } = await trust.current();
      const { secret, commitment } = await newGrant();
      const wanted: EssentialsAsk = {
        mailbox_id: ask.mailboxId,
        mailbox_secret: ask.secret,
        person_id: ask.personId,
        channel_key_id: node.channel_key.kid,
        commitment,
        consent: true,
      };
      const asking = { kind: "ask", key_id: recordKey.kid, created_at_ms: clock.now() } as const;
      const sealed = await sealEnvelope(asking, keyBytes(recordKey), utf8(JSON.stringify(wanted)));
      const envelope = fromB64u(await commission.essentials(sealed), "json");
      const header = parseHeader(envelope);
      const fits = header.kind === "essentials" && header.commitment === commitment && header.key_id === node.channel_key.kid;
      return fits ? { grant: { blob: 0, secret }, envelope } : null;
    } catch (error) {
      if (error instanceof LinkError || error instanceof CannotOpen) return null;
      throw error;
    }
  };
}

/**
 * Answers what this phone can show for a person it asked for before: the mailbox of the latest consultation that is kept. Null for
 * somebody who may not be the one that was asked for then.
 */
export async function askFor(shelf: Shelf, consultations: readonly Consultation[], person: Person): Promise<ReleaseAsk | null> {
  const { personId } = person;
  return isOnlyThem(consultations, personId, person) ? mailboxOf(shelf, consultations, personId) : null;
}

/** Answers what shows that this phone speaks for a person: the mailbox of the latest consultation that is kept. Null where none is. */
async function mailboxOf(shelf: Shelf, consultations: readonly Consultation[], personId: string): Promise<ReleaseAsk | null> {
  for (const one of consultations) {
    if (one.person.personId !== personId) continue;
    const mailbox = (await shelf.get<Mailbox>("mailboxes", one.mailboxId))?.value;
    if (mailbox !== undefined) return { mailboxId: mailbox.mailboxId, secret: mailbox.secret, personId };
  }
  return null;
}

/** Answers what shows that it is this phone that withdraws. Null where its mailbox is gone: the doctor is told all the same, and rings. */
export async function proofFor(shelf: Shelf, consultations: readonly Consultation[], recordId: string): Promise<WithdrawalProof | null> {
  const personId = consultations.find((one) => one.recordId === recordId)?.person.personId;
  const held = personId === undefined ? null : await mailboxOf(shelf, consultations, personId);
  return held === null ? null : { mailbox_id: held.mailboxId, mailbox_secret: held.secret, person_id: held.personId };
}
