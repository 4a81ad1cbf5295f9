/** Fetches the doctor's messages, opens them on this phone, keeps them here. */

import type { DoctorMessage } from "../generated/wire";
import { type Bytes, CannotOpen, type MailboxKey, type OpenedEnvelope, fromB64u, importMailboxKey, keyBytes, openEnvelope } from "../seal/index";
import type { Commission } from "./commission";
import { LinkError, NotKept } from "./errors";
import type { InboxMessage, Mailbox } from "./model";
import { ready } from "./ready";
import type { Change, Shelf } from "./shelf";
import type { PhoneState } from "./state";
import type { Trust } from "./trust";

/** Mailboxes of the latest consultations are asked; older ones have gone quiet. */
const MOST = 12;

function isMessage(value: unknown): value is DoctorMessage {
  const message = (value ?? {}) as Partial<DoctorMessage>;
  return (
    typeof message.text === "string" &&
    typeof message.from_name === "string" &&
    typeof message.record_id === "string" &&
    Number.isFinite(message.sent_at_ms) &&
    (message.guidance == null || (typeof message.guidance.headline === "string" && Array.isArray(message.guidance.now)))
  );
}

export class Letterbox {
  #asking = false;
  /** Letters that the phone had no room for: shown, and fetched again until there is. */
  readonly #unkept = new Map<string, InboxMessage>();

  constructor(
    private readonly shelf: Shelf,
    private readonly trust: Trust,
    private readonly commission: Commission,
    private readonly onMessages: (messages: readonly InboxMessage[]) => void,
    private readonly onUnkept: () => void = () => undefined,
  ) {}

  async tell(): Promise<void> {
    const kept = await this.shelf.all<InboxMessage>("messages");
    const all = [...kept.map(({ value }) => value), ...this.#unkept.values()];
    this.onMessages(all.sort((a, b) => a.message.sent_at_ms - b.message.sent_at_ms));
  }

  /** Asks each mailbox once. Answers how many messages are new; a lost network is no news. */
  async ask(recordIds: readonly string[]): Promise<number> {
    if (this.#asking) return 0;
    this.#asking = true;
    let fresh = 0;
    try {
      const wanted = new Set(recordIds.slice(0, MOST));
      const boxes = (await this.shelf.all<Mailbox>("mailboxes")).filter(({ value }) => wanted.has(value.recordId));
      for (const { value } of boxes) fresh += await this.empty(value);
    } catch (error) {
      if (!(error instanceof LinkError || error instanceof CannotOpen)) throw error;
    } finally {
      this.#asking = false;
    }
    if (fresh > 0) await this.tell();
    return fresh;
  }

  private async empty(box: Mailbox): Promise<number> {
    const page = await this.commission.mailbox(box.mailboxId, box.secret, box.after);
    if (page === null || page.messages.length === 0) return 0;
    await ready();
    const key = await importMailboxKey(fromB64u(box.seed, "json"));
    const letters: InboxMessage[] = [];
    let after = box.after;
    for (const { seq, envelope } of page.messages) {
      if (seq <= box.after) continue;
      try {
        const opened = await this.open(fromB64u(envelope, "json"), key);
        const message: unknown = JSON.parse(new TextDecoder().decode(opened.body));
        const { header } = opened;
        const ours = header.kind === "message" && header.mailbox_id === box.mailboxId;
        if (ours && isMessage(message) && message.record_id === box.recordId) {
          const kept: InboxMessage = {
            messageId: header.message_id,
            recordId: message.record_id,
            seq,
            from: "doctor",
            message,
            read: false,
          };
          letters.push(kept);
        }
      } catch (error) {
        // What does not open was not written by the doctor; it must not hold up what was.
        if (!(error instanceof CannotOpen || error instanceof SyntaxError)) throw error;
      }
      after = Math.max(after, seq);
    }
    if (after === box.after) return 0;
    const known = letters.filter((one) => this.#unkept.has(one.messageId)).length;
    const changes = letters.map((one): Change => ({ store: "messages", key: one.messageId, value: one }));
    try {
      await this.shelf.write([...changes, { store: "mailboxes", key: box.mailboxId, value: { ...box, after } }]);
      for (const { messageId } of letters) this.#unkept.delete(messageId);
    } catch (error) {
      if (!(error instanceof NotKept)) throw error;
      for (const one of letters) if (!this.#unkept.has(one.messageId)) this.#unkept.set(one.messageId, one);
      this.onUnkept();
    }
    return letters.length - known;
  }

  /** Takes letters for read. */
  async read(letters: readonly InboxMessage[]): Promise<void> {
    const seen = letters.map((one) => ({ ...one, read: true }));
    for (const one of seen) if (this.#unkept.has(one.messageId)) this.#unkept.set(one.messageId, one);
    const kept = seen.filter((one) => !this.#unkept.has(one.messageId));
    await this.shelf.write(kept.map((one): Change => ({ store: "messages", key: one.messageId, value: one })));
  }

  /** Opens one message; the commission may have changed its key since the directory was fetched. */
  private async open(envelope: Bytes, key: MailboxKey): Promise<OpenedEnvelope> {
    try {
      return await openEnvelope(envelope, key, keyBytes((await this.trust.current()).receipt_key));
    } catch (error) {
      if (!(error instanceof CannotOpen) || error.reason !== "unknown_key") throw error;
      return openEnvelope(envelope, key, keyBytes((await this.trust.current(true)).receipt_key));
    }
  }
}

/** Answers the consultations that may have letters: a mailbox is there once the commission has the registration. */
export function mailboxesOf({ consultations, deliveries }: Pick<PhoneState, "consultations" | "deliveries">): readonly string[] {
  const known = new Set(deliveries.filter((one) => one.kind === "identity" && one.receivedAtS !== null).map((one) => one.recordId));
  return consultations.map((one) => one.recordId).filter((recordId) => known.has(recordId));
}
