// SM3 (GB/T 32905-2016), HMAC and HKDF over it (RFC 2104, RFC 5869), and opening SM4-GCM (GB/T 32907-2016; NIST SP 800-38D;
// RFC 8998): what suite 2 needs on the phone, since no browser offers it. Byte look-ups in the S-box and in GHASH's table take a
// time that may depend on the key (FORMAT.md, section 8); nothing here signs or agrees on keys.

import { type Bytes, concat } from "./bytes.js";

const rotl = (word: number, by: number): number => (word << by) | (word >>> ((32 - by) & 31));

// ---------------------------------------------------------------- SM3

const SM3_START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
const SM3_BLOCK = 64;

function sm3Block(state: Int32Array, view: DataView, at: number, words: Int32Array): void {
  for (let j = 0; j < 16; j += 1) words[j] = view.getInt32(at + 4 * j);
  for (let j = 16; j < 68; j += 1) {
    const x = words[j - 16]! ^ words[j - 9]! ^ rotl(words[j - 3]!, 15);
    words[j] = x ^ rotl(x, 15) ^ rotl(x, 23) ^ rotl(words[j - 13]!, 7) ^ words[j - 6]!;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let j = 0; j < 64; j += 1) {
    const turned = rotl(a, 12);
    const ss1 = rotl((turned + e + rotl(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32)) | 0, 7);
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ turned) + (words[j]! ^ words[j + 4]!)) | 0;
    const tt2 = (gg + h + ss1 + words[j]!) | 0;
    d = c;
    c = rotl(b, 9);
    b = a;
    a = tt1;
    h = g;
    g = rotl(f, 19);
    f = e;
    e = tt2 ^ rotl(tt2, 9) ^ rotl(tt2, 17);
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index]! ^= word));
}

/** 32 bytes. */
export function sm3(...parts: readonly Uint8Array[]): Bytes {
  const data = concat(...parts);
  const padded = new Uint8Array(Math.ceil((data.length + 9) / SM3_BLOCK) * SM3_BLOCK);
  padded.set(data);
  padded[data.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(data.length / 0x20000000));
  view.setUint32(padded.length - 4, (data.length << 3) >>> 0);
  const state = Int32Array.from(SM3_START);
  const words = new Int32Array(68);
  for (let at = 0; at < padded.length; at += SM3_BLOCK) sm3Block(state, view, at, words);
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => out.setInt32(4 * index, word));
  return new Uint8Array(out.buffer);
}

export function hmacSm3(key: Uint8Array, ...parts: readonly Uint8Array[]): Bytes {
  const block = new Uint8Array(SM3_BLOCK);
  block.set(key.length > SM3_BLOCK ? sm3(key) : key);
  const inner = sm3(block.map((byte) => byte ^ 0x36), ...parts);
  return sm3(block.map((byte) => byte ^ 0x5c), inner);
}

/** HKDF, at most 32 · 255 bytes. */
export function hkdfSm3(salt: Uint8Array, secret: Uint8Array, info: Uint8Array, length: number): Bytes {
  const key = hmacSm3(salt, secret);
  let block: Bytes = new Uint8Array(0);
  let out: Bytes = new Uint8Array(0);
  for (let count = 1; out.length < length; count += 1) {
    block = hmacSm3(key, block, info, Uint8Array.of(count));
    out = concat(out, block);
  }
  return out.slice(0, length);
}

// ---------------------------------------------------------------- SM4

/** The S-box is the inversion in GF(2^8) modulo x^8+x^7+x^6+x^5+x^4+x^2+1 between two affine maps (Ji, Hu and Ding, IET Information Security, 2007). */
const SBOX = makeSbox();

function makeSbox(): Uint8Array {
  const multiply = (a: number, b: number): number => {
    let product = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      if ((b >> bit) & 1) product ^= a << bit;
    }
    for (let bit = 14; bit >= 8; bit -= 1) if ((product >> bit) & 1) product ^= 0x1f5 << (bit - 8);
    return product;
  };
  const affine = (x: number): number => {
    let y = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      let sum = 0;
      for (const step of [0, 1, 2, 5, 7]) sum ^= x >> ((bit + step) & 7);
      y |= (sum & 1) << bit;
    }
    return y ^ 0xd3;
  };
  const inverse = new Uint8Array(256);
  for (let a = 1; a < 256; a += 1) for (let b = 1; b < 256; b += 1) if (multiply(a, b) === 1) inverse[a] = b;
  return Uint8Array.from({ length: 256 }, (_, x) => affine(inverse[affine(x)]!));
}

const substitute = (word: number): number =>
  (SBOX[word >>> 24]! << 24) | (SBOX[(word >>> 16) & 255]! << 16) | (SBOX[(word >>> 8) & 255]! << 8) | SBOX[word & 255]!;

function roundKeys(key: Uint8Array): Int32Array {
  const view = new DataView(key.buffer, key.byteOffset, 16);
  const k = [0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc].map((mask, index) => view.getInt32(4 * index) ^ mask);
  const keys = new Int32Array(32);
  for (let i = 0; i < 32; i += 1) {
    let constant = 0;
    for (let j = 0; j < 4; j += 1) constant = (constant << 8) | (((4 * i + j) * 7) & 255);
    const mixed = substitute(k[1]! ^ k[2]! ^ k[3]! ^ constant);
    const next = k[0]! ^ mixed ^ rotl(mixed, 13) ^ rotl(mixed, 23);
    k.shift();
    k.push(next);
    keys[i] = next;
  }
  return keys;
}

