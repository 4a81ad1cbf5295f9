/** The link of a magnet: `/m/<magnet>#<root fingerprint>`. The fragment never leaves the phone (FORMAT.md, section 1). */

/** b64u of 32 bytes: 43 characters, of which the last carries four bits. */
const FINGERPRINT = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
const MAGNET = /^\/m\/([A-Za-z0-9_-]{1,64})\/?$/;

export type PinRefusal = "no_magnet" | "no_pin" | "bad_pin" | "other_pin";

export interface Pinned {
  readonly magnet: string;
  readonly pin: string;
}

/** Answers the magnet named by a path, or null. */
export function magnetOf(path: string): string | null {
  return MAGNET.exec(path)?.[1] ?? null;
}

/**
 * Answers magnet and pin of the page's address, or why it is refused.
 *
 * `known` is what this phone kept for the magnet after the first verified visit: it stands in for a missing fragment, and a
 * fragment that says otherwise is refused, since one of the two is not the magnet's.
 */
export function pinOf(path: string, hash: string, known: (magnet: string) => string | undefined): Pinned | PinRefusal {
  const magnet = magnetOf(path);
  if (magnet === null) return "no_magnet";
  const kept = known(magnet);
  const fragment = hash.replace(/^#/, "");
  if (fragment === "") return kept === undefined ? "no_pin" : { magnet, pin: kept };
  if (!FINGERPRINT.test(fragment)) return "bad_pin";
  if (kept !== undefined && kept !== fragment) return "other_pin";
  return { magnet, pin: fragment };
}
