"""Crisis words are found, denials and idioms are not, and they always lead to people."""

from __future__ import annotations

import pytest

from agents.companion.crisis import SUICIDAL, crisis_view, kind_word, speaks_of_ending, with_crisis
from agents.companion.crisis_words import swallowed
from kg.schema import Finding, FindingId, Status


@pytest.mark.parametrize(
    "text",
    [
        "我不想活了",
        "活着没意思，想一了百了",
        "昨天想过喝农药",
        "有时候想自杀",
        "I want to kill myself",
        "I don't want to live any more",
        "sometimes I think of suicide",
        "她想伤害自己",
    ],
)
def test_crisis_words_are_heard(text):
    assert speaks_of_ending(text)


@pytest.mark.parametrize(
    "text",
    [
        "没有想过自杀",
        "从来没有自杀的想法",
        "自杀的念头没有",
        "疼死我了",
        "I have never thought of suicide",
        "no thoughts of killing myself",
        "这药苦死了",
        "头疼两天",
    ],
)
def test_denials_and_idioms_are_not(text):
    assert not speaks_of_ending(text)


def test_a_denial_in_another_clause_does_not_hide_the_words():
    assert speaks_of_ending("没有发烧，就是不想活了")


def test_crisis_words_outweigh_what_the_dictionary_made_of_them():
    denied = (Finding(id=SUICIDAL, status=Status.ABSENT),)
    found = with_crisis("我不想活了", denied)
    assert [(each.id, each.status) for each in found] == [(SUICIDAL, Status.PRESENT)]
    assert with_crisis("头疼", denied) == denied


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("for_self", [True, False])
def test_the_screen_names_the_line_the_ambulance_and_the_doctor(lang, for_self):
    view = crisis_view("x", lang, for_self=for_self, call_120=False)
    everything = " ".join((view.say, *view.until_help))
    assert view.phone == "12356"
    assert "120" in everything
    assert ("医生" in everything) or ("doctor" in everything)
    assert "!" not in everything
    assert crisis_view("x", lang, for_self=for_self, call_120=True).phone == "120"


def test_low_mood_is_met_with_a_kind_word():
    assert kind_word((Finding(id=FindingId("low_mood"), status=Status.PRESENT),), "zh")
    assert kind_word((Finding(id=FindingId("low_mood"), status=Status.ABSENT),), "zh") is None


@pytest.mark.parametrize("text", ["我把农药喝了", "他把安眠药全吞了", "将百草枯喝下去了"])
def test_what_was_swallowed_is_heard_behind_its_object(text: str) -> None:
    assert swallowed(text)


@pytest.mark.parametrize("text", ["把农药放柜子里了", "把84倒进盆里拖地", "把药瓶扔了"])
def test_what_was_put_away_was_not_swallowed(text: str) -> None:
    assert not swallowed(text)
