/**
 * A commission and compute nodes in memory for the page's tests, on the other side of real sealing: requests are opened with
 * node keys, answers are sealed in frames, receipts and directories are signed. What it "thinks" is scripted by the test.
 */
import { getPublicKeyAsync, signAsync } from "@noble/ed25519";

import type { EssentialsAsk, Progress, Reply, TurnInput } from "../src/generated/wire";
import {
  type Bytes,
  type Json,
  type MailboxKey,
  b64u,
  canonicalJson,
  fromB64u,
  generateMailboxKey,
  hex,
  idempotencyKey,
  keyId,
  openEnvelope,
  parseHeader,
  randomBytes,
  rootFingerprint,
  sha256,
  utf8,
} from "../src/seal/index";
import { Cursor, concat, pad, part, u16, u32 } from "../src/seal/bytes";
import { hpkeOpen, hpkeSeal } from "../src/seal/suite";
import { envelopeDigest } from "../src/seal/envelope";
import { Issuer } from "./issuer";
import { MemoryLog, withoutKeys } from "./log";

const KIB = 1024;
const MIB = 1024 * KIB;

interface Signer {
  readonly secret: Bytes;
  readonly key: Bytes;
  readonly kid: string;
}

export async function signer(): Promise<Signer> {
  const secret = randomBytes(32);
  const key = new Uint8Array(await getPublicKeyAsync(secret));
  return { secret, key, kid: await keyId(key) };
}

async function jws(typ: string, payload: Json, by: Signer): Promise<string> {
  const head = b64u(utf8(canonicalJson({ alg: "Ed25519", kid: by.kid, typ })));
  const body = b64u(utf8(canonicalJson(payload)));
  const signature = new Uint8Array(await signAsync(utf8(`${head}.${body}`), by.secret));
  return `${head}.${body}.${b64u(signature)}`;
}

export interface Asked {
  readonly node: string;
  readonly turn: number;
  readonly sessionId: string;
  readonly recordId: string;
  readonly input: TurnInput;
  readonly capsule: string | null;
  readonly blobs: readonly Bytes[];
  readonly json: Record<string, Json>;
}

export interface Scripted {
  readonly reply: Reply;
  readonly progress?: readonly Progress[];
}

export type Script = (asked: Asked) => Scripted | { readonly fail: { readonly code: string; readonly retry: boolean } };

export interface Node {
  readonly id: string;
  readonly url: string;
  channel: MailboxKey;
  readonly signing: Signer;
  /** What happens on the way: answers, nobody there, a stream cut in the middle, a refusal, a connection that is taken and left silent. */
  mood: "well" | "down" | "cut" | "lost-answer" | "cannot_open" | "busy" | "silent" | "stuck";
}

export interface Stored {
  readonly kind: string;
  readonly recordId: string;
  readonly key: string;
  readonly digest: string;
  readonly body: Bytes | null;
}

export const PLAIN: Reply = {
  turn: 0,
  lang: "zh",
  stage: "intake",
  messages: [],
  question: null,
  remaining: null,
  report: null,
  emergency: null,
  guidance: null,
  held: null,
};

