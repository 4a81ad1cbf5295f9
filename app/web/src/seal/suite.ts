// What both suites of FORMAT.md, section 1, share: HPKE with X-Wing and AES-256-GCM, Ed25519 (ed25519.ts). Which of the two it is says the signed
// directory; what they do not share is in aead.ts.

import { breath } from "./breath.js";
import { type Bytes, b64u, concat, hex, randomBytes, sha256 } from "./bytes.js";
import { isSignedBy } from "./ed25519.js";
import { CannotOpen, CannotSeal } from "./errors.js";

/** What frames and capsules are sealed with: 1 is AES-256-GCM, 2 is SM4-GCM with SM3. */
export type SuiteId = 1 | 2;

export const PUBLIC_BYTES = 1216;
export const ENCAPSULATION_BYTES = 1120;
export const SEALED_OVERHEAD = ENCAPSULATION_BYTES + 16;
const SEED_BYTES = 32;

/** Answers what agrees on keys; it comes when it is first asked for. Throws what the browser throws when a script does not come. */
export function agreement(): Promise<typeof import("./agreement.js")> {
  return import("./agreement.js");
}

/** First 16 bytes of SHA-256 of a raw public key, in hex. */
export async function keyId(publicKey: Bytes): Promise<string> {
  return hex((await sha256(publicKey)).subarray(0, 16));
}

/** What a magnet's link pins: 43 characters. */
export async function rootFingerprint(rootKey: Bytes): Promise<string> {
  return b64u(await sha256(rootKey));
}

/** Seals; a task of its own, since X-Wing takes tens of milliseconds on a slow phone. So do opening, and making a key. */
export async function hpkeSeal(recipient: Bytes, info: Bytes, text: Bytes): Promise<Bytes> {
  if (recipient.length !== PUBLIC_BYTES) throw new CannotSeal(`an X-Wing public key has ${PUBLIC_BYTES} bytes`);
  const { kem, suite } = await agreement();
  await breath();
  const recipientPublicKey = await kem.deserializePublicKey(recipient);
  const sender = await suite.createSenderContext({ recipientPublicKey, info });
  return concat(new Uint8Array(sender.enc), new Uint8Array(await sender.seal(text)));
}

export async function hpkeOpen(seed: Bytes, info: Bytes, sealed: Bytes): Promise<Bytes> {
  if (sealed.length < SEALED_OVERHEAD) throw new CannotOpen("too_short");
  // Not inside: a script that did not come says nothing of what was sealed.
  const { kem, suite } = await agreement();
  await breath();
  try {
    const recipientKey = await kem.deserializePrivateKey(seed);
    const enc = sealed.slice(0, ENCAPSULATION_BYTES);
    const context = await suite.createRecipientContext({ recipientKey, enc, info });
    return new Uint8Array(await context.open(sealed.slice(ENCAPSULATION_BYTES)));
  } catch {
    throw new CannotOpen("decrypt");
  }
}

/** Checks a signature by RFC 8032's strict rules. Throws CannotOpen("signature"). */
export async function verifySignature(publicKey: Bytes, message: Bytes, signature: Bytes): Promise<void> {
  if (!(await isSignedBy(publicKey, message, signature))) throw new CannotOpen("signature");
}

/** The phone's own key: doctors' messages are sealed to it. */
export interface MailboxKey {
  /** 1216 bytes, to be told to the commission inside the sealed registration only. */
  readonly publicKey: Bytes;
  readonly keyId: string;
  /** 32 bytes that never leave the phone. */
  readonly seed: Bytes;
}

export async function generateMailboxKey(): Promise<MailboxKey> {
  return importMailboxKey(randomBytes(SEED_BYTES));
}

export async function importMailboxKey(seed: Bytes): Promise<MailboxKey> {
  if (seed.length !== SEED_BYTES) throw new CannotSeal(`an X-Wing seed has ${SEED_BYTES} bytes`);
  const { kem } = await agreement();
  await breath();
  const pair = await kem.generateKeyPairDerand(seed.slice());
  const publicKey = new Uint8Array(await kem.serializePublicKey(pair.publicKey));
  return { publicKey, keyId: await keyId(publicKey), seed: seed.slice() };
}

export function exportMailboxKey(key: MailboxKey): Bytes {
  return key.seed.slice();
}
