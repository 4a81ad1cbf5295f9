// Shared summaries: the vectors of FORMAT.md, section 13, what the phone makes, and what is no link.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import { type Bytes, concat } from "../src/seal/bytes";
import { CannotOpen, CannotSeal, type Shared, b64u, fromB64u, hex, linkOf, linkText, openShare, proofOf, sealShare, sha256 } from "../src/seal/index";

interface Case {
  readonly name: string;
  readonly given: { readonly share_id: string; readonly link_key: string; readonly code: string; readonly sealed: string | { like: string; edits: [number, number, string | number][] } };
  readonly wants: { readonly opens?: { body: Shared; proof: string; proof_digest: string }; readonly reason?: string };
}

const cases = (JSON.parse(readFileSync(new URL("../../../tests/vectors/seal/share.json", import.meta.url), "utf-8")) as { cases: Case[] }).cases;
const whole = new Map<string, Bytes>();
for (const { name, given } of cases) {
  let data: Bytes;
  if (typeof given.sealed === "string") data = fromB64u(given.sealed, "json");
  else {
    data = whole.get(given.sealed.like)!;
    for (const [at, taken, put] of [...given.sealed.edits].reverse())
      data = concat(data.subarray(0, at), typeof put === "number" ? new Uint8Array(put) : fromB64u(put, "json"), data.subarray(at + taken));
  }
  whole.set(name, data);
}

const BODY: Shared = {
  version: 1,
  lang: "zh",
  made_at_ms: 1_795_000_000_000,
  name: "李𠮷·古丽",
  person: "女，91 岁",
  urgency: "今天看医生",
  headline: "请今天就去看医生",
  summary: "主诉：胸闷三天。\n\t\"青霉素\"过敏。",
};

describe("a shared summary", () => {
  it.each(cases)("$name", async ({ name, given, wants }) => {
    const link = { shareId: given.share_id, linkKey: fromB64u(given.link_key, "json") };
    const opening = openShare(link, given.code, whole.get(name)!);
    if (wants.opens === undefined) {
      await expect(opening).rejects.toSatisfy((error) => error instanceof CannotOpen && error.reason === wants.reason);
      return;
    }
    expect(await opening).toEqual(wants.opens.body);
    const proof = await proofOf(link, given.code);
    expect(proof).toBe(wants.opens.proof);
    expect(hex(await sha256(fromB64u(proof, "json")))).toBe(wants.opens.proof_digest);
  });

  it("opens with the link that was scanned and the code that was told, and gives the commission neither", async () => {
    const made = await sealShare(BODY);
    const address = new URL(linkText("https://jiayi.example", made.link));
    const link = linkOf(address.pathname, address.hash)!;
    expect(await openShare(link, made.code, fromB64u(made.given.sealed, "json"))).toEqual(BODY);
    expect(hex(await sha256(fromB64u(await proofOf(link, made.code), "json")))).toBe(made.given.proof_digest);
    const told = JSON.stringify(made.given);
    for (const secret of [b64u(made.link.linkKey), made.code + '"', made.owner, await proofOf(link, made.code)]) expect(told).not.toContain(secret);
    const other = made.code === "000000" ? "000001" : "000000";
    await expect(openShare(link, other, fromB64u(made.given.sealed, "json"))).rejects.toBeInstanceOf(CannotOpen);
  });

  it("has a code of six digits, its own id and its own key each time", async () => {
    const made = await Promise.all(Array.from({ length: 40 }, () => sealShare(BODY)));
    for (const { code } of made) expect(code).toMatch(/^[0-9]{6}$/);
    for (const values of [made.map((one) => one.link.shareId), made.map((one) => b64u(one.link.linkKey)), made.map((one) => one.owner)])
      expect(new Set(values).size).toBe(made.length);
    expect(new Set(made.map((one) => one.code)).size).toBeGreaterThan(30);
  });

  it("hides how long a summary is but for its class, and refuses one that is too long", async () => {
    const lengths = await Promise.all(["", "胸".repeat(900)].map(async (summary) => (await sealShare({ ...BODY, summary })).given.sealed.length));
    expect(lengths[0]).toBe(lengths[1]);
    await expect(sealShare({ ...BODY, summary: "胸".repeat(12_000) })).rejects.toBeInstanceOf(CannotSeal);
  });

  it("has links of one form only", () => {
    const id = "0".repeat(32);
    const key = b64u(new Uint8Array(32));
    expect(linkOf(`/s/${id}`, `#${key}`)).not.toBeNull();
    for (const [path, hash] of [
      [`/s/${id}`, ""],
      [`/s/${id}`, `#${key.slice(1)}`],
      [`/s/${id}`, `#${key}A`],
      [`/s/${id}`, `#${key.slice(0, -1)}B`],
      [`/s/${id.slice(1)}`, `#${key}`],
      [`/s/${id.toUpperCase().replace("0", "A")}`, `#${key}`],
      [`/m/${id}`, `#${key}`],
      [`/s/${id}/x`, `#${key}`],
    ] as const)
      expect(linkOf(path, hash), `${path} ${hash}`).toBeNull();
  });
});
