// A page that was opened before its nodes were there: the browser refuses what its policy does not name, and it is opened again.
import { beforeEach, describe, expect, it } from "vitest";

import { type ReopeningWorld, reopenWhere } from "../src/core/reopening";

let reloads: number;
let last: number;
let now: number;

beforeEach(() => {
  reloads = 0;
  last = 0;
  now = 1_000_000;
});

const world = (changes: Partial<ReopeningWorld> = {}): ReopeningWorld => ({
  now: () => now,
  waiting: () => true,
  writing: () => false,
  last: {
    read: () => last,
    write: (at) => {
      last = at;
      return true;
    },
  },
  reload: () => {
    reloads += 1;
  },
  ...changes,
});

describe("a node that the page's policy does not name", () => {
  it("opens the page again while a turn waits, and not at every try", () => {
    reopenWhere(world(), "connect-src");
    now += 29_000;
    reopenWhere(world(), "connect-src");
    expect(reloads).toBe(1);
    now += 2_000;
    reopenWhere(world(), "connect-src");
    expect(reloads).toBe(2);
  });

  it("interrupts nobody who writes, nothing that goes, and is not moved by other rules", () => {
    reopenWhere(world({ writing: () => true }), "connect-src");
    reopenWhere(world({ waiting: () => false }), "connect-src");
    reopenWhere(world(), "img-src");
    expect(reloads).toBe(0);
  });

  it("stays as it is where it cannot remember having done so", () => {
    reopenWhere(world({ last: { read: () => 0, write: () => false } }), "connect-src");
    expect(reloads).toBe(0);
  });
});
