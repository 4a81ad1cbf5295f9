// @vitest-environment happy-dom
// A share from the phone to a reader elsewhere, over a commission in memory that does what FORMAT.md, section 13, says.
import { render } from "preact";
import { act } from "preact/test-utils";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { Clock } from "../src/core/clock";
import { Commission } from "../src/core/commission";
import { LinkError } from "../src/core/errors";
import { MOST_WRONG, Sharing, addressOf } from "../src/core/sharing";
import { Shelf } from "../src/core/shelf";
import { Reader } from "../src/screens/Reader";
import { type Shared, fromB64u, hex, sha256 } from "../src/seal/index";
import { LATER } from "../src/strings/laterOf";
import { until } from "./helpers";

const RECORD = "a".repeat(32);
const DAY_MS = 24 * 3600 * 1000;
const BODY: Shared = { version: 1, lang: "zh", made_at_ms: 1_795_000_000_000, name: "李𠮷", person: "女，91 岁", urgency: "今天看医生", headline: "请今天就去看医生", summary: "主诉：胸闷三天。" };

interface Row {
  readonly given: { readonly share_id: string; readonly proof_digest: string; readonly owner_digest: string; readonly sealed: string };
  opened: number;
  wrong: number;
  gone: boolean;
}

class FakeCommission {
  readonly rows = new Map<string, Row>();
  down = false;
  posts = 0;
  now = 1_795_000_000_000;

  readonly fetch = async (url: string, init?: RequestInit): Promise<Response> => {
    if (this.down) throw new TypeError("no network");
    const body = typeof init?.body === "string" ? JSON.parse(init.body) : null;
    const [, , , id = "", open] = url.split("/");
    const answer = (status: number, value: unknown = null) => new Response(status === 204 ? null : JSON.stringify(value), { status });
    if (init?.method === "POST" && id === "") {
      this.posts += 1;
      const before = this.rows.get(body.share_id);
      if (before !== undefined && JSON.stringify(before.given) !== JSON.stringify(body)) return answer(409, { error: "taken" });
      this.rows.set(body.share_id, before ?? { given: body, opened: 0, wrong: 0, gone: false });
      return answer(200, { expires_at_ms: this.now + DAY_MS });
    }
    const row = this.rows.get(id);
    if (row === undefined) return answer(404, { error: "not_found" });
    if (open === "open") {
      if (row.gone) return answer(404, { error: "not_found" });
      if (hex(await sha256(fromB64u(body.proof, "json"))) !== row.given.proof_digest) {
        row.wrong += 1;
        row.gone = row.wrong >= MOST_WRONG;
        return answer(403, { error: "wrong_code", tries_left: MOST_WRONG - row.wrong, text_zh: `还可以试 ${MOST_WRONG - row.wrong} 次`, text_en: "" });
      }
      row.opened += 1;
      return answer(200, { sealed: row.given.sealed, expires_at_ms: this.now + DAY_MS });
    }
    const owner = new Headers(init?.headers).get("authorization")?.replace("Bearer ", "") ?? "";
    if (hex(await sha256(fromB64u(owner, "json"))) !== row.given.owner_digest) return answer(404);
    if (init?.method === "DELETE") {
      row.gone = true;
      return answer(204);
    }
    return answer(200, { opened: row.opened, wrong: row.wrong, expires_at_ms: this.now + DAY_MS });
  };
}

let commission: FakeCommission;
let shelf: Shelf;
let sharing: Sharing;
let root: HTMLElement;

beforeEach(async () => {
  commission = new FakeCommission();
  shelf = await Shelf.open(new IDBFactory());
  sharing = new Sharing(shelf, new Commission(commission.fetch), new Clock(() => commission.now));
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  shelf.close();
});

const find = (id: string) => root.querySelector<HTMLElement>(`[data-testid="${id}"]`);

