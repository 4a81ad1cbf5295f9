import { describe, expect, it } from "vitest";

import { Clock, MAX_SKEW_MS } from "../src/core/clock";
import { delivered } from "../src/core/delivery";
import { Unreachable } from "../src/core/errors";
import { Deadline, request } from "../src/core/http";
import type { Delivery } from "../src/core/model";
import { Pause, backoffMs } from "../src/core/pause";
import { type PersonDraft, ageDays, ageToday, judge, mayBePregnant, phoneNumber } from "../src/core/person";
import { magnetOf, pinOf } from "../src/core/pin";
import { clean, cut, length, problem } from "../src/core/text";
import { refusalOf } from "../src/core/trust";

describe("what is typed", () => {
  it("loses control characters and marks that reorder text, and nothing else", () => {
    expect(clean("  胸\u0000闷\u0007\u202e两天\u200f\r\n爬楼\t加重\u009f ")).toBe("胸闷两天\n爬楼\t加重");
    expect(clean("👩‍⚕️ 38.5℃ ÀÉ")).toBe("👩‍⚕️ 38.5℃ ÀÉ");
    expect(clean("e\u0301")).toBe("é");
  });

  it("counts characters as the servers do", () => {
    expect(length("👍🏽胸闷")).toBe(4);
  });

  it("is refused when empty or too long, and taken at the limit", () => {
    expect(problem(clean(" \n\u0000 "))).toBe("empty");
    expect(problem("胸".repeat(4000))).toBeNull();
    expect(problem("胸".repeat(4001))).toBe("too_long");
    expect(problem("👍".repeat(4000))).toBeNull();
    expect(problem("x".repeat(20_000))).toBe("too_long");
  });
});

describe("what is too long", () => {
  it("keeps its beginning up to a sentence's end near the limit, else up to the limit", () => {
    expect(cut("胸闷两天。", 10)).toBe("胸闷两天。");
    expect(cut("一二三。四五六七八", 6)).toBe("一二三。");
    expect(cut("一二三四五六七八", 6)).toBe("一二三四五六");
    expect(cut(`。${"长".repeat(900)}`, 800)).toBe(`。${"长".repeat(799)}`);
    expect(cut("It hurts. And more follows", 14)).toBe("It hurts.");
  });

  it("never cuts a character in two", () => {
    expect(cut("𠮷".repeat(7), 3)).toBe("𠮷𠮷𠮷");
    expect(length(cut("👍🏽".repeat(4000)))).toBe(4000);
  });
});

const DRAFT: PersonDraft = { relation: "self", age: "56", unit: "years", sex: "male", pregnant: null, name: " 马 占山 ", phone: "139 0000-0000", identityNumber: "" };
/** 20 June 2026, in China. */
const NOW = Date.UTC(2026, 5, 20, 4);

