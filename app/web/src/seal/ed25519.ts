// Ed25519 as FORMAT.md, section 1, asks for it: RFC 8032, section 5.1.7, read strictly. The browser's own where it has one (Web
// Cryptography Level 2), which costs the page no time; the same in script elsewhere.

import { Point } from "@noble/ed25519";

import { breath } from "./breath.js";
import { type Bytes, concat, fromB64u, hex, utf8 } from "./bytes.js";

const NAME = "Ed25519";
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** Whether this key signed this message. Never throws. */
export type Verify = (publicKey: Bytes, message: Bytes, signature: Bytes) => Promise<boolean>;

/** The y of the points whose order divides eight, as they stand in a key, without the bit of x's sign: 0, 1, -1, and two of order eight. */
const SMALL_ORDER: readonly string[] = [
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  `ec${"ff".repeat(30)}7f`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
];

/**
 * Whether a key may be asked about at all: y below p = 2^255 - 19, and no point of small order, which would sign anything for anybody.
 * Browsers are not of one mind about both; a y that is no point is theirs to refuse.
 */
export function isStrictKey(publicKey: Bytes): boolean {
  if (publicKey.length !== KEY_BYTES) return false;
  const y = publicKey.slice();
  y[31]! &= 0x7f;
  const beyond = y[0]! >= 0xed && y[31] === 0x7f && y.subarray(1, 31).every((byte) => byte === 0xff);
  return !beyond && !SMALL_ORDER.includes(hex(y));
}

/** A number as it stands in a signature, its lowest byte first. */
const little = (data: Bytes): bigint => BigInt(`0x${hex(data.slice().reverse())}`);

/**
 * In script, by the equation without cofactor, [S]B - [k]A = R byte for byte: the library's own has one, and would believe what browsers,
 * the commission and auditors do not. Each call is a task of its own, since it takes tens of milliseconds on a slow phone.
 */
export const verifyInScript: Verify = async (publicKey, message, signature) => {
  await breath();
  if (!isStrictKey(publicKey) || signature.length !== SIGNATURE_BYTES) return false;
  try {
    const r = signature.slice(0, KEY_BYTES);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-512", concat(r, publicKey, message)));
    const k = little(hash) % Point.CURVE().n;
    // Refuses what is no point, and an S that is not below the group's order.
    const found = Point.BASE.multiply(little(signature.slice(KEY_BYTES)), false).subtract(Point.fromBytes(publicKey).multiply(k, false));
    return hex(found.toBytes()) === hex(r);
  } catch {
    return false;
  }
};

/** By the browser, which is asked about strict keys alone. What it believes, the script believes too. */
export const verifyByBrowser: Verify = async (publicKey, message, signature) => {
  if (!isStrictKey(publicKey) || signature.length !== SIGNATURE_BYTES) return false;
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, NAME, false, ["verify"]);
    return await crypto.subtle.verify(NAME, key, signature, message);
  } catch {
    return false;
  }
};

/** Test 2 of RFC 8032, section 7.1. */
const KNOWN_KEY = "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw";
const KNOWN_SIGNATURE = "kqAJqfDUyrhyDoILX2QlQKKye1QWUD-Ps3YiI-vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAA";

let chosen: Promise<Verify> | null = null;

/** Answers the browser's, once it has told a right signature from a wrong one; else the script's. */
export function chooseVerify(browser: Verify = verifyByBrowser): Promise<Verify> {
  const key = fromB64u(KNOWN_KEY, "json", KEY_BYTES);
  const signature = fromB64u(KNOWN_SIGNATURE, "json", SIGNATURE_BYTES);
  return Promise.all([browser(key, utf8("r"), signature), browser(key, utf8("s"), signature)]).then(([right, wrong]) =>
    right && !wrong ? browser : verifyInScript,
  );
}

/** Whether this key signed this message. Never throws. */
export const isSignedBy: Verify = async (publicKey, message, signature) => {
  chosen ??= chooseVerify();
  return (await chosen)(publicKey, message, signature);
};
