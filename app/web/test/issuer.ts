/** The commission's side of blind signing for the page's tests, with plain big integers and the primes of the vectors. */
import vectors from "../../../tests/vectors/seal/blinding.json";
import { type Bytes, fromB64u, hex, keyId, utf8 } from "../src/seal/index";
import { verifyPss } from "../src/seal/blind";
import { concat, hex16 } from "../src/seal/bytes";

const toInt = (data: Bytes): bigint => BigInt(`0x${hex(data)}`);
const toBytes = (value: bigint, length: number): Bytes =>
  Uint8Array.from(value.toString(16).padStart(2 * length, "0").match(/../g)!, (pair) => parseInt(pair, 16));

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let [left, square] = [exponent, base % modulus]; left > 0n; left >>= 1n, square = (square * square) % modulus)
    if (left & 1n) result = (result * square) % modulus;
  return result;
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 0n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x];
  return ((y % modulus) + modulus) % modulus;
}

export class Issuer {
  readonly #p: bigint;
  readonly #q: bigint;
  readonly modulus: Bytes;

  /** Another number gives another key. */
  constructor(number = 0) {
    const primes = [vectors.primes, vectors.other_primes][number]!;
    this.#p = toInt(fromB64u(primes.p, "json"));
    this.#q = toInt(fromB64u(primes.q, "json"));
    this.modulus = toBytes(this.#p * this.#q, 384);
  }

  sign(blinded: Bytes): Bytes {
    const [p, q] = [this.#p, this.#q];
    const [ofP, ofQ] = [p, q].map((prime) => power(toInt(blinded), inverse(65537n, prime - 1n), prime)) as [bigint, bigint];
    return toBytes(ofQ + q * ((((ofP - ofQ) * inverse(q, p)) % p + p) % p), 384);
  }

  /** Answers the nonce of a token that is good at a node on a day, or null. */
  async nonceOf(token: Bytes, nodeKeyId: string, today: number): Promise<string | null> {
    if (token.length !== 436 || hex(token.subarray(0, 16)) !== (await keyId(this.modulus))) return null;
    const day = new DataView(token.buffer, 16).getUint32(0);
    if (day < today || day > today + 2) return null;
    const nonce = token.slice(20, 52);
    try {
      await verifyPss(this.modulus, token.slice(52), concat(nonce, utf8("jiayi/v1/token\0"), hex16(nodeKeyId), token.slice(16, 20)));
    } catch {
      return null;
    }
    return hex(nonce);
  }
}
