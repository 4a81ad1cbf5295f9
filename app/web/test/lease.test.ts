import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { HeartbeatLease } from "../src/core/lease";

class Memory implements Storage {
  readonly #kept = new Map<string, string>();
  get length(): number {
    return this.#kept.size;
  }
  clear(): void {
    this.#kept.clear();
  }
  key(at: number): string | null {
    return [...this.#kept.keys()][at] ?? null;
  }
  getItem(name: string): string | null {
    return this.#kept.get(name) ?? null;
  }
  setItem(name: string, value: string): void {
    this.#kept.set(name, value);
  }
  removeItem(name: string): void {
    this.#kept.delete(name);
  }
}

describe("the lease of a browser without locks", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("addEventListener", () => undefined);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("goes to one tab, for as long as it lives", async () => {
    const storage = new Memory();
    const lost = vi.fn();
    const first = await new HeartbeatLease(storage).acquire(false, lost);
    expect(first).not.toBeNull();
    vi.advanceTimersByTime(60_000);
    expect(await new HeartbeatLease(storage).acquire(false, lost)).toBeNull();
    first!.release();
    expect(await new HeartbeatLease(storage).acquire(false, lost)).not.toBeNull();
    expect(lost).not.toHaveBeenCalled();
  });

  it("can be taken, and the tab that held it learns it", async () => {
    const storage = new Memory();
    const lost = vi.fn();
    const first = await new HeartbeatLease(storage).acquire(false, lost);
    const second = await new HeartbeatLease(storage).acquire(true, () => undefined);
    vi.advanceTimersByTime(2000);
    expect(lost).toHaveBeenCalledOnce();
    first!.release();
    expect(await new HeartbeatLease(storage).acquire(false, () => undefined)).toBeNull();
    second!.release();
  });

  it("goes stale when its tab died without a word", async () => {
    const storage = new Memory();
    storage.setItem("jiayi/driver", `gone ${Date.now()}`);
    expect(await new HeartbeatLease(storage).acquire(false, () => undefined)).toBeNull();
    vi.advanceTimersByTime(5001);
    expect(await new HeartbeatLease(storage).acquire(false, () => undefined)).not.toBeNull();
  });
});
