"""Whether a page fits its screen, at every step: nothing scrolls sideways, nothing is cut off. Watched in the page, told here."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from playwright.sync_api import BrowserContext

_SCRIPT: Final = Path(__file__).with_name("fits.js")


def watch(phone: BrowserContext) -> list[str]:
    """Watch every page of a phone from now on; answer the list that grows by whatever does not fit."""
    found: list[str] = []
    phone.expose_binding("tellWhatDoesNotFit", lambda _source, line: found.append(line))
    phone.add_init_script(path=_SCRIPT)
    return found
