"""A cut wrist: an accident is a wound, an unclear one is asked about gently, and a meant one is never lost."""

from __future__ import annotations

import pytest

from agents.companion.crisis import CRISIS, with_crisis
from agents.companion.crisis_words import weight_of
from agents.companion.mishaps import mishap
from kg.schema import Finding, FindingId, Status
from tests.fakes.conversation import Script, person

ACCIDENTS = (
    "刷碗时盘子碎了，划破了手腕",
    "杯子摔破，手腕被扎了一下",
    "剁排骨切到手腕",
    "在工地上手腕被铁皮割开了",
    "没留神，手腕让易拉罐划了",
    "玻璃炸了，手腕划了一道口子",
    "he tripped and the bottle cut his wrist",
    "accidentally cut my wrist on a tin",
    "sliced my wrist chopping onions",
)
UNCLEAR = (
    "铁皮划了手腕",
    "不小心划了手腕",
    "手腕被玻璃割了",
    "我没有自残，是玻璃划的手腕",
    "cut my wrist on some glass",
    "左手腕上被划开一个口子",
    "手腕不知怎么刮了道血印",
    "手腕子豁破了",
    "手腕被割了一道",
    "her wrist was gashed",
)
MEANT = (
    "割腕了",
    "我划了手腕",
    "手腕被我划了一道",
    "手腕又被划了一道",
    "手腕割了",
    "心里堵得慌，手腕划了一道口子",
    "手腕划了一道口子，活够了",
    "自己在手腕划了一道口子",
    "用刀片划的，手腕上一道口子",
    "拿刀片划手腕",
    "我用碎玻璃割手腕",
    "打碎杯子，捡起玻璃割了手腕",
    "不小心用刀片割了手腕",
    "切菜的时候忍不住划了手腕",
    "手腕上划了好几道",
    "吵架后打碎了碗，划破手腕",
    "心里难受，不小心划了手腕",
    "不小心划破手腕，其实是我自己划的",
    "活着没意思，玻璃划了手腕",
    "I cut my wrist",
    "I cut my wrists with broken glass",
    "slashed my wrist on purpose after the dishes",
    "I dropped the glass, then cut my wrist with a shard",
)


@pytest.mark.parametrize("text", ACCIDENTS)
def test_an_accident_is_a_wound_and_no_crisis(text: str) -> None:
    assert mishap(text) == "accident"
    assert weight_of(text) is None


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_unclear_is_asked(text: str) -> None:
    assert mishap(text) == "unclear"
    assert weight_of(text) == "veiled"


@pytest.mark.parametrize("text", MEANT)
def test_what_may_be_meant_is_never_taken_for_an_accident(text: str) -> None:
    heard = with_crisis(text, (Finding(id=FindingId("self_harm"), status=Status.PRESENT),))
    assert weight_of(text) == "open"
    assert {each.id for each in heard if each.status is Status.PRESENT} & {*CRISIS}


@pytest.mark.parametrize("text", [ACCIDENTS[0], UNCLEAR[0]])
def test_a_wound_is_heard_in_place_of_harm(text: str) -> None:
    heard = {each.id for each in with_crisis(text, (Finding(id=FindingId("self_harm"), status=Status.PRESENT),))}
    assert {"injury.cut", "wrist_injury"} <= heard
    assert not heard & {*CRISIS}


@pytest.mark.parametrize(("text", "asked"), [("剁肉划破手腕", False), ("玻璃把手腕割了", True)])
def test_a_resident_with_a_cut_wrist(consultation, text: str, asked: bool) -> None:
    script = Script(consultation)
    script.start(person(years=30))
    reply = script.say(text)
    assert reply.emergency is None
    assert reply.question is not None
    assert ("伤害自己" in reply.question.text) is asked


def test_marks_of_a_blade_on_a_child_are_taken_seriously(consultation) -> None:
    script = Script(consultation)
    script.start(person("child", years=14))
    assert any("12356" in message for message in script.say("孩子手腕上有刀片划的印子").messages)


@pytest.mark.parametrize("text", ["脚被割了一刀", "手指被划了一道口子"])
def test_who_is_cut_by_something_cut_nobody(text: str) -> None:
    assert weight_of(text) is None


def test_a_cut_whose_doer_is_left_out_is_answered_as_a_wound_first_and_without_weight(consultation) -> None:
    script = Script(consultation)
    script.start(person(years=35))
    reply = script.say("左手腕上被划开一个口子")
    assert reply.emergency is None
    assert reply.messages[0].startswith("手腕的伤口先用干净布按住")
    assert "12356" in reply.messages[0]
    assert reply.question is not None
    assert "怎么答我都不会怪您" in reply.question.text


def test_a_cut_that_was_meant_still_opens_the_screen_of_people(consultation) -> None:
    script = Script(consultation)
    script.start(person(years=35))
    assert script.say("心里堵得慌，我把手腕划了").emergency is not None
