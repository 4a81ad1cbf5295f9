"""axe-core over a screen: both languages, both sizes of text. Needs the packages of `tests/screens/tools` (scripts/ensure_screens.sh)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

TOOLS: Final = Path(__file__).parent / "tools"
_GROUND: Final = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
_RUN: Final = """async () => {
  const moves = (one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity;
  const still = Promise.allSettled(document.getAnimations().filter(moves).map((one) => one.finished));
  // One whose element goes meanwhile may never say that it has finished.
  await Promise.race([still, new Promise((resolve) => setTimeout(resolve, 1500))]);
  const found = await axe.run(document, {
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  });
  return found.violations.map((one) => ({
    id: one.id, impact: one.impact, help: one.help, nodes: one.nodes.slice(0, 4).map((node) => node.html.slice(0, 160)),
  }));
}"""


@cache
def _source() -> str:
    return (TOOLS / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[dict[str, Any]]:
    """Answer what axe finds against WCAG 2.2 AA and its best practices on the page as it stands, open shadow roots and all.

    What changes colour or place is waited for: half-way through it, a letter has a contrast that nobody gets to see.
    """
    if not page.evaluate("() => 'axe' in window"):
        # The page's policy lets no foreign script in; the debugger's evaluation is none.
        page.evaluate(_source())
    found: list[dict[str, Any]] = page.evaluate(_RUN)
    return found


def in_light_and_dark(page: Page, screen: str) -> list[str]:
    """Answer the violations of a screen of the console in light and in dark; the page is left light."""
    found = told(page, screen)
    light = page.evaluate(_GROUND)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"(light) => ({_GROUND})() !== light", arg=light)
    found += told(page, f"{screen}, dark")
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"(light) => ({_GROUND})() === light", arg=light)
    return found


def told(page: Page, screen: str) -> list[str]:
    """Answer the violations of a screen as it stands, each in a line."""
    return [f"{screen}: {one['id']} ({one['impact']}) {one['help']}: {one['nodes']}" for one in violations(page)]


def in_every_way(page: Page, screen: str) -> list[str]:
    """Answer the violations of a screen in both languages and both sizes of text; it is left as it was."""
    lines = []
    for size in ("normal", "large"):
        for _language in range(2):
            lang = page.evaluate("() => document.documentElement.lang")
            lines += told(page, f"{screen} ({lang}, {size})")
            if _press(page, "lang"):
                page.wait_for_function("lang => document.documentElement.lang !== lang", arg=lang)
        if not _press(page, "large"):
            page.evaluate("() => document.documentElement.classList.toggle('large')")
    return lines


def _press(page: Page, button: str) -> bool:
    """Press a button of the page's head, where this screen has one."""
    found = page.get_by_test_id(button)
    if not found.count():
        return False
    found.first.click()
    return True
