// The commission's signed directory and receipts (FORMAT.md, section 6). The phone holds one thing beforehand: the root's
// fingerprint from the magnet.

import { breath } from "./breath.js";
import { type Bytes, type Json, canonicalJson, fromB64u, isHex16, parseCanonicalObject, utf8 } from "./bytes.js";
import { MODULUS_BYTES } from "./blind.js";
import { CannotOpen } from "./errors.js";
import { type DirectoryLog, MAX_PATH, type SeenHead, checkLog } from "./log.js";
import { PUBLIC_BYTES, type SuiteId, keyId, rootFingerprint, verifySignature } from "./suite.js";

export type Environment = "production" | "development";

export interface KeyRef {
  readonly kid: string;
  /** b64u of the raw public key; see `keyBytes`. */
  readonly key: string;
}

export interface NodeEntry {
  readonly node_id: string;
  readonly url: string;
  readonly channel_key: KeyRef;
  readonly signing_key: KeyRef;
  readonly measurement: string;
  readonly evidence: "development" | "tpm2" | "sev-snp" | "tdx";
  readonly expires_at: number;
}

export interface Directory {
  readonly version: 1;
  readonly suite: SuiteId;
  readonly serial: number;
  readonly issued_at: number;
  readonly expires_at: number;
  readonly environment: Environment;
  readonly commission: { readonly name_zh: string; readonly name_en: string };
  readonly record_key: KeyRef & { readonly not_after: number };
  readonly receipt_key: KeyRef;
  /** null in development alone: nodes then ask for no admission token. */
  readonly admission_key: (KeyRef & { readonly not_after: number }) | null;
  readonly nodes: readonly NodeEntry[];
  /** There while guidance is shown only after a doctor has released it; within how many minutes that is to be. */
  readonly advice?: { readonly within_minutes: number };
}

/** What a reader keeps of the newest certificate that it believed: a key that was followed by another is believed no more. */
export interface SeenCertificate {
  readonly kid: string;
  readonly not_before: number;
}

export interface VerifiedDirectory extends Directory {
  /** To be added to the phone's clock, in milliseconds. */
  readonly skewMs: number;
  /** The log that it stands in, to be kept for the next time. */
  readonly seen: SeenHead;
  /** The newest certificate, to be kept likewise. */
  readonly certified: SeenCertificate;
}

export interface Receipt {
  readonly kind: "record" | "identity" | "attachment" | "reply";
  readonly record_id: string;
  readonly key: string;
  readonly digest: string;
  readonly received_at: number;
}

const LEEWAY_S = 300;
const MAX_SKEW_MS = 24 * 3600 * 1000;
const MAX_TOKEN = 1024 * 1024;

/** The raw bytes of a key of a verified directory. */
export function keyBytes(ref: KeyRef): Bytes {
  return fromB64u(ref.key, "json");
}

/** Payload of a token of type `typ` signed by `key`. Throws CannotOpen; the header is compared, never consulted. */
async function verifyJws(typ: string, token: unknown, key: Bytes): Promise<Record<string, Json>> {
  // eslint-disable-next-line no-control-regex -- ASCII is what is meant
  if (typeof token !== "string" || !/^[\x00-\x7f]*$/.test(token)) throw new CannotOpen("header");
  if (token.length > MAX_TOKEN) throw new CannotOpen("too_long");
  const [header, payload, signature, ...more] = token.split(".");
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0)
    throw new CannotOpen("length");
  await breath();
  const kid = await keyId(key);
  const found = parseCanonicalObject(fromB64u(header, "header"), "header");
  const wanted = { alg: "Ed25519", kid: found["kid"] ?? null, typ };
  if (canonicalJson(found) !== canonicalJson(wanted) || !isHex16(found["kid"])) throw new CannotOpen("header");
  if (found["kid"] !== kid) throw new CannotOpen("unknown_key");
  await verifySignature(key, utf8(`${header}.${payload}`), fromB64u(signature, "signature", 64));
  return parseCanonicalObject(fromB64u(payload, "not_canonical"), "json");
}

type Check = (value: Json | undefined) => boolean;

