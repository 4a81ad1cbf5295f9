// Why something could not be opened or sealed: the closed list of records/seal/FORMAT.md, section 7.

export const REASONS = [
  "too_short",
  "too_long",
  "magic",
  "version",
  "length",
  "not_canonical",
  "header",
  "json",
  "padding",
  "unknown_key",
  "expired_key",
  "decrypt",
  "signature",
  "stale",
  "replay",
  "replay_full",
  "truncated",
  "order",
  "chain",
  "expired",
  "environment",
  "rollback",
  "log",
  "token",
] as const;

export type Reason = (typeof REASONS)[number];

/** Refuses sealed or signed bytes. The message never says why; the reason is for choosing what to tell the resident. */
export class CannotOpen extends Error {
  readonly reason: Reason;

  constructor(reason: Reason) {
    super("cannot open");
    this.name = "CannotOpen";
    this.reason = reason;
  }
}

/** Refuses to seal what no reader would open. */
export class CannotSeal extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CannotSeal";
  }
}
