"""What must hold over people of another hand, who had seen neither the graph nor the rules when they wrote down what was told and measured.

Ninety invented people; `why` names what each level rests on. Before anything was mended for them, the product found .71 / .81 / .83
among the first, three and five, urgency .88 (one generalist .86), safe .97 (.94), and 20 of 22 emergencies: a meter that said HI and
six platelets told with a word before the number were not heard. Both are mended by kind, so these figures are no longer blind.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.evaluate.ablations import MULTI, SINGLE
from app.evaluate.cases import read_cases
from app.evaluate.comparison import compare
from app.evaluate.judging import Judge, Judged
from app.evaluate.misses import lines
from app.evaluate.rates import summarise
from app.knowledge import load_knowledge

FILE = Path(__file__).with_name("told_values.jsonl")
LEAST = {"top1": 0.67, "top3": 0.79, "top5": 0.81, "urgency": 0.84, "safe": 0.95}


@pytest.fixture(scope="module")
def judged() -> dict[str, list[Judged]]:
    people, knowledge = read_cases(FILE).vignettes, load_knowledge()
    judges = {"single": Judge(knowledge, "oneshot", SINGLE), "multi": Judge(knowledge, "oneshot", MULTI)}
    return {name: [judge.judge(each) for each in people] for name, judge in judges.items()}


@pytest.mark.parametrize("figure", sorted(LEAST))
def test_nothing_is_lost(judged: dict[str, list[Judged]], figure: str) -> None:
    value = summarise(judged["multi"], seed=0).figures[figure].value
    assert value is not None
    assert value >= LEAST[figure]


def test_every_emergency_is_found(judged: dict[str, list[Judged]]) -> None:
    missed = [each for each in judged["multi"] if each.vignette.urgency == "emergency" and each.coarse != "emergency"]
    assert ["\n".join(lines(each)) for each in missed] == []


def test_many_specialties_judge_urgency_no_worse_than_one_generalist(judged: dict[str, list[Judged]]) -> None:
    beside = compare(judged, seed=0)["multi"]
    for figure in ("urgency", "safe"):
        assert beside["difference_ci95"][figure][0] >= 0
