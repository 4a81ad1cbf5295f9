/**
 * Brings identity, photos, records and replies to the commission, until a receipt that the directory's key signed is here.
 * A record also goes there from compute; the first one stands, and its receipt holds for both.
 */

import {
  type AttachmentHeader,
  type Bytes,
  CannotOpen,
  type IdentityHeader,
  type PhoneHeader,
  type ReplyHeader,
  type VerifiedDirectory,
  keyBytes,
  sealEnvelope,
  verifyReceipt,
} from "../seal/index";
import type { Commission } from "./commission";
import { Busy, LinkError, NotKept, NotOpened, Rejected } from "./errors";
import type { Consultation, Delivery } from "./model";
import { Pause, backoffMs } from "./pause";
import { ready } from "./ready";
import type { Change, Kept, Shelf } from "./shelf";
import type { Trust } from "./trust";

/** What is kept of a delivery: for a record its sealed bytes, for everything else the body, sealed when it is sent. */
export interface Outgoing extends Delivery {
  readonly magnet?: string;
  readonly mediaType?: "image/jpeg";
  /** The body lies in the photo store, under the attachment's id. */
  readonly photo?: boolean;
}

/** The name a delivery is kept under: one for all revisions of a record. */
export function deliveryName(kind: Delivery["kind"], recordId: string, key = ""): string {
  return kind === "record" || kind === "identity" ? `${kind}:${recordId}` : `${kind}:${recordId}:${key}`;
}

export function identityChange(recordId: string, magnet: string, createdAtMs: number, body: Bytes): Change {
  const value: Outgoing = { ...blank("identity", recordId, "identity", createdAtMs), magnet };
  return { store: "deliveries", key: deliveryName("identity", recordId), value, bytes: body };
}

export function attachmentChange(recordId: string, attachmentId: string, createdAtMs: number): Change {
  const value: Outgoing = { ...blank("attachment", recordId, attachmentId, createdAtMs), mediaType: "image/jpeg", photo: true };
  return { store: "deliveries", key: deliveryName("attachment", recordId, attachmentId), value };
}

export function replyChange(recordId: string, messageId: string, createdAtMs: number, body: Bytes): Change {
  const value: Outgoing = blank("reply", recordId, messageId, createdAtMs);
  return { store: "deliveries", key: deliveryName("reply", recordId, messageId), value, bytes: body };
}

function blank(kind: Delivery["kind"], recordId: string, key: string, createdAtMs: number): Outgoing {
  return { kind, recordId, key, createdAtMs, sealedFor: null, receivedAtS: null, refused: null };
}

export interface CourierEvents {
  readonly onDeliveries: (deliveries: readonly Delivery[]) => void;
  readonly onDistrust: (error: CannotOpen) => void;
}

export class Courier {
  readonly #pause = new Pause();
  #running = false;
  #again = false;

  constructor(
    private readonly shelf: Shelf,
    private readonly trust: Trust,
    private readonly commission: Commission,
    private readonly events: CourierEvents,
    private readonly random: () => number = Math.random,
  ) {}

