/**
 * A page may speak to those nodes alone that its policy names: those that served when it was opened. Where one that came later is the only one
 * there, every try is refused by the browser itself, and a resident would wait for ever: the page is opened again. Everything is kept; what is
 * being written is not interrupted.
 */

export interface ReopeningWorld {
  readonly now: () => number;
  /** A turn waits, and no node took it. */
  readonly waiting: () => boolean;
  /** Something is written and not sent. */
  readonly writing: () => boolean;
  /** When the page last did so, in this visit; `write` answers whether it was noted. */
  readonly last: { readonly read: () => number; readonly write: (nowMs: number) => boolean };
  readonly reload: () => void;
}

/** No oftener: a policy that never fits must not become a page that never stands still. */
const AGAIN_MS = 30_000;

/** Looks at what the browser refused (`effectiveDirective` of a securitypolicyviolation), and opens the page again where that helps. */
export function reopenWhere(world: ReopeningWorld, directive: string): void {
  if (directive !== "connect-src" || !world.waiting() || world.writing()) return;
  const now = world.now();
  if (now - world.last.read() < AGAIN_MS || !world.last.write(now)) return;
  world.reload();
}
