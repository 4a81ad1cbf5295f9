"""What must hold over the vignettes: no emergency missed, nobody sent home who should not be, nobody frightened for nothing.

The bounds on danger are what we owe; those on ranking are what was reached, less a little, so that a loss is seen.
"""

from __future__ import annotations

from collections import Counter

import pytest

from agents.knowledge import Knowledge
from kg.lexicon import Lexicon
from kg.load import load_graph
from tests.evaluations.run_vignettes import Judged, judge, line, rates, read


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    graph = load_graph()
    knowledge = Knowledge(graph, Lexicon.from_graph(graph))
    return [judge(knowledge, each) for each in read()]


def test_the_people_are_many_and_differ() -> None:
    people = read()
    assert len(people) >= 300
    assert len({each.id for each in people}) == len(people)
    assert len({each.text for each in people}) == len(people)
    levels = Counter(each.level for each in people)
    assert min(levels.values()) >= 15
    assert len(levels) == 5
    assert min(each.age for each in people) < 0.1
    assert max(each.age for each in people) >= 90


def test_every_emergency_is_found(judged: list[Judged]) -> None:
    emergencies = [each for each in judged if each.vignette.urgency == "emergency"]
    assert [line(each) for each in emergencies if each.coarse != "emergency"] == []


def test_nobody_is_told_to_wait_longer_than_is_safe(judged: list[Judged]) -> None:
    assert rates(judged).safe >= 0.99


def test_what_heals_at_home_is_not_called_an_emergency(judged: list[Judged]) -> None:
    frightened = [line(each) for each in judged if each.vignette.urgency == "self_care" and each.coarse == "emergency"]
    assert frightened == []


def test_the_urgency_is_right_for_most(judged: list[Judged]) -> None:
    assert rates(judged).urgency >= 0.9


def test_the_truth_stands_among_the_first(judged: list[Judged]) -> None:
    found = rates(judged)
    assert found.top5 >= 0.93
    assert found.top3 >= 0.9
    assert found.top1 >= 0.75
