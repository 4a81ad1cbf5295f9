// Every vector case that concerns the phone, read by the page's half. The Python tests read the same files.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { blind, unblind, verifyPss } from "../src/seal/blind.js";
import { concat, parseCanonicalObject, sha256, sizeClass } from "../src/seal/bytes.js";
import { isStrictKey } from "../src/seal/ed25519.js";
import { continues, includes } from "../src/seal/log.js";
import {
  type Bytes,
  CannotOpen,
  REASONS,
  b64u,
  beginToken,
  canonicalJson,
  commitmentOf,
  envelopeDigest,
  fromB64u,
  hex,
  idempotencyKey,
  importMailboxKey,
  keyBytes,
  keyId,
  liveNodes,
  openEnvelope,
  openFrames,
  parseHeader,
  rootFingerprint,
  utf8,
  verifyDirectory,
  verifyReceipt,
} from "../src/seal/index.js";
import { hkdfSm3, sm3, sm4GcmOpener } from "../src/seal/guomi.js";

interface Case {
  readonly name: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- vectors are JSON of many shapes
  readonly given: any;
  readonly wants: { readonly opens?: unknown; readonly reason?: string };
}

function read(name: string): any {
  return JSON.parse(readFileSync(new URL(`../../../tests/vectors/seal/${name}.json`, import.meta.url), "utf-8"));
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- vectors are JSON of many shapes
function repeated(value: any): any {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  if (Array.isArray(value.repeat)) return String(value.repeat[0]).repeat(value.repeat[1]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, repeated(item)]));
}

/** The cases of a structure, long values written out: they stand as edits of an earlier case's. */
function casesOf(structure: string): Case[] {
  const cases = (read(structure).cases as Case[]).map((entry) => ({ ...entry, given: repeated(entry.given) }));
  for (const field of ["body", "stream", "capsule", "envelope"]) {
    const whole = new Map<string, Bytes>();
    for (const { name, given } of cases) {
      const value = given[field];
      if (typeof value === "string") whole.set(name, raw(value));
      else if (value !== undefined) {
        let data = whole.get(value.like)!;
        for (const [at, taken, put] of [...value.edits].reverse() as [number, number, string | number][])
          data = concat(data.subarray(0, at), typeof put === "number" ? new Uint8Array(put) : raw(put), data.subarray(at + taken));
        given[field] = data;
      }
    }
  }
  return cases;
}

/** The bytes of b64u; what was written out here is bytes already, and some of it is 17 MiB. */
function raw(value: string | Bytes): Bytes {
  return typeof value === "string" ? fromB64u(value, "json") : value;
}

function unhex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

const suite = read("suite");
const KINDS = ["", "progress", "reply", "capsule", "record", "failure"];

