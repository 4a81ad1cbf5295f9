/**
 * Drives the turns of one phone. What the resident said is kept before it is sent; the answer, the next capsule and the record
 * to deliver are kept in one transaction. Between the two, everything may be lost and is simply asked again: any node can
 * answer, since the state is here.
 */

import type { Progress, TurnInput } from "../generated/wire";
import { type Bytes, CannotOpen, b64u, fromB64u, parseHeader } from "../seal/index";
import type { Clock } from "./clock";
import { deliveryName } from "./delivery";
import { Busy, LinkError, NotAdmitted, NotKept, NotOpened, Rejected, TurnFailed, ifKept } from "./errors";
import { type TurnAnswer, exchange } from "./exchange";
import type { Release } from "./essentials";
import type { Fetch } from "./http";
import type { Consultation, Delivery, Entry, Line, Pending } from "./model";
import { Pause, backoffMs } from "./pause";
import type { Purse } from "./purse";
import type { Change, Kept, Shelf } from "./shelf";
import { isGone } from "./silence";
import type { Trust } from "./trust";
import { originOf } from "./trust";

export interface EngineEvents {
  readonly onChange: (consultation: Consultation) => void;
  readonly onProgress: (recordId: string, steps: readonly Progress[]) => void;
  readonly onLine: (line: Line) => void;
  readonly onRecord: () => void;
  /** The words of a turn that no node would take, to be put back into the hands of the resident. */
  readonly onReturned: (recordId: string, text: string) => void;
  /** The directory is no longer believed: nothing is sent any more. */
  readonly onDistrust: (error: CannotOpen) => void;
  /** A turn that cannot go on because nothing can be kept: its words go back. */
  readonly onNotKept: (recordId: string, why: NotKept["why"]) => void;
  /** An answer is shown that the phone could not keep. */
  readonly onUnkept: () => void;
  /** The page itself failed. */
  readonly onBroken: () => void;
}

/**
 * A capsule counts as lost when so much speaks against it. A round over all nodes, with a fresh directory, that every one of them refused weighs
 * three, seconds after the one before: a node learns of a new epoch within seconds. Where a node did not answer it weighs one, since that may be
 * the one that opens it; a refusal is not signed, and no single node may end a consultation.
 */
const LOST = 12;
const ALL_REFUSED = 3;
const SOME_SILENT = 1;
/** A busy node is left alone for no longer, whatever it says. */
const BUSY_MS = 10_000;
/** So often may compute itself fail on one turn before its words go back to the resident. */
const FAILED_TRIES = 4;

export class Engine {
  readonly #pause = new Pause();
  /** Consultations whose pending turn is being sent, and whether it was asked for once more meanwhile. */
  readonly #running = new Map<string, boolean>();
  /** Consultations whose next turn is shown and not kept yet: what is kept of them is older than what is shown. */
  readonly #keeping = new Set<string>();
  /** Why the commission admits nobody, as long as that is what a turn waits for. */
  #held: NotAdmitted["why"] | null = null;

  constructor(
    private readonly shelf: Shelf,
    private readonly trust: Trust,
    private readonly clock: Clock,
    private readonly fetcher: Fetch,
    private readonly events: EngineEvents,
    private readonly release: Release,
    private readonly purse: Purse,
    private readonly random: () => number = Math.random,
  ) {}

  /** Keeps a wish as the consultation's pending turn, together with what else must stand with it; then sends it. */
  async submit(
    consultation: Consultation,
    input: TurnInput,
    shown: Pending["shown"],
    beside: readonly Change[] = [],
  ): Promise<Consultation> {
    const pending: Pending = { turn: consultation.turn, input, shown, askedAtMs: this.clock.now() };
    const next: Consultation = { ...consultation, pending, updatedAtMs: this.clock.now() };
    // Shown at once, so that a second tap finds the turn taken; sent only once it is kept.
    this.events.onChange(next);
    this.#keeping.add(next.recordId);
    try {
      await this.shelf.write([{ store: "consultations", key: next.recordId, value: next }, ...beside]);
    } catch (error) {
      this.events.onChange(consultation);
      throw error;
    } finally {
      this.#keeping.delete(next.recordId);
    }
    this.drive(next.recordId).catch(this.events.onBroken);
    return next;
  }

