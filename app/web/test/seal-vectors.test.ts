// Every vector case that concerns the phone, read by the page's half. The Python tests read the same files.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { blind, unblind, verifyPss } from "../src/seal/blind.js";
import { parseCanonicalObject, sizeClass } from "../src/seal/bytes.js";
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

interface Case {
  readonly name: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- vectors are JSON of many shapes
  readonly given: any;
  readonly wants: { readonly opens?: unknown; readonly reason?: string };
}

function read(name: string): any {
  return JSON.parse(readFileSync(new URL(`../../../tests/vectors/seal/${name}.json`, import.meta.url), "utf-8"));
}

function raw(text: string): Bytes {
  return fromB64u(text, "json");
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
  for await (const frame of openFrames(inPieces(stream, size), raw(given.reply_key), unhex(given.digest)))
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
  const policy = { production: given.production, minimumSerial: given.minimum_serial };
  const directory = await verifyDirectory(given.response, given.pin, given.now_ms, policy);
  const live = liveNodes(directory, given.now_ms).map((node) => node.node_id);
  return { serial: directory.serial, skew_ms: directory.skewMs, live };
}

const OPENERS: Record<string, (given: Case["given"]) => Promise<unknown>> = {
  stream: (given) => openStream(given, 1 << 20),
  envelope: openEnvelopeCase,
  directory: openDirectory,
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
    for (const { name, given, wants } of read(structure).cases as Case[])
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
  for (const { name, given, wants } of read("essentials").cases as Case[])
    if (wants.opens !== undefined)
      it(name, async () => {
        const { commitment } = wants.opens as { commitment: string };
        expect(await commitmentOf(raw(given.secret))).toBe(commitment);
        expect(parseHeader(raw(given.envelope))).toMatchObject({ kind: "essentials", commitment });
      });
});

describe("stream, one byte at a time", () => {
  for (const { name, given, wants } of read("stream").cases as Case[])
    it(name, async () => expect(await outcome(openStream(given, 1))).toEqual(wants));
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

  it("pads to the stated size classes", () => {
    for (const { length, floor, size } of suite.size_classes) expect(sizeClass(length, floor)).toBe(size);
  });

  it("writes and reads the stated canonical JSON", () => {
    for (const { value, text } of suite.canonical) {
      expect(canonicalJson(value)).toBe(text);
      expect(parseCanonicalObject(utf8(text), "json")).toEqual(value);
    }
  });

  it("knows every reason that the vectors expect", () => {
    const expected = ["request", "stream", "capsule", "envelope", "essentials", "directory", "receipt", "release", "token"].flatMap((name) =>
      (read(name).cases as Case[]).map((entry) => entry.wants.reason),
    );
    for (const reason of expected) if (reason !== undefined) expect(REASONS).toContain(reason);
  });
});