/** Somebody scans, and types numbers one after another. */
async function reads(address: string, ...codes: string[]): Promise<{ forgotten: () => boolean }> {
  let forgotten = false;
  const url = new URL(address);
  await act(() => {
    render(<Reader fetch={commission.fetch} location={url} lang="zh" forgetAddress={() => { forgotten = true; }} />, root);
  });
  for (const code of codes) {
    const field = find("reader-code") as HTMLInputElement;
    await act(() => {
      field.value = code;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await act(() => {
      find("reader-open")!.click();
    });
    await until(() => {
      void act(() => undefined);
      return find("summary-page") !== null || find("reader-over") !== null || find("error") !== null;
    });
    await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
  }
  return { forgotten: () => forgotten };
}

describe("sharing a summary", () => {
  it("is read by who scanned and was told, and gone for everybody once it is taken back", async () => {
    const share = await sharing.make(RECORD, BODY);
    const address = addressOf(share, "https://jiayi.example");
    const { forgotten } = await reads(address, share.code);
    expect(find("summary-page")!.textContent).toContain(BODY.summary);
    expect(root.textContent).toContain(LATER.zh.reader.notSigned);
    expect(forgotten()).toBe(true);
    expect((await sharing.ask(share)).opened).toBe(1);
    await act(() => {
      find("reader-close")!.click();
    });
    expect(root.textContent).not.toContain(BODY.summary);
    await sharing.end(RECORD);
    expect(await sharing.find(RECORD)).toBeNull();
    render(null, root);
    await reads(address, share.code);
    expect(find("reader-over")!.textContent).toBe(LATER.zh.reader.gone);
  });

  it("tells the phone of wrong numbers, and ends with the fifth", async () => {
    const share = await sharing.make(RECORD, BODY);
    const other = share.code === "000000" ? "000001" : "000000";
    await reads(addressOf(share, "https://jiayi.example"), other);
    expect(find("error")!.textContent).toBe("还可以试 4 次");
    expect(await sharing.ask(share)).toMatchObject({ opened: 0, wrong: 1 });
    render(null, root);
    await reads(addressOf(share, "https://jiayi.example"), other, other, other, other);
    expect(find("reader-over")).not.toBeNull();
    expect(await sharing.ask(share)).toMatchObject({ opened: 0, wrong: MOST_WRONG });
  });

  it("takes full-width digits and spaces, and counts nothing that has not six", async () => {
    const share = await sharing.make(RECORD, BODY);
    const wide = [...share.code].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join("");
    await reads(addressOf(share, "https://jiayi.example"), "12345", wide);
    expect(find("summary-page")).not.toBeNull();
    expect((await sharing.ask(share)).wrong).toBe(0);
  });

  it("refuses a link that is cut off before anything is asked", async () => {
    commission.down = true;
    await reads(`https://jiayi.example/s/${"0".repeat(32)}#AAAA`);
    expect(find("reader-over")!.textContent).toBe(LATER.zh.reader.noLink);
  });

  it("keeps what it made when the network goes, and gives the same in again", async () => {
    commission.down = true;
    await expect(sharing.make(RECORD, BODY)).rejects.toBeInstanceOf(LinkError);
    const kept = (await sharing.find(RECORD))!;
    expect(kept.given).not.toBeNull();
    commission.down = false;
    const made = await sharing.make(RECORD, BODY);
    expect(made.shareId).toBe(kept.shareId);
    expect(made.code).toBe(kept.code);
    expect([commission.posts, commission.rows.size]).toEqual([1, 1]);
  });

  it("is taken back later when the network was gone, and when its consultation is deleted", async () => {
    const one = await sharing.make(RECORD, BODY);
    const two = await sharing.make("b".repeat(32), BODY);
    commission.down = true;
    await expect(sharing.end(RECORD)).rejects.toBeInstanceOf(LinkError);
    expect((await sharing.find(RECORD))!.ending).toBe(true);
    await sharing.sweep(new Set());
    expect(commission.rows.get(one.shareId)!.gone).toBe(false);
    commission.down = false;
    await sharing.sweep(new Set([RECORD]));
    expect([one, two].map((share) => commission.rows.get(share.shareId)!.gone)).toEqual([true, true]);
    expect(await sharing.find(RECORD)).toBeNull();
  });

  it("is forgotten here when its day is over", async () => {
    await sharing.make(RECORD, BODY);
    commission.now += DAY_MS;
    expect(await sharing.find(RECORD)).toBeNull();
    const again = await sharing.make(RECORD, BODY);
    expect(again.expiresAtMs).toBe(commission.now + DAY_MS);
  });
});
