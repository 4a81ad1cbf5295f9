"""What every doctor asks before signing a history is asked once in every interview that is no emergency, and stands in the note."""

from __future__ import annotations

import pytest

from agents.casefile import record_of
from agents.intake.histories import is_core
from agents.intake.interview import MOST, counted
from agents.intake.questions import BACKGROUND
from tests.fakes.conversation import Script, person
from tests.unit.agents.test_casefile import PROVENANCE


def asked(script):
    return [each.id for each in script.state.asked]


@pytest.mark.parametrize(
    ("who", "text", "lang"),
    [
        (person(years=45), "头疼反反复复半年了，一跳一跳的，怕光", "zh"),
        (person(years=56, sex="male"), "这两个月走快了胸口闷，歇歇就好", "zh"),
        (person(years=45), "burning upper belly pain for two weeks, worse at night", "en"),
        (person(years=70, sex="male"), "我有高血压，最近老是头晕", "zh"),
        (person("child", years=3), "孩子咳嗽三天发烧38度5", "zh"),
        (person("child", years=6), "孩子老说腿疼，一个月了", "zh"),
    ],
)
def test_allergies_medicines_and_the_past_are_asked_once_within_the_budget(consultation, who, text, lang):
    script = Script(consultation, lang)
    script.start(who)
    script.say(text)
    script.to_the_end()
    assert script.state.stage == "guided"
    assert sum(map(is_core, asked(script))) == 1
    assert counted(script.state) <= MOST


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ("一直在吃氨氯地平，青霉素过敏", ["intake.background.past"]),
        ("一直在吃氨氯地平", ["intake.background.allergies.past"]),
        ("有高血压，一直在吃氨氯地平，青霉素过敏", []),
    ],
)
def test_only_what_was_not_told_is_asked(consultation, told, wanted):
    script = Script(consultation)
    script.start(person(years=45, sex="male"))
    script.say(f"头疼三天，{told}")
    script.to_the_end()
    assert [each for each in asked(script) if is_core(each)] == wanted


def test_an_emergency_is_not_kept_waiting_for_it(consultation):
    script = Script(consultation)
    script.start(person(years=56, sex="male"))
    script.say("胸口压榨样疼痛半小时，出汗，左臂发麻")
    assert asked(script) == ["intake.opening"]
    assert script.replies[-1].stage == "emergency"
    assert "未询问：既往史、过敏史、用药、家族史、个人史" in script.replies[-1].guidance.summary


def test_something_urgent_is_told_first_and_asked_after(consultation):
    script = Script(consultation)
    script.start(person(years=56, sex="male"))
    first = script.say("胸闷两天，爬楼梯加重，休息能缓解")
    assert any("今天" in each for each in first.messages)
    script.to_the_end()
    assert BACKGROUND in asked(script)


def test_the_answer_stands_in_its_sections(consultation):
    script = Script(consultation)
    script.start(person(years=45))
    script.say("头疼反反复复半年了，一跳一跳的，怕光")
    while script.replies[-1].question.id != BACKGROUND:
        script.answer_by_facts()
    script.say("对头孢过敏，平时吃氨氯地平，做过阑尾手术，我爸中风过，抽烟20年")
    script.to_the_end()
    record = record_of(script.state, PROVENANCE, consultation.knowledge.graph, record_id="0" * 32, revision=1)
    assert [each.id for each in record.medicines] == ["amlodipine"]
    assert record.allergies
    note = record.note.subjective
    for section in ("过敏史：", "用药：", "家族史：", "个人史："):
        assert section in note
    assert "阑尾" in note
