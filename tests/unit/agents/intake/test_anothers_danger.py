"""Somebody else's emergency is told of at once, whoever the consultation is for, and is never written down as this person's."""

from __future__ import annotations

import pytest

from agents.graph import Consultation
from kg.schema import Status
from tests.fakes.conversation import Script, person


def told(consultation: Consultation, text: str, relation: str = "self", years: float = 40, sex: str = "male") -> Script:
    talk = Script(consultation, lang="en" if text.isascii() else "zh")
    talk.start(person(relation, years, sex))
    talk.say(text)
    return talk


def said(talk: Script) -> str:
    reply = talk.replies[-1]
    card = reply.emergency.say + (reply.emergency.phone or "") if reply.emergency is not None else ""
    return "\n".join((*reply.messages, card))


@pytest.mark.parametrize(
    "text",
    [
        "我老公胸口像被钳子夹着，压得喘不上气",
        "俺爹胸口压得慌",
        "我老伴喘不上气了，脸憋得发紫",
        "婆婆喘得厉害，躺不下",
        "我娃从楼上掉下来了",
        "我儿子从树上摔下来了",
        "我女儿抽搐了还没停",
        "媳妇生完孩子大出血，一盆一盆的",
        "老伴吐了一盆血",
        "我爸突然昏过去叫不醒",
        "我妈刚才吃饭噎住了，脸都紫了",
        "我闺女把我的降压药吃了",
        "我老婆血压220/130说不出话",
        "my husband has crushing chest pain",
        "以前都好好的，我老公刚才胸口像石头压着",
        "我老公刚才胸口像压了块石头",
        "my wife can't breathe after a bee sting",
        "my dad fell off the roof",
        "my son is having a seizure right now",
        "my mum is unconscious on the floor",
        "my wife is 34 weeks pregnant and bleeding heavily, soaking through pads",
        "我男人从脚手架上摔下来了",
    ],
)
def test_grave_words_of_somebody_else_call_for_120(consultation: Consultation, text: str) -> None:
    assert "120" in said(told(consultation, text))


@pytest.mark.parametrize(
    ("text", "relation", "years"),
    [
        ("我自己胸口压得慌，出冷汗", "child", 3),
        ("不是孩子，是我自己胸口剧痛", "child", 3),
        ("I have crushing chest pain myself and I'm sweating", "child", 3),
    ],
)
def test_who_opened_it_for_a_child_may_be_in_danger_themself(
    consultation: Consultation, text: str, relation: str, years: float
) -> None:
    assert "120" in said(told(consultation, text, relation, years))


@pytest.mark.parametrize(
    "text",
    [
        "我妈咳嗽三天了",
        "我妈爬楼的时候喘不上气",
        "我老公肚子疼",
        "我儿子流鼻血",
        "我爸胸口有点不舒服",
        "my dad is short of breath when he climbs stairs",
        "my wife has a cough",
        "我女儿小时候抽搐过一次",
        "my brother had a seizure years ago",
    ],
)
def test_what_can_wait_calls_for_no_ambulance(consultation: Consultation, text: str) -> None:
    reply = told(consultation, text).replies[-1]
    assert reply.emergency is None
    assert not any("请先打120" in each or "请马上打120" in each or "call 120 first" in each for each in reply.messages)


@pytest.mark.parametrize("text", ["我老婆血压220/130说不出话", "我妈血压200，头疼得厉害", "我爸血糖25，昏昏沉沉的"])
def test_a_value_after_a_relative_is_the_relatives(consultation: Consultation, text: str) -> None:
    state = told(consultation, text).state
    assert state is not None
    assert not any(part.readings for part in state.contributions)
    assert not any(each.id == "high_bp" for part in state.contributions for each in part.findings)


def test_ones_own_cough_beside_a_pregnant_wife_is_noted(consultation: Consultation) -> None:
    state = told(consultation, "我老婆怀孕了，我咳嗽三天").state
    assert state is not None
    assert "cough" in {each.id for part in state.contributions for each in part.findings}


def test_a_value_before_the_relative_is_ones_own(consultation: Consultation) -> None:
    state = told(consultation, "我血压170，老婆头晕").state
    assert state is not None
    assert [each.value for part in state.contributions for each in part.readings]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("我老公血糖31，我头有点疼", "headache"),
        ("我妈胸口像石头压着，我咳嗽两天了", "cough"),
        ("my husband has BP 225/145, I have a cough", "cough"),
        ("我妈血糖昨天7.8，今天31，我有点咳嗽", "cough"),
    ],
)
def test_somebody_elses_emergency_beside_ones_own_complaint_is_told_and_not_written_down(
    consultation: Consultation, text: str, own: str
) -> None:
    talk = told(consultation, text)
    assert "120" in said(talk) or "急诊" in said(talk) or "emergency department" in said(talk)
    present = {each.id for part in talk.state.contributions for each in part.findings if each.status is Status.PRESENT}
    assert present == {own}
    assert not [reading for part in talk.state.contributions for reading in part.readings]


@pytest.mark.parametrize(
    "text",
    [
        "我老公血压150/95，我咳嗽两天了",
        "我妈有点咳嗽，我头疼",
        "老公帮我量的血压225/145，我头疼",
        "my wife is pregnant, I have a cough",
    ],
)
def test_who_is_in_no_danger_is_not_spoken_of_beside_ones_own_complaint(consultation: Consultation, text: str) -> None:
    answered = said(told(consultation, text))
    assert "身边的" not in answered
    assert "这个人" not in answered


def test_a_relatives_reading_alone_is_told_to_be_of_somebody_else(consultation: Consultation) -> None:
    assert "另一个人" in said(told(consultation, "我爸血压200/120"))
