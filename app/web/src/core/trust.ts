/** The directory this phone believes: fetched, verified up to the magnet's pin, kept for a lost network, renewed in time. */

import {
  type Bytes,
  CannotOpen,
  type NodeEntry,
  type Reason,
  type SeenCertificate,
  type SeenHead,
  type VerifiedDirectory,
  keyBytes,
  liveNodes,
  verifyDirectory,
} from "../seal/index";
import type { Clock } from "./clock";
import type { Commission } from "./commission";
import { Unreachable, ifKept } from "./errors";
import type { DirectoryRefusal, Gate } from "./model";
import type { Shelf } from "./shelf";

/** What is kept of a magnet after its first verified visit. */
export interface KnownMagnet {
  readonly pin: string;
  readonly serial: number;
  /** A magnet once seen in production never goes back to development. */
  readonly production: boolean;
  /** The answer as fetched, verified again whenever it is used. */
  readonly response: unknown;
}

const REFRESH_MS = 10 * 60_000;
const DOWN_MS = 30_000;
/** How long a newer directory is waited for where one is at hand: a resident with a turn to send waits meanwhile. */
const PATIENCE_MS = 2_000;
const FORCED_MS = 5_000;

export class Trust {
  #directory: VerifiedDirectory | null = null;
  #fetchedAtMs = -Infinity;
  #fetches = 0;
  #known: KnownMagnet | undefined;
  /** The commission's log as this phone saw it last, through any of its magnets. */
  #seen: SeenHead | null = null;
  /** The newest certificate of the commission's that this phone has believed, likewise. */
  #certified: SeenCertificate | null = null;
  readonly #down = new Map<string, number>();
  #refreshing: Promise<VerifiedDirectory> | null = null;

