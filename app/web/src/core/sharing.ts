/**
 * Shares the summary of a consultation for a day: sealed here, kept by the commission, which cannot open it (FORMAT.md, section 13). What a
 * share is made of is kept on the phone before it is sent, so that it can be taken back whatever happened on the way.
 */
import { type Shared, type SharePackage, fromB64u, linkText, sealShare } from "../seal/index";
import type { Clock } from "./clock";
import type { Commission } from "./commission";
import { LinkError, Rejected, ifKept } from "./errors";
import type { Shelf } from "./shelf";

export interface KeptShare {
  readonly recordId: string;
  readonly shareId: string;
  readonly linkKey: string;
  readonly code: string;
  readonly owner: string;
  /** What is still to be given to the commission; null once it has it. */
  readonly given: SharePackage["given"] | null;
  /** Unix ms by the commission's clock; null before it is there. */
  readonly expiresAtMs: number | null;
  readonly opened: number;
  readonly wrong: number;
  /** It is to be taken back, and the commission was not reached yet. */
  readonly ending: boolean;
}

/** A share is destroyed by as many wrong codes. */
export const MOST_WRONG = 5;
const PREFIX = "share:";

export class Sharing {
  constructor(
    private readonly shelf: Shelf,
    private readonly commission: Commission,
    private readonly clock: Clock,
  ) {}

  /** Answers the share of a consultation, or null: one whose day is over is forgotten. */
  async find(recordId: string): Promise<KeptShare | null> {
    const kept = (await this.shelf.get<KeptShare>("settings", PREFIX + recordId))?.value ?? null;
    if (kept === null || kept.expiresAtMs === null || kept.expiresAtMs > this.clock.now()) return kept;
    await ifKept(this.forget(recordId));
    return null;
  }

  /** Makes a share, or gives in again the one that did not arrive. Throws LinkError; what was made stays at hand then. Throws NotKept: nothing left. */
  async make(recordId: string, body: Shared): Promise<KeptShare> {
    const before = await this.find(recordId);
    if (before !== null && !before.ending) return this.give(before);
    if (before !== null) await this.end(recordId);
    const { link, code, owner, given } = await sealShare(body);
    const linkKey = linkText("", link).split("#")[1] ?? "";
    const made: KeptShare = { recordId, shareId: link.shareId, linkKey, code, owner, given, expiresAtMs: null, opened: 0, wrong: 0, ending: false };
    await this.keep(made);
    return this.give(made);
  }

  /** Asks how a share stands. A lost network is no news. */
  async ask(share: KeptShare): Promise<KeptShare> {
    if (share.given !== null || share.ending) return share;
    try {
      const found = await this.commission.shareStanding(share.shareId, share.owner);
      const told = { ...share, ...found };
      if (told.opened !== share.opened || told.wrong !== share.wrong) await ifKept(this.keep(told));
      return told;
    } catch (error) {
      if (error instanceof Rejected && error.status === 404) return { ...share, expiresAtMs: 0 };
      if (error instanceof LinkError) return share;
      throw error;
    }
  }

  /** Takes a share back. Throws LinkError when the commission was not reached: it is tried again when the page opens. */
  async end(recordId: string): Promise<void> {
    const share = (await this.shelf.get<KeptShare>("settings", PREFIX + recordId))?.value;
    if (share === undefined) return;
    // A phone without room takes it back all the same.
    if (!share.ending) await ifKept(this.keep({ ...share, ending: true }));
    await this.commission.endShare(share.shareId, share.owner);
    await ifKept(this.forget(recordId));
  }

  /** Takes back what was to be taken back and what belongs to no consultation any more. Never throws LinkError. */
  async sweep(recordIds: ReadonlySet<string>): Promise<void> {
    const kept = (await this.shelf.all<KeptShare>("settings")).filter(({ key }) => key.startsWith(PREFIX));
    for (const { value } of kept) {
      if (!value.ending && recordIds.has(value.recordId)) continue;
      try {
        await this.end(value.recordId);
      } catch (error) {
        if (!(error instanceof LinkError)) throw error;
      }
    }
  }

  /** Takes back everything before the phone forgets it; who wants everything gone does not wait longer than `ms`. */
  async endAll(ms = 4_000): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([this.sweep(new Set()), late]).finally(() => {
      clearTimeout(timer);
    });
  }

  private async give(share: KeptShare): Promise<KeptShare> {
    if (share.given === null) return share;
    const expiresAtMs = await this.commission.makeShare(share.given);
    const given = { ...share, given: null, expiresAtMs };
    await ifKept(this.keep(given));
    return given;
  }

  private keep(share: KeptShare): Promise<void> {
    return this.shelf.write([{ store: "settings", key: PREFIX + share.recordId, value: share }]);
  }

  private forget(recordId: string): Promise<void> {
    return this.shelf.write([{ store: "settings", key: PREFIX + recordId, remove: true }]);
  }
}

/** Answers the address that the hospital's doctor scans. */
export function addressOf(share: KeptShare, origin: string): string {
  return linkText(origin, { shareId: share.shareId, linkKey: fromB64u(share.linkKey, "json", 32) });
}