export class World {
  nowMs = Date.UTC(2026, 10, 23, 12);
  /** How far the phone's clock is off. */
  phoneSkewMs = 0;
  serial = 7;
  environment: "production" | "development" = "development";
  directoryAgeS = 0;
  /** How long ago the root certified the directory key. */
  certifiedAgeS = 60;
  /** The advice policy: within how many minutes guidance is released; null: it is told at once. */
  withinMinutes: number | null = null;
  commissionMood: "well" | "silent" | "down" | "bad_receipt" | "busy" | "cannot_open" = "well";
  /** Another one is another history: what a phone saw before is not in it. */
  log = new MemoryLog();
  /** Hands out a directory that is in no log. */
  skipsLog = false;
  magnet = "m1";
  magnetState: "known" | "revoked" = "known";
  doctor: { name: string; phone: string; name_en?: string } = { name: "马秀兰医生", phone: "0955-7000123" };
  requests: string[] = [];
  asked: Asked[] = [];
  readonly stored = new Map<string, Stored>();
  posts = 0;
  released: EssentialsAsk[] = [];
  /** Signs admission tokens; null: the directory asks for none. */
  issuer: Issuer | null = new Issuer();
  /** How many tokens the magnet may still draw, and who does not sign although it should. */
  allowance = 60;
  issuerMood: "well" | "down" | "other_signer" = "well";
  /** What nodes took, by nonce: the consultation that each was spent for. */
  readonly spent = new Map<string, string>();
  /** A commission that seals under another commitment than it was asked for. */
  otherCommitment: string | null = null;
  readonly mailboxes = new Map<string, { secret: string; messages: { seq: number; envelope: string }[] }>();
  /** How long a node takes before each frame, in milliseconds. */
  paceMs = 0;
  /** How long every request is on its way, in milliseconds. */
  lineMs = 0;
  script: Script = () => ({ reply: PLAIN });
  /** Which node's capsules may be opened by whom: one state key for the cluster. */
  stateEpoch = 1;

  private constructor(
    readonly root: Signer,
    public directoryKey: Signer,
    readonly receiptKey: Signer,
    public record: MailboxKey,
    readonly nodes: Node[],
    readonly pin: string,
  ) {}

  static async make(count = 2): Promise<World> {
    const [root, directoryKey, receiptKey] = await Promise.all([signer(), signer(), signer()]);
    const nodes = await Promise.all(
      Array.from({ length: count }, async (_, at): Promise<Node> => ({
        id: hex(randomBytes(16)),
        url: `http://node${at}.test:8701`,
        channel: await generateMailboxKey(),
        signing: await signer(),
        mood: "well",
      })),
    );
    return new World(root, directoryKey, receiptKey, await generateMailboxKey(), nodes, await rootFingerprint(root.key));
  }

  get phoneNow(): number {
    return this.nowMs + this.phoneSkewMs;
  }

  /** A node comes back as another process: other keys, no memory. */
  async restart(node: Node): Promise<void> {
    node.channel = await generateMailboxKey();
    node.mood = "well";
    this.serial += 1;
  }

  readonly fetch = async (input: string, init: RequestInit = {}): Promise<Response> => {
    this.requests.push(input);
    if (init.signal?.aborted === true) throw new TypeError("aborted");
    const node = this.nodes.find((one) => input.startsWith(one.url));
    const body = init.body instanceof Uint8Array ? new Uint8Array(init.body) : new Uint8Array(0);
    if (this.lineMs > 0) await new Promise((resolve) => setTimeout(resolve, this.lineMs));
    if (node?.mood === "silent") return silence(init.signal);
    if (node !== undefined && input.endsWith("/healthz")) {
      if (node.mood === "down") throw new TypeError("no network");
      return Response.json({}, { status: node.mood === "busy" ? 503 : 200 });
    }
    if (node?.mood === "stuck") return silence(init.signal);
    if (node !== undefined) return this.turn(node, body);
    if (this.commissionMood === "down") throw new TypeError("no network");
    if (this.commissionMood === "silent") return silence(init.signal);
    if (this.commissionMood === "busy") return new Response("{}", { status: 503, headers: { "retry-after": "1" } });
    if (input === "/healthz") return Response.json({});
    if (input.startsWith("/v1/directory")) return Response.json(await this.directory(Number(/\?seen=(\d+)$/.exec(input)?.[1] ?? 0)));
    if (input.startsWith("/v1/magnets/")) return this.welcome(input.slice("/v1/magnets/".length));
    if (input === "/v1/envelopes") return this.envelope(body);
    if (input === "/v1/essentials") return this.essentials(body);
    if (input === "/v1/admission") return this.admission(JSON.parse(init.body as string));
    if (input.startsWith("/v1/mailbox/")) return this.mailbox(input, new Headers(init.headers).get("authorization"));
    return new Response("{}", { status: 404 });
  };

