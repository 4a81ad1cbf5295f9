"""Medicines beyond the dose, told softly, in words that the patterns were not made of; and food, courses and questions beside them."""

from __future__ import annotations

import pytest

from agents.companion.crisis import with_crisis
from agents.companion.cues import uneasy
from agents.companion.too_many import took_far_too_many, took_too_many
from tests.fakes.conversation import Script, person


@pytest.mark.parametrize(
    "text",
    [
        "胃药又多吃了两粒",
        "感冒药吃重了，早上他给我冲过一包",
        "降糖药今天打盹起来又吃了一片",
        "奶奶把早晚的药一顿全吃了",
        "胰岛素好像打了两遍",
        "牙疼，止痛片隔一会儿一片",
        "记不清吃了几片安定",
        "小孙女把药片当零食抓着吃",
        "I took a couple extra tablets last night",
        "Dad took his tablets twice",
        "lost count of how many painkillers I took",
        "每日一粒的降糖药，中午多服了两粒",
        "二甲双胍今早重复吃了",
        "大夫没说能加，止痛药我还是多吃了四片",
    ],
)
def test_more_than_was_meant_is_heard(text: str) -> None:
    assert took_too_many(text)
    assert {each.id for each in with_crisis(text, ())} & {
        "exposure.medicine_beyond_dose",
        "poisoning.medicine_overdose",
    }


@pytest.mark.parametrize(
    "text",
    [
        "止疼片一板快见底了",
        "心烦，又吞了一把药",
        "把剩的安定全吃了",
        "had the rest of the packet of paracetamol",
        "大夫开的助眠药，他一下子吃了半盒",
        "天天吃的降压药今儿个多吃了一板",
        "只想多歇歇，把整瓶安定都吞了",
    ],
)
def test_a_handful_or_what_was_left_is_an_overdose(text: str) -> None:
    assert took_far_too_many(text)
    assert "poisoning.medicine_overdose" in {each.id for each in with_crisis(text, ())}


@pytest.mark.parametrize(
    "text",
    [
        "多吃了几片苹果",
        "又吃了两片吐司，撑得慌",
        "晚饭吃多了，胃胀",
        "药能不能多吃一片",
        "每天吃两片降压药",
        "一天三次，一次两片",
        "医生让我再吃两盒",
        "没敢多吃，就一片布洛芬",
        "送药的时候一口气喝了两瓶水",
        "想多睡会儿，按医嘱吃了半片安定",
        "吃了一片头孢，起疹子",
        "打了两次胰岛素的针眼有点青，每天两次",
        "孩子吃药像吃糖一样乖",
        "I took two tablets as the leaflet says",
        "I had two more sneezes after the tablets",
    ],
)
def test_food_a_course_or_a_question_is_none(text: str) -> None:
    assert not took_too_many(text)


@pytest.mark.parametrize(
    "text",
    [
        "往后大家都不用再操心我了",
        "最后一回找您聊了",
        "止疼药我都留着呢",
        "老伴没了，我就想跟着他去",
        "娃一听见他爸的声音就缩到墙角",
        "教练说讲出去就没人要我",
        "他一喝多手上就没轻重",
        "我又摔楼梯了，别问",
        "She goes quiet whenever her uncle comes in",
        "soon they won't have to bother with me",
    ],
)
def test_a_veiled_farewell_or_harm_is_asked_about(text: str) -> None:
    assert uneasy(text)


@pytest.mark.parametrize(
    "text",
    [
        "以后不用麻烦您提醒，我设了闹钟",
        "最后一次找您换药",
        "药都留着，放药盒里",
        "他走了五分钟就去找他弟弟了，腿疼",
        "孩子看见医生打针就哭",
        "他喝酒手就抖",
        "狗舔了我手背一下 手上没有口子",
        "看他脸色蜡黄",
        "又摔了一跤，膝盖青了",
        "my daughter flinches when the doctor touches her knee",
        "my keys and the pills stay in the box",
        "I keep my pills in a weekly box",
        "I'm done with radiotherapy",
    ],
)
def test_the_same_words_of_every_day_are_left_alone(text: str) -> None:
    assert not uneasy(text)


def test_a_handful_beside_a_missed_dose_gets_no_word_on_the_next_dose(consultation) -> None:
    script = Script(consultation)
    script.start(person(years=60))
    reply = script.say("忘了吃没吃，就又补了一把降压药")
    shown = " ".join(reply.messages) + (reply.emergency.say if reply.emergency else "")
    assert "补上就好" not in shown
    assert "想起来就补上" not in shown
    assert reply.emergency is not None
