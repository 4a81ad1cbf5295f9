"""The bench of the cockpit fills a store as the store would, and answers figures that can be true."""

from __future__ import annotations

import pytest

from app.bench.cockpit import measure_cockpit

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def test_what_was_filled_in_is_listed_opened_and_found():
    figures = measure_cockpit(residents=60, open_encounters=30, signed=10, rounds=2, consultations=2)
    assert figures["listed"] == figures["open_encounters"] == figures["due"] == 30
    assert figures["found_by_phone"] == 1
    timed = {name: value for name, value in figures.items() if name.endswith("_ms")}
    assert len(timed) == 16
    assert all(0 < value < 30_000 for value in timed.values())