  constructor(
    readonly magnet: string,
    readonly pin: string,
    private readonly commission: Commission,
    private readonly shelf: Shelf,
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {}

  /** How many directories were fetched and believed: a larger number later means a fresh one. */
  get fetches(): number {
    return this.#fetches;
  }

  get directory(): VerifiedDirectory | null {
    return this.#directory;
  }

  /** Takes up what was kept, if it still verifies. Answers whether it does. */
  async recall(): Promise<boolean> {
    const kept = await this.shelf.get<KnownMagnet>("settings", `magnet:${this.magnet}`);
    this.#known = kept?.value;
    this.#seen = (await this.shelf.get<SeenHead>("settings", `log:${this.pin}`))?.value ?? null;
    this.#certified = (await this.shelf.get<SeenCertificate>("settings", `certificate:${this.pin}`))?.value ?? null;
    if (kept === undefined || kept.value.pin !== this.pin) return false;
    try {
      // Its now_ms is old, so the phone's own clock counts here.
      const response = { ...(kept.value.response as object), now_ms: this.clock.own() };
      // It was checked against the log when it was kept, and another magnet of this commission may have seen more since.
      this.#directory = await this.verify(response, null);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Answers a verified directory, fetched again when it is old or `force`d. One fetch serves all who ask at once.
   * While the commission is away the one at hand serves until it expires, asked for by force or not; a commission that is silent is not
   * waited for long then, and what it answers later is taken up all the same.
   * Throws LinkError when there is none, CannotOpen when it must not be believed: then nothing is sent any more.
   */
  async current(force = false): Promise<VerifiedDirectory> {
    const fresh = this.#directory !== null && this.clock.own() - this.#fetchedAtMs < REFRESH_MS;
    if (!force && fresh && this.#directory !== null && this.unexpired(this.#directory)) return this.#directory;
    this.#refreshing ??= this.fetch().finally(() => {
      this.#refreshing = null;
    });
    const refreshing = this.#refreshing;
    // Nobody may be waiting any more when it fails.
    refreshing.catch((error: unknown) => {
      if (error instanceof CannotOpen) this.#directory = null;
    });
    const usable = this.#directory !== null && this.unexpired(this.#directory);
    try {
      return await (usable ? soon(refreshing, force ? FORCED_MS : PATIENCE_MS) : refreshing);
    } catch (error) {
      if (error instanceof CannotOpen) this.#directory = null;
      else if (this.#directory !== null && this.unexpired(this.#directory)) return this.#directory;
      throw error;
    }
  }

  /** Answers a live node at random, first of those whose channel key is `known`, those that failed lately last; null when there is none. */
  pick(directory: VerifiedDirectory, tried: ReadonlySet<string> = new Set(), known: ReadonlySet<string> = new Set()): NodeEntry | null {
    const live = liveNodes(directory, this.clock.own()).filter((node) => !tried.has(node.node_id));
    const up = live.filter((node) => (this.#down.get(node.node_id) ?? -Infinity) < this.clock.own());
    const first = up.filter((node) => known.has(node.channel_key.kid));
    const pool = [first, up, live].find((nodes) => nodes.length > 0) ?? [];
    return pool[Math.floor(this.random() * pool.length)] ?? null;
  }

  /** Answers addresses that give a sign of life besides a node: another node if there is one, and the commission. */
  others(directory: VerifiedDirectory, node: NodeEntry): readonly string[] {
    const another = this.pick(directory, new Set([node.node_id]));
    return [...(another === null ? [] : [`${originOf(another)}/healthz`]), "/healthz"];
  }

  markDown(node: NodeEntry): void {
    this.#down.set(node.node_id, this.clock.own() + DOWN_MS);
  }

  receiptKey(directory: VerifiedDirectory): Bytes {
    return keyBytes(directory.receipt_key);
  }

  private unexpired(directory: VerifiedDirectory): boolean {
    return directory.expires_at * 1000 > this.clock.now();
  }

  private async fetch(): Promise<VerifiedDirectory> {
    const askedAt = this.clock.own();
    const response = await this.commission.directory(this.#seen?.size ?? 0);
    const answeredAt = this.clock.own();
    // Learnt before it is believed, so that a clock that is off by days can be told from an old directory.
    this.clock.learn(Number((response as { now_ms?: unknown } | null)?.now_ms), askedAt, answeredAt);
    const directory = await this.verify(response, this.#seen);
    const known: KnownMagnet = {
      pin: this.pin,
      serial: directory.serial,
      production: this.#known?.production === true || directory.environment === "production",
      response,
    };
    // It is verified, and holds for this visit; a full phone must not shut its owner out.
    await ifKept(
      this.shelf.write([
        { store: "settings", key: `magnet:${this.magnet}`, value: known },
        { store: "settings", key: `log:${this.pin}`, value: directory.seen },
        { store: "settings", key: `certificate:${this.pin}`, value: directory.certified },
      ]),
    );
    this.#known = known;
    this.#seen = directory.seen;
    this.#certified = directory.certified;
    this.#directory = directory;
    this.#fetchedAtMs = answeredAt;
    this.#fetches += 1;
    return directory;
  }

  private verify(response: unknown, seen: SeenHead | null): Promise<VerifiedDirectory> {
    return verifyDirectory(response, this.pin, this.clock.own(), {
      production: this.#known?.production ?? false,
      minimumSerial: this.#known?.serial ?? 0,
      seen,
      certified: this.#certified,
    });
  }
}

/** Answers what `work` answers in time. Throws Unreachable after `ms`; the work goes on. */
async function soon<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Unreachable("the commission is silent"));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Answers a node's address without a slash at its end. */
export function originOf(node: NodeEntry): string {
  return node.url.replace(/\/$/, "");
}

export function refusalOf(reason: Reason, clockBeyond: boolean): DirectoryRefusal {
  switch (reason) {
    case "chain":
      return "wrong_pin";
    case "expired":
    case "expired_key":
      return clockBeyond ? "clock" : "expired";
    case "environment":
      return "environment";
    case "log":
    case "rollback":
      return "log";
    default:
      return "damaged";
  }
}

/** Answers what is shown of a magnet that leads nowhere, or nowhere any more: the commission's words, and whom to call. */
export function magnetRefused(body: Readonly<Record<string, unknown>>): Extract<Gate, { kind: "refused" }> {
  const text = (name: string) => (typeof body[name] === "string" ? body[name] : "");
  return { kind: "refused", why: "unknown_magnet", said: { zh: text("text_zh"), en: text("text_en") }, phone: text("phone") };
}
