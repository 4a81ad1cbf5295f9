// What the page seals: opened here with the recipient's seed and HPKE itself, and by Python from `by_page.json`, which
// JIAYI_WRITE_VECTORS=1 writes anew.

import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { Cursor } from "../src/seal/bytes.js";
import {
  type Bytes,
  CannotOpen,
  CannotSeal,
  type Frame,
  type IdentityHeader,
  type TurnRequest,
  b64u,
  exportMailboxKey,
  fromB64u,
  generateMailboxKey,
  hex,
  importMailboxKey,
  openEnvelope,
  openFrames,
  parseHeader,
  sealEnvelope,
  sealRequest,
  sha256,
  utf8,
} from "../src/seal/index.js";

const vectors = new URL("../../../tests/vectors/seal/", import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, vectors), "utf-8"));
const unhex = (text: string): Bytes => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const keys = read("suite").kem_keys;
const node = { seed: unhex(keys.node.seed), public: fromB64u(keys.node.public, "json"), keyId: keys.node.key_id };
const record = await importMailboxKey(unhex(keys.record.seed));

const TURN: TurnRequest = {
  nodeKey: node.public,
  nodeKeyId: node.keyId,
  suite: 1,
  sessionId: "a1".repeat(16),
  recordId: "b2".repeat(16),
  turn: 2,
  sentAtMs: 1_795_000_000_000,
  input: { kind: "say", text: "发烧39度，咳嗽 😷" },
  capsule: Uint8Array.of(1, 2, 3),
  admission: null,
  blobs: [Uint8Array.of(9, 9), Uint8Array.of(8)],
};

async function openRequest(body: Bytes, number = 1) {
  const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
  const header = body.slice(0, 41);
  const info = new Uint8Array([...utf8("jiayi/v1/request\0"), number, ...utf8("POST /v1/turns\0"), ...header]);
  const recipientKey = await suite.kem.deserializePrivateKey(node.seed);
  const context = await suite.createRecipientContext({ recipientKey, enc: body.slice(41, 1161), info });
  const padded = new Uint8Array(await context.open(body.slice(1161)));
  const cursor = new Cursor(padded);
  const json = JSON.parse(new TextDecoder().decode(cursor.part(1 << 20)));
  const capsule = cursor.part(1 << 20);
  const blobs = Array.from({ length: cursor.u32() }, () => cursor.part(1 << 20));
  return { header, json, capsule, blobs, padded: padded.length, rest: padded.slice(cursor.at) };
}

describe("sealRequest", () => {
  it("is laid out as FORMAT.md says", async () => {
    const { body, replyKey, digest } = await sealRequest(TURN);
    const opened = await openRequest(body);
    expect(hex(opened.header)).toBe(hex(utf8("JYRQ")) + "01" + node.keyId + TURN.sessionId + "00000002");
    expect(opened.json).toEqual({
      reply_key: b64u(replyKey),
      sent_at_ms: TURN.sentAtMs,
      record_id: TURN.recordId,
      input: TURN.input,
      admission: null,
    });
    expect(opened.capsule).toEqual(TURN.capsule);
    expect(opened.blobs).toEqual(TURN.blobs);
    expect(opened.padded).toBe(40 * 1024);
    expect(opened.rest.every((byte) => byte === 0)).toBe(true);
    expect(digest).toEqual(await sha256(body));
  });

  it("mends half an emoji instead of sealing what no node opens", async () => {
    const { body } = await sealRequest({ ...TURN, input: { kind: "say", text: "\ufeff疼\ud83d😷", parts: ["\ude37"] } });
    expect((await openRequest(body)).json.input).toEqual({ kind: "say", text: "\ufeff疼\ufffd😷", parts: ["\ufffd"] });
  });

  it("is bound to the directory's suite", async () => {
    const { body } = await sealRequest({ ...TURN, suite: 2 });
    expect((await openRequest(body, 2)).json.record_id).toBe(TURN.recordId);
    await expect(openRequest(body, 1)).rejects.toThrow();
  });

  it("is of one length whatever was said, on every turn without a photo", async () => {
    const lengths = new Set<number>();
    for (const [turn, capsule, text] of [[0, null, ""], [1, 32_805, "疼"], [9, 32_805, "疼".repeat(2000)]] as const) {
      const sealed = await sealRequest({ ...TURN, turn, capsule: capsule === null ? null : new Uint8Array(capsule), input: { kind: "say", text }, blobs: [] });
      lengths.add(sealed.body.length);
    }
    expect([...lengths]).toEqual([41 + 1136 + 40 * 1024]);
  });

  it("never uses a reply key twice", async () => {
    const [first, second] = [await sealRequest(TURN), await sealRequest(TURN)];
    expect(b64u(first.replyKey)).not.toBe(b64u(second.replyKey));
    expect(b64u(first.body)).not.toBe(b64u(second.body));
  });

  const wrong: Record<string, Partial<TurnRequest>> = {
    "a capsule on turn 0": { turn: 0 },
    "no capsule later": { capsule: null },
    "a token later": { admission: new Uint8Array(436) },
    "a token of another length": { turn: 0, capsule: null, admission: new Uint8Array(435) },
    "an empty capsule": { capsule: new Uint8Array(0) },
    "a record id that is the session id": { recordId: TURN.sessionId },
    "a record id that is no id": { recordId: "b2" },
    "a session id that is no id": { sessionId: "A1".repeat(16) },
    "another key id": { nodeKeyId: keys.record.key_id },
    "a turn below 0": { turn: -1 },
    "a time that is no integer": { sentAtMs: 1.5 },
    "five photos": { blobs: Array.from({ length: 5 }, () => Uint8Array.of(1)) },
    "an empty photo": { blobs: [new Uint8Array(0)] },
    "more than 8 MiB": { blobs: [new Uint8Array(8 * 1024 * 1024)] },
    "more JSON than 256 KiB": { input: { kind: "say", text: "a".repeat(256 * 1024) } },
  };
  for (const [name, change] of Object.entries(wrong))
    it(`refuses ${name}`, async () => expect(sealRequest({ ...TURN, ...change })).rejects.toBeInstanceOf(CannotSeal));
});

