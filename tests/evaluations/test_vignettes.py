"""What must hold over the vignettes: no emergency missed, nobody sent home who should not be, nobody frightened for nothing.

The people are invented, and their words were written without the dictionary open. `level` is the one of the five urgencies that
a family doctor would choose; `urgency` its coarse form. The bounds on danger are what we owe; those on ranking are what was
reached, less a little, so that a loss is seen. Their misses: `jiayi evaluate vignettes tests/evaluations/vignettes.jsonl --misses`.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from agents.knowledge import Knowledge
from app.evaluate.cases import Vignette, read_cases
from app.evaluate.judging import Judge, Judged
from app.evaluate.misses import lines
from app.evaluate.rates import Summary, summarise
from app.evaluate.truth import TruthIndex
from app.knowledge import load_knowledge

FILE = Path(__file__).with_name("vignettes.jsonl")


@pytest.fixture(scope="module")
def people() -> tuple[Vignette, ...]:
    return read_cases(FILE).vignettes


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def judged(knowledge: Knowledge, people: tuple[Vignette, ...]) -> list[Judged]:
    judge = Judge(knowledge, "oneshot")
    return [judge.judge(each) for each in people]


@pytest.fixture(scope="module")
def found(judged: list[Judged]) -> Summary:
    return summarise(judged, seed=0)


def of(found: Summary, key: str) -> float:
    value = found.figures[key].value
    assert value is not None
    return value


def test_the_people_are_many_and_differ(people: tuple[Vignette, ...]) -> None:
    assert len(people) >= 300
    assert len({each.text for each in people}) == len(people)
    levels = Counter(each.level for each in people)
    assert min(levels.values()) >= 15
    assert len(levels) == 5
    assert min(each.age for each in people) < 0.1
    assert max(each.age for each in people) >= 90


def test_every_name_of_a_truth_is_known(knowledge: Knowledge, people: tuple[Vignette, ...]) -> None:
    index = TruthIndex(knowledge.graph.diseases)
    assert [(each.id, name) for each in people for name in each.truth if not index.named(name)] == []


def test_every_emergency_is_found(judged: list[Judged]) -> None:
    emergencies = [each for each in judged if each.vignette.urgency == "emergency"]
    assert len(emergencies) >= 100
    assert ["\n".join(lines(each)) for each in emergencies if each.coarse != "emergency"] == []


def test_nobody_is_told_to_wait_longer_than_is_safe(found: Summary) -> None:
    assert of(found, "safe") >= 0.99


def test_what_heals_at_home_is_not_called_an_emergency(judged: list[Judged]) -> None:
    frightened = [each for each in judged if each.vignette.urgency == "self_care" and each.coarse == "emergency"]
    assert ["\n".join(lines(each)) for each in frightened] == []


def test_the_urgency_is_right_for_most(found: Summary) -> None:
    assert of(found, "urgency") >= 0.9


def test_the_truth_stands_among_the_first(found: Summary) -> None:
    assert of(found, "top5") >= 0.93
    assert of(found, "top3") >= 0.9
    assert of(found, "top1") >= 0.75
