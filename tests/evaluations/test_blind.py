"""What must hold over people written down before anybody looked at what the graph knows: the honest figures, less a little.

One hundred and eighty invented people, in two lots, each written by clinical judgement alone and measured once as it was written:
first lot .79 / .89 / .91 right among the first, three and five, urgency .78, emergencies .88; second lot .65 / .82 / .85, urgency .78,
emergencies .80. What was then mended was mended by kind, so these figures are no longer blind; a third lot would be.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.evaluate.cases import read_cases
from app.evaluate.judging import Judge, Judged
from app.evaluate.misses import lines
from app.evaluate.rates import Summary, summarise
from app.knowledge import load_knowledge

FILE = Path(__file__).with_name("blind.jsonl")
LEAST = {"top1": 0.74, "top3": 0.85, "top5": 0.88, "urgency": 0.8, "safe": 0.92, "emergencies_found": 0.87}


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    judge = Judge(load_knowledge(), "oneshot")
    return [judge.judge(each) for each in read_cases(FILE).vignettes]


@pytest.fixture(scope="module")
def found(judged: list[Judged]) -> Summary:
    return summarise(judged, seed=0)


@pytest.mark.parametrize("figure", sorted(LEAST))
def test_nothing_is_lost(found: Summary, figure: str) -> None:
    value = found.figures[figure].value
    assert value is not None
    assert value >= LEAST[figure]


def test_what_heals_at_home_is_not_called_an_emergency(judged: list[Judged]) -> None:
    frightened = [each for each in judged if each.vignette.urgency == "self_care" and each.coarse == "emergency"]
    assert ["\n".join(lines(each)) for each in frightened] == []
