// @vitest-environment happy-dom
// What a resident sees when the page does not come.
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const code = readFileSync(new URL("../public/first.js", `file://${import.meta.dirname}/`).pathname, "utf-8");
const BOOT = '<div id="app"><p class="boot">家医 · 正在打开…</p></div>';

class FakeRequest {
  static asked: string[] = [];
  readyState = 0;
  responseText = "";
  onreadystatechange: () => void = () => undefined;
  #url = "";

  open(_method: string, url: string): void {
    this.#url = url;
  }

  send(): void {
    FakeRequest.asked.push(this.#url);
    this.readyState = 4;
    this.responseText = JSON.stringify({ doctor: { name: "王", phone: "0951-5550120" } });
    this.onreadystatechange();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeRequest.asked = [];
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  vi.stubGlobal("indexedDB", {});
  document.body.innerHTML = BOOT;
  window.history.replaceState(null, "", "/");
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function run(path = "/m/abc"): void {
  vi.stubGlobal("location", { pathname: path });
  new Function(code)();
}

const links = () => [...document.querySelectorAll("a")].map((one) => one.getAttribute("href"));

describe("before the page", () => {
  it("says so when the network is slow, with 120 and the doctor's number, and leaves the drawn page alone", () => {
    run();
    vi.advanceTimersByTime(7_000);
    expect(links()).toEqual([]);
    vi.advanceTimersByTime(2_000);
    expect(document.body.textContent).toMatch(/网络慢|network is slow/);
    expect(links()).toEqual(["tel:120", "tel:09515550120"]);
    expect(FakeRequest.asked).toEqual(["/v1/magnets/abc"]);
    document.getElementById("app")!.innerHTML = '<div class="screen">页面</div>';
    vi.advanceTimersByTime(60_000);
    expect(document.getElementById("app")!.textContent).toBe("页面");
  });

  it("says so at once when the browser cannot run the page", () => {
    vi.stubGlobal("indexedDB", undefined);
    run();
    vi.advanceTimersByTime(1);
    expect(document.body.textContent).toMatch(/太旧|too old/);
    expect(links()).toContain("tel:120");
  });

  it("says so when the page's own script does not parse, and not for another's", () => {
    run();
    window.dispatchEvent(Object.assign(new Event("error"), { message: "SyntaxError", filename: "https://elsewhere.example/x.js" }));
    expect(links()).toEqual([]);
    window.dispatchEvent(Object.assign(new Event("error"), { message: "SyntaxError: ?", filename: "https://jiayi.example/assets/index-a.js" }));
    expect(document.body.textContent).toMatch(/太旧|too old/);
  });

  it("asks for no number where the address names no magnet", () => {
    run("/s/abc");
    vi.advanceTimersByTime(9_000);
    expect(FakeRequest.asked).toEqual([]);
    expect(links()).toEqual(["tel:120"]);
  });
});