/** Encrypts the 16 bytes at the front of `view`, in place. */
function encryptBlock(keys: Int32Array, view: DataView): void {
  let a = view.getInt32(0);
  let b = view.getInt32(4);
  let c = view.getInt32(8);
  let d = view.getInt32(12);
  for (let i = 0; i < 32; i += 1) {
    const t = substitute(b ^ c ^ d ^ keys[i]!);
    const next = a ^ t ^ rotl(t, 2) ^ rotl(t, 10) ^ rotl(t, 18) ^ rotl(t, 24);
    a = b;
    b = c;
    c = d;
    d = next;
  }
  view.setInt32(0, d);
  view.setInt32(4, c);
  view.setInt32(8, b);
  view.setInt32(12, a);
}

// ---------------------------------------------------------------- GCM

/** Answers GHASH under `h`: 4-bit tables (Shoup), as in SP 800-38D's reflected order. */
function ghasher(h: DataView): (aad: Uint8Array, text: Uint8Array) => Int32Array {
  // table[n] is the 4-bit polynomial n times H; the low bit of n is the highest power.
  const table = new Int32Array(64);
  table.set([h.getInt32(0), h.getInt32(4), h.getInt32(8), h.getInt32(12)], 32);
  for (let n = 4; n >= 1; n >>= 1) {
    const from = 8 * n;
    for (let word = 3; word >= 0; word -= 1)
      table[4 * n + word] = (table[from + word]! >>> 1) | (word > 0 ? table[from + word - 1]! << 31 : 0);
    if (table[from + 3]! & 1) table[4 * n]! ^= 0xe1000000;
  }
  for (let n = 2; n < 16; n += 1) {
    const top = n >= 8 ? 8 : n >= 4 ? 4 : 2;
    if (n !== top) for (let word = 0; word < 4; word += 1) table[4 * n + word] = table[4 * top + word]! ^ table[4 * (n - top) + word]!;
  }
  const reduce = Int32Array.from({ length: 16 }, (_, n) => {
    let sum = 0;
    for (let bit = 0; bit < 4; bit += 1) if ((n >> bit) & 1) sum ^= 0xe1000000 >>> (3 - bit);
    return sum;
  });
  const block = new Uint8Array(16);

  function absorb(y: Int32Array, data: Uint8Array, at: number): void {
    block.fill(0);
    block.set(data.subarray(at, at + 16));
    for (let index = 0; index < 16; index += 1) block[index]! ^= (y[index >> 2]! >>> (24 - 8 * (index & 3))) & 255;
    let z0 = 0;
    let z1 = 0;
    let z2 = 0;
    let z3 = 0;
    for (let index = 31; index >= 0; index -= 1) {
      if (index < 31) {
        const out = z3 & 15;
        z3 = (z3 >>> 4) | (z2 << 28);
        z2 = (z2 >>> 4) | (z1 << 28);
        z1 = (z1 >>> 4) | (z0 << 28);
        z0 = (z0 >>> 4) ^ reduce[out]!;
      }
      const nibble = 4 * (index & 1 ? block[index >> 1]! & 15 : block[index >> 1]! >> 4);
      z0 ^= table[nibble]!;
      z1 ^= table[nibble + 1]!;
      z2 ^= table[nibble + 2]!;
      z3 ^= table[nibble + 3]!;
    }
    y.set([z0, z1, z2, z3]);
  }

  return (aad, text) => {
    const y = new Int32Array(4);
    for (let at = 0; at < aad.length; at += 16) absorb(y, aad, at);
    for (let at = 0; at < text.length; at += 16) absorb(y, text, at);
    const lengths = new DataView(new ArrayBuffer(16));
    lengths.setUint32(4, aad.length * 8);
    lengths.setUint32(12, text.length * 8);
    absorb(y, new Uint8Array(lengths.buffer), 0);
    return y;
  };
}

const TAG_BYTES = 16;

/** Answers an opener under one key of 16 bytes: nonce of 12 bytes, ciphertext with its tag, associated data; null where it is not authentic. */
export function sm4GcmOpener(key: Uint8Array): (nonce: Uint8Array, sealed: Uint8Array, aad: Uint8Array) => Bytes | null {
  const keys = roundKeys(key);
  const zero = new DataView(new ArrayBuffer(16));
  encryptBlock(keys, zero);
  const ghash = ghasher(zero);
  const counter = new Uint8Array(16);
  const pad = new Uint8Array(16);
  const padView = new DataView(pad.buffer);

  function keyStream(nonce: Uint8Array, count: number): Uint8Array {
    counter.set(nonce);
    new DataView(counter.buffer).setUint32(12, count);
    pad.set(counter);
    encryptBlock(keys, padView);
    return pad;
  }

  return (nonce, sealed, aad) => {
    if (nonce.length !== 12 || sealed.length < TAG_BYTES) return null;
    const end = sealed.length - TAG_BYTES;
    const hash = ghash(aad, sealed.subarray(0, end));
    const mask = keyStream(nonce, 1);
    let differ = 0;
    for (let index = 0; index < TAG_BYTES; index += 1)
      differ |= sealed[end + index]! ^ mask[index]! ^ ((hash[index >> 2]! >>> (24 - 8 * (index & 3))) & 255);
    if (differ !== 0) return null;
    const text = new Uint8Array(end);
    for (let at = 0, count = 2; at < end; at += 16, count += 1) {
      const stream = keyStream(nonce, count);
      for (let index = at; index < Math.min(at + 16, end); index += 1) text[index] = sealed[index]! ^ stream[index - at]!;
    }
    return text;
  };
}
