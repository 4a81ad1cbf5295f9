/** Lets the browser keep the page itself, so that it opens without a network (`public/sw.js`). Where it cannot, nothing else changes. */

/** Registers the keeper, which keeps the page that it belongs to; never throws. */
export async function keepPage(): Promise<void> {
  try {
    if ("serviceWorker" in navigator) await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  } catch {
    // A browser that keeps no pages, or forbids it here.
  }
}

/** Lets go of what was kept of the page; never throws. */
export async function dropPage(): Promise<void> {
  try {
    for (const name of await caches.keys()) await caches.delete(name);
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  } catch {
    // There was nothing kept.
  }
}
