// Both ways to verify a signature answer alike, and neither believes what RFC 8032's strict reading refuses.

import { Point, getPublicKeyAsync, signAsync } from "@noble/ed25519";
import { describe, expect, it } from "vitest";

import { type Bytes, concat, randomBytes, utf8 } from "../src/seal/bytes.js";
import { type Verify, chooseVerify, isStrictKey, verifyByBrowser, verifyInScript } from "../src/seal/ed25519.js";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function little(value: bigint): Bytes {
  return Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));
}

function toInt(data: Bytes): bigint {
  return data.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

const own = (data: Uint8Array): Bytes => Uint8Array.from(data);
const WAYS: readonly (readonly [string, Verify])[] = [["script", verifyInScript], ["browser", verifyByBrowser]];
const EIGHT = toInt(Uint8Array.from([0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05]));
/** Every encoding of a point of small order, the ones beyond p among them. */
const SMALL = [0n, 1n, P - 1n, P, P + 1n, EIGHT, P - EIGHT].flatMap((y) => [little(y), little(y + 2n ** 255n)]);

for (const [name, verify] of WAYS)
  describe(`Ed25519 by the ${name}`, () => {
    it("believes what was signed and nothing next to it", async () => {
      for (const message of [utf8(""), utf8("jiayi/v1/signed\0"), randomBytes(1000)]) {
        const secret = randomBytes(32);
        const key = own(await getPublicKeyAsync(secret));
        const signature = own(await signAsync(message, secret));
        expect(await verify(key, message, signature)).toBe(true);
        for (let at = 0; at < 64; at += 7) {
          const other = signature.slice();
          other[at]! ^= 1 << (at % 8);
          expect(await verify(key, message, other)).toBe(false);
        }
        expect(await verify(key, concat(message, utf8("x")), signature)).toBe(false);
        expect(await verify(own(await getPublicKeyAsync(randomBytes(32))), message, signature)).toBe(false);
      }
    });

    it("refuses the same signature written in another way", async () => {
      const secret = randomBytes(32);
      const [key, message] = [own(await getPublicKeyAsync(secret)), utf8("once")];
      const signature = own(await signAsync(message, secret));
      const again = concat(signature.subarray(0, 32), little(toInt(signature.slice(32)) + L));
      expect(await verify(key, message, again)).toBe(false);
    });

    it("refuses keys that would sign anything for anybody", async () => {
      // With a key of small order, R = [s]B is right for about every eighth message at least.
      const s = 7n;
      const signature = concat(own(Point.BASE.multiply(s).toBytes()), little(s));
      for (const key of SMALL)
        for (let number = 0; number < 16; number += 1) expect(await verify(key, utf8(String(number)), signature)).toBe(false);
    });

    it("refuses what is right but for a point of small order: another reader would say that nobody signed it", async () => {
      const mod = (value: bigint): bigint => ((value % L) + L) % L;
      const [a, r, message] = [mod(toInt(randomBytes(32))), mod(toInt(randomBytes(32))), utf8("for some alone")];
      const torsion = Point.fromBytes(little(EIGHT));
      const plain = own(Point.BASE.multiply(a).toBytes());
      const mixed = own(Point.BASE.multiply(a).add(torsion).toBytes());
      const sign = async (key: Bytes, R: Bytes, text: Bytes): Promise<readonly [Bytes, bigint]> => {
        const k = toInt(new Uint8Array(await crypto.subtle.digest("SHA-512", concat(R, key, text)))) % L;
        return [concat(R, little(mod(r + k * a))), k];
      };
      const R = Point.BASE.multiply(r);
      expect(await verify(plain, message, (await sign(plain, own(R.toBytes()), message))[0])).toBe(true);
      expect(await verify(plain, message, (await sign(plain, own(R.add(torsion).toBytes()), message))[0])).toBe(false);
      for (let number = 0; number < 16; number += 1) {
        const text = utf8(String(number));
        const [signature, k] = await sign(mixed, own(R.toBytes()), text);
        expect(await verify(mixed, text, signature)).toBe(k % 8n === 0n);
      }
    });

    it("refuses what is no key or no signature", async () => {
      const secret = randomBytes(32);
      const [key, message] = [own(await getPublicKeyAsync(secret)), utf8("m")];
      const signature = own(await signAsync(message, secret));
      expect(await verify(key.slice(1), message, signature)).toBe(false);
      expect(await verify(key, message, signature.slice(1))).toBe(false);
      expect(await verify(little(2n), message, signature)).toBe(false); // y = 2 is on no point
    });
  });

describe("the browser's own", () => {
  it("is asked about no key of small order, and about no y beyond p", async () => {
    expect(SMALL.map(isStrictKey)).toEqual(SMALL.map(() => false));
    for (let y = P; y < 2n ** 255n; y += 1n) expect(isStrictKey(little(y))).toBe(false);
    expect(isStrictKey(own(await getPublicKeyAsync(randomBytes(32))))).toBe(true);
    expect(isStrictKey(little(P - 2n))).toBe(true);
  });

  it("is taken where it tells right from wrong, and the script where it is missing or believes everything", async () => {
    expect(await chooseVerify()).toBe(verifyByBrowser);
    expect(await chooseVerify(() => Promise.resolve(false))).toBe(verifyInScript);
    expect(await chooseVerify(() => Promise.resolve(true))).toBe(verifyInScript);
  });
});
