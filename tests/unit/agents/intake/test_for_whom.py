"""A grandchild chosen as "somebody else" is heard as a child; what is told of a child is none of a grown-up who is chosen so."""

from __future__ import annotations

import pytest

from agents.dialogue import PersonInput, Say, Start
from agents.graph import Consultation
from agents.intake.known import known
from app.knowledge import load_knowledge

YEAR = 365


def told(years: int, text: str, lang: str = "zh") -> set[str]:
    """Answer the findings after somebody told this of "somebody else" of this age."""
    consultation, state = Consultation(load_knowledge()), None
    start = Start(lang=lang, person=PersonInput(relation="other", age_days=years * YEAR, sex="male"))
    for turn, given in enumerate((start, Say(text=text))):
        state = list(consultation.run(state, given, turn=turn, now_ms=1_796_083_200_000 + turn))[-1].state
    return {each.id for each in known(state, load_knowledge().graph).findings}


@pytest.mark.parametrize(
    ("years", "text", "lang"),
    [
        (4, "我孙子发烧三天了", "zh"),
        (9, "外孙女发烧三天，她爸妈在外头打工", "zh"),
        (6, "my grandson has had a fever for three days", "en"),
        (5, "侄儿发烧三天了", "zh"),
        (70, "我爷爷发烧三天了", "zh"),
        (40, "我老公发烧三天了", "zh"),
    ],
)
def test_who_is_chosen_is_heard(years: int, text: str, lang: str) -> None:
    assert "fever" in told(years, text, lang)


def test_a_child_is_not_a_grown_up() -> None:
    assert not told(40, "我孙子发烧三天了")
