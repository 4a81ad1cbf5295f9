// The request of one turn and the stream of frames that answers it (FORMAT.md, sections 2 and 3).

import { type Bytes, type Json, Cursor, KIB, MIB, b64u, concat, hex16, isHex16, pad, part, randomBytes, sha256, u32, utf8, wellFormed } from "./bytes.js";
import { type FrameCipher, frameCipher } from "./aead.js";
import { CannotOpen, CannotSeal } from "./errors.js";
import { type SuiteId, hpkeSeal, keyId } from "./suite.js";

export interface TurnRequest {
  /** The node's channel key, 1216 bytes, and its key id, from the directory. */
  readonly nodeKey: Bytes;
  readonly nodeKeyId: string;
  /** The suite of the directory that names the node. */
  readonly suite: SuiteId;
  /** Hex of 16 random bytes, one a consultation; the record id is another. */
  readonly sessionId: string;
  readonly recordId: string;
  readonly turn: number;
  /** The phone's clock corrected by the directory's skew. */
  readonly sentAtMs: number;
  /** An `agents.dialogue.TurnInput`. */
  readonly input: { readonly [key: string]: unknown };
  /** null on turn 0 and on no other. */
  readonly capsule: Bytes | null;
  /** A token, on turn 0 at most. */
  readonly admission: Bytes | null;
  readonly blobs?: readonly Bytes[];
}

export interface SealedRequest {
  readonly body: Bytes;
  /** Opens the answer to this body, and only to this body. */
  readonly replyKey: Bytes;
  readonly digest: Bytes;
}

const TOKEN_BYTES = 436;
/** Holds a capsule of the least class and seven KiB of words: turns without a photo are of one length. */
const REQUEST_FLOOR = 40 * KIB;
const REQUEST_LIMIT = 8 * MIB;

/** Seals one turn. The reply key is made here, so that no two requests share one. Throws CannotSeal. */
export async function sealRequest(request: TurnRequest): Promise<SealedRequest> {
  const { nodeKey, suite, sessionId, recordId, turn, sentAtMs, input, capsule, admission, blobs = [] } = request;
  if ((await keyId(nodeKey)) !== request.nodeKeyId) throw new CannotSeal("the channel key has another key id");
  if ((capsule === null) !== (turn === 0) || capsule?.length === 0)
    throw new CannotSeal("a capsule belongs to every turn but the first");
  if (!isHex16(recordId) || recordId === sessionId) throw new CannotSeal("the record id is malformed or the session id");
  if (!Number.isSafeInteger(sentAtMs) || sentAtMs < 0) throw new CannotSeal("the time is no integer of milliseconds");
  if (admission !== null && (turn !== 0 || admission.length !== TOKEN_BYTES)) throw new CannotSeal("a token belongs to the first turn");
  if (blobs.length > 4 || blobs.some((blob) => blob.length === 0)) throw new CannotSeal("at most 4 blobs, none empty");
  const replyKey = randomBytes(32);
  const header = concat(utf8("JYRQ"), Uint8Array.of(1), hex16(request.nodeKeyId), hex16(sessionId), u32(turn));
  const value = { reply_key: b64u(replyKey), sent_at_ms: sentAtMs, record_id: recordId, input, admission: admission === null ? null : b64u(admission) };
  const json = utf8(JSON.stringify(value, (_key, item: unknown) => (typeof item === "string" ? wellFormed(item) : item)));
  const padded = pad(
    [
      part(json, 256 * KIB),
      part(capsule ?? new Uint8Array(0), MIB),
      u32(blobs.length),
      ...blobs.map((blob) => part(blob, REQUEST_LIMIT)),
    ],
    REQUEST_FLOOR,
    REQUEST_LIMIT,
  );
  const body = concat(header, await hpkeSeal(nodeKey, concat(utf8("jiayi/v1/request\0"), Uint8Array.of(suite), utf8("POST /v1/turns\0"), header), padded));
  return { body, replyKey, digest: await sha256(body) };
}

export type FrameKind = "progress" | "reply" | "capsule" | "record" | "failure";

export interface Frame {
  readonly kind: FrameKind;
  readonly body: Bytes;
  readonly last: boolean;
}

const KINDS: readonly (FrameKind | undefined)[] = [undefined, "progress", "reply", "capsule", "record", "failure"];
const FRAME_STEP = 256;
const FRAME_FLOOR: Partial<Record<FrameKind, number>> = { progress: 512, reply: 8 * KIB, failure: 512 };
/** A reply comes after so many progress frames, or a multiple, so that their number tells nothing. */
const PROGRESS_FRAMES = 16;
const FRAME_LIMIT = 2 * MIB;
const MAX_FRAMES = 4096;
const MAX_STREAM = 16 * MIB;

type Before = FrameKind | "start";
const MAY_FOLLOW: Record<FrameKind, readonly Before[]> = {
  progress: ["start", "progress"],
  reply: ["start", "progress"],
  capsule: ["reply"],
  record: ["capsule"],
  failure: ["start", "progress", "reply", "capsule"],
};