  async directory(seen = 0): Promise<Json> {
    const nowS = Math.floor(this.nowMs / 1000) - this.directoryAgeS;
    const certificate = {
      kid: this.directoryKey.kid,
      key: b64u(this.directoryKey.key),
      not_before: nowS - this.certifiedAgeS,
      not_after: nowS + 86_400,
      environment: this.environment,
    };
    const directory = {
      version: 1,
      suite: 1,
      ...(this.withinMinutes === null ? {} : { advice: { within_minutes: this.withinMinutes } }),
      serial: this.serial,
      issued_at: nowS - 60,
      expires_at: nowS + 3600,
      environment: this.environment,
      commission: { name_zh: "青禾县卫生健康局", name_en: "Qinghe County Health Commission" },
      record_key: { kid: this.record.keyId, key: b64u(this.record.publicKey), not_after: nowS + 86_400 },
      receipt_key: { kid: this.receiptKey.kid, key: b64u(this.receiptKey.key) },
      admission_key: this.issuer === null ? null : { kid: await keyId(this.issuer.modulus), key: b64u(this.issuer.modulus), not_after: nowS + 172_800 },
      nodes: this.nodes.map((node) => ({
        node_id: node.signing.kid,
        url: node.url,
        channel_key: { kid: node.channel.keyId, key: b64u(node.channel.publicKey) },
        signing_key: { kid: node.signing.kid, key: b64u(node.signing.key) },
        measurement: "ab".repeat(32),
        evidence: this.environment === "development" ? "development" : "tpm2",
        expires_at: nowS + 3600,
      })),
    };
    const rootKey = b64u(this.root.key);
    const certified = await jws("jiayi-directory-cert+jws", certificate, this.root);
    const token = await jws("jiayi-directory+jws", directory, this.directoryKey);
    const digest = hex(await sha256(utf8(this.skipsLog ? "another" : token)));
    const entry = { kind: "directory", kid: this.directoryKey.kid, token_digest: digest, directory: withoutKeys(directory) };
    const [first, second] = [this.log.append({ kind: "certificate", root_key: rootKey, token: certified }), this.log.append(entry)];
    const log = {
      head: await jws("jiayi-log-head+jws", { version: 1, ...(await this.log.head()), at: nowS }, this.directoryKey),
      certificate: await this.log.included(first),
      directory: await this.log.included(second),
      consistency: await this.log.consistency(seen),
    };
    return { root_key: rootKey, certificate: certified, directory: token, log, now_ms: this.nowMs };
  }

  private welcome(magnet: string): Response {
    if (magnet !== this.magnet || this.magnetState === "revoked") {
      const status = magnet === this.magnet ? 410 : 404;
      return Response.json({ error: "revoked", text_zh: "这张冰箱贴已停用。", text_en: "This magnet was withdrawn.", phone: this.doctor.phone }, { status });
    }
    return Response.json({
      magnet,
      community: { name_zh: "青禾县柳湾村", name_en: "Liuwan village, Qinghe" },
      doctor: this.doctor,
      consent: {
        version: "2026-11",
        zh: ["您说的话先在手机上加密，再发出去。", "云上的电脑算完就忘，不知道您是谁。", "您的医生能看到，并可能给您打电话。"],
        en: ["What you say is sealed on this phone before it is sent.", "The cloud forgets when it has answered, and does not know you.", "Your doctor can read it and may call you."],
        full_zh: "知情同意全文。\n\n第一条 为了帮您判断病情的急缓，我们处理您说的话和照片。",
        full_en: "The full text of the consent.\n\nFirst. To help see how urgent it is, what you say and your photos are processed.",
      },
    });
  }

