"""The old and the bedridden: a sudden silence, things seen, falls and sores are heard, and not where they are harmless."""

from __future__ import annotations

from kg.schema import Urgency
from tests.unit.kg.hearing import (
    F,
    M,
    each_of,
    it_is_heard,
    it_is_not_heard,
    the_rule_keeps_still,
    the_rule_speaks,
    told,
)

HEARD = [
    ("falls_repeated", "soon", 76, F, "这个月跌了三跤，都没伤着"),
    ("falls_repeated", "soon", 81, M, "I have fallen twice this month, no injuries"),
    ("skin_mottled", "emergency", 80, M, "肺炎，发烧，膝盖上起大理石花纹"),
    ("answers_little", "emergency", 82, M, "今天喊几声才应，浑身发冷打摆子"),
    ("answers_little", "emergency", 78, M, "fever since yesterday and hardly responds"),
    ("oliguria", "emergency", 84, M, "尿袋今天几乎没东西，喊了不应声"),
    ("bed_sore", "soon", 77, M, "瘫在床上两年，胯骨那儿皮烂了"),
    ("answers_little", "emergency", 82, M, "拉了两天肚子，今天喊几声才应一下"),
    ("answers_little", "urgent", 78, M, "今天突然不大说话，喊半天才应"),
    ("wound_infected", "urgent", 75, M, "屁股上的褥疮流脓了，臭得很"),
]
NOT_HEARD = [
    ("falls_repeated", "urgent", 70, M, "骑车摔过两次，那是小时候的事，最近想学骑车"),
    ("answers_little", "routine", 80, M, "耳朵背，叫半天才应，好多年了"),
    ("answers_little", "routine", 66, M, "我喊孙子吃饭他半天才应"),
    ("bed_sore", "urgent", 50, M, "摔破了屁股，躺着没事"),
    ("answers_little", "routine", 70, M, "跟老伴吵架，今天生气不说话"),
    ("wound_infected", "soon", 75, M, "褥疮没流脓，也不臭，怎么换药"),
    ("bed_sore", "routine", 66, M, "长期坐轮椅，想问怎么防褥疮"),
]
SPEAKS = [
    ("old_person_sees_things", None, 79, M, "这两天说屋里有小孩在跑，别人都没看见，以前脑子清楚"),
]
SILENT = [
    ("old_person_sees_things", None, 70, M, "老伴走了两个月，夜里好像听见他叫我名字"),
]


@each_of(HEARD)
def test_a_danger_is_heard(case):
    it_is_heard(case)


@each_of(NOT_HEARD)
def test_what_only_sounds_like_it_is_not_heard(case):
    it_is_not_heard(case)


@each_of(SPEAKS)
def test_a_rule_speaks(case):
    the_rule_speaks(case)


@each_of(SILENT)
def test_a_rule_keeps_still(case):
    the_rule_keeps_still(case)


def test_an_old_person_silent_for_years_is_no_emergency():
    triage, _ = told(80, "耳聋多年，叫半天才应，今天有点咳嗽")
    assert triage.urgency is not Urgency.EMERGENCY
