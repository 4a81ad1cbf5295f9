// The transparency log as the phone checks it (FORMAT.md, section 9; RFC 9162, section 2.1). Sizes go to 2^53 - 1: no operator of 32 bits.

import { type Bytes, type Json, canonicalJson, concat, fromB64u, hex, sha256, utf8 } from "./bytes.js";
import { CannotOpen } from "./errors.js";

/** What the phone keeps of the newest tree that it believed. */
export interface SeenHead {
  readonly size: number;
  /** Hex. */
  readonly root: string;
}

interface Included {
  readonly index: number;
  readonly path: readonly string[];
}

export interface DirectoryLog {
  readonly head: string;
  readonly certificate: Included;
  readonly directory: Included;
  readonly consistency: { readonly from: number; readonly path: readonly string[] } | null;
}

const HASH_BYTES = 32;
export const MAX_PATH = 64;

async function leafHash(entry: Json): Promise<Bytes> {
  return sha256(concat(Uint8Array.of(0), utf8(canonicalJson(entry))));
}

async function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(concat(Uint8Array.of(1), left, right));
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function powerOfTwo(value: number): boolean {
  let rest = value;
  while (rest % 2 === 0) rest = half(rest);
  return rest === 1;
}

/** Whether `path` proves the leaf at `index` in a tree of `size` with this root (section 2.1.3.2). */
export async function includes(leaf: Bytes, index: number, size: number, path: readonly Bytes[], root: string): Promise<boolean> {
  if (index >= size) return false;
  let at = index;
  let last = size - 1;
  let made = leaf;
  for (const step of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      made = await nodeHash(step, made);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else made = await nodeHash(made, step);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && hex(made) === root;
}

/** Whether `path` proves that the larger tree begins with the smaller one (section 2.1.4.2). */
export async function continues(old: SeenHead, now: SeenHead, path: readonly Bytes[]): Promise<boolean> {
  if (old.size < 1 || old.size > now.size) return false;
  if (old.size === now.size) return path.length === 0 && old.root === now.root;
  const known = Uint8Array.from(old.root.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const [first, ...steps] = powerOfTwo(old.size) ? [known, ...path] : path;
  if (first === undefined) return false;
  let at = old.size - 1;
  let last = now.size - 1;
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let before = first;
  let after = first;
  for (const step of steps) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      before = await nodeHash(step, before);
      after = await nodeHash(step, after);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else after = await nodeHash(after, step);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && hex(before) === old.root && hex(after) === now.root;
}

/** A value without the `key` of every object that names it by a `kid`. */
function withoutKeys(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutKeys);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value as Readonly<Record<string, Json>>);
  const named = "kid" in value;
  return Object.fromEntries(fields.filter(([name]) => !(named && name === "key")).map(([name, item]) => [name, withoutKeys(item)]));
}

function steps(path: readonly string[]): Bytes[] {
  return path.map((step) => fromB64u(step, "json", HASH_BYTES));
}

export interface Logged {
  readonly rootKey: string;
  readonly certificate: string;
  readonly kid: string;
  readonly token: string;
  readonly payload: Json;
}

/** Checks that certificate and directory are in a log that continues the one seen. `head` was verified. Throws CannotOpen. */
export async function checkLog(log: DirectoryLog, head: SeenHead, logged: Logged, seen: SeenHead | null): Promise<void> {
  if (seen !== null) {
    if (head.size < seen.size) throw new CannotOpen("rollback");
    const proof = log.consistency;
    if (head.size === seen.size) {
      if (head.root !== seen.root) throw new CannotOpen("log");
    } else if (proof?.from !== seen.size || !(await continues(seen, head, steps(proof.path)))) throw new CannotOpen("log");
  }
  const { rootKey, certificate, kid, token, payload } = logged;
  const digest = hex(await sha256(utf8(token)));
  const entries: readonly (readonly [Json, Included])[] = [
    [{ kind: "certificate", root_key: rootKey, token: certificate }, log.certificate],
    [{ kind: "directory", kid, token_digest: digest, directory: withoutKeys(payload) }, log.directory],
  ];
  for (const [entry, { index, path }] of entries)
    if (!(await includes(await leafHash(entry), index, head.size, steps(path), head.root))) throw new CannotOpen("log");
}
