// The phone's half of blind signing (FORMAT.md, section 10; RFC 9474): what goes to the commission says nothing of the token, not even to
// whoever holds the key. Big integers here are not constant in time; what they handle is random, used once, and gone.

import { type Bytes, b64u, concat, fromB64u, hex, hex16, randomBytes, u32, utf8 } from "./bytes.js";
import { CannotOpen } from "./errors.js";

export const MODULUS_BYTES = 384;
const HASH_BYTES = 48;

/** An admission key of a verified directory. */
export interface AdmissionKey {
  readonly kid: string;
  /** b64u of the modulus. */
  readonly key: string;
}

/** A token on its way: `blinded` goes to the commission, `finish` takes what it signed. */
export interface Blinding {
  readonly blinded: Bytes;
  /** Answers the token. Throws CannotOpen("token") when the directory's key did not sign it. */
  readonly finish: (blindSignature: Bytes) => Promise<Bytes>;
}

const toInt = (data: Bytes): bigint => BigInt(`0x${hex(data)}`);

function toBytes(value: bigint, length: number): Bytes {
  const digits = value.toString(16).padStart(2 * length, "0");
  return Uint8Array.from(digits.match(/../g)!, (pair) => parseInt(pair, 16));
}

/** value^65537 modulo n. */
function power(value: bigint, n: bigint): bigint {
  let squared = value;
  for (let at = 0; at < 16; at += 1) squared = (squared * squared) % n;
  return (squared * value) % n;
}

/** Answers the inverse modulo n, or null where there is none. */
function inverseOf(value: bigint, n: bigint): bigint | null {
  let [a, b, x, y] = [value % n, n, 1n, 0n];
  while (a > 0n) {
    const quotient = b / a;
    [a, b] = [b - quotient * a, a];
    [x, y] = [y - quotient * x, x];
  }
  return b === 1n ? ((y % n) + n) % n : null;
}

async function sha384(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-384", data));
}

/** EMSA-PSS-ENCODE with SHA-384 and MGF1 (RFC 8017, section 9.1.1), for a modulus of `length` whole bytes. */
async function encodePss(message: Bytes, salt: Bytes, length: number): Promise<Bytes> {
  const digest = await sha384(concat(new Uint8Array(8), await sha384(message), salt));
  const block = new Uint8Array(length - HASH_BYTES - 1);
  block.set(salt, block.length - salt.length);
  block[block.length - salt.length - 1] = 1;
  for (let at = 0; at * HASH_BYTES < block.length; at += 1) {
    const mask = await sha384(concat(digest, u32(at)));
    for (let i = 0; i < HASH_BYTES && at * HASH_BYTES + i < block.length; i += 1) block[at * HASH_BYTES + i]! ^= mask[i]!;
  }
  block[0]! &= 0x7f;
  return concat(block, digest, Uint8Array.of(0xbc));
}

/** Blind of RFC 9474, of a prepared message; `unit` is the RFC's r. */
export async function blind(modulus: Bytes, prepared: Bytes, salt: Bytes, unit: bigint): Promise<Bytes> {
  const n = toInt(modulus);
  const encoded = toInt(await encodePss(prepared, salt, modulus.length));
  return toBytes((encoded * power(unit, n)) % n, modulus.length);
}

/** Finalize of RFC 9474, before its check. */
export function unblind(modulus: Bytes, blindSignature: Bytes, inverse: bigint): Bytes {
  return toBytes((toInt(blindSignature) * inverse) % toInt(modulus), modulus.length);
}

/** Checks a signature of a prepared message, by the browser's own RSA-PSS. Throws CannotOpen("token"). */
export async function verifyPss(modulus: Bytes, signature: Bytes, prepared: Bytes): Promise<void> {
  const algorithm = { name: "RSA-PSS", hash: "SHA-384" };
  const jwk = { kty: "RSA", n: b64u(modulus), e: "AQAB", alg: "PS384", ext: true };
  let good = false;
  try {
    const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
    good = await crypto.subtle.verify({ name: "RSA-PSS", saltLength: HASH_BYTES }, key, signature, prepared);
  } catch {
    good = false;
  }
  if (!good) throw new CannotOpen("token");
}

/** A random number that has an inverse, evenly among all, with that inverse. */
function randomUnit(n: bigint): { readonly unit: bigint; readonly inverse: bigint } {
  for (;;) {
    const unit = toInt(randomBytes(MODULUS_BYTES));
    const inverse = unit < n ? inverseOf(unit, n) : null;
    if (inverse !== null) return { unit, inverse };
  }
}

/** What of a blinding is drawn at random; a test fixes it. */
export interface Drawn {
  readonly nonce: Bytes;
  readonly salt: Bytes;
  readonly unit: bigint;
  readonly inverse: bigint;
}

/** Begins a token for the node of this channel key, whose last day of use is `day` (Unix days). */
export async function beginToken(key: AdmissionKey, nodeKeyId: string, day: number, fixed?: Drawn): Promise<Blinding> {
  const modulus = fromB64u(key.key, "json", MODULUS_BYTES);
  const { nonce, salt, unit, inverse } = fixed ?? { nonce: randomBytes(32), salt: randomBytes(HASH_BYTES), ...randomUnit(toInt(modulus)) };
  const prepared = concat(nonce, utf8("jiayi/v1/token\0"), hex16(nodeKeyId), u32(day));
  return {
    blinded: await blind(modulus, prepared, salt, unit),
    finish: async (blindSignature) => {
      if (blindSignature.length !== MODULUS_BYTES) throw new CannotOpen("token");
      const signature = unblind(modulus, blindSignature, inverse);
      await verifyPss(modulus, signature, prepared);
      return concat(hex16(key.kid), u32(day), nonce, signature);
    },
  };
}
