/**
 * What can go wrong between the phone and a server.
 *
 *     LinkError
 *     ├── Unreachable   no answer, an answer that broke off, or one that does not authenticate
 *     ├── Busy          429, 502, 503, 504: come back after `retryAfterS`
 *     ├── NotOpened     400 cannot_open: a key that is gone, a clock that is off, a capsule that is too old
 *     ├── Rejected      any other answer that will not change by asking again
 *     ├── NotAdmitted   the commission signs no admission token: its magnet drew too many, or is not in use
 *     └── TurnFailed    compute authenticated that this turn failed; `retry` says whether asking again helps
 *
 * And with what the phone itself keeps:
 *
 *     NotKept           nothing was written: the phone has no room (`full`), or what it kept was taken away (`gone`)
 *
 * Messages carry states and codes, never a resident's words.
 */
export class LinkError extends Error {
  override readonly name: string = "LinkError";
}

export class Unreachable extends LinkError {
  override readonly name = "Unreachable";
}

export class Busy extends LinkError {
  override readonly name = "Busy";
  constructor(
    readonly status: number,
    readonly retryAfterS: number,
  ) {
    super(`status ${status}`);
  }
}

export class NotOpened extends LinkError {
  override readonly name = "NotOpened";
}

export class Rejected extends LinkError {
  override readonly name = "Rejected";
  constructor(
    readonly status: number,
    /** What the server offers to show, when it does. */
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(`status ${status}`);
  }
}

export class NotAdmitted extends LinkError {
  override readonly name = "NotAdmitted";
  constructor(
    readonly why: "limit" | "magnet",
    readonly retryAfterS: number,
  ) {
    super(`not admitted: ${why}`);
  }
}

export class TurnFailed extends LinkError {
  override readonly name = "TurnFailed";
  constructor(
    readonly code: string,
    readonly retry: boolean,
  ) {
    super(`turn failed: ${code}`);
  }
}

export class NotKept extends Error {
  override readonly name = "NotKept";
  constructor(
    readonly why: "full" | "gone",
    options?: ErrorOptions,
  ) {
    super(`not kept: ${why}`, options);
  }
}

/** For what holds whether or not the phone could keep it. Answers undefined when it could not. */
export async function ifKept<T>(keeping: Promise<T>): Promise<T | undefined> {
  try {
    return await keeping;
  } catch (error) {
    if (error instanceof NotKept) return undefined;
    throw error;
  }
}
