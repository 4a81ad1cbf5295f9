"""The page's keeper in a real browser: the page opens without a network, and what a script left in the cache does not run."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journey.resident import LONG_MS, Resident, until

EVIL = "document.documentElement.dataset.evil = '1'"
_POISON = f"""async () => {{
  const cache = await caches.open((await caches.keys())[0]);
  const paths = (await cache.keys()).map((request) => new URL(request.url).pathname);
  for (const path of paths.filter((one) => one.endsWith(".js")))
    await cache.put(path, new Response({EVIL!r}, {{ headers: {{ "content-type": "text/javascript" }} }}));
  return paths;
}}"""


def kept_by_the_keeper(page: Page) -> None:
    until(page, "navigator.serviceWorker.controller !== null")


def test_the_page_opens_without_a_network_and_runs_nothing_that_a_script_left_behind(core, phone):
    resident = Resident.scans(phone, core.login.magnet_url)
    expect(resident.by("start")).to_be_visible(timeout=LONG_MS)
    kept_by_the_keeper(resident.page)
    phone.set_offline(True)
    resident.page.reload()
    expect(resident.by("start")).to_be_visible(timeout=LONG_MS)
    phone.set_offline(False)

    poisoned = resident.page.evaluate(_POISON)
    assert {"/index.html", "/first.js"} < set(poisoned)
    for _ in range(2):
        resident.page.reload()
        expect(resident.by("start")).to_be_visible(timeout=LONG_MS)
        assert resident.page.evaluate("document.documentElement.dataset.evil") is None