  private async envelope(body: Bytes): Promise<Response> {
    this.posts += 1;
    if (this.commissionMood === "cannot_open") return Response.json({ error: "cannot_open" }, { status: 400 });
    const header = parseHeader(body);
    if (header.kind === "message" || header.kind === "ask" || header.kind === "essentials" || header.key_id !== this.record.keyId) return Response.json({ error: "cannot_open" }, { status: 400 });
    const signedBy = header.kind === "record" ? this.nodes.find((node) => node.signing.kid === header.producer)?.signing.key : null;
    const opened = await openEnvelope(body, this.record, signedBy ?? null);
    const key = idempotencyKey(header) ?? "";
    const name = `${header.kind}:${header.record_id}:${key}`;
    if (!this.stored.has(name)) {
      this.stored.set(name, {
        kind: header.kind,
        recordId: header.record_id,
        key,
        digest: await envelopeDigest(body),
        body: opened.body,
      });
      if (header.kind === "identity") {
        const registration = JSON.parse(new TextDecoder().decode(opened.body)) as { mailbox_key: string; mailbox_secret: string };
        const id = await keyId(fromB64u(registration.mailbox_key, "json"));
        this.mailboxes.set(id, { secret: registration.mailbox_secret, messages: [] });
      }
    }
    const first = this.stored.get(name)!;
    const by = this.commissionMood === "bad_receipt" ? await signer() : this.receiptKey;
    const receipt = await jws(
      "jiayi-receipt+jws",
      { kind: first.kind, record_id: first.recordId, key: first.key, digest: first.digest, received_at: Math.floor(this.nowMs / 1000) },
      by,
    );
    return Response.json({ receipt });
  }

  /** Seals for the node that was named, to whoever shows the secret of a mailbox that a delivered identity brought. */
  private async essentials(ask: Bytes): Promise<Response> {
    const opened = await openEnvelope(ask, this.record, null);
    const wanted = JSON.parse(new TextDecoder().decode(opened.body)) as EssentialsAsk;
    this.released.push(wanted);
    const box = this.mailboxes.get(wanted.mailbox_id);
    const node = this.nodes.find((one) => one.channel.keyId === wanted.channel_key_id);
    if (box === undefined || wanted.mailbox_secret !== box.secret || node === undefined) return new Response("{}", { status: 404 });
    const header = {
      kind: "essentials",
      commitment: this.otherCommitment ?? wanted.commitment,
      key_id: node.channel.keyId,
      producer: this.receiptKey.kid,
      created_at_ms: this.nowMs,
    };
    const raw = utf8(canonicalJson(header));
    const padded = pad([part(utf8('{"known":[]}'), MIB)], 4 * KIB, MIB);
    const sealed = await hpkeSeal(node.channel.publicKey, concat(utf8("jiayi/v1/envelope\0"), raw), padded);
    const unsigned = concat(utf8("JYEV"), Uint8Array.of(1), u16(raw.length), raw, part(sealed, MIB));
    const signature = new Uint8Array(await signAsync(concat(utf8("jiayi/v1/signed\0"), await sha256(unsigned)), this.receiptKey.secret));
    return Response.json({ envelope: b64u(concat(unsigned, signature)) });
  }

  private async admission(asked: { magnet: string; kid: string; blinded: string[] }): Promise<Response> {
    if (this.issuerMood === "down") throw new TypeError("no network");
    if (asked.magnet !== this.magnet || this.magnetState === "revoked") return Response.json({ error: "revoked_magnet" }, { status: 410 });
    if (this.issuer === null || asked.kid !== (await keyId(this.issuer.modulus))) return Response.json({ error: "other_key" }, { status: 409 });
    const granted = asked.blinded.slice(0, Math.max(0, this.allowance));
    if (granted.length === 0) return Response.json({ error: "too_many_tokens" }, { status: 429, headers: { "retry-after": "1" } });
    this.allowance -= granted.length;
    const signer = this.issuerMood === "other_signer" ? new Issuer(1) : this.issuer;
    return Response.json({ signatures: granted.map((one) => b64u(signer.sign(fromB64u(one, "json")))) });
  }

