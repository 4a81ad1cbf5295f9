"""Every screen of the page, looked at by axe in both languages and both sizes of text, at the width of a small phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.report_images import CARDIAC, draw_report
from tests.screens.axe import in_every_way
from tests.screens.fits import watch
from tests.screens.walking import walk


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.png"
    path.write_bytes(draw_report(CARDIAC))
    return path


def test_axe_finds_nothing_on_any_screen(core, phone, report):
    found: list[str] = []
    seen: list[str] = []

    def look(page, screen):
        seen.append(screen)
        found.extend(in_every_way(page, screen))

    cut = watch(phone)
    walk(phone, core.login.magnet_url, report, look)
    assert {"hello", "consent", "who", "photo", "guidance", "summary", "inbox", "history", "trust"} <= set(seen)
    assert not found, "\n".join(found)
    assert not cut, "\n".join(cut)
