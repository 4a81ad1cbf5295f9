/** One turn with one node: sealed there, opened frame by frame on the way back. Keeps nothing. */

import type { Progress, Reply, TurnInput } from "../generated/wire";
import { type Bytes, CannotOpen, type NodeEntry, type SuiteId, frameJson, keyBytes, openFrames, sealRequest } from "../seal/index";
import { LinkError, TurnFailed, Unreachable } from "./errors";
import { Deadline, type Fetch, request } from "./http";
import { Listener } from "./silence";
import { ready } from "./ready";
import { originOf } from "./trust";

export interface TurnCall {
  readonly node: NodeEntry;
  /** Of the directory that names the node. */
  readonly suite: SuiteId;
  readonly sessionId: string;
  readonly recordId: string;
  readonly turn: number;
  readonly sentAtMs: number;
  readonly input: TurnInput;
  readonly capsule: Bytes | null;
  readonly admission: Bytes | null;
  readonly blobs: readonly Bytes[];
  /** Answers whether the node is gone, asked while nothing is heard of it. */
  readonly isGone: () => Promise<boolean>;
}

export interface TurnAnswer {
  readonly reply: Reply;
  readonly capsule: Bytes;
  readonly record: Bytes;
}

/** A weak signal is slow, a dead one is silent: this long without a byte counts as dead, whoever is there. */
const IDLE_MS = 45_000;
/** Bytes that do not become a frame are no sign of life: this long without a whole one counts as dead, whatever trickles in. */
const FRAME_MS = 120_000;

/**
 * Sends one turn and answers what came back, whole: the capsule and record of a stream that broke off are not kept.
 *
 * Throws Unreachable, Busy, NotOpened, Rejected or TurnFailed.
 */
export async function exchange(fetcher: Fetch, call: TurnCall, onProgress: (step: Progress) => void): Promise<TurnAnswer> {
  const { node, suite, sessionId, recordId, turn, sentAtMs, input, capsule, admission, blobs } = call;
  await ready();
  const sealed = await sealRequest({
    nodeKey: keyBytes(node.channel_key),
    nodeKeyId: node.channel_key.kid,
    suite,
    sessionId,
    recordId,
    turn,
    sentAtMs,
    input: { ...input },
    capsule,
    admission,
    blobs,
  });
  const deadline = new Deadline(IDLE_MS);
  const listener = new Listener(call.isGone, () => {
    deadline.end();
  });
  let whole: ReturnType<typeof setTimeout> | undefined;
  const expectFrame = () => {
    clearTimeout(whole);
    whole = setTimeout(() => {
      deadline.end();
    }, FRAME_MS);
  };
  try {
    const init = { method: "POST", body: sealed.body, headers: { "content-type": "application/octet-stream" } };
    const response = await request(fetcher, `${originOf(node)}/v1/turns`, init, deadline.signal);
    expectFrame();
    let reply: Reply | null = null;
    let next: Bytes | null = null;
    let record: Bytes | null = null;
    for await (const frame of openFrames(chunks(response, deadline, listener), sealed.replyKey, sealed.digest, suite)) {
      expectFrame();
      if (frame.kind === "progress") {
        // An empty one says only that the node is at it.
        if (frame.body.length > 0) onProgress(frameJson(frame) as unknown as Progress);
      }
      else if (frame.kind === "reply") reply = frameJson(frame) as unknown as Reply;
      else if (frame.kind === "capsule") next = frame.body;
      else if (frame.kind === "record") record = frame.body;
      else {
        const failure = frameJson(frame) as { code?: unknown; retry?: unknown };
        throw new TurnFailed(String(failure.code), failure.retry === true);
      }
    }
    if (reply === null || next === null || record === null) throw new Unreachable("the stream lacks a part");
    return { reply, capsule: next, record };
  } catch (error) {
    if (error instanceof LinkError) throw error;
    if (error instanceof CannotOpen) throw new Unreachable(`the answer does not open: ${error.reason}`);
    throw new Unreachable("the connection broke");
  } finally {
    clearTimeout(whole);
    deadline.clear();
    listener.stop();
  }
}

/** The body as it arrives; old in-app browsers without readable bodies get it in one piece. */
async function* chunks(response: Response, deadline: Deadline, listener: Listener): AsyncGenerator<Uint8Array, void, undefined> {
  if (response.body === null) {
    yield new Uint8Array(await response.arrayBuffer());
    return;
  }
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      deadline.extend();
      listener.heard();
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
