/** The phone's clock, corrected by what the commission says, within a day: a wrong clock must not lock a resident out, and a
 * lying server must not make an old directory young again. */

export const MAX_SKEW_MS = 24 * 3600 * 1000;

export class Clock {
  #skewMs = 0;
  #saidMs = 0;
  #beyond = false;

  constructor(private readonly read: () => number = Date.now) {}

  /** Answers Unix time in milliseconds, corrected. */
  now(): number {
    return this.read() + this.#skewMs;
  }

  /** Answers the phone's own Unix time in milliseconds. */
  own(): number {
    return this.read();
  }

  /** Answers what time the commission says it is, uncorrected and not to be relied on: for telling a resident whose clock is off. */
  said(): number {
    return this.read() + this.#saidMs;
  }

  get skewMs(): number {
    return this.#skewMs;
  }

  /** Answers true when the phone's clock is off by more than a day, which is not corrected. */
  get beyond(): boolean {
    return this.#beyond;
  }

  /** Takes the server's time, given when the phone asked and when it was answered (own clock, milliseconds). */
  learn(serverNowMs: number, askedAtMs: number, answeredAtMs: number): void {
    if (!Number.isFinite(serverNowMs)) return;
    const skew = Math.round(serverNowMs - (askedAtMs + answeredAtMs) / 2);
    this.#saidMs = skew;
    this.#beyond = Math.abs(skew) > MAX_SKEW_MS;
    this.#skewMs = Math.max(-MAX_SKEW_MS, Math.min(MAX_SKEW_MS, skew));
  }
}
