"""axe-core over a screen: both languages, both sizes of text. Needs the packages of `tests/screens/tools` (scripts/ensure_screens.sh)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

TOOLS: Final = Path(__file__).parent / "tools"
_OWN: Final = ("[data-testid=stMarkdownContainer]", "[data-testid=stHtml]")
"""Where the console's own markup stands among Streamlit's."""
_GROUND: Final = "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
_RUN: Final = """async (parts) => {
  const there = parts.filter((part) => document.querySelector(part) !== null);
  const found = await axe.run(there.length > 0 ? { include: there.map((part) => [part]) } : document, {
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


def violations(page: Page, parts: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Answer what axe finds against WCAG 2.2 AA and its best practices on the page as it stands, or in parts of it (selectors)."""
    if not page.evaluate("() => 'axe' in window"):
        # The page's policy lets no foreign script in; the debugger's evaluation is none.
        page.evaluate(_source())
    found: list[dict[str, Any]] = page.evaluate(_RUN, list(parts))
    return found


def in_own_markup(page: Page, screen: str) -> list[str]:
    """Answer the violations of what the console itself puts on a screen. What Streamlit draws, and its page around, is Streamlit's."""
    of_a_part = [one for one in violations(page, _OWN) if one["id"] not in {"region", "page-has-heading-one"}]
    return [f"{screen}: {one['id']} ({one['impact']}) {one['help']}: {one['nodes']}" for one in of_a_part]


def in_own_markup_of_both(page: Page, screen: str) -> list[str]:
    """Answer the violations of the console's own markup in light and in dark; the page is left light."""
    found = in_own_markup(page, screen)
    light = page.evaluate(_GROUND)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"(light) => ({_GROUND})() !== light", arg=light)
    found += in_own_markup(page, f"{screen}, dark")
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"(light) => ({_GROUND})() === light", arg=light)
    return found


def in_every_way(page: Page, screen: str) -> list[str]:
    """Answer the violations of a screen in both languages and both sizes of text; it is left as it was."""
    lines = []
    for size in ("normal", "large"):
        for _language in range(2):
            lang = page.evaluate("() => document.documentElement.lang")
            lines += [
                f"{screen} ({lang}, {size}): {one['id']} ({one['impact']}) {one['help']}: {one['nodes']}"
                for one in violations(page)
            ]
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
