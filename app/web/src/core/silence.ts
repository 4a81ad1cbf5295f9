/**
 * Tells a node that went silent from a line that is slow. A node that works on a turn sends a frame every second; when nothing came
 * for longer, the node and somebody else are asked for a sign of life at the same moment. Only when the other answers and the node, given
 * some time more, does not, is it the node. When nobody answers it is the line, and giving up would only send everything once more.
 */

import type { Fetch } from "./http";

/** Without a byte for so long, a sign of life is asked for: a frame came every second, and the way takes its time. */
export const SILENT_MS = 1_200;
/** How much longer a node may take than the other did, at least. */
export const GRACE_MS = 800;
/** A new connection takes three journeys where a kept one takes one. */
const TIMES_LONGER = 3;
/** A sign of life that takes longer tells nothing. */
const PROBE_MS = 10_000;

/** Answers whether `node` (its origin) is gone while one of `others` (addresses that answer anything) is there. Never throws. */
export async function isGone(fetcher: Fetch, node: string, others: readonly string[]): Promise<boolean> {
  const stop = new AbortController();
  const limit = setTimeout(() => {
    stop.abort();
  }, PROBE_MS);
  let grace: ReturnType<typeof setTimeout> | undefined;
  const begun = Date.now();
  const ask = async (url: string): Promise<Response> =>
    fetcher(url, { signal: stop.signal, credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "error" });
  try {
    const alive = ask(`${node}/healthz`).then((response) => response.ok);
    const other = Promise.any(others.map(async (url) => ask(url)));
    const tooLate = other.then(
      async () =>
        new Promise<boolean>((resolve) => {
          grace = setTimeout(() => {
            resolve(true);
          }, Math.max(GRACE_MS, TIMES_LONGER * (Date.now() - begun)));
        }),
      () => false,
    );
    const someoneElse = other.then(
      () => true,
      () => false,
    );
    // A refused connection is no sign of life, and a node without keys is of no use; whether it is the node, the other tells.
    const verdict = alive.then(
      async (well) => !well && someoneElse,
      async () => someoneElse,
    );
    return await Promise.race([verdict, tooLate]);
  } finally {
    clearTimeout(limit);
    clearTimeout(grace);
    stop.abort();
  }
}

/** Calls `onGone` when `ask` finds the node gone while nothing is heard; `heard` sets the clock back. */
export class Listener {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heard = 0;
  #over = false;

  constructor(
    private readonly ask: () => Promise<boolean>,
    private readonly onGone: () => void,
  ) {
    this.wait();
  }

  heard(): void {
    this.#heard += 1;
    this.wait();
  }

  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  private wait(): void {
    clearTimeout(this.#timer);
    if (this.#over) return;
    this.#timer = setTimeout(() => {
      void this.listen();
    }, SILENT_MS);
  }

  private async listen(): Promise<void> {
    const before = this.#heard;
    const gone = await this.ask();
    if (this.#over || this.#heard !== before) return;
    if (gone) this.onGone();
    else this.wait();
  }
}
