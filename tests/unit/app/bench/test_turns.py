"""The bench of turns measures whole consultations and answers figures that can be true."""

from __future__ import annotations

from agents.graph import Consultation
from app.bench.turns import figures, measure_turns
from app.knowledge import load_knowledge


def test_two_residents_at_once_reach_their_guidance():
    consultation = Consultation(load_knowledge())
    measured = figures(
        [measure_turns(consultation, ["头疼三天", "咳嗽三天，发烧"], residents=2, pause_s=0.0, seed=0, slots=1)]
    )
    assert measured.turns >= 6
    assert 0 < measured.p50_ms <= measured.p99_ms
    assert measured.turns_per_s > 0
    assert measured.cpu_ms > 0
