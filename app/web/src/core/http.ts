/** One request, with a deadline, and its failures as `LinkError`s. No cookies, no referrer, no cache. */

import { Busy, NotOpened, Rejected, Unreachable } from "./errors";

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>;

const BUSY = new Set([408, 425, 429, 500, 502, 503, 504]);
const LONGEST_WAIT_S = 120;

/** Answers a response of status 2xx whose body is still to be read within `deadline`. */
export async function request(fetcher: Fetch, url: string, init: RequestInit, deadline: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetcher(url, {
      ...init,
      signal: deadline,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      redirect: "error",
    });
  } catch {
    throw new Unreachable("no answer");
  }
  if (response.ok) return response;
  if (BUSY.has(response.status)) {
    const wait = Number(response.headers.get("retry-after") ?? "");
    throw new Busy(response.status, Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_WAIT_S) : 0);
  }
  const body = await response.json().catch(() => null) as unknown;
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  if (response.status === 400 && fields["error"] === "cannot_open") throw new NotOpened("cannot_open");
  throw new Rejected(response.status, fields);
}

export async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new Unreachable("the answer broke off");
  }
}

/** A deadline that moves on while bytes arrive. */
export class Deadline {
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly idleMs: number) {
    this.extend();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  extend(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#controller.abort();
    }, this.idleMs);
  }

  /** Ends it now. */
  end(): void {
    this.clear();
    this.#controller.abort();
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

/** Runs `work` under a fixed deadline. */
export async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new Deadline(ms);
  try {
    return await work(deadline.signal);
  } finally {
    deadline.clear();
  }
}
