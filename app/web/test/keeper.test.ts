// The page's keeper (public/sw.js): it keeps the build that it belongs to, and gives out nothing else, whatever lies in the cache.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeEach, expect, it } from "vitest";

const SCRIPT = readFileSync(new URL("../public/sw.js", import.meta.url), "utf-8");
const ORIGIN = "https://clinic.example";
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' https://node.example; frame-ancestors 'none'";
const BUILD: Record<string, string> = {
  "/index.html": '<script src="/first.js"></script><script src="/assets/index-1.js"></script>',
  "/first.js": "first",
  "/assets/index-1.js": 'import("./agreement-1.js")',
  "/assets/agreement-1.js": "keys",
};
const EVIL = "send(everything)";

type Listener = (event: Record<string, unknown>) => void;

/** A network, caches and the keeper between them. */
class Browser {
  readonly served = new Map(Object.entries(BUILD));
  readonly caches = new Map<string, Map<string, Response>>();
  /** What the browser's own cache answers with, unless it is told to ask anew. */
  readonly stale = new Map<string, string>();
  online = true;
  asked: string[] = [];
  skipped = false;
  readonly #listeners = new Map<string, Listener>();

  constructor(build = BUILD) {
    const path = (of: string | Request) => new URL(typeof of === "string" ? of : of.url, ORIGIN).pathname;
    const open = (name: string) => {
      const held = this.caches.get(name) ?? new Map<string, Response>();
      this.caches.set(name, held);
      return Promise.resolve({
        match: (of: string) => Promise.resolve(held.get(path(of))?.clone()),
        put: (of: string, response: Response) => Promise.resolve(void held.set(path(of), response)),
        keys: () => Promise.resolve([...held.keys()].map((one) => new Request(ORIGIN + one))),
        delete: (of: string | Request) => Promise.resolve(held.delete(path(of))),
      });
    };
    const all = { open, keys: () => Promise.resolve([...this.caches.keys()]), delete: (name: string) => Promise.resolve(this.caches.delete(name)) };
    const self = {
      location: new URL(ORIGIN),
      clients: { claim: () => Promise.resolve() },
      skipWaiting: () => { this.skipped = true; },
      addEventListener: (name: string, listener: Listener) => this.#listeners.set(name, listener),
    };
    const digests = Object.fromEntries(Object.entries(build).map(([name, text]) => [name, createHash("sha256").update(text).digest("hex")]));
    const script = SCRIPT.replace("const BUILD = {};", `const BUILD = ${JSON.stringify(digests)};`);
    new Function("self", "caches", "fetch", script)(self, all, (of: string | Request, how: RequestInit = {}) =>
      this.fetch(path(of), how.cache === "reload" || how.cache === "no-store"));
  }

  async fetch(path: string, anew = true): Promise<Response> {
    this.asked.push(path);
    if (!anew && this.stale.has(path)) return new Response(this.stale.get(path));
    if (!this.online) throw new TypeError("there is no network");
    const body = this.served.get(path.startsWith("/m/") ? "/index.html" : path);
    return new Response(body ?? "", { status: body === undefined ? 404 : 200, headers: { "content-security-policy": CSP } });
  }

  /** Runs a listener to its end. */
  async happens(name: string): Promise<void> {
    const works: Promise<unknown>[] = [];
    this.#listeners.get(name)!({ waitUntil: (work: Promise<unknown>) => works.push(work) });
    await Promise.all(works);
  }

  /** Answers what the page gets; null where the keeper leaves it to the browser. */
  async gets(path: string, mode = "no-cors"): Promise<Response | null> {
    let answer: Promise<Response> | null = null;
    const request = { method: "GET", url: ORIGIN + path, mode };
    this.#listeners.get("fetch")!({ request, waitUntil: () => undefined, respondWith: (given: Promise<Response>) => { answer = given; } });
    return answer;
  }

  async text(path: string, mode?: string): Promise<string | undefined> {
    return (await this.gets(path, mode))?.text();
  }

  get cache(): Map<string, Response> {
    return this.caches.get("jiayi-page-2")!;
  }
}

let browser: Browser;

beforeEach(async () => {
  browser = new Browser();
  await browser.happens("install");
});

it("keeps the whole build that it belongs to, and takes over then", () => {
  expect([...browser.cache.keys()].sort()).toEqual(Object.keys(BUILD).sort());
  expect(browser.skipped).toBe(true);
});

