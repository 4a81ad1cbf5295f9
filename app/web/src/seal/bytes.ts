// Bytes below every structure of FORMAT.md: numbers, size classes with zero padding, hex, base64url, canonical JSON.

import { CannotOpen, CannotSeal, type Reason } from "./errors.js";

export type Bytes = Uint8Array<ArrayBuffer>;
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export const KIB = 1024;
export const MIB = 1024 * KIB;
const STEP = 64 * KIB;
const MAX_DEPTH = 32;

const encoder = new TextEncoder();

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

const LONE_SURROGATE = /[\ud800-\udfff]/;

/** Whether half of a pair stands alone. Old browsers refuse a look-behind, so pairs are taken out first. */
function hasLoneSurrogate(text: string): boolean {
  return LONE_SURROGATE.test(text) && LONE_SURROGATE.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ""));
}

/** Puts U+FFFD where half of a pair stands alone: a keyboard that cuts an emoji in two must not stop a resident. */
export function wellFormed(text: string): string {
  return hasLoneSurrogate(text) ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(utf8(text)) : text;
}

/** Decodes strictly: no replacement characters, and a byte-order mark stays what it is. Throws CannotOpen(reason). */
export function fromUtf8(data: Bytes, reason: Reason): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new CannotOpen(reason);
  }
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function u16(value: number): Bytes {
  return Uint8Array.of(value >>> 8, value & 255);
}

export function u32(value: number): Bytes {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) throw new CannotSeal("a number does not fit 32 bits");
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

export function randomBytes(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}

export async function sha256(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

/** The least floor · 2^k that fits, up to 64 KiB, multiples of 64 KiB above. */
export function sizeClass(length: number, floor: number): number {
  if (length > STEP) return Math.ceil(length / STEP) * STEP;
  let size = floor;
  while (size < length) size *= 2;
  return Math.min(size, STEP);
}

/** Joins the parts and fills with zeros to the size class. Throws CannotSeal over the limit. */
export function pad(parts: readonly Uint8Array[], floor: number, limit: number): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const size = sizeClass(length, floor);
  if (size > limit) throw new CannotSeal(`${length} bytes do not fit the limit of ${limit}`);
  return concat(...parts, new Uint8Array(size - length));
}

/** A part preceded by its u32 length. */
export function part(data: Uint8Array, limit: number): Bytes {
  if (data.length > limit) throw new CannotSeal(`a part of ${data.length} bytes is over its limit of ${limit}`);
  return concat(u32(data.length), data);
}

/** Refuses a padded length that no sealer makes, before anything is decrypted. */
export function checkPaddedLength(length: number, floor: number, limit: number): void {
  if (length > limit) throw new CannotOpen("too_long");
  if (length !== sizeClass(length, floor)) throw new CannotOpen("padding");
}

/** Reads bytes from the front; running past the end is refused. */
export class Cursor {
  at = 0;

  constructor(private readonly data: Bytes) {}

  get left(): number {
    return this.data.length - this.at;
  }

  take(count: number): Bytes {
    if (count > this.left) throw new CannotOpen("length");
    this.at += count;
    return this.data.slice(this.at - count, this.at);
  }

  u8(): number {
    return this.take(1)[0]!;
  }

  u16(): number {
    return this.u8() * 256 + this.u8();
  }

  u32(): number {
    return this.u16() * 65536 + this.u16();
  }

  part(limit: number): Bytes {
    const length = this.u32();
    if (length > limit) throw new CannotOpen("too_long");
    return this.take(length);
  }

  /** Refuses a filling that is not zero, or that is a whole `step` or more. */
  endFilled(step: number): void {
    if (this.left >= step || this.data.subarray(this.at).some((byte) => byte !== 0)) throw new CannotOpen("padding");
  }

  end(): void {
    if (this.left > 0) throw new CannotOpen("length");
  }

  endPadded(floor: number): void {
    const classed = this.data.length === sizeClass(this.at, floor);
    if (!classed || this.data.subarray(this.at).some((byte) => byte !== 0)) throw new CannotOpen("padding");
  }
}

export function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function isHex16(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{32}$/.test(value);
}

/** Decodes an id of sixteen bytes. Throws CannotSeal. */
export function hex16(text: string): Bytes {
  if (!isHex16(text)) throw new CannotSeal("an id is not sixteen bytes in lower-case hex");
  return Uint8Array.from(text.match(/../g)!, (pair) => parseInt(pair, 16));
}

export function b64u(data: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < data.length; at += 8192) binary += String.fromCharCode(...data.subarray(at, at + 8192));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Decodes base64url without padding, refusing spare bits that are not zero. Throws CannotOpen(reason). */
export function fromB64u(text: unknown, reason: Reason, length?: number): Bytes {
  if (typeof text !== "string" || !/^[0-9A-Za-z_-]*$/.test(text)) throw new CannotOpen(reason);
  if (length !== undefined && text.length !== Math.ceil((length * 4) / 3)) throw new CannotOpen(reason);
  let binary: string;
  try {
    binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  } catch {
    throw new CannotOpen(reason);
  }
  const data = new Uint8Array(binary.length);
  for (let at = 0; at < data.length; at += 1) data[at] = binary.charCodeAt(at);
  // Groups of four characters are three whole bytes: bits to spare there are in what is left over alone.
  const left = text.length % 4;
  if (b64u(data.subarray(data.length - (data.length % 3))) !== text.slice(text.length - left)) throw new CannotOpen(reason);
  return data;
}

/** RFC 8785 restricted as in FORMAT.md. Throws CannotSeal for any other value. */
export function canonicalJson(value: unknown, depth = MAX_DEPTH): string {
  if (depth < 0) throw new CannotSeal("too deeply nested");
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") {
    if (hasLoneSurrogate(value)) throw new CannotSeal("a text holds a lone surrogate");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new CannotSeal("a number is no integer, or is beyond 2^53 - 1");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth - 1)).join(",")}]`;
  if (typeof value === "object") {
    const fields = value as Record<string, unknown>;
    const keys = Object.keys(fields).sort();
    if (!keys.every((key) => /^[\x00-\x7f]*$/.test(key))) throw new CannotSeal("a key is not ASCII");
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key], depth - 1)}`).join(",")}}`;
  }
  throw new CannotSeal("canonical JSON holds strings, integers, booleans, null, arrays and objects only");
}

/** Parses an object in canonical JSON. Throws CannotOpen: `malformed`, or not_canonical for another encoding. */
export function parseCanonicalObject(raw: Bytes, malformed: Reason): Record<string, Json> {
  const text = fromUtf8(raw, malformed);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CannotOpen(malformed);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new CannotOpen(malformed);
  let again: string;
  try {
    again = canonicalJson(value);
  } catch {
    throw new CannotOpen("not_canonical");
  }
  if (again !== text) throw new CannotOpen("not_canonical");
  return value as Record<string, Json>;
}
