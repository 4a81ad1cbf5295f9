// What the decoder of base64url lets pass is exactly what the encoder makes.

import { expect, it } from "vitest";

import { type Bytes, b64u, fromB64u, randomBytes } from "../src/seal/bytes.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

function decoded(text: string): Bytes | null {
  try {
    return fromB64u(text, "json");
  } catch {
    return null;
  }
}

it("gives back every length of bytes", () => {
  for (let length = 0; length < 70; length += 1) {
    const data = randomBytes(length);
    expect(decoded(b64u(data))).toEqual(data);
  }
  expect(decoded("")).toEqual(new Uint8Array(0));
});

it("lets one spelling of the same bytes pass and no other", () => {
  for (let length = 1; length < 13; length += 1) {
    const text = b64u(randomBytes(length));
    for (const last of ALPHABET) {
      const other = text.slice(0, -1) + last;
      const data = decoded(other);
      if (data === null) expect(text.length % 4).not.toBe(0);
      else expect(b64u(data)).toBe(other);
    }
    const right = [...ALPHABET].filter((last) => decoded(text.slice(0, -1) + last) !== null);
    expect(right).toHaveLength({ 0: 64, 2: 4, 3: 16 }[text.length % 4]!);
  }
});

it("refuses half a byte, padding, blanks and the other alphabet", () => {
  for (const text of ["A", "AAAAA", "AA==", "AAA=", "AA A", "AAAA\n", "+AAA", "AA/A", "Aé"]) expect(decoded(text)).toBeNull();
});