async function* inPieces(data: Bytes, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

async function openStream(given: Case["given"], size: number): Promise<unknown> {
  const frames = [];
  const stream = raw(given.stream);
  for await (const frame of openFrames(inPieces(stream, size), raw(given.reply_key), unhex(given.digest), given.suite))
    frames.push({ kind: KINDS.indexOf(frame.kind), body: b64u(frame.body), last: frame.last });
  return frames;
}

async function openEnvelopeCase(given: Case["given"]): Promise<unknown> {
  const envelope = raw(given.envelope);
  const header = parseHeader(envelope);
  let signer: Bytes | null = null;
  if ("producer" in header) {
    // What the page does with the directory's receipt key; a producer that is not there meets some other key.
    const known = given.signers.map(raw) as Bytes[];
    const ids = await Promise.all(known.map(keyId));
    signer = known[Math.max(0, ids.indexOf(header.producer))]!;
  }
  const names = ["record", "mailbox", "node"];
  const name = names.find((candidate) => suite.kem_keys[candidate].key_id === header.key_id) ?? "record";
  const opened = await openEnvelope(envelope, await importMailboxKey(unhex(suite.kem_keys[name].seed)), signer);
  return {
    header: opened.header,
    body: b64u(opened.body),
    digest: await envelopeDigest(envelope),
    recipient: name,
    key: idempotencyKey(opened.header),
  };
}

async function openDirectory(given: Case["given"]): Promise<unknown> {
  const policy = { production: given.production, minimumSerial: given.minimum_serial, certified: given.certified };
  const directory = await verifyDirectory(given.response, given.pin, given.now_ms, policy);
  const live = liveNodes(directory, given.now_ms).map((node) => node.node_id);
  const advice = directory.advice === undefined ? {} : { advice: directory.advice };
  return { serial: directory.serial, suite: directory.suite, skew_ms: directory.skewMs, live, certified: directory.certified, ...advice };
}

async function openLog(given: Case["given"]): Promise<unknown> {
  const policy = { production: given.production, minimumSerial: given.minimum_serial, seen: given.seen };
  return (await verifyDirectory(given.response, given.pin, given.now_ms, policy)).seen;
}

const OPENERS: Record<string, (given: Case["given"]) => Promise<unknown>> = {
  stream: (given) => openStream(given, 1 << 20),
  envelope: openEnvelopeCase,
  directory: openDirectory,
  log: openLog,
  receipt: (given) => verifyReceipt(given.token, raw(given.receipt_key)),
};

async function outcome(run: Promise<unknown>): Promise<Case["wants"]> {
  try {
    return { opens: await run };
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    expect(error.message).toBe("cannot open");
    return { reason: error.reason };
  }
}

for (const [structure, open] of Object.entries(OPENERS)) {
  describe(structure, () => {
    // A phone holds one mailbox key and retires none: such cases are the commission's.
    for (const { name, given, wants } of casesOf(structure).filter((entry) => entry.given.retired === undefined))
      it(name, async () => expect(await outcome(open(given))).toEqual(wants));
  });
}

describe("blinding", () => {
  const { key, key_id: kid, steps } = read("blinding");
  const int = (data: Bytes) => BigInt(`0x${hex(data)}`);
  const modulus = raw(key);
  const inverseOf = (unit: bigint) => {
    let [a, b, x, y] = [unit, int(modulus), 1n, 0n];
    while (a > 0n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x];
    return ((y % int(modulus)) + int(modulus)) % int(modulus);
  };
  for (const [at, step] of steps.entries())
    it(`of token ${at}`, async () => {
      const unit = int(raw(step.unit));
      const drawn = { nonce: raw(step.nonce), salt: raw(step.salt), unit, inverse: inverseOf(unit) };
      const begun = await beginToken({ kid, key }, step.node_key_id, step.day, drawn);
      expect(b64u(begun.blinded)).toBe(step.blinded);
      expect(b64u(await begun.finish(raw(step.blind_signature)))).toBe(step.token);
    });

  it("is another one each time, and fits its signature alone", async () => {
    const [one, two] = await Promise.all([0, 1].map(() => beginToken({ kid, key }, steps[0].node_key_id, steps[0].day)));
    expect(one!.blinded).not.toEqual(two!.blinded);
    for (const signature of [steps[0].blind_signature, steps[1].blind_signature].map(raw))
      await expect(one!.finish(signature)).rejects.toMatchObject({ reason: "token" });
    await expect(one!.finish(raw(steps[0].blind_signature).slice(1))).rejects.toMatchObject({ reason: "token" });
  });

  it("follows RFC 9474, appendix A.1", async () => {
    const rfc = JSON.parse(readFileSync(new URL("../../../tests/vectors/rfc9474.json", import.meta.url), "utf-8"));
    const of = (name: string) => unhex(rfc[name]);
    const n = int(of("p")) * int(of("q"));
    const rfcModulus = unhex(n.toString(16));
    let [a, b, x, y] = [int(of("inv")), n, 1n, 0n];
    while (a > 0n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x];
    const prepared = new Uint8Array([...of("msg_prefix"), ...of("msg")]);
    const unit = ((y % n) + n) % n;
    expect(hex(await blind(rfcModulus, prepared, of("salt"), unit))).toBe(rfc.blinded_msg);
    expect(hex(unblind(rfcModulus, of("blind_sig"), int(of("inv"))))).toBe(rfc.sig);
    await verifyPss(rfcModulus, of("sig"), prepared);
    await expect(verifyPss(rfcModulus, of("sig"), of("msg"))).rejects.toMatchObject({ reason: "token" });
  });
});

describe("essentials", () => {
  // The phone never opens them; what it has to get right is the commitment to its secret.
  for (const { name, given, wants } of casesOf("essentials"))
    if (wants.opens !== undefined)
      it(name, async () => {
        const { commitment } = wants.opens as { commitment: string };
        expect(await commitmentOf(raw(given.secret))).toBe(commitment);
        expect(parseHeader(raw(given.envelope))).toMatchObject({ kind: "essentials", commitment });
      });
});

describe("stream, one byte at a time", () => {
  for (const { name, given, wants } of casesOf("stream"))
    it(name, async () => expect(await outcome(openStream(given, 1))).toEqual(wants));
});

describe("suite 2", () => {
  it("has the stated SM3, HKDF and SM4-GCM", () => {
    for (const { text, digest } of suite.sm3) expect(hex(sm3(unhex(text)))).toBe(digest);
    for (const { salt, secret, info, length, key } of suite.hkdf_sm3)
      expect(hex(hkdfSm3(unhex(salt), unhex(secret), unhex(info), length))).toBe(key);
    for (const { key, nonce, aad, text, sealed } of suite.sm4_gcm) {
      const opened = sm4GcmOpener(unhex(key))(unhex(nonce), unhex(sealed), unhex(aad));
      expect(opened === null ? null : hex(opened)).toBe(text);
    }
  });
});

describe("tree", () => {
  const { entries, roots, inclusion, consistency } = read("tree");
  const flipped = (path: Bytes[]) => path.map((step, at) => (at === 0 ? Uint8Array.from(step, (byte) => byte ^ 1) : step));

  it("takes every inclusion proof and no altered one", async () => {
    for (const { index, size, path } of inclusion) {
      const leaf = await sha256(concat(Uint8Array.of(0), raw(entries[index])));
      const steps = path.map(raw) as Bytes[];
      expect(await includes(leaf, index, size, steps, roots[size])).toBe(true);
      expect(await includes(leaf, index + 1, size, steps, roots[size])).toBe(false);
      expect(await includes(leaf, index, size, [...steps, leaf], roots[size])).toBe(false);
      if (steps.length > 0) expect(await includes(leaf, index, size, flipped(steps), roots[size])).toBe(false);
    }
  });

  it("takes every consistency proof and no altered one", async () => {
    for (const { from, size, path } of consistency) {
      const steps = path.map(raw) as Bytes[];
      const [old, now] = [{ size: from, root: roots[from] }, { size, root: roots[size] }];
      expect(await continues(old, now, steps)).toBe(true);
      expect(await continues({ ...old, root: "00".repeat(32) }, now, steps)).toBe(false);
      expect(await continues(old, { ...now, root: "00".repeat(32) }, steps)).toBe(false);
      if (steps.length > 0) expect(await continues(old, now, flipped(steps))).toBe(false);
    }
  });
});

describe("suite", () => {
  it("derives the stated public keys and ids from the seeds", async () => {
    for (const key of Object.values(suite.kem_keys) as Record<string, string>[]) {
      const made = await importMailboxKey(unhex(key["seed"]!));
      expect([b64u(made.publicKey), made.keyId]).toEqual([key["public"], key["key_id"]]);
    }
    for (const key of Object.values(suite.signing_keys) as { kid: string; key: string; public: string; key_id: string }[])
      expect(await keyId(keyBytes({ kid: key.key_id, key: key.public }))).toBe(key.key_id);
    expect(await rootFingerprint(raw(suite.signing_keys.root.public))).toBe(suite.root_fingerprint);
  });

  it("asks nothing of keys that anybody can sign for", () => {
    for (const key of suite.signing_keys_refused as string[]) expect(isStrictKey(unhex(key))).toBe(false);
    for (const key of Object.values(suite.signing_keys) as { public: string }[]) expect(isStrictKey(raw(key.public))).toBe(true);
  });

  it("pads to the stated size classes", () => {
    for (const { length, floor, size } of suite.size_classes) expect(sizeClass(length, floor)).toBe(size);
  });

  it("writes and reads the stated canonical JSON", () => {
    for (const { value, text } of suite.canonical) {
      expect(canonicalJson(value)).toBe(text);
      expect(parseCanonicalObject(utf8(text), "json")).toEqual(value);
    }
  });

  for (const { name, raw: text, reason } of suite.canonical_texts)
    it(`reads canonical JSON and nothing near it: ${name}`, async () => {
      const read = async () => canonicalJson(parseCanonicalObject(raw(text), "json"));
      const wants = reason === null ? { opens: new TextDecoder("utf-8", { ignoreBOM: true }).decode(raw(text)) } : { reason };
      expect(await outcome(read())).toEqual(wants);
    });

  it("knows every reason that the vectors expect", () => {
    const expected = ["request", "stream", "capsule", "envelope", "essentials", "directory", "log", "receipt", "release", "token"].flatMap((name) =>
      (read(name).cases as Case[]).map((entry) => entry.wants.reason),
    );
    for (const reason of expected) if (reason !== undefined) expect(REASONS).toContain(reason);
  });
});