describe("sealEnvelope", () => {
  const header: IdentityHeader = {
    kind: "identity",
    record_id: TURN.recordId,
    magnet: "YC-7Q2M_x",
    key_id: record.keyId,
    created_at_ms: 1,
  };

  it("is opened by its recipient, and by nobody else", async () => {
    const body = utf8('{"name":"王芳"}');
    const sealed = await sealEnvelope(header, record.publicKey, body);
    expect(parseHeader(sealed)).toEqual(header);
    expect((await openEnvelope(sealed, record, null)).body).toEqual(body);
    const other = await generateMailboxKey();
    await expect(openEnvelope(sealed, other, null)).rejects.toMatchObject({ reason: "unknown_key" });
    const forced = { ...other, keyId: record.keyId };
    await expect(openEnvelope(sealed, forced, null)).rejects.toMatchObject({ reason: "decrypt" });
  });

  it("refuses another recipient, a malformed header, and a record", async () => {
    const body = utf8("{}");
    await expect(sealEnvelope({ ...header, key_id: node.keyId }, record.publicKey, body)).rejects.toBeInstanceOf(CannotSeal);
    await expect(sealEnvelope({ ...header, magnet: "a/b" }, record.publicKey, body)).rejects.toBeInstanceOf(CannotSeal);
    await expect(sealEnvelope({ ...header, kind: "record" } as never, record.publicKey, body)).rejects.toBeInstanceOf(CannotSeal);
  });

  it("refuses every altered byte of a header and samples of the rest", async () => {
    const sealed = await sealEnvelope(header, record.publicKey, utf8("{}"));
    const places = [...Array.from({ length: 260 }, (_, at) => at), 700, 1500, 3000, sealed.length - 1];
    for (const at of places) {
      const altered = sealed.slice();
      altered[at]! ^= 1;
      await expect(openEnvelope(altered, record, null), `byte ${at}`).rejects.toBeInstanceOf(CannotOpen);
    }
  });
});

describe("openEnvelope", () => {
  it("refuses a doctor's message when there is no key to check it with", async () => {
    const message = read("envelope").cases.find((entry: { name: string }) => entry.name === "message").given;
    const mailbox = await importMailboxKey(unhex(keys.mailbox.seed));
    const envelope = fromB64u(message.envelope, "json");
    await expect(openEnvelope(envelope, mailbox, null)).rejects.toMatchObject({ reason: "signature" });
    await expect(openEnvelope(envelope, mailbox, node.public.slice(0, 32))).rejects.toMatchObject({ reason: "unknown_key" });
  });
});

