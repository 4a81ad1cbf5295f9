// The chain from the pin to the directory: what a phone believes, and what it refuses.
import { describe, expect, it, vi } from "vitest";

import { randomBytes, rootFingerprint } from "../src/seal/index";
import { quiet, until } from "./helpers";
import { MemoryLog } from "./log";
import { onPhone } from "./phone";
import { World, signer } from "./world";

const on = onPhone();

describe("the pin", () => {
  it.each([
    ["", "/m/m1", "no_pin"],
    ["#short", "/m/m1", "bad_pin"],
    ["#" + "A".repeat(43), "/other", "no_magnet"],
  ])("refuses %s at %s and asks no server anything", async (hash, path, why) => {
    const phone = await on.profile.visit(hash, path);
    expect(phone.state.gate).toEqual({ kind: "refused", why });
    expect(on.world.requests).toEqual([]);
  });

  it("is not even looked at where the browser offers no encryption", async () => {
    vi.stubGlobal("crypto", {});
    try {
      const phone = await on.profile.visit();
      expect(phone.state.gate).toEqual({ kind: "refused", why: "insecure" });
      expect(on.world.requests).toEqual([]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("refuses another root and goes no further than directory and magnet", async () => {
    const phone = await on.profile.visit(`#${await rootFingerprint(randomBytes(32))}`);
    expect(phone.state.gate).toEqual({ kind: "refused", why: "wrong_pin" });
    // The magnet is asked for beside it, as the page's own address does; nothing else is, and nothing is sent.
    expect(new Set(on.world.requests)).toEqual(new Set(["/v1/directory", "/v1/magnets/m1"]));
  });

  it("is kept after the first visit, and a link that says otherwise is refused", async () => {
    const first = await on.profile.visit();
    expect(first.state.gate.kind).toBe("open");
    first.stop();
    const second = await on.profile.visit("");
    expect(second.state.gate.kind).toBe("open");
    second.stop();
    await quiet();
    on.world.requests = [];
    const third = await on.profile.visit(`#${await rootFingerprint(randomBytes(32))}`);
    expect(third.state.gate).toEqual({ kind: "refused", why: "other_pin" });
    expect(on.world.requests).toEqual([]);
  });

  it("is not kept when the directory did not verify", async () => {
    await on.profile.visit(`#${await rootFingerprint(randomBytes(32))}`);
    const again = await on.profile.visit("");
    expect(again.state.gate).toEqual({ kind: "refused", why: "no_pin" });
  });
});

describe("the directory", () => {
  it("that has expired is refused", async () => {
    on.world.directoryAgeS = 2 * 3600;
    const phone = await on.profile.visit();
    expect(phone.state.gate).toEqual({ kind: "refused", why: "expired" });
  });

  it("is right for a phone whose clock is three hours off, and turns carry the corrected time", async () => {
    on.world.phoneSkewMs = -3 * 3600_000;
    await on.profile.begun();
    expect(Math.abs((on.world.asked[0]!.json["sent_at_ms"] as number) - on.world.nowMs)).toBeLessThan(1000);
  });

  it("tells a clock that is days off from an old directory", async () => {
    on.world.phoneSkewMs = 5 * 86_400_000;
    const phone = await on.profile.visit();
    expect(phone.state.gate).toEqual({ kind: "refused", why: "clock" });
  });

  it("once in production does not become a demonstration", async () => {
    on.world.environment = "production";
    for (const node of on.world.nodes) (node as { url: string }).url = node.url.replace("http:", "https:");
    const first = await on.profile.visit();
    expect(first.state.gate.kind).toBe("open");
    first.stop();
    on.world.environment = "development";
    const second = on.profile.page();
    void second.open();
    await until(() => second.state.gate.kind === "refused", second);
    expect(second.state.gate).toEqual({ kind: "refused", why: "environment" });
  });

  it("asks for the proof that the log goes on from where it saw it, and goes on", async () => {
    const first = await on.profile.visit();
    const seen = on.world.log.entries.length;
    expect(first.state.directory?.seen).toEqual(await on.world.log.head());
    first.stop();
    on.world.serial += 1;
    const second = await on.profile.visit();
    await until(() => second.state.directory?.serial === 8, second);
    expect(on.world.requests).toContain(`/v1/directory?seen=${seen}`);
    expect(second.state.directory?.seen.size).toBeGreaterThan(seen);
  });

  it("by a key that another one followed is not believed by a phone that saw the successor", async () => {
    const stolen = on.world.directoryKey;
    on.world.certifiedAgeS = 3600;
    (await on.profile.visit()).stop();
    on.world.directoryKey = await signer();
    on.world.certifiedAgeS = 60;
    on.world.serial += 1;
    const second = await on.profile.visit();
    await until(() => second.state.directory?.serial === 8, second);
    expect(second.state.directory?.certified.kid).toBe(on.world.directoryKey.kid);
    second.stop();
    // The thief continues the log that everybody can read, and its certificate has not ended.
    on.world.directoryKey = stolen;
    on.world.certifiedAgeS = 3600;
    on.world.serial += 1;
    const again = on.profile.page();
    void again.open();
    await until(() => again.state.gate.kind === "refused", again);
    expect(again.state.gate).toEqual({ kind: "refused", why: "log" });
    expect(on.world.asked).toEqual([]);
  });

  it("that was kept opens without a network, though another magnet of the commission saw more of the log since", async () => {
    (await on.profile.visit()).stop();
    on.world.serial += 1;
    (await on.profile.visit(undefined, "/m/another")).stop();
    on.world.commissionMood = "down";
    const again = await on.profile.visit();
    expect(again.state.gate.kind).toBe("open");
    expect(again.state.directory?.serial).toBe(7);
  });

  it.each<[string, (of: World) => void]>([
    ["a directory that is in no log", (of) => { of.skipsLog = true; }],
    ["another history of the same length and more", (of) => {
      of.log = new MemoryLog();
      for (let n = 0; n < 9; n += 1) of.log.append({ kind: "node", event: "revoked", at: n, node_id: "0".repeat(32) });
    }],
    ["a log that became shorter", (of) => { of.log.entries.length = 0; }],
  ])("is not believed from %s, once another was seen", async (_, harm) => {
    // Longer than what follows, so that the last of the cases is shorter.
    for (let n = 0; n < 5; n += 1) on.world.log.append({ kind: "node", event: "revoked", at: n, node_id: "1".repeat(32) });
    const first = await on.profile.visit();
    expect(first.state.gate.kind).toBe("open");
    first.stop();
    on.world.serial += 1;
    harm(on.world);
    const second = on.profile.page();
    void second.open();
    await until(() => second.state.gate.kind === "refused", second);
    expect(second.state.gate).toEqual({ kind: "refused", why: "log" });
    expect(on.world.asked).toEqual([]);
  });

  it("without a network shows that it waits, and opens when it is back", async () => {
    on.world.commissionMood = "down";
    const phone = await on.profile.visit();
    expect(phone.state.gate.kind).toBe("offline");
    on.world.commissionMood = "well";
    await until(() => phone.state.gate.kind === "open", phone);
  });

  it("a magnet that was withdrawn says so in the commission's words", async () => {
    on.world.magnetState = "revoked";
    const phone = await on.profile.visit();
    expect(phone.state.gate).toEqual({
      kind: "refused",
      why: "unknown_magnet",
      said: { zh: "这张冰箱贴已停用。", en: "This magnet was withdrawn." },
      phone: "0955-7000123",
    });
  });
});
