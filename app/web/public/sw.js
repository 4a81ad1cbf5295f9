/*
 * Keeps the page itself, so that it opens without a network: what was said and advised lies on this phone already. It keeps nothing that a
 * resident said, and touches no request but those for the page and its parts. The newest page comes first; the kept one serves when the
 * network does not answer in time.
 *
 * Any script of this origin can write into a cache; it cannot write into this file, which the browser fetches past every cache and compares
 * byte by byte. So the digests of the build stand in here, and nothing comes out of the cache that has another: who once ran a script in
 * the page leaves nothing behind that runs at the next visit.
 */

/** SHA-256 (hex) of each file of the page by its path: filled in by the build (`vite.config.ts`). */
const BUILD = {};
const PAGE = "/index.html";
/** Where the page lies: it is the same for every magnet. */
const ADDRESS = "/m/page";
const CACHE = "jiayi-page-2";
const PATIENCE_MS = 5000;
const TYPES = { html: "text/html; charset=utf-8", js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", svg: "image/svg+xml" };
/** Scripts of this origin alone; whom the page may talk to, the answer that was kept says. */
const POLICY = /^default-src 'none'; script-src 'self'; style-src 'self'; [^,]*$/;

function headersOf(path, kept) {
  const type = { "content-type": TYPES[/[^.]*$/.exec(path)[0]] ?? "application/octet-stream", "x-content-type-options": "nosniff" };
  if (path !== PAGE) return type;
  const policy = kept.headers.get("content-security-policy") ?? "";
  if (!POLICY.test(policy)) return null;
  return { ...type, "content-security-policy": policy, "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin" };
}

/** Answers a file of this build anew, of its content and of nothing else that came with it; undefined where it is another. */
async function genuine(path, found) {
  if (found === undefined || !Object.prototype.hasOwnProperty.call(BUILD, path)) return undefined;
  const headers = headersOf(path, found);
  const content = await found.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const text = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return headers === null || text !== BUILD[path] ? undefined : new Response(content, { headers });
}

/** Answers what is kept of this build at a path, and lets go of anything else that lies there. */
async function kept(path) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(path);
  const right = await genuine(path, found);
  if (found !== undefined && right === undefined) await cache.delete(path);
  return right;
}

/** Keeps the whole of this build. Throws where the server has another one, or a part does not come. */
async function keep() {
  const cache = await caches.open(CACHE);
  for (const path of Object.keys(BUILD)) {
    if ((await kept(path)) !== undefined) continue;
    const response = await fetch(path === PAGE ? ADDRESS : path, path.startsWith("/assets/") ? {} : { cache: "no-store" });
    const right = response.ok ? await genuine(path, response) : undefined;
    if (right === undefined) throw new TypeError(`${path} is not of this build`);
    await cache.put(path, right);
  }
}

async function letGo() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) if (!(new URL(request.url).pathname in BUILD)) await cache.delete(request);
}

// A build that could not be kept whole takes no other's place: the browser tries again at a later visit.
self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(letGo().then(() => self.clients.claim()));
});

async function page(event) {
  const fresh = fetch(event.request);
  const late = new Promise((resolve) => {
    setTimeout(() => { resolve(undefined); }, PATIENCE_MS);
  });
  event.waitUntil(fresh.catch(() => undefined));
  // A server that is there and in trouble has no page to give.
  const answered = await Promise.race([fresh.then((response) => (response.status >= 500 ? undefined : response), () => undefined), late]);
  return answered ?? (await kept(PAGE)) ?? fresh;
}

async function part(event, path) {
  // Names under /assets/ carry a digest; the others may change and are asked for when there is a network.
  const lasting = path.startsWith("/assets/");
  const first = lasting ? await kept(path) : undefined;
  if (first !== undefined) return first;
  try {
    const response = await fetch(event.request);
    if (!lasting || !response.ok) return response;
    // The browser's own cache keeps such a name for a year, also what a server once gave out wrongly under it.
    return (await genuine(path, response)) ?? (await genuine(path, await fetch(path, { cache: "reload" }))) ?? Response.error();
  } catch (error) {
    const second = lasting ? undefined : await kept(path);
    if (second !== undefined) return second;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && /^\/m\/[A-Za-z0-9_-]{1,64}\/?$/.test(url.pathname)) event.respondWith(page(event));
  else if (request.mode !== "navigate" && Object.prototype.hasOwnProperty.call(BUILD, url.pathname)) event.respondWith(part(event, url.pathname));
});
