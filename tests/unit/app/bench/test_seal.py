"""The bench of sealing measures the same turns both ways and answers figures that can be true."""

from __future__ import annotations

import pytest

from agents.graph import Consultation
from app.bench.seal import Pair, cost_of, measure_pairs
from app.knowledge import load_knowledge


def test_every_turn_is_measured_sealed_and_plain_and_answers_the_same() -> None:
    pairs = measure_pairs(Consultation(load_knowledge()), ["头疼三天", "咳嗽三天，发烧"], seed=0, warm=1)
    assert {pair.consultation for pair in pairs} == {0, 1}
    assert len(pairs) >= 6
    assert all(min(pair.sealed_s, pair.plain_s, pair.sealed_cpu_s, pair.plain_cpu_s) > 0 for pair in pairs)
    cost = cost_of([pairs])
    assert cost.turns == len(pairs)
    assert cost.ci95[0] <= cost.sealed_over_plain <= cost.ci95[1]
    assert 0 < cost.p50_ms <= cost.p99_ms


def test_the_figures_are_those_of_the_sums() -> None:
    pairs = [
        Pair(number, 0.012, 0.010, 0.0105 if number % 2 else 0.0315, 0.010 if number % 2 else 0.030)
        for number in range(40)
    ]
    cost = cost_of([pairs[:20], pairs[20:]])
    assert cost.sealed_over_plain == pytest.approx(1.05)
    assert cost.ci95 == pytest.approx((1.05, 1.05))
    assert cost.sealed_over_plain_wall == pytest.approx(1.2)
    assert cost.turns_per_s == pytest.approx(2 / 0.012)
