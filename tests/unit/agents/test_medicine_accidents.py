"""Poison in a message, whoever it is about: a child that swallowed a tablet, a parent who drank pesticide, a dose given twice."""

from __future__ import annotations

import pytest

from agents.graph import Consultation
from agents.medicines.advice import OVERDOSE
from tests.fakes.conversation import Script, person


def script(consultation: Consultation, text: str, relation: str = "self", years: float = 30) -> Script:
    talk = Script(consultation, lang="en" if text.isascii() else "zh")
    talk.start(person(relation, years))
    talk.say(text)
    return talk


def said(talk: Script) -> str:
    return "\n".join(talk.replies[-1].messages)


@pytest.mark.parametrize(
    ("text", "relation", "years"),
    [
        ("孩子2岁误吃了一片爷爷的降糖药怎么办", "self", 30),
        ("宝宝把我的安眠药吃了两片", "self", 30),
        ("娃偷吃了奶奶的硝苯地平", "self", 60),
        ("2岁的孩子吃了一片我的降压药", "self", 30),
        ("孩子把一瓶氯雷他定都喝光了", "self", 30),
        ("把我的优甲乐当糖吃了", "child", 3),
        ("my toddler swallowed one of grandpa's diabetes pills", "self", 30),
        ("she got into my clonidine", "child", 2),
    ],
)
def test_a_tablet_in_a_small_child_is_an_emergency(
    consultation: Consultation, text: str, relation: str, years: float
) -> None:
    talk = script(consultation, text, relation, years)
    emergency = talk.replies[-1].emergency
    assert emergency is not None
    assert emergency.red_flag == "overdose_now"
    assert "120" in said(talk)


@pytest.mark.parametrize(
    "text",
    [
        "怕孩子误吃我的降压药",
        "孩子把维生素C当糖吃了几颗",
        "孩子3岁能吃我的感冒药吗",
        "孩子今天吃了两次美林",
        "孩子把美林吃了多久退烧",
    ],
)
def test_what_is_feared_harmless_or_meant_is_no_accident(consultation: Consultation, text: str) -> None:
    talk = script(consultation, text)
    assert talk.replies[-1].emergency is None
    assert talk.state is not None
    assert OVERDOSE not in {each.id for part in talk.state.contributions for each in part.findings}


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("孩子喝了洁厕灵", "corrosive_swallowed"),
        ("我爸喝了农药", "pesticide_now"),
        ("我妈煤气中毒了", "co_poisoning"),
        ("我爸手上沾了农药", "pesticide_now"),
        ("孩子误吃了老鼠药", "pesticide_now"),
        ("My son drank bleach", "corrosive_swallowed"),
    ],
)
def test_somebody_else_who_is_poisoned_is_not_sent_back_to_the_first_step(
    consultation: Consultation, text: str, flag: str
) -> None:
    talk = script(consultation, text)
    emergency = talk.replies[-1].emergency
    assert emergency is not None
    assert emergency.red_flag == flag


def test_a_fear_of_poison_for_another_is_no_emergency(consultation: Consultation) -> None:
    assert script(consultation, "怕孩子误食农药，放哪里好").replies[-1].emergency is None


@pytest.mark.parametrize(
    ("text", "relation", "years", "emergency"),
    [
        ("孩子3岁喝了3克对乙酰氨基酚", "child", 3, True),
        ("我儿子3岁吃了3克对乙酰氨基酚", "self", 30, True),
        ("吃了3克对乙酰氨基酚", "self", 30, False),
        ("吃了200毫克布洛芬", "child", 3, False),
    ],
)
def test_an_amount_is_judged_by_the_age(
    consultation: Consultation, text: str, relation: str, years: float, *, emergency: bool
) -> None:
    assert (script(consultation, text, relation, years).replies[-1].emergency is not None) is emergency


@pytest.mark.parametrize(
    ("text", "emergency"),
    [("吃了1克苯海拉明", True), ("吃了1克异丙嗪", True), ("吃了3克阿莫西林", False), ("吃了40毫克氯雷他定", False)],
)
def test_a_sedating_antihistamine_is_not_as_mild_as_its_class(
    consultation: Consultation, text: str, *, emergency: bool
) -> None:
    assert (script(consultation, text).replies[-1].emergency is not None) is emergency


def test_more_than_meant_is_asked_about_now_and_never_called_harmless(consultation: Consultation) -> None:
    for text in ("我今天多吃了一次降压药怎么办", "给宝宝喂多了美林怎么办", "I took my metoprolol twice, what now?"):
        answer = said(script(consultation, text))
        assert "120" in answer
        assert "没有查到" not in answer
        assert "I find nothing" not in answer


@pytest.mark.parametrize("text", ["甲氨蝶呤每天吃一片对吗", "Is it right to take methotrexate every day?"])
def test_daily_methotrexate_is_warned_of(consultation: Consultation, text: str) -> None:
    answer = said(script(consultation, text))
    assert "一周只吃一次" in answer or "once a week" in answer


def test_which_medicine_is_not_chosen_but_what_to_leave_is_said(consultation: Consultation) -> None:
    answer = said(script(consultation, "在吃华法林，感冒了能吃什么药"))
    assert "我不替您选" in answer
    assert "华法林和布洛芬这类止痛药" in answer
    assert "用感冒" not in answer  # an illness is no medicine


@pytest.mark.parametrize(
    "text",
    [
        "吃别嘌醇起皮疹了怎么办",
        "左氧氟沙星吃了脚后跟疼还能吃吗",
        "吃卡马西平起疹子了要停药吗",
        "I got a rash after starting allopurinol, what should I do?",
    ],
)
def test_a_complaint_after_a_medicine_is_never_answered_by_nothing_found(consultation: Consultation, text: str) -> None:
    answer = said(script(consultation, text))
    assert "可能跟药有关" in answer or "may come from it" in answer
    assert "没有查到" not in answer
    assert "不要自己停" in answer or "not to be ended" in answer


@pytest.mark.parametrize("text", ["头疼能吃布洛芬止疼吗", "感冒发烧能吃阿司匹林吗", "布洛芬能治牙疼吗"])
def test_a_complaint_that_the_medicine_is_for_is_no_reaction(consultation: Consultation, text: str) -> None:
    assert "可能跟药有关" not in said(script(consultation, text))


@pytest.mark.parametrize("text", ["对乙酰氨基酚一天最多吃几片", "阿莫西林一天吃了两次对吗", "可以多吃一片吗，布洛芬"])
def test_how_many_at_most_is_no_tale_of_too_many(consultation: Consultation, text: str) -> None:
    assert "多吃了" not in said(script(consultation, text))


@pytest.mark.parametrize("text", ["误服了一片避孕药怎么办", "忘了吃华法林，今天补两片行吗"])
def test_a_counted_tablet_is_no_unknown_medicine(consultation: Consultation, text: str) -> None:
    answer = said(script(consultation, text))
    assert "没有资料" not in answer
    assert "药" in answer
    assert "这只是提醒" not in answer


def test_weekly_methotrexate_with_daily_folate_is_no_daily_methotrexate(consultation: Consultation) -> None:
    assert "每天吃会中毒" not in said(script(consultation, "甲氨蝶呤每周一次，每天吃叶酸行吗"))
