/** A commission's log in memory: RFC 9162 by its recursive definitions, for trees of a few entries. */
import { type Bytes, type Json, b64u, canonicalJson, hex, sha256, utf8 } from "../src/seal/index";
import { concat } from "../src/seal/bytes";

async function root(leaves: readonly Bytes[]): Promise<Bytes> {
  if (leaves.length <= 1) return leaves[0] ?? sha256(new Uint8Array(0));
  const k = split(leaves.length);
  return sha256(concat(Uint8Array.of(1), await root(leaves.slice(0, k)), await root(leaves.slice(k))));
}

function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

async function path(m: number, leaves: readonly Bytes[]): Promise<Bytes[]> {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  if (m < k) return [...(await path(m, leaves.slice(0, k))), await root(leaves.slice(k))];
  return [...(await path(m - k, leaves.slice(k))), await root(leaves.slice(0, k))];
}

async function proof(m: number, leaves: readonly Bytes[], whole = true): Promise<Bytes[]> {
  const n = leaves.length;
  if (m === n) return whole ? [] : [await root(leaves)];
  const k = split(n);
  if (m <= k) return [...(await proof(m, leaves.slice(0, k), whole)), await root(leaves.slice(k))];
  return [...(await proof(m - k, leaves.slice(k), false)), await root(leaves.slice(0, k))];
}

const texts = (steps: readonly Bytes[]): string[] => steps.map(b64u);

export class MemoryLog {
  readonly entries: Json[] = [];

  /** Appends unless it stands there already; answers its number. */
  append(entry: Json): number {
    const text = canonicalJson(entry);
    const found = this.entries.findIndex((one) => canonicalJson(one) === text);
    return found >= 0 ? found : this.entries.push(entry) - 1;
  }

  private leaves(): Promise<Bytes[]> {
    return Promise.all(this.entries.map((entry) => sha256(concat(Uint8Array.of(0), utf8(canonicalJson(entry))))));
  }

  async head(): Promise<{ size: number; root: string }> {
    return { size: this.entries.length, root: hex(await root(await this.leaves())) };
  }

  async included(index: number): Promise<Json> {
    return { index, path: texts(await path(index, await this.leaves())) };
  }

  async consistency(seen: number): Promise<Json> {
    if (seen < 1 || seen >= this.entries.length) return null;
    return { from: seen, path: texts(await proof(seen, await this.leaves())) };
  }
}

/** A value without the `key` of every object that names it by a `kid`. */
export function withoutKeys(value: Json): Json {
  if (Array.isArray(value)) return (value as Json[]).map(withoutKeys);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value as Record<string, Json>).filter(([name]) => !(name === "key" && "kid" in value));
  return Object.fromEntries(kept.map(([name, item]) => [name, withoutKeys(item)]));
}
