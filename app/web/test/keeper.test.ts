// The page's keeper (public/sw.js): what it keeps of a page, and that it leaves a page alone that it has already.
import { readFileSync } from "node:fs";
import { beforeEach, expect, it } from "vitest";

const SCRIPT = readFileSync(new URL("../public/sw.js", import.meta.url), "utf-8");
const PAGE = "https://clinic.example/m/abc";

type Answer = { readonly url: string; readonly body: string };

/** A network, a cache and the keeper between them. */
class Browser {
  readonly served = new Map<string, string>();
  readonly kept = new Map<string, string>();
  asked: string[] = [];
  #message: (event: { data: string; waitUntil: (work: Promise<unknown>) => void }) => void = () => undefined;

  constructor() {
    const path = (of: string | Request | Answer) => new URL(typeof of === "string" ? of : of.url, PAGE).pathname;
    const get = (name: string) => {
      this.asked.push(name);
      const body = this.served.get(name);
      return Promise.resolve(new Response(body ?? "", { status: body === undefined ? 404 : 200 }));
    };
    const cache = {
      match: (of: string) => Promise.resolve(this.kept.has(path(of)) ? new Response(this.kept.get(path(of))) : undefined),
      put: async (of: string, response: Response): Promise<void> => void this.kept.set(path(of), await response.text()),
      add: async (of: string) => {
        const response = await get(path(of));
        if (!response.ok) throw new TypeError("Cache.add() takes what is there");
        await cache.put(of, response);
      },
      addAll: (all: readonly string[]) => Promise.all(all.map((one) => cache.add(one))),
      keys: () => Promise.resolve([...this.kept.keys()].map((name) => ({ url: new URL(name, PAGE).href }))),
      delete: (of: { url: string }) => Promise.resolve(this.kept.delete(path(of as Answer))),
    };
    const self = {
      location: new URL(PAGE),
      addEventListener: (name: string, listener: never) => { if (name === "message") this.#message = listener; },
    };
    new Function("self", "caches", "fetch", SCRIPT)(self, { open: () => Promise.resolve(cache) }, (of: string) => get(path(of)));
  }

  async keep(): Promise<void> {
    let work: Promise<unknown> = Promise.resolve();
    this.#message({ data: "/m/abc", waitUntil: (given) => { work = given; } });
    await work;
  }
}

let browser: Browser;

beforeEach(() => {
  browser = new Browser();
  browser.served.set("/m/abc", '<script src="/first.js"></script><script src="/assets/index-1.js"></script>');
  browser.served.set("/first.js", "first");
  browser.served.set("/assets/index-1.js", 'import("./agreement-1.js")');
  browser.served.set("/assets/agreement-1.js", "keys");
});

it("keeps a page with what it loads at once and what it loads later", async () => {
  await browser.keep();
  expect([...browser.kept.keys()].sort()).toEqual(["/assets/agreement-1.js", "/assets/index-1.js", "/first.js", "/m/"]);
});

it("does not go through a page again that it has", async () => {
  await browser.keep();
  browser.asked = [];
  await browser.keep();
  expect(browser.asked).toEqual(["/m/abc"]);
});

it("takes a newer page whole before it lets go of the older one's parts", async () => {
  await browser.keep();
  browser.served.set("/m/abc", '<script src="/assets/index-2.js"></script>');
  browser.served.set("/assets/index-2.js", 'import("./agreement-2.js")');
  await browser.keep();
  expect(browser.kept.get("/m/")).toContain("index-1");
  expect(browser.kept.has("/assets/agreement-1.js")).toBe(true);
  browser.served.set("/assets/agreement-2.js", "new keys");
  await browser.keep();
  expect(browser.kept.get("/m/")).toContain("index-2");
  expect([...browser.kept.keys()].filter((name) => name.startsWith("/assets/")).sort()).toEqual(["/assets/agreement-2.js", "/assets/index-2.js"]);
});
