// A visit summary for one reader elsewhere, who has the link and is told the code (FORMAT.md, section 13).

import { type Bytes, Cursor, KIB, b64u, canonicalJson, checkPaddedLength, concat, fromB64u, hex, hex16, isHex16, pad, parseCanonicalObject, part, randomBytes, sha256, utf8 } from "./bytes.js";
import { CannotOpen } from "./errors.js";

const FLOOR = 4 * KIB;
const LIMIT = 32 * KIB;
const OVERHEAD = 28;
const CODES = 1_000_000;
const MOST: Readonly<Record<"name" | "person" | "urgency" | "headline" | "summary", number>> = {
  name: 200,
  person: 200,
  urgency: 200,
  headline: 400,
  summary: 6000,
};

/** What a reader sees, all of it. */
export interface Shared {
  readonly version: 1;
  readonly lang: "zh" | "en";
  readonly made_at_ms: number;
  readonly name: string;
  readonly person: string;
  readonly urgency: string;
  readonly headline: string;
  readonly summary: string;
}

/** The part of a link that is scanned. */
export interface ShareLink {
  readonly shareId: string;
  readonly linkKey: Bytes;
}

export interface SharePackage {
  readonly link: ShareLink;
  readonly code: string;
  /** b64u: with it the phone asks about the share and takes it back. */
  readonly owner: string;
  /** What is given to the commission. */
  readonly given: { readonly share_id: string; readonly proof_digest: string; readonly owner_digest: string; readonly sealed: string };
}

async function derive({ shareId, linkKey }: ShareLink, label: string, code: string): Promise<Bytes> {
  const base = await crypto.subtle.importKey("raw", linkKey, "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: hex16(shareId), info: utf8(`jiayi/v1/${label}\0${code}`) };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, base, 256));
}

const keyOf = async (link: ShareLink, code: string, use: "encrypt" | "decrypt"): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", await derive(link, "share-key", code), "AES-GCM", false, [use]);

const bound = (shareId: string): Bytes => concat(utf8("jiayi/v1/share\0"), hex16(shareId));

/** Six digits, each equally likely: draws that would favour the low ones are thrown away. */
function newCode(): string {
  const most = Math.floor(2 ** 32 / CODES) * CODES;
  for (;;) {
    const drawn = new DataView(randomBytes(4).buffer).getUint32(0);
    if (drawn < most) return String(drawn % CODES).padStart(6, "0");
  }
}

/** Answers the proof of link and code, b64u. */
export async function proofOf(link: ShareLink, code: string): Promise<string> {
  return b64u(await derive(link, "share-proof", code));
}

/** Seals a summary under a fresh link and code. Throws CannotSeal when it is too long. */
export async function sealShare(body: Shared): Promise<SharePackage> {
  const link: ShareLink = { shareId: hex(randomBytes(16)), linkKey: randomBytes(32) };
  const code = newCode();
  const owner = randomBytes(32);
  const iv = randomBytes(12);
  const padded = pad([part(utf8(canonicalJson(body)), LIMIT)], FLOOR, LIMIT);
  const algorithm = { name: "AES-GCM", iv, additionalData: bound(link.shareId) };
  const sealed = concat(iv, new Uint8Array(await crypto.subtle.encrypt(algorithm, await keyOf(link, code, "encrypt"), padded)));
  const given = {
    share_id: link.shareId,
    proof_digest: hex(await sha256(await derive(link, "share-proof", code))),
    owner_digest: hex(await sha256(owner)),
    sealed: b64u(sealed),
  };
  return { link, code, owner: b64u(owner), given };
}

/** Answers what was shared. Throws CannotOpen. */
export async function openShare(link: ShareLink, code: string, sealed: Bytes): Promise<Shared> {
  if (sealed.length < OVERHEAD + FLOOR) throw new CannotOpen("too_short");
  checkPaddedLength(sealed.length - OVERHEAD, FLOOR, LIMIT);
  let padded: Bytes;
  try {
    const algorithm = { name: "AES-GCM", iv: sealed.slice(0, 12), additionalData: bound(link.shareId) };
    padded = new Uint8Array(await crypto.subtle.decrypt(algorithm, await keyOf(link, code, "decrypt"), sealed.slice(12)));
  } catch {
    throw new CannotOpen("decrypt");
  }
  const cursor = new Cursor(padded);
  const body = cursor.part(LIMIT);
  cursor.endPadded(FLOOR);
  const found = parseCanonicalObject(body, "json");
  if (!isShared(found)) throw new CannotOpen("json");
  return found;
}

/** Answers what was shared from what the commission answered (b64u), or null when it does not open. */
export async function openAnswer(link: ShareLink, code: string, sealed: unknown): Promise<Shared | null> {
  try {
    return await openShare(link, code, fromB64u(sealed, "json"));
  } catch (error) {
    if (error instanceof CannotOpen) return null;
    throw error;
  }
}

function isShared(value: object): value is Shared {
  const found = value as Record<string, unknown>;
  const texts = Object.entries(MOST).every(([name, most]) => {
    const text = found[name];
    return typeof text === "string" && [...text].length <= most;
  });
  const { version, lang, made_at_ms: madeAt } = found;
  const time = Number.isSafeInteger(madeAt) && (madeAt as number) >= 0;
  return texts && time && version === 1 && (lang === "zh" || lang === "en") && Object.keys(found).length === 3 + Object.keys(MOST).length;
}

/** Answers the address that is put into the code. */
export function linkText(origin: string, { shareId, linkKey }: ShareLink): string {
  return `${origin}/s/${shareId}#${b64u(linkKey)}`;
}

/** Answers the link in an address, or null for another form. */
export function linkOf(pathname: string, fragment: string): ShareLink | null {
  const shareId = /^\/s\/([0-9a-f]{32})\/?$/.exec(pathname)?.[1];
  if (!isHex16(shareId)) return null;
  try {
    return { shareId, linkKey: fromB64u(fragment.replace(/^#/, ""), "header", 32) };
  } catch (error) {
    if (error instanceof CannotOpen) return null;
    throw error;
  }
}
