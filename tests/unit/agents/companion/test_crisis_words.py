"""Danger words are found however they are written; idioms, strangers and denials are set aside; double denials are not."""

from __future__ import annotations

import pytest

from agents.companion.crisis import PLAN, POISONED, SUICIDAL, with_crisis
from agents.companion.crisis_words import harmless, weight_of
from agents.companion.cues import uneasy
from agents.companion.others import about_another
from agents.companion.too_many import took_far_too_many
from kg.schema import Finding, FindingId, Status


@pytest.mark.parametrize(
    "text",
    [
        "我想自 杀",
        "自🙂杀",
        "我想自殺",
        "我想紫砂",
        "zi sha",
        "想4了",
        "真想重开",
        "跳lou算了",
        "Ｋｉｌｌ myself",
        "K1ll myself",
        "k i l l  myself",
    ],
)
def test_a_word_is_found_through_what_hides_it(text):
    assert weight_of(text) == "open"


@pytest.mark.parametrize(
    "text",
    [
        "没有一天不想自杀",
        "怎么可能不想死",
        "我不能说没想过自杀",
        "not a day goes by without thinking of suicide",
        "I can't say I haven't thought of suicide",
    ],
)
def test_a_denial_that_is_denied_denies_nothing(text):
    assert weight_of(text) == "open"


@pytest.mark.parametrize(
    "text",
    ["没想过死", "从来没有想过自杀", "我不想死", "I have never wanted to die", "没有自杀的念头"],
)
def test_a_plain_denial_is_believed(text):
    assert weight_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "笑死我了",
        "想死你了",
        "不想活动",
        "买了把紫砂壶",
        "上吊水后手青了",
        "小区里有人跳楼",
        "看了自杀的新闻",
        "this headache is killing me",
        "I cut my leg shaving",
    ],
)
def test_idioms_strangers_and_chores_are_no_crisis(text):
    assert weight_of(text) is None


def test_what_the_dictionary_heard_in_an_idiom_is_dropped_and_its_denial_is_kept():
    heard = (Finding(id=SUICIDAL, status=Status.PRESENT), Finding(id=FindingId("cough"), status=Status.PRESENT))
    assert harmless("想死你了，咳嗽")
    assert [each.id for each in with_crisis("想死你了，咳嗽", heard)] == ["cough"]
    denied = (Finding(id=SUICIDAL, status=Status.ABSENT),)
    assert with_crisis("没想过死", denied) == denied


@pytest.mark.parametrize(
    "text", ["撑不下去了", "没有我大家会更好", "想一觉睡过去再也别起来", "I just want to sleep forever"]
)
def test_veiled_words_are_heard_as_veiled(text):
    assert weight_of(text) == "veiled"


def test_a_time_or_a_place_told_with_it_is_a_plan_and_what_was_swallowed_a_poisoning():
    assert PLAN in {each.id for each in with_crisis("今晚就跳楼，不想活了", ())}
    assert PLAN not in {each.id for each in with_crisis("不想活了", ())}
    assert POISONED in {each.id for each in with_crisis("吞了一整瓶安眠药", ())}
    assert with_crisis("医生让我吃了两片安眠药", ()) == ()


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("我妹妹说她不想活了", True),
        ("My brother says he wants to kill himself", True),
        ("我不想活了", False),
        ("我妈走了以后，不想活了", False),
        ("老公骂我，我想死", False),
        ("觉得活着拖累孩子，攒了一瓶安眠药，想着今晚一了百了", False),
        ("想抱着孩子一起跳下去", False),
        ("声音让我去死", False),
    ],
)
def test_whose_crisis_it_is_and_in_doubt_it_is_the_tellers(text, other):
    assert about_another(text) is other


@pytest.mark.parametrize(
    "text", ["最近老梦见自己的葬礼", "他把我按在地上", "手伸进我衣服里", "I think about driving my car into a wall"]
)
def test_a_weak_cue_makes_uneasy(text):
    assert uneasy(text)


@pytest.mark.parametrize(
    "text", ["头疼两天", "坐在河边钓鱼，晒伤了", "孩子打完疫苗胳膊红肿", "膝盖一下楼梯就疼", "sore throat since Monday"]
)
def test_an_everyday_complaint_does_not(text):
    assert not uneasy(text)


@pytest.mark.parametrize(
    "text",
    [
        "老头子在那头孤零零的，我也该下去陪他了",
        "他在下面一个人冷，我早晚去找他",
        "My wife is alone up there, I'll be with her soon",
    ],
)
def test_a_wish_to_follow_the_dead_is_heard(text):
    assert weight_of(text) == "veiled"


@pytest.mark.parametrize(
    "text", ["他一个人在那边上班冷清，我也快过去了", "他在那边等我吃饭，我马上过去", "奶奶一个人在老家，我想去陪她"]
)
def test_a_journey_to_the_living_is_not(text):
    assert weight_of(text) is None


@pytest.mark.parametrize(
    "text", ["我妈把药盒里一礼拜的药全倒空了", "奶奶一口气把十天的药吞光了", "半个月的药一次全吃了"]
)
def test_days_of_pills_gone_at_once_are_an_overdose(text):
    assert took_far_too_many(text)


@pytest.mark.parametrize(
    "text", ["一个礼拜的药刚好吃完，去开药", "药盒全倒空重新分装", "三天的药都吃了，没见好", "怕他把一周的药一次吃了"]
)
def test_pills_that_ran_out_are_not(text):
    assert not took_far_too_many(text)
