// What the phone seals to the commission, and the doctor's messages that it opens (FORMAT.md, section 5).

import { type Bytes, type Json, Cursor, KIB, MIB, canonicalJson, checkPaddedLength, concat, hex, isHex16, pad, parseCanonicalObject, part, sha256, u16, utf8 } from "./bytes.js";
import { CannotOpen, CannotSeal } from "./errors.js";
import { type MailboxKey, SEALED_OVERHEAD, hpkeOpen, hpkeSeal, keyId, verifySignature } from "./suite.js";

interface Common {
  /** Key id of the recipient. */
  readonly key_id: string;
  readonly created_at_ms: number;
}

export interface RecordHeader extends Common {
  readonly kind: "record";
  readonly record_id: string;
  readonly revision: number;
  readonly producer: string;
}

export interface IdentityHeader extends Common {
  readonly kind: "identity";
  readonly record_id: string;
  readonly magnet: string;
}

export interface AttachmentHeader extends Common {
  readonly kind: "attachment";
  readonly record_id: string;
  readonly attachment_id: string;
  readonly media_type: "image/jpeg" | "image/png" | "image/webp";
}

export interface ReplyHeader extends Common {
  readonly kind: "reply";
  readonly record_id: string;
  readonly message_id: string;
}

export interface MessageHeader extends Common {
  readonly kind: "message";
  readonly mailbox_id: string;
  readonly message_id: string;
  readonly producer: string;
}

export interface AskHeader extends Common {
  readonly kind: "ask";
}

export interface EssentialsHeader extends Common {
  readonly kind: "essentials";
  readonly commitment: string;
  readonly producer: string;
}

export type EnvelopeHeader = RecordHeader | IdentityHeader | AttachmentHeader | ReplyHeader | MessageHeader | AskHeader | EssentialsHeader;
/** What the phone itself seals: a record is the node's, a message and essentials are the commission's. */
export type PhoneHeader = IdentityHeader | AttachmentHeader | ReplyHeader | AskHeader;

type Check = (value: unknown) => boolean;
const isHex32: Check = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isTimeMs: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isRevision: Check = (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) < 2 ** 32;
const isMagnet: Check = (value) => typeof value === "string" && /^[0-9A-Za-z_-]{1,64}$/.test(value);
const isMediaType: Check = (value) => value === "image/jpeg" || value === "image/png" || value === "image/webp";

const FIELDS: Record<EnvelopeHeader["kind"], Record<string, Check>> = {
  record: { record_id: isHex16, revision: isRevision, producer: isHex16 },
  identity: { record_id: isHex16, magnet: isMagnet },
  attachment: { record_id: isHex16, attachment_id: isHex16, media_type: isMediaType },
  reply: { record_id: isHex16, message_id: isHex16 },
  message: { mailbox_id: isHex16, message_id: isHex16, producer: isHex16 },
  ask: {},
  essentials: { commitment: isHex32, producer: isHex16 },
};

const floorOf = (kind: EnvelopeHeader["kind"]): number => (kind === "record" ? 64 : 4) * KIB;
const LIMIT = 16 * MIB;
const MAX_HEADER = 2 * KIB;
const MAX_SEALED = SEALED_OVERHEAD + LIMIT;
const PREFIX_BYTES = 7;
const SIGNATURE_BYTES = 64;

const isSigned = (kind: string): boolean => kind === "record" || kind === "message" || kind === "essentials";

function isHeader(value: Record<string, Json>): boolean {
  const kind = value["kind"];
  if (typeof kind !== "string" || !Object.prototype.hasOwnProperty.call(FIELDS, kind)) return false;
  const checks = { ...FIELDS[kind as EnvelopeHeader["kind"]], key_id: isHex16, created_at_ms: isTimeMs };
  const names = Object.keys(checks);
  return Object.keys(value).length === names.length + 1 && names.every((name) => name in value && checks[name as keyof typeof checks]!(value[name]));
}

function envelopeInfo(rawHeader: Bytes): Bytes {
  return concat(utf8("jiayi/v1/envelope\0"), rawHeader);
}