describe("mailbox key", () => {
  it("survives export and import", async () => {
    const key = await generateMailboxKey();
    const again = await importMailboxKey(exportMailboxKey(key));
    expect(again).toEqual(key);
    expect(key.publicKey.length).toBe(1216);
  });
});

describe("openFrames", () => {
  const good = read("stream").cases[0].given;
  const stream = fromB64u(good.stream, "json");
  const open = (source: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>) =>
    openFrames(source, fromB64u(good.reply_key, "json"), unhex(good.digest), 1);
  const collect = async (source: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>) => {
    const frames: Frame[] = [];
    for await (const frame of open(source)) frames.push(frame);
    return frames.map((frame) => frame.kind);
  };

  it("reads a response body", async () => {
    const body = new Response(stream).body!;
    expect(await collect(body)).toEqual([...Array<string>(16).fill("progress"), "reply", "capsule", "record"]);
  });

  it("gives each frame as soon as it is there", async () => {
    let push: ReadableStreamDefaultController<Uint8Array>;
    const source = new ReadableStream<Uint8Array>({ start: (controller) => void (push = controller) });
    const frames = open(source);
    push!.enqueue(stream.slice(0, 16 + 5 + 512 + 16));
    expect((await frames.next()).value?.kind).toBe("progress");
  });

  it("calls a broken connection a cut stream", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield stream.slice(0, 400);
      throw new TypeError("network error");
    }
    await expect(collect(broken())).rejects.toMatchObject({ reason: "truncated" });
  });

  it("lets go of the source when it refuses", async () => {
    let cancelled = false;
    const source = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(100_000)),
      cancel: () => void (cancelled = true),
    });
    await expect(collect(source)).rejects.toBeInstanceOf(CannotOpen);
    expect(cancelled).toBe(true);
  });

  it("refuses a stream without end", async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield stream.slice(0, -1);
      for (;;) yield new Uint8Array(1 << 20);
    }
    await expect(collect(endless())).rejects.toBeInstanceOf(CannotOpen);
  });

  it("refuses every altered byte", async () => {
    for (let at = 0; at < stream.length; at += 61) {
      const altered = stream.slice();
      altered[at]! ^= 0x80;
      await expect(collect(new Response(altered).body!), `byte ${at}`).rejects.toBeInstanceOf(CannotOpen);
    }
  });
});

describe("by_page.json", () => {
  const path = new URL("by_page.json", vectors);

  it("is there for Python to open", async () => {
    if (process.env["JIAYI_WRITE_VECTORS"] === "1") {
      const first = { ...TURN, turn: 0, capsule: null, admission: fromB64u(read("blinding").steps[0].token, "json"), blobs: [] };
      const requests = [];
      for (const turn of [first, TURN, { ...TURN, suite: 2 as const }]) {
        const { body, replyKey, digest } = await sealRequest(turn);
        requests.push({
          body: b64u(body),
          suite: turn.suite,
          reply_key: b64u(replyKey),
          digest: hex(digest),
          session_id: turn.sessionId,
          record_id: turn.recordId,
          turn: turn.turn,
          sent_at_ms: turn.sentAtMs,
          input: turn.input,
          admission: turn.admission === null ? null : b64u(turn.admission),
          capsule: turn.capsule === null ? null : b64u(turn.capsule),
          blobs: (turn.blobs ?? []).map((blob) => b64u(blob)),
        });
      }
      const common = { key_id: record.keyId, record_id: TURN.recordId, created_at_ms: TURN.sentAtMs };
      const id = "c3".repeat(16);
      const envelopes = [];
      for (const header of [
        { kind: "identity", magnet: "YC-7Q2M_x", ...common } as const,
        { kind: "attachment", attachment_id: id, media_type: "image/webp", ...common } as const,
        { kind: "reply", message_id: id, ...common } as const,
      ]) {
        const body = utf8(`{"text":"${header.kind}，好的"}`);
        envelopes.push({ header, body: b64u(body), envelope: b64u(await sealEnvelope(header, record.publicKey, body)) });
      }
      writeFileSync(path, JSON.stringify({ requests, envelopes }, null, 1) + "\n");
    }
    expect(existsSync(path)).toBe(true);
    for (const { header, body, envelope } of read("by_page").envelopes) {
      const opened = await openEnvelope(fromB64u(envelope, "json"), record, null);
      expect([opened.header, b64u(opened.body)]).toEqual([header, body]);
    }
  });
});