  /** Sends the pending turn of a consultation until it is answered. Does nothing when there is none. */
  async drive(recordId: string): Promise<void> {
    if (this.#running.has(recordId)) {
      // It may have looked already, before the turn was kept that this is asked for.
      this.#running.set(recordId, true);
      this.#pause.poke();
      return;
    }
    try {
      let settled: Pending | null = null;
      do {
        this.#running.set(recordId, false);
        settled = await this.sendPending(recordId, settled);
      } while (this.#running.get(recordId) === true && !this.#pause.stopped);
    } catch (error) {
      if (!(error instanceof NotKept)) throw error;
      this.events.onLine("idle");
      this.events.onNotKept(recordId, error.why);
    } finally {
      this.#running.delete(recordId);
    }
  }

  /** Answers the turn that was settled last; `before` was settled already, and is kept as pending still where there was no room. */
  private async sendPending(recordId: string, before: Pending | null): Promise<Pending | null> {
    let tries = 0;
    const counts = { notOpened: 0, against: 0, failed: 0 };
    while (!this.#pause.stopped) {
      const kept = await this.shelf.get<Consultation>("consultations", recordId);
      const consultation = kept?.value;
      if (consultation === undefined || consultation.lost) break;
      if (consultation.pending === null) {
        // Settled by another tab that drove before this one: what is kept is what is shown, unless the next turn is on its way there.
        const newer = this.#keeping.has(recordId) || this.#running.get(recordId) === true;
        if (tries === 0 && !newer) this.events.onChange(consultation);
        break;
      }
      const { pending } = consultation;
      if (pending.turn === before?.turn && pending.askedAtMs === before.askedAtMs) break;
      // While nobody answers, "waiting" stays on the screen instead of flickering at every try.
      if (tries === 0) this.events.onLine("sending");
      const waitMs = await this.attempt(consultation, pending, counts, tries);
      if (waitMs === null) return pending;
      tries += 1;
      this.events.onLine(this.#held ?? "waiting");
      await this.#pause.wait(waitMs);
    }
    return before;
  }

  /** Tries again at once: the network came back, or the resident asked. */
  poke(): void {
    this.#pause.poke();
  }

  stop(): void {
    this.#pause.stop();
  }

  /** One round over the nodes. Answers null when the turn is settled, or how long to wait before the next round. */
  private async attempt(
    consultation: Consultation,
    pending: Pending,
    counts: { notOpened: number; against: number; failed: number },
    tries: number,
  ): Promise<number | null> {
    let waitMs = backoffMs(tries, this.random);
    this.#held = null;
    try {
      let directory = await this.trust.current(tries > 0);
      const tried = new Set<string>();
      const blobs = await this.blobs(pending.input);
      const first = pending.turn === 0;
      const known = first ? await this.purse.nodes(directory, consultation.recordId) : new Set<string>();
      let without: LinkError | null = null;
      let proven = false;
      let silent = false;
      for (let node = this.trust.pick(directory, tried, known); node !== null; node = this.trust.pick(directory, tried, known)) {
        tried.add(node.node_id);
        const steps: Progress[] = [];
        let admission: Bytes | null = null;
        if (first) {
          // When the commission gives no token, the nodes that one is at hand for are left.
          if (without !== null && !known.has(node.channel_key.kid)) continue;
          try {
            admission = await this.purse.take(directory, node, consultation.recordId);
          } catch (error) {
            if (!(error instanceof LinkError)) throw error;
            without = error;
            continue;
          }
        }
        try {
          // A turn that did not open with the essentials is asked again without them.
          const ask = pending.input.kind === "start" && counts.notOpened === 0 ? consultation.release : null;
          const released = ask == null ? null : await this.release(ask, node);
          const answer = await exchange(
            this.fetcher,
            {
              node,
              suite: directory.suite,
              sessionId: consultation.sessionId,
              recordId: consultation.recordId,
              turn: pending.turn,
              sentAtMs: this.clock.now(),
              input: released === null || pending.input.kind !== "start" ? pending.input : { ...pending.input, essentials: released.grant },
              capsule: consultation.capsule === null ? null : fromB64u(consultation.capsule, "json"),
              admission,
              blobs: released === null ? blobs : [released.envelope],
              isGone: async () => isGone(this.fetcher, originOf(node), this.trust.others(directory, node)),
            },
            (step) => {
              steps.push(step);
              if (steps.length === 1) this.events.onLine("sending");
              this.events.onProgress(consultation.recordId, [...steps]);
            },
          );
          // A tab that gave up the lead keeps nothing more; the one that leads asks again.
          if (this.#pause.stopped) return null;
          await this.settle(consultation, pending, answer, steps);
          // A token that stays behind because there is no room is thrown away with its day.
          if (first) await ifKept(this.purse.done(directory, consultation.recordId));
          this.events.onLine("idle");
          return null;
        } catch (error) {
          if (!(error instanceof LinkError)) throw error;
          if (error instanceof TurnFailed && !error.retry) return await this.giveBack(consultation, pending);
          if (error instanceof TurnFailed) counts.failed += 1;
          else if (error instanceof NotOpened) {
            // A key that went, or a clock that is off: a fresh directory mends both. Without one nothing is proven against
            // the capsule, because the node may have been another one when the directory was made.
            const before = this.trust.fetches;
            directory = await this.trust.current(true);
            if (this.trust.fetches > before) {
              counts.notOpened += 1;
              proven = true;
            }
            continue;
          } else if (error instanceof Rejected) counts.failed += 1;
          else this.trust.markDown(node);
          silent = true;
          // Nobody signed it: it may be a proxy's, and another node may be there sooner.
          if (error instanceof Busy && error.retryAfterS > 0) waitMs = Math.max(waitMs, Math.min(error.retryAfterS * 1000, BUSY_MS));
          if (counts.failed >= FAILED_TRIES) return await this.giveBack(consultation, pending);
        }
      }
      if (proven) counts.against += silent ? SOME_SILENT : ALL_REFUSED;
      if (counts.against >= LOST && consultation.capsule !== null) return await this.lose(consultation);
      if (without instanceof NotAdmitted) {
        this.#held = without.why;
        waitMs = Math.max(waitMs, without.retryAfterS * 1000);
      }
    } catch (error) {
      if (error instanceof CannotOpen) {
        this.events.onLine("refused");
        this.events.onDistrust(error);
        return null;
      }
      if (!(error instanceof LinkError)) throw error;
    }
    return waitMs;
  }

  private async blobs(input: TurnInput): Promise<readonly Bytes[]> {
    if (input.kind !== "photo") return [];
    const photo = await this.shelf.get("photos", input.attachment_id);
    return photo?.bytes === undefined ? [] : [photo.bytes];
  }

  private async settle(
    before: Consultation,
    pending: Pending,
    answer: TurnAnswer,
    steps: readonly Progress[],
  ): Promise<void> {
    const header = parseHeader(answer.record);
    const name = deliveryName("record", before.recordId);
    const after = (kept: Consultation): Consultation => ({
      ...kept,
      turn: pending.turn + 1,
      capsule: b64u(answer.capsule),
      entries: entriesAfter(kept, pending, answer),
      reply: answer.reply,
      guidance: answer.reply.guidance ?? kept.guidance,
      held: answer.reply.held ?? (answer.reply.guidance == null ? (kept.held ?? null) : null),
      // It is told once and holds for as long as the consultation is an emergency.
      emergency: answer.reply.emergency ?? (answer.reply.stage === "emergency" ? kept.emergency : null),
      progress: steps.some((step) => step.specialty != null) ? steps : kept.progress,
      pending: null,
      updatedAtMs: this.clock.now(),
    });
    let settled: Consultation | null = null;
    const change = (kept: Kept<Consultation> | undefined): readonly Change[] => {
      // Another tab may have been ahead: a turn is settled once.
      if (kept?.value.pending?.turn !== pending.turn || kept.value.turn !== pending.turn) return [];
      settled = after(kept.value);
      const changes: Change[] = [{ store: "consultations", key: before.recordId, value: settled }];
      if (header.kind === "record" && header.record_id === before.recordId) {
        const delivery: Delivery = {
          kind: "record",
          recordId: before.recordId,
          key: String(header.revision),
          createdAtMs: header.created_at_ms,
          sealedFor: header.key_id,
          receivedAtS: null,
          refused: null,
        };
        // Each revision holds all that the one before did, so the latest alone is delivered.
        changes.push({ store: "deliveries", key: name, value: delivery, bytes: answer.record });
      }
      return changes;
    };
    try {
      await this.shelf.update<Consultation>("consultations", before.recordId, change);
    } catch (error) {
      if (!(error instanceof NotKept)) throw error;
      // An answer may be an alarm: it is told even where it cannot be kept. Compute brings the record to the commission as well.
      this.events.onChange(settled ?? after(before));
      this.events.onUnkept();
      return;
    }
    if (settled !== null) {
      this.events.onChange(settled);
      this.events.onRecord();
    }
  }

  private async giveBack(consultation: Consultation, pending: Pending): Promise<null> {
    const next: Consultation = { ...consultation, pending: null, updatedAtMs: this.clock.now() };
    await this.keep(next);
    this.events.onLine("idle");
    this.events.onChange(next);
    this.events.onReturned(next.recordId, pending.shown?.kind === "text" ? pending.shown.text : "");
    return null;
  }

  /** Keeps where there is room; the screen shows it in any case. */
  private async keep(next: Consultation): Promise<void> {
    await ifKept(this.shelf.write([{ store: "consultations", key: next.recordId, value: next }]));
  }

  private async lose(consultation: Consultation): Promise<null> {
    const next: Consultation = { ...consultation, lost: true };
    await this.keep(next);
    this.events.onLine("idle");
    this.events.onChange(next);
    return null;
  }
}

/** The bubbles after a turn: the question that stood, the resident's answer, what was said back. */
function entriesAfter(before: Consultation, pending: Pending, answer: TurnAnswer): readonly Entry[] {
  const { input, shown } = pending;
  const entries = before.entries.map((entry) =>
    input.kind === "change" && entry.who === "me" && (entry.of ?? entry.turn) === input.turn ? { ...entry, changed: true } : entry,
  );
  const asked = before.reply?.question;
  if (asked != null && input.kind !== "change") entries.push({ who: "agent", turn: before.reply?.turn ?? 0, text: asked.text });
  if (shown !== null) entries.push({ ...shown, turn: pending.turn });
  return [...entries, ...answer.reply.messages.map((text) => ({ who: "agent" as const, turn: answer.reply.turn, text }))];
}
