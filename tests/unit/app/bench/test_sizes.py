"""Lengths do not tell what a consultation is about: whole consultations, sealed as in a deployment."""

from __future__ import annotations

from agents.graph import Consultation
from app.bench.graphs import complaints
from app.bench.sizes import measure_sizes
from app.knowledge import load_knowledge


def test_turns_without_a_photo_are_of_one_length_each_way_whoever_looks() -> None:
    knowledge = load_knowledge()
    said = [*complaints(knowledge.graph, 3, "zh", 2), *complaints(knowledge.graph, 2, "en", 2)]
    sizes = measure_sizes(Consultation(knowledge), said, seed=2)
    assert sizes.consultations == 5
    assert sizes.turns > 10
    assert len(sizes.told) > 1  # specialties looked in some turns, and in others none did
    assert len(sizes.plain) > sizes.turns // 2  # without padding, nearly every turn would have a length of its own
    assert list(sizes.requests.values()) == [sizes.turns]
    assert list(sizes.answers.values()) == [sizes.turns]
    assert list(sizes.records.values()) == [sizes.turns]
    assert sizes.frames == {19: sizes.turns}
