"""The bench of paper prints what it counts."""

from __future__ import annotations

from app.bench.paper import measure_paper
from tests.fakes.signed_encounters import record


def test_every_kind_is_printed_and_costs_something():
    cost = measure_paper([record()], documents=2, magnets=3)
    assert (cost.documents, cost.magnets) == (2, 3)
    for name in ("letter", "encounter_form", "personal_form", "cda", "magnet"):
        assert getattr(cost, f"{name}_ms") > 0
        assert getattr(cost, f"{name}_bytes") > 1000