it("opens without a network, under the policy that the page was kept with", async () => {
  browser.online = false;
  const page = await browser.gets("/m/abc", "navigate");
  expect(await page!.text()).toBe(BUILD["/index.html"]);
  expect([page!.headers.get("content-security-policy"), page!.headers.get("content-type")]).toEqual([CSP, "text/html; charset=utf-8"]);
  for (const path of ["/first.js", "/assets/index-1.js", "/assets/agreement-1.js"]) expect(await browser.text(path)).toBe(BUILD[path]);
});

it("takes no other's place where the server has another build, or only a part of this one", async () => {
  for (const path of Object.keys(BUILD)) {
    const other = new Browser();
    other.served.set(path, EVIL);
    await expect(other.happens("install")).rejects.toThrow(path);
    const less = new Browser();
    less.served.delete(path);
    await expect(less.happens("install")).rejects.toThrow(path);
    expect([other.skipped, less.skipped, other.cache.has(path), less.cache.has(path)]).toEqual([false, false, false, false]);
  }
});

it.each(Object.keys(BUILD))("does not give out what a script put in the place of %s, and lets go of it", async (path) => {
  const ask = (): Promise<string | undefined> => (path === "/index.html" ? browser.text("/m/abc", "navigate") : browser.text(path));
  browser.cache.set(path, new Response(EVIL, { headers: { "content-security-policy": CSP } }));
  expect(await ask()).toBe(BUILD[path]);
  browser.cache.set(path, new Response(EVIL, { headers: { "content-security-policy": CSP } }));
  browser.online = false;
  await expect(ask()).rejects.toThrow("no network");
  expect(browser.cache.has(path)).toBe(false);
});

it.each(["", "script-src 'self' 'unsafe-inline'", "default-src 'none'; script-src *; style-src 'self'; x", `x; ${CSP}`, `${CSP}, script-src *`])(
  "does not give out the page under the policy %j",
  async (policy) => {
    browser.cache.set("/index.html", new Response(BUILD["/index.html"], { headers: { "content-security-policy": policy, link: "</evil.css>; rel=stylesheet" } }));
    browser.online = false;
    await expect(browser.gets("/m/abc", "navigate")).rejects.toThrow("no network");
  },
);

it("gives out no header that lies in the cache but the policy", async () => {
  browser.cache.set("/index.html", new Response(BUILD["/index.html"], { headers: { "content-security-policy": CSP, link: "</evil.css>; rel=stylesheet", refresh: "0" } }));
  browser.online = false;
  const page = await browser.gets("/m/abc", "navigate");
  expect([page!.headers.get("link"), page!.headers.get("refresh")]).toEqual([null, null]);
});

it("leaves to the browser what is not of its build, and what lies in the cache under other names", async () => {
  browser.cache.set("/assets/evil-1.js", new Response(EVIL));
  browser.cache.set("/v1/directory", new Response(EVIL));
  for (const path of ["/assets/evil-1.js", "/v1/directory", "/assets/index-2.js", "/constructor", "/sw.js"]) expect(await browser.gets(path)).toBeNull();
  await browser.happens("activate");
  expect([...browser.cache.keys()].sort()).toEqual(Object.keys(BUILD).sort());
});

it("asks the server itself where the browser's own cache has another content under a lasting name", async () => {
  const path = "/assets/index-1.js";
  browser.cache.delete(path);
  browser.stale.set(path, EVIL);
  expect(await browser.text(path)).toBe(BUILD[path]);
  browser.served.set(path, EVIL);
  browser.stale.set(path, EVIL);
  expect((await browser.gets(path))!.type).toBe("error");
});

it("lets go of the caches of before, and fetches nothing again that it has", async () => {
  browser.caches.set("jiayi-page-1", new Map([["/m/", new Response(EVIL)]]));
  browser.asked = [];
  await browser.happens("install");
  await browser.happens("activate");
  expect([[...browser.caches.keys()], browser.asked]).toEqual([["jiayi-page-2"], []]);
});

it("shows the newest page first, and the kept one where the server is in trouble", async () => {
  browser.served.set("/index.html", "a newer page");
  expect(await browser.text("/m/abc", "navigate")).toBe("a newer page");
  browser.fetch = () => Promise.resolve(new Response("trouble", { status: 503 }));
  expect(await browser.text("/m/abc", "navigate")).toBe(BUILD["/index.html"]);
});

it("has a place for the digests, which the build fills in", () => {
  expect(SCRIPT.split("const BUILD = {};").length).toBe(2);
});