/** Seals a body to the commission's record key. Throws CannotSeal. */
export async function sealEnvelope(header: PhoneHeader, recipientKey: Bytes, body: Bytes): Promise<Bytes> {
  const kind: string = header.kind;
  if (isSigned(kind)) throw new CannotSeal(`the phone does not seal a ${kind}`);
  if (!isHeader(header as unknown as Record<string, Json>)) throw new CannotSeal("a field of the header is malformed");
  if ((await keyId(recipientKey)) !== header.key_id) throw new CannotSeal("the header names another recipient");
  const raw = utf8(canonicalJson(header));
  const padded = pad([part(body, LIMIT)], floorOf(header.kind), LIMIT);
  const sealed = await hpkeSeal(recipientKey, envelopeInfo(raw), padded);
  return concat(utf8("JYEV"), Uint8Array.of(1), u16(raw.length), raw, part(sealed, MAX_SEALED));
}

interface Parts {
  readonly header: EnvelopeHeader;
  readonly rawHeader: Bytes;
  readonly sealed: Bytes;
  readonly unsigned: Bytes;
  readonly signature: Bytes;
}

function split(envelope: Bytes): Parts {
  if (envelope.length < PREFIX_BYTES + 4 + SEALED_OVERHEAD) throw new CannotOpen("too_short");
  if (envelope.length > PREFIX_BYTES + MAX_HEADER + 4 + MAX_SEALED + SIGNATURE_BYTES) throw new CannotOpen("too_long");
  const cursor = new Cursor(envelope);
  if (hex(cursor.take(4)) !== hex(utf8("JYEV"))) throw new CannotOpen("magic");
  if (cursor.u8() !== 1) throw new CannotOpen("version");
  const headerBytes = cursor.u16();
  if (headerBytes > MAX_HEADER) throw new CannotOpen("too_long");
  const rawHeader = cursor.take(headerBytes);
  const value = parseCanonicalObject(rawHeader, "header");
  if (!isHeader(value)) throw new CannotOpen("header");
  const header = value as unknown as EnvelopeHeader;
  const sealed = cursor.part(MAX_SEALED);
  if (sealed.length < SEALED_OVERHEAD) throw new CannotOpen("too_short");
  checkPaddedLength(sealed.length - SEALED_OVERHEAD, floorOf(header.kind), LIMIT);
  const unsigned = envelope.slice(0, cursor.at);
  let signature: Bytes = new Uint8Array(0);
  if (isSigned(header.kind)) {
    if (cursor.left === 0) throw new CannotOpen("signature");
    signature = cursor.take(SIGNATURE_BYTES);
  }
  cursor.end();
  return { header, rawHeader, sealed, unsigned, signature };
}

/** Reads the clear header of a well-formed envelope: not authenticated yet. Throws CannotOpen. */
export function parseHeader(envelope: Bytes): EnvelopeHeader {
  return split(envelope).header;
}

export interface OpenedEnvelope {
  readonly header: EnvelopeHeader;
  readonly body: Bytes;
}

/**
 * Checks and opens an envelope, with the phone's key. Throws CannotOpen.
 *
 * A message is refused unless the commission's receipt key (from the verified directory) signed it: whoever can put
 * bytes into a mailbox must not be able to speak as the doctor.
 */
export async function openEnvelope(envelope: Bytes, key: MailboxKey, signerKey: Bytes | null): Promise<OpenedEnvelope> {
  const { header, rawHeader, sealed, unsigned, signature } = split(envelope);
  if ("producer" in header) {
    if (signerKey === null) throw new CannotOpen("signature");
    if ((await keyId(signerKey)) !== header.producer) throw new CannotOpen("unknown_key");
    await verifySignature(signerKey, concat(utf8("jiayi/v1/signed\0"), await sha256(unsigned)), signature);
  }
  if (header.key_id !== key.keyId) throw new CannotOpen("unknown_key");
  const inner = new Cursor(await hpkeOpen(key.seed, envelopeInfo(rawHeader), sealed));
  const body = inner.part(LIMIT);
  inner.endPadded(floorOf(header.kind));
  return { header, body };
}

/** Hex SHA-256 of a whole envelope. */
export async function envelopeDigest(envelope: Bytes): Promise<string> {
  return hex(await sha256(envelope));
}

/** The `key` of a receipt for this envelope, or null: essentials are asked for, and released, anew each time. */
export function idempotencyKey(header: EnvelopeHeader): string | null {
  switch (header.kind) {
    case "record":
      return String(header.revision);
    case "identity":
      return "identity";
    case "attachment":
      return header.attachment_id;
    case "reply":
    case "message":
      return header.message_id;
    case "ask":
    case "essentials":
      return null;
  }
}
