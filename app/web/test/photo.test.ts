import { describe, expect, it } from "vitest";

import { LONGEST_SIDE, MAX_FILE_BYTES, readHeader, shrunkSize } from "../src/core/photo";

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...part].map((c) => c.charCodeAt(0)) : [...part])));
const be32 = (n: number): number[] => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const be16 = (n: number): number[] => [(n >>> 8) & 255, n & 255];
const le24 = (n: number): number[] => [n & 255, (n >>> 8) & 255, (n >>> 16) & 255];
const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);

const png = (width: number, height: number): Uint8Array =>
  bytes([0x89], "PNG", [13, 10, 26, 10], be32(13), "IHDR", be32(width), be32(height), [8, 2, 0, 0, 0], zeros(4));

const segment = (marker: number, body: readonly number[]): number[] => [0xff, marker, ...be16(body.length + 2), ...body];
const frame = (marker: number, width: number, height: number): number[] =>
  segment(marker, [8, ...be16(height), ...be16(width), 3, ...zeros(9)]);
const jpeg = (...segments: readonly (readonly number[])[]): Uint8Array => bytes([0xff, 0xd8], ...segments);

const riff = (kind: string, body: readonly number[]): Uint8Array => bytes("RIFF", zeros(4), "WEBP", kind, zeros(4), body, zeros(20));

describe("a picture's header", () => {
  it("is read from PNG", () => {
    expect(readHeader(png(1240, 900))).toEqual({ type: "image/png", width: 1240, height: 900 });
  });

  it.each([0xc0, 0xc1, 0xc2, 0xc9, 0xcf])("is read from JPEG with frame marker %i, behind other segments", (marker) => {
    const exif = segment(0xe1, zeros(40_000));
    const huffman = segment(0xc4, zeros(30));
    expect(readHeader(jpeg(exif, huffman, frame(marker, 4032, 3024)))).toEqual({ type: "image/jpeg", width: 4032, height: 3024 });
  });

  it("is read from JPEG with fill bytes before a marker", () => {
    expect(readHeader(jpeg([0xff, 0xff], frame(0xc0, 7, 5)))).toEqual({ type: "image/jpeg", width: 7, height: 5 });
  });

  it("is read from the three kinds of WebP", () => {
    const width = 4000;
    const height = 3000;
    const lossless = (width - 1) | ((height - 1) << 14);
    expect(readHeader(riff("VP8X", [...zeros(4), ...le24(width - 1), ...le24(height - 1)]))).toEqual({ type: "image/webp", width, height });
    expect(readHeader(riff("VP8L", [0x2f, lossless & 255, (lossless >>> 8) & 255, (lossless >>> 16) & 255, (lossless >>> 24) & 255]))).toEqual({
      type: "image/webp",
      width,
      height,
    });
    expect(
      readHeader(riff("VP8 ", [...zeros(3), 0x9d, 0x01, 0x2a, width & 255, width >>> 8, height & 255, height >>> 8])),
    ).toEqual({ type: "image/webp", width, height });
  });
});

describe("a file that will not be decoded", () => {
  it("is a bomb: small, and huge when unfolded", () => {
    const bomb = png(50_000, 50_000);
    expect(bomb.length).toBeLessThan(100);
    expect(readHeader(bomb)).toBe("too_many_pixels");
    expect(readHeader(png(0xffffffff, 0xffffffff))).toBe("too_many_pixels");
    expect(readHeader(riff("VP8X", [...zeros(4), 255, 255, 255, 255, 255, 255]))).toBe("too_many_pixels");
  });

  it("has sixty megapixels, but not one row fewer", () => {
    expect(readHeader(png(10_000, 6000))).toBe("too_many_pixels");
    expect(readHeader(jpeg(frame(0xc2, 10_000, 6000)))).toBe("too_many_pixels");
    expect(readHeader(png(10_000, 5999))).toMatchObject({ height: 5999 });
  });

  it.each([
    ["two bytes", bytes([0xff, 0xd8])],
    ["a text", bytes("hello, this is a text and no picture at all")],
    ["a PDF", bytes("%PDF-1.7 and so on and so on and so on and on")],
    ["a GIF", bytes("GIF89a", zeros(40))],
    ["an SVG", bytes('<svg xmlns="http://www.w3.org/2000/svg">')],
    ["a ZIP", bytes("PK", [3, 4], zeros(40))],
    ["an MP4", bytes(zeros(4), "ftypisom", zeros(40))],
  ])("is %s", (_name, file) => {
    expect(readHeader(file)).toBe("not_image");
  });

  it("is empty, as one that is still in the cloud", () => {
    expect(readHeader(bytes())).toBe("empty");
  });

  it("is a HEIC, which is said apart, since phones make them", () => {
    expect(readHeader(bytes(zeros(4), "ftypheic", zeros(40)))).toBe("heic");
  });

  it("is over 25 MB", () => {
    const large = new Uint8Array(MAX_FILE_BYTES + 1);
    large.set(png(10, 10));
    expect(readHeader(large)).toBe("too_big");
  });

  it.each([
    ["a PNG without size", png(0, 10)],
    ["a PNG cut off", png(10, 10).slice(0, 20)],
    ["a PNG that begins with another chunk", bytes([0x89], "PNG", [13, 10, 26, 10], be32(13), "tEXt", zeros(30))],
    ["a JPEG without a frame", jpeg(segment(0xe0, zeros(14)), segment(0xda, zeros(8)))],
    ["a JPEG cut in its frame", jpeg([0xff, 0xc0, 0, 17, 8, 0])],
    ["a JPEG with a segment of length 0", jpeg([0xff, 0xe0, 0, 0, 0, 0, 0, 0])],
    ["a JPEG with garbage for a marker", jpeg(segment(0xe0, [1]), [1, 2, 3, 4, 5, 6])],
    ["a JPEG whose size comes later", jpeg(frame(0xc0, 10, 0))],
    ["a WebP of an unknown kind", riff("ABCD", zeros(10))],
  ])("is broken: %s", (_name, file) => {
    expect(readHeader(file)).toBe("broken");
  });

  it("never takes long: a JPEG of empty segments ends", () => {
    const file = new Uint8Array(2_000_000).fill(0);
    file.set([0xff, 0xd8], 0);
    for (let at = 2; at + 4 <= file.length; at += 4) file.set([0xff, 0xe0, 0, 2], at);
    expect(readHeader(file)).toBe("broken");
  });
});

describe("the size that is sent", () => {
  it.each([
    [4032, 3024, 1600, 1200],
    [3024, 4032, 1200, 1600],
    [1600, 10, 1600, 10],
    [800, 600, 800, 600],
    [59_000, 1, 1600, 1],
  ])("of %i × %i is %i × %i", (width, height, w, h) => {
    expect(shrunkSize(width, height)).toEqual({ width: w, height: h });
    expect(Math.max(w, h)).toBeLessThanOrEqual(LONGEST_SIDE);
  });
});