describe("a person", () => {
  it("is judged whole", () => {
    expect(judge(DRAFT, NOW)).toEqual({
      relation: "self",
      name: "马 占山",
      phone: "13900000000",
      sex: "male",
      ageDays: Math.round(56.5 * 365.25),
      age: { value: 56, unit: "years" },
      pregnant: null,
      identityNumber: "",
    });
  });

  it.each([
    ["relation", { relation: null }],
    ["age", { age: "" }],
    ["age", { age: "五十" }],
    ["age", { age: "-3" }],
    ["age", { age: "1e3" }],
    ["age", { age: "5.5" }],
    ["ageRange", { age: "121" }],
    ["ageRange", { age: "37", unit: "months" }],
    ["sex", { sex: null }],
    ["name", { name: " \u0000 " }],
    ["phone", { phone: "12345" }],
    ["phone", { phone: "no phone" }],
  ] as const)("lacks %s", (why, change) => {
    expect(judge({ ...DRAFT, ...change }, NOW)).toBe(why);
  });

  // Numbers of nobody: 11010519491231002X and 440524188001010014 are the examples of GB 11643-1999.
  const HERS = { ...DRAFT, sex: "female", age: "76", identityNumber: "11010519491231002X" } as const;

  it("with an identity number is as old as its birthday says", () => {
    const judged = judge(HERS, NOW);
    expect(judged).toMatchObject({ identityNumber: "11010519491231002X", age: { value: 76, unit: "years" }, ageDays: Math.round(76.5 * 365.25) });
    // 虚岁, full width, in groups, a small x.
    for (const age of ["77", "78", "75"]) expect(judge({ ...HERS, age }, NOW)).toEqual(judged);
    expect(judge({ ...HERS, identityNumber: "１１０１０５ 19491231-002ｘ" }, NOW)).toEqual(judged);
    expect(ageToday({ age: { value: 70, unit: "years" }, identityNumber: HERS.identityNumber }, NOW)).toEqual({ value: 76, unit: "years" });
    expect(ageToday({ age: { value: 70, unit: "years" } }, NOW)).toEqual({ value: 70, unit: "years" });
  });

  it.each([
    ["identity", { identityNumber: "110105194912310021" }], // wrong check character
    ["identity", { identityNumber: "110105491231002" }], // the old 15 digits
    ["identity", { identityNumber: "110105194913310028" }], // no thirteenth month
    ["identity", { identityNumber: "440524188001010014", sex: "male" }], // 146 years
    ["identity", { identityNumber: "不想填" }],
    ["identitySex", { sex: "male" }],
    ["identityAge", { age: "79" }],
    ["identityAge", { age: "74" }],
    ["identityAge", { age: "7", unit: "months", relation: "child" }],
  ] as const)("whose number does not fit is told: %s", (why, change) => {
    expect(judge({ ...HERS, ...change }, NOW)).toBe(why);
  });

  it("may write digits full width, leave the number out, and have a long name cut", () => {
    expect(judge({ ...DRAFT, age: "５６", phone: "" }, NOW)).toMatchObject({ age: { value: 56 }, phone: "" });
    expect((judge({ ...DRAFT, name: "马".repeat(200) }, NOW) as { name: string }).name).toBe("马".repeat(60));
    expect(phoneNumber("+86 139 0000 0000")).toBe("+8613900000000");
  });

  it("of a few months is not of a few years", () => {
    expect(ageDays(8, "months")).toBe(Math.round(8.5 * 30.4375));
    expect(ageDays(0, "months")).toBe(15);
    expect(ageDays(120, "years")! <= 130 * 366).toBe(true);
  });

  it("is asked about pregnancy only where it can be, and else nothing is said", () => {
    expect(mayBePregnant("female", "30", "years")).toBe(true);
    expect(mayBePregnant("female", "9", "years")).toBe(false);
    expect(mayBePregnant("female", "30", "months")).toBe(false);
    expect(mayBePregnant("male", "30", "years")).toBe(false);
    expect(mayBePregnant("female", "", "years")).toBe(false);
    expect(judge({ ...DRAFT, pregnant: true }, NOW)).toMatchObject({ pregnant: null });
    expect(judge({ ...DRAFT, sex: "female", age: "30", pregnant: true }, NOW)).toMatchObject({ pregnant: true });
    expect(judge({ ...DRAFT, sex: "female", age: "30", pregnant: null }, NOW)).toMatchObject({ pregnant: null });
  });
});

describe("the address", () => {
  const pin = "A".repeat(43);
  it("names a magnet, or nothing", () => {
    expect(magnetOf("/m/abc-1_2")).toBe("abc-1_2");
    expect(magnetOf("/m/abc/")).toBe("abc");
    for (const path of ["/m/", "/", "/m/a/b", "/m/a%2Fb", `/m/${"a".repeat(65)}`, "/x/m/a"]) expect(magnetOf(path)).toBeNull();
  });

  it("takes a fingerprint of 32 bytes and no other", () => {
    const known = () => undefined;
    expect(pinOf("/m/a", `#${pin}`, known)).toEqual({ magnet: "a", pin });
    for (const bad of [pin.slice(1), `${pin}A`, `${pin.slice(1)}=`, `${"A".repeat(42)}B`]) expect(pinOf("/m/a", `#${bad}`, known)).toBe("bad_pin");
    expect(pinOf("/m/a", "#", known)).toBe("no_pin");
  });
});

