// The plan of app/bench/mutations, by the same numbers, over what the phone opens: every outcome must be the one that Python has.

import { type Bytes, concat } from "../src/seal/bytes.js";
import { CannotOpen, REASONS, type Reason, b64u, fromB64u, importMailboxKey, openEnvelope, openFrames, verifyDirectory, verifyReceipt } from "../src/seal/index.js";
import type { MailboxKey, SuiteId } from "../src/seal/suite.js";

const KINDS = ["flip", "byte", "insert", "delete", "cut", "append", "splice", "length", "field", "double", "drop", "exchange", "context", "json"] as const;
type Kind = (typeof KINDS)[number];
const IN_FRONT = 85;

type Span = readonly [number, number];
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- contexts are JSON of many shapes
type Context = any;

export interface Entry {
  readonly structure: string;
  readonly name: string;
  readonly data: Bytes;
  readonly context: Context;
  readonly wrong: readonly Context[];
  readonly front: readonly Span[];
  readonly fields: readonly Span[];
  readonly regions: readonly Span[];
  readonly lengths: readonly Span[];
  readonly json: Span | null;
  readonly json_length: number | null;
}

/** Entries as `jiayi bench mutate` writes them: `data` is b64u. */
export function entriesOf(written: readonly (Omit<Entry, "data"> & { readonly data: string })[]): Entry[] {
  return written.map((entry) => ({ ...entry, data: fromB64u(entry.data, "json") }));
}

/** mulberry32, as in Python. */
class Draw {
  #state: number;

  constructor(seed: number, number: number) {
    this.#state = (Math.imul(seed, 0x9e3779b1) + Math.imul(number, 0x85ebca77)) | 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  below(limit: number): number {
    return this.next() % limit;
  }
}

const at = <T>(items: readonly T[], draw: Draw): T => items[draw.below(items.length)]!;

function place(entry: Entry, draw: Draw): number {
  if (entry.front.length > 0 && draw.below(100) < IN_FRONT) {
    const [start, end] = at(entry.front, draw);
    return start + draw.below(end - start);
  }
  return draw.below(entry.data.length);
}

function random(draw: Draw, count: number): Bytes {
  return Uint8Array.from({ length: count }, () => draw.below(256));
}

interface Mutation {
  readonly kind: Kind;
  readonly data: Bytes;
  readonly context: Context;
}

function mutate(entry: Entry, like: readonly Entry[], draw: Draw): Mutation {
  let kind: Kind = at(KINDS, draw);
  if (kind === "context" && entry.wrong.length > 0) return { kind, data: entry.data, context: at(entry.wrong, draw) };
  let data = byBytes(kind, entry, draw) ?? byParts(kind, entry, like, draw);
  if (data === null) {
    kind = "flip";
    data = byBytes(kind, entry, draw)!;
  }
  return { kind, data, context: entry.context };
}

function byBytes(kind: Kind, entry: Entry, draw: Draw): Bytes | null {
  const { data } = entry;
  switch (kind) {
    case "flip": {
      const made = data.slice();
      for (let count = 1 + draw.below(3); count > 0; count -= 1) {
        const where = place(entry, draw);
        made[where]! ^= 1 << draw.below(8);
      }
      return made;
    }
    case "byte": {
      const made = data.slice();
      const value = draw.below(256);
      made[place(entry, draw)] = value;
      return made;
    }
    case "insert": {
      const where = place(entry, draw);
      return concat(data.subarray(0, where), random(draw, 1 + draw.below(8)), data.subarray(where));
    }
    case "delete": {
      const where = place(entry, draw);
      return concat(data.subarray(0, where), data.subarray(where + 1 + draw.below(8)));
    }
    case "cut":
      return data.slice(0, draw.below(data.length));
    case "append": {
      const count = 1 + draw.below(64);
      return concat(data, draw.below(2) ? new Uint8Array(count) : random(draw, count));
    }
    default:
      return null;
  }
}

