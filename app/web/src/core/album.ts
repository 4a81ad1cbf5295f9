/** Photos that were chosen together: all are kept on the phone at once, and sent one a turn, so that each can be looked over. */
import { type Bytes, hex, sha256 } from "../seal/index";
import { newId } from "./beginning";
import { attachmentChange } from "./delivery";
import type { Engine } from "./engine";
import { NotKept } from "./errors";
import { nameMarks } from "./fitting";
import type { Consultation } from "./model";
import type { Change, Shelf } from "./shelf";

/** Photos that are chosen at a time: a report has one or two pages, and each photo is a turn of its own. */
export const MOST_PHOTOS = 6;

export interface AlbumPort {
  readonly shelf: () => Shelf;
  readonly now: () => number;
  readonly current: () => Consultation | null;
  readonly show: (consultation: Consultation) => void;
  /** Nothing was kept. */
  readonly notKept: (recordId: string, why: NotKept["why"]) => void;
  readonly submit: (...turn: Parameters<Engine["submit"]>) => Promise<boolean>;
  readonly onSent: () => void;
}

export class Album {
  constructor(private readonly port: AlbumPort) {}

  /** Keeps photos and sends the first; the others follow, each when `next` is called. Answers false when none could be kept. */
  async send(photos: readonly Bytes[], caption: string): Promise<boolean> {
    const current = this.idle();
    if (current === null) return false;
    const made = photos.map((bytes) => ({ id: newId(), bytes }));
    const { recordId } = current;
    const waiting = [...(current.waiting ?? []), ...made.map(({ id }) => id)];
    try {
      await this.keep({ ...current, waiting }, made.map(({ id, bytes }) => ({ store: "photos", key: id, value: { recordId }, bytes })));
    } catch (error) {
      this.port.notKept(recordId, error instanceof NotKept ? error.why : "full");
      return false;
    }
    await this.next(caption);
    return true;
  }

  /** Sends the next photo that waits: to compute for reading and, the same bytes, to the commission. */
  async next(caption: string): Promise<boolean> {
    const current = this.idle();
    if (current === null) return false;
    const waiting = [...(current.waiting ?? [])];
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const bytes = (await this.port.shelf().get("photos", id))?.bytes;
      if (bytes === undefined) continue;
      const name = await nameMarks(current.person.name);
      const digest = hex(await sha256(bytes));
      const sent = await this.port.submit(
        { ...current, waiting },
        { kind: "photo", attachment_id: id, media_type: "image/jpeg", digest, blob: 0, name },
        { who: "me", turn: current.turn, text: caption, kind: "photo", photo: id },
        [attachmentChange(current.recordId, id, this.port.now())],
      );
      if (sent) this.port.onSent();
      // What was not taken still waits.
      else this.port.show(current);
      return sent;
    }
    return false;
  }

  /** Takes the photos that wait out again; what was sent stays. */
  async drop(): Promise<void> {
    const current = this.idle();
    if (current === null) return;
    const gone = (current.waiting ?? []).map((key): Change => ({ store: "photos", key, remove: true }));
    try {
      await this.keep({ ...current, waiting: [] }, gone);
    } catch (error) {
      if (!(error instanceof NotKept)) throw error;
      this.port.notKept(current.recordId, error.why);
    }
  }

  private idle(): Consultation | null {
    const current = this.port.current();
    return current === null || current.pending !== null || current.lost ? null : current;
  }

  private async keep(consultation: Consultation, beside: readonly Change[]): Promise<void> {
    await this.port.shelf().write([{ store: "consultations", key: consultation.recordId, value: consultation }, ...beside]);
    this.port.show(consultation);
  }
}
