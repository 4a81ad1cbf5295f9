/**
 * What kind of picture a file is and how large it would become, read from its first bytes, before anything decodes it: a small
 * file may unfold to more memory than a phone has. Sources: PNG (ISO/IEC 15948, IHDR), JPEG (ITU-T T.81, B.2.2 SOFn),
 * WebP (RFC 9649, VP8 / VP8L / VP8X). No I/O.
 */

export type PhotoType = "image/jpeg" | "image/png" | "image/webp";
export type PhotoProblem = "empty" | "not_image" | "heic" | "too_big" | "too_many_pixels" | "broken";

export interface PhotoHeader {
  readonly type: PhotoType;
  readonly width: number;
  readonly height: number;
}

export const MAX_FILE_BYTES = 25 * 1024 * 1024;
export const MAX_PIXELS = 60_000_000;
/** Longest side of what is sent, in pixels: enough for the small print of a laboratory report. */
export const LONGEST_SIDE = 1600;

const ascii = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

const u16be = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const u16le = (bytes: Uint8Array, at: number): number => ((bytes[at + 1] ?? 0) << 8) | (bytes[at] ?? 0);
const u24le = (bytes: Uint8Array, at: number): number => u16le(bytes, at) | ((bytes[at + 2] ?? 0) << 16);
const u32be = (bytes: Uint8Array, at: number): number => u16be(bytes, at) * 65_536 + u16be(bytes, at + 2);

function png(bytes: Uint8Array): PhotoHeader | null {
  if (bytes.length < 33 || u32be(bytes, 8) !== 13 || ascii(bytes, 12, 4) !== "IHDR") return null;
  return { type: "image/png", width: u32be(bytes, 16), height: u32be(bytes, 20) };
}

function jpeg(bytes: Uint8Array): PhotoHeader | null {
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) return null;
    const length = u16be(bytes, at + 2);
    if (length < 2) return null;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) {
      if (at + 9 > bytes.length || length < 8) return null;
      return { type: "image/jpeg", width: u16be(bytes, at + 7), height: u16be(bytes, at + 5) };
    }
    at += 2 + length;
  }
  return null;
}

function webp(bytes: Uint8Array): PhotoHeader | null {
  if (bytes.length < 30) return null;
  const type = "image/webp";
  switch (ascii(bytes, 12, 4)) {
    case "VP8X":
      return { type, width: u24le(bytes, 24) + 1, height: u24le(bytes, 27) + 1 };
    case "VP8L": {
      if (bytes[20] !== 0x2f) return null;
      const width = 1 + (u16le(bytes, 21) & 0x3fff);
      const height = 1 + ((u24le(bytes, 22) >> 6) & 0x3fff);
      return { type, width, height };
    }
    case "VP8 ":
      if (bytes[23] !== 0x9d || bytes[24] !== 0x01 || bytes[25] !== 0x2a) return null;
      return { type, width: u16le(bytes, 26) & 0x3fff, height: u16le(bytes, 28) & 0x3fff };
    default:
      return null;
  }
}

/** Answers the kind and size of the picture in `bytes`, or why it will not be decoded. */
export function readHeader(bytes: Uint8Array): PhotoHeader | PhotoProblem {
  if (bytes.length === 0) return "empty";
  if (bytes.length > MAX_FILE_BYTES) return "too_big";
  let header: PhotoHeader | null;
  if (u32be(bytes, 0) === 0x89504e47 && u32be(bytes, 4) === 0x0d0a1a0a) header = png(bytes);
  else if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) header = jpeg(bytes);
  else if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WEBP") header = webp(bytes);
  else if (ascii(bytes, 4, 4) === "ftyp" && /^(hei|hev|mif|msf|avi)/.test(ascii(bytes, 8, 4))) return "heic";
  else return "not_image";
  if (header === null || header.width === 0 || header.height === 0) return "broken";
  return header.width * header.height >= MAX_PIXELS ? "too_many_pixels" : header;
}

/** Answers the size that is sent: the longest side at most `LONGEST_SIDE`, never enlarged, at least one pixel. */
export function shrunkSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