  /** Whether a node takes this token for a first turn. */
  private async admits(node: Node, token: Json, consultation: string): Promise<boolean> {
    if (this.issuer === null) return true;
    if (typeof token !== "string") return false;
    const nonce = await this.issuer.nonceOf(fromB64u(token, "json"), node.channel.keyId, Math.floor(this.nowMs / 86_400_000));
    if (nonce === null || (this.spent.get(nonce) ?? consultation) !== consultation) return false;
    this.spent.set(nonce, consultation);
    return true;
  }

  private mailbox(input: string, authorization: string | null): Response {
    const [, id = "", after = "0"] = /^\/v1\/mailbox\/([0-9a-f]{32})\?after=(\d+)$/.exec(input) ?? [];
    const box = this.mailboxes.get(id);
    if (box === undefined || authorization !== `Bearer ${box.secret}`) return new Response("{}", { status: 404 });
    return Response.json({ messages: box.messages.filter((one) => one.seq > Number(after)) });
  }

  /** The doctor writes to the mailbox of a consultation. */
  async writeAsDoctor(recordId: string, text: string, by: Signer = this.receiptKey, more: Record<string, unknown> = {}): Promise<void> {
    const identity = this.stored.get(`identity:${recordId}:identity`);
    const registration = JSON.parse(new TextDecoder().decode(identity!.body!)) as { mailbox_key: string };
    const key = fromB64u(registration.mailbox_key, "json");
    const mailboxId = await keyId(key);
    const box = this.mailboxes.get(mailboxId)!;
    const header = {
      kind: "message",
      mailbox_id: mailboxId,
      message_id: hex(randomBytes(16)),
      key_id: mailboxId,
      producer: by.kid,
      created_at_ms: this.nowMs,
    };
    const message = { record_id: recordId, text, from_name: "马秀兰", sent_at_ms: this.nowMs, action: "message", ...more };
    const raw = utf8(canonicalJson(header));
    const padded = pad([part(utf8(JSON.stringify(message)), MIB)], 4 * KIB, MIB);
    const sealed = await hpkeSeal(key, concat(utf8("jiayi/v1/envelope\0"), raw), padded);
    const unsigned = concat(utf8("JYEV"), Uint8Array.of(1), u16(raw.length), raw, part(sealed, MIB));
    const signature = new Uint8Array(await signAsync(concat(utf8("jiayi/v1/signed\0"), await sha256(unsigned)), by.secret));
    box.messages.push({ seq: box.messages.length + 1, envelope: b64u(concat(unsigned, signature)) });
  }

  private async turn(node: Node, body: Bytes): Promise<Response> {
    const { mood } = node;
    if (mood === "down") throw new TypeError("no network");
    if (mood === "busy") return new Response("{}", { status: 503, headers: { "retry-after": "1" } });
    const refused = () => Response.json({ error: "cannot_open" }, { status: 400 });
    if (mood === "cannot_open") return refused();
    const header = body.slice(0, 41);
    if (hex(header.subarray(5, 21)) !== node.channel.keyId) return refused();
    const info = concat(utf8("jiayi/v1/request\0"), Uint8Array.of(1), utf8("POST /v1/turns\0"), header);
    const cursor = new Cursor(await hpkeOpen(node.channel.seed, info, body.slice(41)));
    const json = JSON.parse(new TextDecoder().decode(cursor.part(256 * KIB))) as Record<string, Json>;
    const sealedState = cursor.part(MIB);
    const blobs = Array.from({ length: cursor.u32() }, () => cursor.part(8 * MIB));
    if (Math.abs((json["sent_at_ms"] as number) - this.nowMs) > 300_000) return refused();
    const capsule = sealedState.length === 0 ? null : new TextDecoder().decode(sealedState);
    const sessionId = hex(header.subarray(21, 37));
    const turn = new DataView(header.buffer, 37).getUint32(0);
    const recordId = json["record_id"] as string;
    if (capsule !== null && capsule !== `${this.stateEpoch}:${sessionId}:${turn}:${recordId}`) return refused();
    if (turn === 0 ? !(await this.admits(node, json["admission"] ?? null, sessionId + recordId)) : json["admission"] !== null) return refused();
    const asked: Asked = { node: node.id, turn, sessionId, recordId, input: json["input"] as unknown as TurnInput, capsule, blobs, json };
    this.asked.push(asked);
    const frames = await this.frames(asked, node);
    const stream = await sealFrames(frames, fromB64u(json["reply_key"], "json"), await sha256(body));
    if (mood === "lost-answer") throw new TypeError("the connection broke");
    const sent = mood === "cut" ? stream.slice(0, -1) : stream;
    const { paceMs } = this;
    return new Response(
      new ReadableStream<Uint8Array>({
        async start(controller) {
          for (const chunk of sent) {
            if (paceMs > 0) await new Promise((resolve) => setTimeout(resolve, paceMs));
            controller.enqueue(chunk);
          }
          controller.close();
        },
      }),
    );
  }