/**
 * Opens the answer frame by frame, as it arrives.
 *
 * The generator ends after the authenticated last frame and throws CannotOpen otherwise: "truncated" when the source
 * ends or breaks before it. Keep the capsule and the record only once the generator has ended with a record frame; what
 * came before may be shown, not kept.
 */
export async function* openFrames(
  source: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
  replyKey: Bytes,
  requestDigest: Bytes,
  suite: SuiteId,
): AsyncGenerator<Frame, void, undefined> {
  const pull = puller(source);
  try {
    const salt = await pull.exactly(16);
    if (salt === null) throw new CannotOpen("truncated");
    const bound = concat(Uint8Array.of(suite), requestDigest);
    const cipher = await frameCipher(suite, replyKey, salt, concat(utf8("jiayi/v1/frames\0"), bound));
    let before: Before = "start";
    for (let seq = 0; ; seq += 1) {
      const head = await pull.exactly(5);
      if (head === null) throw new CannotOpen("truncated");
      if (seq >= MAX_FRAMES) throw new CannotOpen("too_long");
      const frame = await openFrame(pull, cipher, bound, seq, new Cursor(head));
      const mayEnd = frame.kind === "record" || frame.kind === "failure";
      if (frame.kind === "reply" && (seq === 0 || seq % PROGRESS_FRAMES !== 0)) throw new CannotOpen("order");
      if (!MAY_FOLLOW[frame.kind].includes(before) || frame.last !== mayEnd) throw new CannotOpen("order");
      before = frame.kind;
      if (frame.last && !(await pull.atEnd())) throw new CannotOpen("length");
      yield frame;
      if (frame.last) return;
    }
  } finally {
    await pull.release();
  }
}

async function openFrame(pull: Puller, cipher: FrameCipher, bound: Bytes, seq: number, head: Cursor): Promise<Frame> {
  const length = head.u32();
  const last = head.u8();
  if (last > 1) throw new CannotOpen("header");
  if (length < 16) throw new CannotOpen("too_short");
  if (length - 16 > FRAME_LIMIT) throw new CannotOpen("too_long");
  if (length === 16 || (length - 16) % FRAME_STEP !== 0) throw new CannotOpen("padding");
  const sealed = await pull.exactly(length);
  if (sealed === null) throw new CannotOpen("truncated");
  const sequence = concat(u32(0), u32(seq));
  const additionalData = concat(utf8("jiayi/v1/frame\0"), bound, sequence, Uint8Array.of(last));
  const cursor = new Cursor(await cipher(concat(u32(0), sequence), sealed, additionalData));
  const kind = KINDS[cursor.u8()];
  const body = cursor.part(FRAME_LIMIT);
  if (kind === undefined) throw new CannotOpen("order");
  const floor = FRAME_FLOOR[kind];
  if (floor === undefined) cursor.endFilled(FRAME_STEP);
  else cursor.endPadded(floor);
  return { kind, body, last: last === 1 };
}

interface Puller {
  /** Exactly `count` bytes, or null when the source ended or broke before. */
  exactly(count: number): Promise<Bytes | null>;
  atEnd(): Promise<boolean>;
  release(): Promise<void>;
}

function puller(source: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): Puller {
  // Old in-app browsers cannot iterate a ReadableStream, so its reader is used.
  const next = "getReader" in source ? fromReader(source.getReader()) : fromIterator(source[Symbol.asyncIterator]());
  const chunks: Uint8Array[] = [];
  let held = 0;
  let total = 0;
  let ended = false;

  async function fill(count: number): Promise<boolean> {
    while (held < count && !ended) {
      let chunk: Uint8Array | null;
      try {
        chunk = await next.read();
      } catch {
        chunk = null; // a broken connection and a cut stream are the same to the reader
      }
      if (chunk === null) ended = true;
      else {
        total += chunk.length;
        if (total > MAX_STREAM) throw new CannotOpen("too_long");
        chunks.push(chunk);
        held += chunk.length;
      }
    }
    return held >= count;
  }

  return {
    async exactly(count) {
      if (!(await fill(count))) return null;
      const joined = chunks.length === 1 ? chunks[0]! : concat(...chunks);
      chunks.length = 0;
      held = joined.length - count;
      if (held > 0) chunks.push(joined.subarray(count));
      return new Uint8Array(joined.subarray(0, count));
    },
    async atEnd() {
      return !(await fill(1));
    },
    release: () => next.release(),
  };
}

interface ChunkSource {
  read(): Promise<Uint8Array | null>;
  release(): Promise<void>;
}

function fromReader(reader: ReadableStreamDefaultReader<Uint8Array>): ChunkSource {
  return {
    async read() {
      const { done, value } = await reader.read();
      return done ? null : value;
    },
    async release() {
      await reader.cancel().catch(() => undefined);
    },
  };
}

function fromIterator(iterator: AsyncIterator<Uint8Array>): ChunkSource {
  return {
    async read() {
      const result = await iterator.next();
      return result.done === true ? null : result.value;
    },
    async release() {
      await iterator.return?.();
    },
  };
}

/** The JSON of a progress, reply or failure frame, authenticated already. Throws CannotOpen("json"). */
export function frameJson(frame: Frame): Json {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(frame.body)) as Json;
  } catch {
    throw new CannotOpen("json");
  }
}