  /**
   * Delivers everything that has no receipt yet; answers when nothing is left or the page is left. A receipt that the phone has no room for
   * is asked for again. Throws NotKept when what was kept is gone.
   */
  async drive(): Promise<void> {
    this.#again = true;
    if (this.#running) {
      this.#pause.poke();
      return;
    }
    this.#running = true;
    try {
      let tries = 0;
      while (!this.#pause.stopped) {
        this.#again = false;
        const waitMs = await this.round(tries);
        if (waitMs === null) {
          if (this.#again) continue;
          break;
        }
        tries += 1;
        await this.#pause.wait(waitMs);
      }
    } finally {
      this.#running = false;
    }
  }

  poke(): void {
    this.#pause.poke();
  }

  stop(): void {
    this.#pause.stop();
  }

  async tell(): Promise<void> {
    this.events.onDeliveries((await this.shelf.all<Outgoing>("deliveries")).map((kept) => kept.value));
  }

  /** One pass over what is waiting, identities first. Answers null when nothing waits any more, else how long to wait. */
  private async round(tries: number): Promise<number | null> {
    const waiting = (await this.shelf.all<Outgoing>("deliveries"))
      .filter(({ value }) => value.receivedAtS === null && value.refused === null)
      .sort((a, b) => rank(a.value) - rank(b.value) || a.value.createdAtMs - b.value.createdAtMs);
    let waitMs = backoffMs(tries, this.random, 60_000);
    let left = 0;
    try {
      for (const { key, ...kept } of waiting) {
        const outcome = await this.deliver(key, kept, tries);
        if (outcome === "done") await this.tell();
        else {
          left += 1;
          waitMs = Math.max(waitMs, outcome);
        }
      }
    } catch (error) {
      if (error instanceof CannotOpen) {
        this.events.onDistrust(error);
        return null;
      }
      const full = error instanceof NotKept && error.why === "full";
      if (!(error instanceof LinkError || full)) throw error;
      if (error instanceof Busy) waitMs = Math.max(waitMs, error.retryAfterS * 1000);
      return waitMs;
    }
    return left === 0 ? null : waitMs;
  }

  /** Answers "done" when the delivery is settled either way, or how long to leave it alone, in milliseconds. */
  private async deliver(name: string, kept: Kept<Outgoing>, tries: number): Promise<"done" | number> {
    await ready();
    let directory = await this.trust.current();
    for (let round = 0; ; round += 1) {
      const envelope = await this.envelope(kept, directory);
      if (envelope === null) return this.refuse(name, kept.value, 0);
      try {
        const token = await this.commission.deliver(envelope);
        return (await this.receive(name, kept.value, token, directory)) ? "done" : backoffMs(tries + 2, this.random);
      } catch (error) {
        if (error instanceof NotOpened && round === 0) {
          directory = await this.trust.current(true);
          continue;
        }
        // What is sealed by another cannot be sealed again here; a later revision or a mended commission may still take it.
        if (error instanceof NotOpened) return 60_000;
        if (error instanceof Rejected && error.status === 413) return this.refuse(name, kept.value, error.status);
        if (error instanceof Rejected) return 60_000;
        throw error;
      }
    }
  }

  private async envelope(kept: Kept<Outgoing>, directory: VerifiedDirectory): Promise<Bytes | null> {
    const { kind, recordId, key, createdAtMs, magnet, mediaType } = kept.value;
    if (kind === "record") return kept.bytes ?? null;
    const body = kept.value.photo === true ? (await this.shelf.get("photos", key))?.bytes : kept.bytes;
    if (body === undefined) return null;
    const common = { key_id: directory.record_key.kid, created_at_ms: createdAtMs, record_id: recordId };
    let header: PhoneHeader;
    if (kind === "identity") header = { ...common, kind, magnet: magnet ?? "" } satisfies IdentityHeader;
    else if (kind === "attachment") {
      header = { ...common, kind, attachment_id: key, media_type: mediaType ?? "image/jpeg" } satisfies AttachmentHeader;
    } else header = { ...common, kind, message_id: key } satisfies ReplyHeader;
    return sealEnvelope(header, keyBytes(directory.record_key), body);
  }

  /** Keeps a receipt that holds. Answers whether it does: a receipt of something else, or of nobody, counts for nothing. */
  private async receive(name: string, sent: Outgoing, token: unknown, directory: VerifiedDirectory): Promise<boolean> {
    let receivedAtS: number;
    try {
      const receipt = await verifyReceipt(token, keyBytes(directory.receipt_key));
      if (receipt.kind !== sent.kind || receipt.record_id !== sent.recordId || receipt.key !== sent.key) return false;
      receivedAtS = receipt.received_at;
    } catch (error) {
      if (!(error instanceof CannotOpen)) throw error;
      await this.trust.current(true);
      return false;
    }
    await this.shelf.update<Outgoing>("deliveries", name, (kept) =>
      // A newer revision may have taken its place meanwhile: that one still has to go.
      kept?.value.key === sent.key ? [{ store: "deliveries", key: name, value: { ...kept.value, receivedAtS } }] : [],
    );
    return true;
  }

  private async refuse(name: string, sent: Outgoing, status: number): Promise<"done"> {
    await this.shelf.update<Outgoing>("deliveries", name, (kept) =>
      kept?.value.key === sent.key
        ? [{ store: "deliveries", key: name, value: { ...kept.value, refused: status }, bytes: kept.bytes }]
        : [],
    );
    return "done";
  }
}

function rank(delivery: Delivery): number {
  return { identity: 0, record: 1, reply: 2, attachment: 3 }[delivery.kind];
}

/**
 * Answers whether the latest record of a consultation, and who it is about, have reached the commission. The latest revision
 * is the number of turns answered.
 */
export function delivered(deliveries: readonly Delivery[], of: Pick<Consultation, "recordId" | "turn">): boolean {
  const arrived = (kind: Delivery["kind"], key: string) =>
    deliveries.some((one) => one.kind === kind && one.recordId === of.recordId && one.key === key && one.receivedAtS !== null);
  return arrived("record", String(of.turn)) && arrived("identity", "identity");
}
