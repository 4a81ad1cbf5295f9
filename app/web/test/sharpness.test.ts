import { describe, expect, it } from "vitest";

import { BLURRED, blur, greyOf } from "../src/core/sharpness";

const WIDTH = 320;
const HEIGHT = 240;

/** Strokes as small print has them, from a fixed sequence of numbers. */
function print(): Uint8Array {
  const page = new Uint8Array(WIDTH * HEIGHT).fill(235);
  let seed = 7;
  const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const ink = (x: number, y: number) => { page.fill(30, y * WIDTH + x, y * WIDTH + x + 2); };
  for (let top = 12; top < HEIGHT - 24; top += 22)
    for (let left = 12; left < WIDTH - 24; left += 18) {
      // A box with a stroke through it, more or less, as a character is.
      for (let step = 0; step < 12; step += 1) {
        ink(left, top + step);
        if (next() < 0.8) ink(left + 10, top + step);
        if (next() < 0.8) ink(left + step, top);
        if (next() < 0.8) ink(left + step, top + 12);
      }
    }
  return page;
}

/** The mean of (2 * reach + 1) pixels along one way. */
function smeared(page: Uint8Array, reach: number, by: number): Uint8Array {
  return page.map((_, at) => {
    let sum = 0;
    for (let step = -reach; step <= reach; step += 1) sum += page[Math.min(page.length - 1, Math.max(0, at + step * by))] ?? 0;
    return sum / (2 * reach + 1);
  });
}

describe("a photo", () => {
  it("that is sharp passes, also when it is noisy or pale", () => {
    const page = print();
    expect(blur(page, WIDTH, HEIGHT)).toBeLessThan(BLURRED);
    expect(blur(page.map((grey, at) => grey - (at % 7) * 3), WIDTH, HEIGHT)).toBeLessThan(BLURRED);
    expect(blur(page.map((grey) => 150 + grey / 8), WIDTH, HEIGHT)).toBeLessThan(BLURRED);
  });

  it("that is out of focus or was moved either way is asked back", () => {
    const page = print();
    expect(blur(smeared(smeared(page, 3, 1), 3, WIDTH), WIDTH, HEIGHT)).toBeGreaterThan(BLURRED);
    for (const by of [1, WIDTH]) expect(blur(smeared(smeared(page, 3, by), 3, by), WIDTH, HEIGHT)).toBeGreaterThan(BLURRED);
  });

  it("without edges, or too small, is not judged", () => {
    expect(blur(new Uint8Array(WIDTH * HEIGHT).fill(80), WIDTH, HEIGHT)).toBeNull();
    expect(blur(print().subarray(0, 40 * 40), 40, 40)).toBeNull();
    expect(blur(new Uint8Array(0), 0, 0)).toBeNull();
  });

  it("is seen in grey as the eye weighs colours", () => {
    expect([...greyOf(new Uint8ClampedArray([255, 255, 255, 255, 0, 255, 0, 255, 0, 0, 255, 255]))]).toEqual([255, 149, 29]);
  });
});