describe("the clock", () => {
  it("is corrected by what lies between asking and answering", () => {
    const clock = new Clock(() => 1_000_000);
    clock.learn(1_500_000, 999_000, 1_001_000);
    expect(clock.now()).toBe(1_500_000);
    expect(clock.beyond).toBe(false);
  });

  it("is corrected by a day at most, and says when it is off by more", () => {
    const clock = new Clock(() => 0);
    clock.learn(10 * MAX_SKEW_MS, 0, 0);
    expect(clock.skewMs).toBe(MAX_SKEW_MS);
    expect(clock.beyond).toBe(true);
    clock.learn(Number.NaN, 0, 0);
    expect(clock.skewMs).toBe(MAX_SKEW_MS);
  });
});

describe("waiting", () => {
  it("doubles up to half a minute", () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((tries) => backoffMs(tries, () => 1))).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(backoffMs(0, () => 0)).toBe(750);
  });

  it("ends when poked, before or meanwhile, and when stopped", async () => {
    const pause = new Pause();
    pause.poke();
    await pause.wait(60_000);
    const waiting = pause.wait(60_000);
    pause.poke();
    await waiting;
    const again = pause.wait(60_000);
    pause.stop();
    await again;
    await pause.wait(60_000);
    expect(pause.stopped).toBe(true);
  });
});

describe("a request", () => {
  it("that is silent for too long is given up, and bytes in between count", async () => {
    const deadline = new Deadline(60);
    const silent = request(
      (_url, init) => new Promise((_resolve, reject) => { init?.signal?.addEventListener("abort", () => { reject(new TypeError("aborted")); }); }),
      "/x",
      {},
      deadline.signal,
    );
    await new Promise((resolve) => setTimeout(resolve, 40));
    deadline.extend();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(deadline.signal.aborted).toBe(false);
    await expect(silent).rejects.toBeInstanceOf(Unreachable);
  });
});

describe("the receipt line", () => {
  const one = (kind: Delivery["kind"], key: string, receivedAtS: number | null): Delivery => ({
    kind,
    recordId: "r",
    key,
    createdAtMs: 0,
    sealedFor: null,
    receivedAtS,
    refused: null,
  });
  const identity = one("identity", "identity", 1);

  it("is true when the latest record and the identity both arrived", () => {
    const of = { recordId: "r", turn: 3 };
    expect(delivered([], of)).toBe(false);
    expect(delivered([one("record", "3", 1)], of)).toBe(false);
    expect(delivered([one("record", "3", 1), one("identity", "identity", null)], of)).toBe(false);
    expect(delivered([one("record", "3", null), identity, one("attachment", "3", 1)], of)).toBe(false);
    expect(delivered([one("record", "2", 1), identity], of)).toBe(false);
    expect(delivered([one("record", "3", 1), identity, one("attachment", "a", null)], of)).toBe(true);
    expect(delivered([one("record", "3", 1), identity], { recordId: "other", turn: 3 })).toBe(false);
  });
});

describe("a refusal", () => {
  it("is told in words that fit the reason", () => {
    expect(refusalOf("chain", false)).toBe("wrong_pin");
    expect(refusalOf("expired", false)).toBe("expired");
    expect(refusalOf("expired", true)).toBe("clock");
    expect(refusalOf("environment", false)).toBe("environment");
    expect(refusalOf("rollback", false)).toBe("log");
    expect(refusalOf("log", false)).toBe("log");
    expect(refusalOf("signature", false)).toBe("damaged");
    expect(refusalOf("signature", false)).toBe("damaged");
  });
});