  private async frames(asked: Asked, node: Node): Promise<readonly (readonly [number, Bytes])[]> {
    const said = this.script(asked);
    if ("fail" in said) return [[5, utf8(JSON.stringify(said.fail))]];
    const { turn, sessionId, recordId } = asked;
    const progress = (said.progress ?? []).map((step) => [1, utf8(JSON.stringify(step))] as const);
    const reply: Reply = { ...said.reply, turn };
    const capsule = utf8(`${this.stateEpoch}:${sessionId}:${turn + 1}:${recordId}`);
    const record = await this.sealRecord(recordId, turn + 1, node, JSON.stringify({ said: asked.input }));
    const silent = Array.from({ length: Math.max(0, 16 - progress.length) }, () => [1, new Uint8Array(0)] as const);
    return [...progress, ...silent, [2, utf8(JSON.stringify(reply))], [3, capsule], [4, record]];
  }

  private async sealRecord(recordId: string, revision: number, node: Node, text: string): Promise<Bytes> {
    const header = {
      kind: "record",
      record_id: recordId,
      revision,
      key_id: this.record.keyId,
      producer: node.signing.kid,
      created_at_ms: this.nowMs,
    };
    const raw = utf8(canonicalJson(header));
    const padded = pad([part(utf8(text), MIB)], 64 * KIB, MIB);
    const sealed = await hpkeSeal(this.record.publicKey, concat(utf8("jiayi/v1/envelope\0"), raw), padded);
    const unsigned = concat(utf8("JYEV"), Uint8Array.of(1), u16(raw.length), raw, part(sealed, MIB));
    const signature = new Uint8Array(await signAsync(concat(utf8("jiayi/v1/signed\0"), await sha256(unsigned)), node.signing.secret));
    return concat(unsigned, signature);
  }
}

/** Never answers, until the one who asked gives up. */
async function silence(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => {
      reject(new TypeError("aborted"));
    });
  });
}

async function sealFrames(frames: readonly (readonly [number, Bytes])[], replyKey: Bytes, digest: Bytes): Promise<Bytes[]> {
  const salt = randomBytes(16);
  const base = await crypto.subtle.importKey("raw", replyKey, "HKDF", false, ["deriveKey"]);
  const info = concat(utf8("jiayi/v1/frames\0"), Uint8Array.of(1), digest);
  const key = await crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info }, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const chunks: Bytes[] = [salt];
  for (const [seq, [kind, body]] of frames.entries()) {
    const last = seq === frames.length - 1 ? 1 : 0;
    const sequence = concat(u32(0), u32(seq));
    const additionalData = concat(utf8("jiayi/v1/frame\0"), Uint8Array.of(1), digest, sequence, Uint8Array.of(last));
    const inner = concat(Uint8Array.of(kind), part(body, 2 * MIB));
    const floor = [0, 512, 8 * KIB, 0, 0, 512][kind]!;
    const padded = floor > 0 ? pad([inner], floor, 2 * MIB) : concat(inner, new Uint8Array(-inner.length & 255));
    const iv = concat(u32(0), sequence);
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, padded));
    chunks.push(concat(u32(sealed.length), Uint8Array.of(last), sealed));
  }
  return chunks;
}

