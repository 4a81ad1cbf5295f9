"""The page in a browser that is killed while its resident talks goes on where it was: the crash bench's own way, and short."""

from __future__ import annotations

import pytest

from app.bench.crash import breaker
from app.bench.crash.run import survive


def test_a_killed_browser_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "WEIGHTS", {**dict.fromkeys(breaker.WEIGHTS, 0.0), "browser": 1.0, "phone": 0.01})
    survived = survive(["头疼三天", "咳嗽三天，发烧"], kills=3, seed=4, residents=1, browsers=1, nodes=1, pause_s=2.0)
    assert survived.troubles == []
    assert survived.killed["browser"] >= 1
    assert survived.in_browsers >= 1
