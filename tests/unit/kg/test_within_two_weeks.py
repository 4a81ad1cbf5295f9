"""What hurts little and must not wait for months: heard in everyday words, and not where it is short or something else."""

from __future__ import annotations

import pytest

from kg.schema import Sex
from tests.unit.kg.hearing import told

FIRES = [
    ("neck_lump_stays", 50, Sex.MALE, "脖子左边长了个包，一个多月了，不疼也不消"),
    ("neck_lump_stays", 38, Sex.FEMALE, "I have had a painless lump in my neck for five weeks"),
    ("neck_lump_stays", 50, Sex.MALE, "脖子三个月前起了个包，还在"),
    ("cough_with_fever_weak", 72, Sex.MALE, "咳嗽十天了，黄痰，还在发烧"),
    ("cough_with_fever_weak", 40, Sex.FEMALE, "HIV positive, cough for ten days with green phlegm, still a fever"),
    ("hepatitis_b_flares", 44, Sex.MALE, "我有乙肝，化验单谷丙转氨酶186"),
    ("hepatitis_b_flares", 44, Sex.FEMALE, "I have hepatitis B and my ALT is 240"),
    ("cough_with_fever_for_a_week", 55, Sex.FEMALE, "咳嗽半个月了，吐黄痰，这两天还发烧"),
    ("cough_with_fever_for_a_week", 55, Sex.MALE, "cough for ten days with green phlegm, still a fever"),
    ("trunk_injury_danger", 12, Sex.MALE, "打球被人撞到左边肚子，肚子疼，左肩膀也疼"),
    ("trunk_injury_danger", 30, Sex.MALE, "方向盘撞了肚子，脸越来越白"),
    ("airway_swelling", 26, Sex.FEMALE, "舌头肿了，嗓子越来越紧"),
    ("airway_swelling", 26, Sex.FEMALE, "swollen lips and my throat is tightening"),
    ("hiv_prevention_window", 26, Sex.MALE, "昨晚一夜情没戴套，想吃阻断药"),
    ("sudden_visual_loss", 70, Sex.FEMALE, "右眼突然看不到东西了，半小时还没恢复"),
]
DOES_NOT = [
    ("neck_lump_stays", 50, Sex.MALE, "感冒三天，脖子上起了个包，一按就疼"),
    ("neck_lump_stays", 50, Sex.MALE, "头疼两个月了，昨天脖子上起了个包"),
    ("neck_lump_stays", 50, Sex.FEMALE, "脖子上的疙瘩三年了，没变化"),
    ("cough_with_fever_weak", 55, Sex.FEMALE, "咳嗽半个月了，吐黄痰，这两天还发烧"),
    ("cough_with_fever_weak", 72, Sex.MALE, "咳嗽十天了，黄痰，不发烧"),
    ("diabetic_foot_wound", 55, Sex.MALE, "糖尿病，都说伤口好得慢，是真的吗"),
    ("hepatitis_b_flares", 44, Sex.MALE, "我有乙肝，谷丙转氨酶22，正常"),
    ("hepatitis_b_flares", 44, Sex.MALE, "没有乙肝，谷丙转氨酶186"),
    ("cough_with_fever_for_a_week", 55, Sex.FEMALE, "咳嗽半个月了，没有痰，不发烧"),
    ("cough_with_fever_for_a_week", 55, Sex.FEMALE, "发烧咳嗽两天，有黄痰"),
    ("trunk_injury_danger", 12, Sex.MALE, "骑车摔了，左肩膀疼，肚子没事"),
    ("airway_swelling", 26, Sex.FEMALE, "嘴唇肿了，嗓子不紧，喘气也好"),
    ("hiv_prevention_window", 26, Sex.MALE, "想问问艾滋病怎么传播"),
]


@pytest.mark.parametrize(("rule", "years", "sex", "text"), FIRES, ids=[each[-1] for each in FIRES])
def test_it_is_heard(rule, years, sex, text):
    triage, heard = told(years, text, sex)
    assert rule in {flag.id for flag in triage.red_flags}, heard


@pytest.mark.parametrize(("rule", "years", "sex", "text"), DOES_NOT, ids=[each[-1] for each in DOES_NOT])
def test_what_is_short_denied_or_something_else_is_not_it(rule, years, sex, text):
    triage, heard = told(years, text, sex)
    assert rule not in {flag.id for flag in triage.red_flags}, heard
