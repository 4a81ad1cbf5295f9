"""What must hold over people who tell what they measured, what a report says, and what they have had for years.

One hundred and two invented people, written down by clinical judgement and published guidance (field `why`) before anything was measured:
a third where a value makes it more urgent than the words (`kind` raises), a third where it is harmless (reassures), a third followed up
for a long illness (chronic). As it was written, the product found .66 / .83 / .88 among the first, three and five, urgency .80, and only
.59 of the emergencies; one generalist did as well as many. What was mended then was mended by kind, looking at the odd numbers only;
one hand wrote the people and later the limits, so these figures are no longer blind.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.knowledge import Knowledge
from app.evaluate.ablations import MULTI, SINGLE
from app.evaluate.cases import Vignette, read_cases
from app.evaluate.comparison import compare
from app.evaluate.judging import Judge, Judged
from app.evaluate.misses import lines
from app.evaluate.rates import summarise
from app.knowledge import load_knowledge

FILE = Path(__file__).with_name("measured.jsonl")
LEAST = {"top1": 0.71, "top3": 0.84, "top5": 0.87, "urgency": 0.87, "safe": 0.96, "emergencies_found": 0.93}


@pytest.fixture(scope="module")
def people() -> tuple[Vignette, ...]:
    return read_cases(FILE).vignettes


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="module")
def many(knowledge: Knowledge, people: tuple[Vignette, ...]) -> list[Judged]:
    judge = Judge(knowledge, "oneshot", MULTI)
    return [judge.judge(each) for each in people]


@pytest.fixture(scope="module")
def one(knowledge: Knowledge, people: tuple[Vignette, ...]) -> list[Judged]:
    judge = Judge(knowledge, "oneshot", SINGLE)
    return [judge.judge(each) for each in people]


@pytest.mark.parametrize("figure", sorted(LEAST))
def test_nothing_is_lost(many: list[Judged], figure: str) -> None:
    value = summarise(many, seed=0).figures[figure].value
    assert value is not None
    assert value >= LEAST[figure]


def test_many_specialties_do_better_than_one_generalist(one: list[Judged], many: list[Judged]) -> None:
    beside = compare({"single": one, "multi": many}, seed=0)["multi"]
    for figure in ("top1", "top3", "urgency", "safe"):
        assert beside["difference"][figure] > 0
        low, _ = beside["difference_ci95"][figure]
        assert low >= 0


def test_what_heals_at_home_is_not_called_an_emergency(many: list[Judged]) -> None:
    frightened = [each for each in many if each.vignette.urgency == "self_care" and each.coarse == "emergency"]
    assert ["\n".join(lines(each)) for each in frightened] == []
