/** Waiting that a returning network, a look at the page or a new wish cuts short. */

/** Answers how long to wait before try `tries` (from 0), in milliseconds: 1, 2, 4 … 30 s, a quarter of it at random. */
export function backoffMs(tries: number, random: () => number = Math.random, longestMs = 30_000): number {
  const whole = Math.min(longestMs, 1000 * 2 ** Math.min(tries, 10));
  return Math.round(whole * (0.75 + 0.25 * random()));
}

export class Pause {
  #wake: (() => void) | null = null;
  #poked = false;
  #stopped = false;

  /** Answers after `ms`, or at once when poked before or meanwhile. */
  async wait(ms: number): Promise<void> {
    if (this.#stopped) return;
    if (!this.#poked) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#poked = false;
    this.#wake = null;
  }

  poke(): void {
    this.#poked = true;
    this.#wake?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  get stopped(): boolean {
    return this.#stopped;
  }
}

/** Waits for both; when both fail, it is the first that counts, whichever was quicker. */
export async function inOrder<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  second.catch(() => undefined);
  return [await first, await second];
}
