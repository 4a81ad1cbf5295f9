/*
 * Keeps the page itself, so that it opens without a network: what was said and advised lies on this phone already. It keeps nothing that a
 * resident said, and touches no request but those for the page and its parts. The newest page comes first; the kept one serves when the
 * network does not answer in time.
 */
const CACHE = "jiayi-page-1";
const PAGE = "/m/";
const PATIENCE_MS = 5000;
const PART = /^\/(?:assets\/[^/]+|favicon\.svg|first\.js)$/;

self.addEventListener("install", (event) => {
  event.waitUntil(self.skipWaiting());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

/** Keeps a page with all that it loads, and only then lets go of what only the one before it needed. */
async function keep(response) {
  const cache = await caches.open(CACHE);
  const html = await response.clone().text();
  // The page that lies here already, with all it needs: a phone that has just been opened has other things to do.
  if ((await (await cache.match(PAGE))?.text()) === html) return;
  const parts = [...html.matchAll(/(?:src|href)="(\/[^"#?]+)"/g)].map((match) => match[1]).filter((path) => PART.test(path));
  if (parts.length === 0) return;
  const missing = [];
  for (const path of parts) if (!path.startsWith("/assets/") || (await cache.match(path)) === undefined) missing.push(path);
  await cache.addAll(missing);
  // What the scripts fetch later is named in them, as "./name.js".
  for (let at = 0; at < parts.length; at += 1) {
    const path = parts[at];
    if (!path.startsWith("/assets/") || !path.endsWith(".js")) continue;
    const script = await (await cache.match(path)).text();
    for (const [, name] of script.matchAll(/["'`]\.\/([\w.-]+\.js)["'`]/g)) {
      const later = `/assets/${name}`;
      if (parts.includes(later)) continue;
      parts.push(later);
      if ((await cache.match(later)) === undefined) await cache.add(later);
    }
  }
  await cache.put(PAGE, response);
  const needed = new Set(parts);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/assets/") && !needed.has(pathname)) await cache.delete(request);
  }
}

async function page(event) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(PAGE);
  const fresh = fetch(event.request).then((response) => {
    if (response.ok) event.waitUntil(keep(response.clone()).catch(() => undefined));
    return response;
  });
  if (kept === undefined) return fresh;
  const late = new Promise((resolve) => {
    setTimeout(() => { resolve(kept); }, PATIENCE_MS);
  });
  // A server that is there and in trouble has no page to give.
  const answered = fresh.then((response) => (response.status >= 500 ? kept : response), () => kept);
  event.waitUntil(fresh.catch(() => undefined));
  return Promise.race([answered, late]);
}

async function part(event) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(event.request);
  // Names under /assets/ carry a digest; the others may change and are asked for when there is a network.
  if (kept !== undefined && new URL(event.request.url).pathname.startsWith("/assets/")) return kept;
  try {
    const response = await fetch(event.request);
    if (response.ok) event.waitUntil(cache.put(event.request, response.clone()).catch(() => undefined));
    return response;
  } catch (error) {
    if (kept !== undefined) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && /^\/m\/[A-Za-z0-9_-]{1,64}\/?$/.test(url.pathname)) event.respondWith(page(event));
  else if (request.mode !== "navigate" && PART.test(url.pathname)) event.respondWith(part(event));
});

// The first visit was over before this was here: the page tells where it is.
self.addEventListener("message", (event) => {
  if (typeof event.data !== "string" || !/^\/m\/[A-Za-z0-9_-]{1,64}\/?$/.test(event.data)) return;
  event.waitUntil(fetch(event.data, { cache: "no-store" }).then((response) => (response.ok ? keep(response) : undefined)).catch(() => undefined));
});