function byParts(kind: Kind, entry: Entry, like: readonly Entry[], draw: Draw): Bytes | null {
  const { data } = entry;
  switch (kind) {
    case "splice": {
      const other = at(like, draw).data;
      const start = place(entry, draw);
      const end = start + 1 + draw.below(draw.below(2) ? 64 : data.length - start);
      return concat(data.subarray(0, start), other.subarray(start, end), data.subarray(end));
    }
    case "length":
      return entry.lengths.length > 0 ? withLength(entry, draw) : null;
    case "field": {
      if (entry.fields.length === 0) return null;
      const index = draw.below(entry.fields.length);
      const [start, end] = entry.fields[index]!;
      const peer = at(like, draw);
      const taken = peer.fields[index] ?? [0, 0];
      return concat(data.subarray(0, start), peer.data.subarray(...taken), data.subarray(end));
    }
    case "double":
    case "drop":
    case "exchange":
      return entry.regions.length > 0 ? withRegions(kind, entry, draw) : null;
    case "json":
      return entry.json !== null ? withJson(entry, entry.json, draw) : null;
    default:
      return null;
  }
}

function withLength(entry: Entry, draw: Draw): Bytes {
  const [start, size] = at(entry.lengths, draw);
  const value = entry.data.subarray(start, start + size).reduce((sum, byte) => sum * 256 + byte, 0);
  const modulus = 2 ** (8 * size);
  const ways = [value - 1, value + 1, 0, modulus - 1, value * 2, draw.next()];
  let put = (ways[draw.below(ways.length)]! + modulus) % modulus;
  const bytes = new Uint8Array(size);
  for (let index = size - 1; index >= 0; index -= 1) {
    bytes[index] = put % 256;
    put = Math.floor(put / 256);
  }
  return concat(entry.data.subarray(0, start), bytes, entry.data.subarray(start + size));
}

function withRegions(kind: "double" | "drop" | "exchange", entry: Entry, draw: Draw): Bytes {
  const { data, regions } = entry;
  const one = at(regions, draw);
  const [start, end] = one;
  if (kind === "double") return concat(data.subarray(0, end), data.subarray(start, end), data.subarray(end));
  if (kind === "drop") return concat(data.subarray(0, start), data.subarray(end));
  const other = at(regions, draw);
  if (start === other[0] && end === other[1]) return data;
  const otherFirst = other[0] < start || (other[0] === start && other[1] < end);
  const [first, second] = otherFirst ? [other, one] : [one, other];
  return concat(
    data.subarray(0, first[0]),
    data.subarray(second[0], second[1]),
    data.subarray(first[1], second[0]),
    data.subarray(first[0], first[1]),
    data.subarray(second[1]),
  );
}

function withJson(entry: Entry, [start, end]: Span, draw: Draw): Bytes {
  const raw = entry.data.slice(start, end);
  if (entry.json_length !== null) {
    const text = otherJson(raw, draw);
    const length = Uint8Array.of((text.length >>> 8) & 255, text.length & 255);
    return concat(entry.data.subarray(0, entry.json_length), length, entry.data.subarray(entry.json_length + 2, start), text, entry.data.subarray(end));
  }
  const text = otherJson(fromB64u(latin1(raw), "json"), draw);
  return concat(entry.data.subarray(0, start), bytesOf(b64u(text)), entry.data.subarray(end));
}

const COMMA = 0x2c;

function otherJson(text: Bytes, draw: Draw): Bytes {
  const way = draw.below(5);
  const where = draw.below(text.length);
  if (way === 0) {
    const after = text.indexOf(COMMA, where);
    return concat(text.subarray(0, after + 1), bytesOf(" "), text.subarray(after + 1));
  }
  if (way === 1) {
    const comma = text.indexOf(COMMA);
    const pair = comma > 0 ? text.subarray(1, comma) : text.subarray(1, -1);
    return concat(text.subarray(0, 1), pair, bytesOf(","), text.subarray(1));
  }
  if (way === 2) return text.map((byte, index) => (index >= where && byte >= 0x61 && byte <= 0x7a ? byte - 32 : byte));
  if (way === 3) {
    const digit = text.findIndex((byte, index) => index >= where && byte >= 0x30 && byte <= 0x39);
    const behind = digit < 0 ? 1 : digit + 1;
    return concat(text.subarray(0, behind), bytesOf(".0"), text.subarray(behind));
  }
  return concat(text.subarray(0, where), bytesOf(`\\u00${text[where]!.toString(16).padStart(2, "0")}`), text.subarray(where + 1));
}