function shape(fields: Record<string, Check>): Check {
  const names = Object.keys(fields);
  return (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length === names.length &&
    names.every((name) => Object.prototype.hasOwnProperty.call(value, name) && fields[name]!((value as Record<string, Json>)[name]));
}

function oneOf(...values: readonly Json[]): Check {
  return (value) => value !== undefined && values.includes(value);
}

function text(pattern: RegExp): Check {
  return (value) => typeof value === "string" && pattern.test(value);
}

function whole(least: number, most: number): Check {
  return (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function b64uOf(length: number): Check {
  return (value) => {
    try {
      fromB64u(value, "json", length);
      return true;
    } catch {
      return false;
    }
  };
}

const isTime = whole(0, 2 ** 40);
const isHex32 = text(/^[0-9a-f]{64}$/);
const isName: Check = (value) => typeof value === "string" && Array.from(value).length <= 100;
const isEnvironment = oneOf("production", "development");
const signingKey = { kid: isHex16, key: b64uOf(32) };
const kemKey = { kid: isHex16, key: b64uOf(PUBLIC_BYTES) };

const isModulus: Check = (value) => {
  if (!b64uOf(MODULUS_BYTES)(value)) return false;
  const modulus = fromB64u(value, "json");
  return modulus[0]! >= 128 && modulus[MODULUS_BYTES - 1]! % 2 === 1;
};
const isAdmissionKey = shape({ kid: isHex16, key: isModulus, not_after: isTime });

const isNode = shape({
  node_id: isHex16,
  url: text(/^https?:\/\/[0-9A-Za-z.\-[\]:]{1,255}(\/[0-9A-Za-z._~/-]{0,255})?$/),
  channel_key: shape(kemKey),
  signing_key: shape(signingKey),
  measurement: isHex32,
  evidence: oneOf("development", "tpm2", "sev-snp", "tdx"),
  expires_at: isTime,
});

const isCertificate = shape({ ...signingKey, not_before: isTime, not_after: isTime, environment: isEnvironment });

const directoryForm = {
  version: oneOf(1),
  suite: oneOf(1, 2),
  serial: whole(1, Number.MAX_SAFE_INTEGER),
  issued_at: isTime,
  expires_at: isTime,
  environment: isEnvironment,
  commission: shape({ name_zh: isName, name_en: isName }),
  record_key: shape({ ...kemKey, not_after: isTime }),
  receipt_key: shape(signingKey),
  admission_key: (value) => value === null || isAdmissionKey(value),
  nodes: (value) => Array.isArray(value) && value.every(isNode),
} satisfies Record<string, Check>;
const isAdvice = shape({ within_minutes: whole(1, 7 * 24 * 60) });
const isDirectory: Check = (value) =>
  shape(Object.prototype.hasOwnProperty.call(value ?? {}, "advice") ? { ...directoryForm, advice: isAdvice } : directoryForm)(value);

const isIndex = whole(0, Number.MAX_SAFE_INTEGER);
const isPath: Check = (value) => Array.isArray(value) && value.length <= MAX_PATH && value.every(b64uOf(32));
const isIncluded = shape({ index: isIndex, path: isPath });
const isContinued = shape({ from: isIndex, path: isPath });
const isLog = shape({
  head: (value) => typeof value === "string",
  certificate: isIncluded,
  directory: isIncluded,
  consistency: (value) => value === null || isContinued(value),
});
const isHead = shape({ version: oneOf(1), size: whole(1, Number.MAX_SAFE_INTEGER), root: isHex32, at: isTime });

const isResponse = shape({
  root_key: b64uOf(32),
  certificate: () => true,
  directory: () => true,
  log: isLog,
  now_ms: (value) => Number.isSafeInteger(value),
});

const isReceipt = shape({
  kind: oneOf("record", "identity", "attachment", "reply"),
  record_id: isHex16,
  key: text(/^([1-9][0-9]{0,9}|identity|[0-9a-f]{32})$/),
  digest: isHex32,
  received_at: isTime,
});

function read(value: Record<string, Json>, check: Check): unknown {
  if (!check(value)) throw new CannotOpen("json");
  return value;
}

async function checkKids(refs: readonly KeyRef[]): Promise<void> {
  for (const ref of refs) if ((await keyId(keyBytes(ref))) !== ref.kid) throw new CannotOpen("json");
}

export interface DirectoryPolicy {
  /** Refuse a development directory. */
  readonly production: boolean;
  /** The highest serial this phone has seen of this commission; 0 at first. */
  readonly minimumSerial?: number;
  /** The log's head that this phone has seen of this commission; none at first. */
  readonly seen?: SeenHead | null;
  /** The newest certificate that this phone has believed of this commission; none at first. */
  readonly certified?: SeenCertificate | null;
}

/**
 * Checks the answer of `GET /v1/directory` up to the pin, in the order of FORMAT.md, sections 6 and 9. `nowMs` is the phone's own clock.
 * Throws CannotOpen.
 */
export async function verifyDirectory(
  response: unknown,
  pin: string,
  nowMs: number,
  policy: DirectoryPolicy,
): Promise<VerifiedDirectory> {
  if (!isResponse(response as Json)) throw new CannotOpen("json");
  const answer = response as { root_key: string; certificate: unknown; directory: unknown; log: DirectoryLog; now_ms: number };
  const root = fromB64u(answer.root_key, "json", 32);
  if ((await rootFingerprint(root)) !== pin) throw new CannotOpen("chain");

  const certificate = read(await verifyJws("jiayi-directory-cert+jws", answer.certificate, root), isCertificate) as KeyRef & {
    not_before: number;
    not_after: number;
    environment: Environment;
  };
  await checkKids([certificate]);
  const payload = await verifyJws("jiayi-directory+jws", answer.directory, keyBytes(certificate));
  await breath();
  const directory = read(payload, isDirectory) as Directory;
  const admissionKeys = directory.admission_key === null ? [] : [directory.admission_key];
  await checkKids([directory.record_key, directory.receipt_key, ...admissionKeys]);
  await checkKids(directory.nodes.flatMap((node) => [node.channel_key, node.signing_key]));
  // Else a node that was revoked could stand here under another name, and no auditor would see it.
  if (directory.nodes.some((node) => node.node_id !== node.signing_key.kid)) throw new CannotOpen("json");

  const production = directory.environment === "production";
  if (certificate.environment !== directory.environment || (policy.production && !production))
    throw new CannotOpen("environment");
  if (production && directory.admission_key === null) throw new CannotOpen("environment");
  if (production && directory.nodes.some((node) => node.evidence === "development" || !node.url.startsWith("https://")))
    throw new CannotOpen("environment");

  const skewMs = Math.max(-MAX_SKEW_MS, Math.min(MAX_SKEW_MS, answer.now_ms - nowMs));
  const nowS = Math.floor((nowMs + skewMs) / 1000);
  const starts = Math.max(certificate.not_before, directory.issued_at);
  const ends = Math.min(certificate.not_after, directory.expires_at);
  if (starts > nowS + LEEWAY_S || ends <= nowS) throw new CannotOpen("expired");
  const before = policy.certified ?? certificate;
  if (before.kid !== certificate.kid && certificate.not_before < before.not_before) throw new CannotOpen("rollback");
  if (directory.serial < (policy.minimumSerial ?? 0)) throw new CannotOpen("rollback");
  if ([directory.record_key, ...admissionKeys].some((key) => key.not_after <= nowS)) throw new CannotOpen("expired_key");

  const head = read(await verifyJws("jiayi-log-head+jws", answer.log.head, keyBytes(certificate)), isHead) as SeenHead;
  const tokens = { certificate: answer.certificate as string, token: answer.directory as string };
  await checkLog(answer.log, head, { rootKey: answer.root_key, kid: certificate.kid, ...tokens, payload }, policy.seen ?? null);
  const begins = before.kid === certificate.kid ? Math.max(before.not_before, certificate.not_before) : certificate.not_before;
  return { ...directory, skewMs, seen: { size: head.size, root: head.root }, certified: { kid: certificate.kid, not_before: begins } };
}

/** The nodes whose entry has not expired, in the directory's order; the caller picks at random. */
export function liveNodes(directory: VerifiedDirectory, nowMs: number): readonly NodeEntry[] {
  const nowS = Math.floor((nowMs + directory.skewMs) / 1000);
  return directory.nodes.filter((node) => node.expires_at > nowS);
}

/** Checks a receipt under the directory's receipt key. Throws CannotOpen. */
export async function verifyReceipt(token: unknown, receiptKey: Bytes): Promise<Receipt> {
  return read(await verifyJws("jiayi-receipt+jws", token, receiptKey), isReceipt) as Receipt;
}