function bytesOf(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function sameBytes(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function latin1(data: Uint8Array): string {
  let text = "";
  for (let from = 0; from < data.length; from += 8192) text += String.fromCharCode(...data.subarray(from, from + 8192));
  return text;
}

const keys = new Map<string, MailboxKey>();

async function keyOf(seed: string): Promise<MailboxKey> {
  let key = keys.get(seed);
  if (key === undefined) {
    key = await importMailboxKey(fromB64u(seed, "json"));
    keys.set(seed, key);
  }
  return key;
}

async function* once(data: Bytes): AsyncGenerator<Uint8Array> {
  yield data;
}

async function open(structure: string, data: Bytes, context: Context): Promise<void> {
  switch (structure) {
    case "stream": {
      const frames = openFrames(once(data), fromB64u(context.reply_key, "json"), fromB64u(context.digest, "json"), context.suite as SuiteId);
      for await (const _frame of frames);
      return;
    }
    case "envelope": {
      await openEnvelope(data, await keyOf(context.seed), fromB64u(context.signer, "json"));
      return;
    }
    case "directory": {
      const policy = { production: true, minimumSerial: context.minimum_serial };
      await verifyDirectory({ ...context.response, [context.part]: latin1(data) }, context.pin, context.now_ms, policy);
      return;
    }
    case "receipt":
      await verifyReceipt(latin1(data), fromB64u(context.signer, "json"));
      return;
    default:
      throw new Error(`the phone opens no ${structure}`);
  }
}

const AT_ONCE = 32;

async function reasonOf(opening: Promise<void>): Promise<Reason | null> {
  try {
    await opening;
    return null;
  } catch (error) {
    if (error instanceof CannotOpen) return error.reason;
    throw error;
  }
}

export interface Outcome {
  tried: number;
  same: number;
  accepted: number;
  reasons: Record<string, number>;
  kinds: Record<string, number>;
  structures: Record<string, number>;
  deep: number;
  found: string[];
  fingerprint: number;
}

const SKIPPED = 254;
const OPENED = 255;

/** Tries `count` mutations, those with the numbers from `first` on. */
export async function run(corpus: readonly Entry[], seed: number, first: number, count: number, progress: (done: number) => void = () => undefined): Promise<Outcome> {
  const outcome: Outcome = { tried: 0, same: 0, accepted: 0, reasons: {}, kinds: {}, structures: {}, deep: 0, found: [], fingerprint: 0x811c9dc5 };
  const add = (counter: Record<string, number>, name: string) => void (counter[name] = (counter[name] ?? 0) + 1);
  const note = (code: number) => void (outcome.fingerprint = Math.imul(outcome.fingerprint ^ code, 0x01000193) >>> 0);
  for (const entry of corpus) await open(entry.structure, entry.data, entry.context); // as it is, it opens
  const likes = new Map(corpus.map((entry) => [entry.structure, corpus.filter((other) => other.structure === entry.structure)]));
  let number = first;
  while (outcome.tried < count) {
    // Several at once, because the browser's cryptography works beside this thread; they are counted in their order.
    const batch: Promise<() => void>[] = [];
    let tried = outcome.tried;
    for (; batch.length < AT_ONCE && tried < count; number += 1) {
      const draw = new Draw(seed, number);
      const entry = at(corpus, draw);
      const like = likes.get(entry.structure)!;
      const { kind, data, context } = mutate(entry, like, draw);
      if (kind !== "context" && like.some((valid) => sameBytes(valid.data, data))) {
        batch.push(
          Promise.resolve(() => {
            outcome.same += 1;
            note(SKIPPED);
          }),
        );
        continue;
      }
      tried += 1;
      const what = `${entry.structure} ${entry.name}: ${kind}, seed ${seed}, number ${number}`;
      batch.push(
        reasonOf(open(entry.structure, data, context)).then((reason) => () => {
          outcome.tried += 1;
          add(outcome.kinds, kind);
          add(outcome.structures, entry.structure);
          if (reason === null) {
            outcome.accepted += 1;
            note(OPENED);
            if (outcome.found.length < 20) outcome.found.push(what);
          } else {
            add(outcome.reasons, reason);
            if (reason === "decrypt" || reason === "signature") outcome.deep += 1;
            note(REASONS.indexOf(reason));
          }
          if (outcome.tried % 10_000 === 0) progress(outcome.tried);
        }),
      );
    }
    for (const settle of await Promise.all(batch)) settle();
  }
  return outcome;
}
