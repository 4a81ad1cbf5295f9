"""Yellow eyes, ticks, starving for fear of weight, a first fit, headaches, long sadness, mouths and moles: what waits and what does not."""

from __future__ import annotations

import pytest

from kg.schema import Urgency
from tests.unit.kg.hearing import denied, told


@pytest.mark.parametrize(
    ("years", "text", "rule", "urgency"),
    [
        (29, "孕35周，皮肤和眼白发黄，吐", "jaundice_late_pregnancy", Urgency.EMERGENCY),
        (29, "36 weeks pregnant and my eyes have turned yellow", "jaundice_late_pregnancy", Urgency.EMERGENCY),
        (29, "怀孕四个月，眼睛发黄，恶心", "jaundice_late_pregnancy", Urgency.EMERGENCY),
        (29, "刚生完孩子，眼睛发黄", "jaundice_late_pregnancy", Urgency.EMERGENCY),
        (44, "眼白发黄，尿像浓茶", "jaundice_today", Urgency.URGENT),
        (44, "面色发黄，大便发白", "jaundice_today", Urgency.URGENT),
        (10, "眼白发黄，没精神", "jaundice_child_today", Urgency.URGENT),
        (0.2, "宝宝脸黄，大便发白", "jaundice_child_today", Urgency.URGENT),
        (33, "被蜱虫叮了，半个月后起了靶形红斑", "tick_bite_with_rash", Urgency.SOON),
        (33, "tick bite a week ago, now a red rash there", "tick_bite_with_rash", Urgency.SOON),
        (19, "拼命节食，晕倒了一次", "eating_disorder_collapse", Urgency.EMERGENCY),
        (19, "怕胖，血压80/50", "eating_disorder_collapse", Urgency.EMERGENCY),
        (19, "怕胖不吃饭，心慌，腿没劲", "eating_disorder_heart", Urgency.URGENT),
        (19, "拼命节食，瘦了二十斤，站起来头晕", "eating_disorder_heart", Urgency.URGENT),
        (19, "afraid of getting fat, dizzy when I stand up", "eating_disorder_dizzy", Urgency.SOON),
        (36, "昨晚第一次抽搐，到现在还糊涂", "first_seizure_not_clear", Urgency.EMERGENCY),
        (36, "头疼两天，看人成双", "headache_with_double_vision", Urgency.URGENT),
        (36, "头疼半个月，走路不稳", "headache_with_double_vision", Urgency.URGENT),
        (8, "头疼两天，走路歪歪扭扭", "headache_child_brain", Urgency.URGENT),
        (9, "morning headaches and vomiting for two days", "headache_child_brain", Urgency.URGENT),
        (8, "头疼两天，吐了一次，走路没问题", "headache_child_brain", Urgency.URGENT),
        (8, "头疼三天，天天早上吐，不发烧", "headache_child_brain", Urgency.URGENT),
        (10, "头疼越来越厉害，快一个月了", "headache_child_brain", Urgency.URGENT),
        (5, "夜里头疼疼醒好几次", "headache_child_brain", Urgency.URGENT),
        (11, "headache worse when coughing or bending, for two weeks", "headache_child_brain", Urgency.URGENT),
        (3, "说头疼半个月了，不发烧", "headache_under_four", Urgency.SOON),
        (57, "口腔溃疡反复好几年，这次一个多月了还没好", "mouth_patch_not_wiped", Urgency.SOON),
        (66, "昨天左眼黑了几分钟，又好了", "sudden_visual_loss", Urgency.EMERGENCY),
        (66, "my right eye went dark for ten minutes and came back", "sudden_visual_loss", Urgency.EMERGENCY),
        (36, "headache for five days, the eye doctor saw swollen optic discs", "headache_with_double_vision", Urgency.URGENT),
        (22, "心情不好二十多天了", "low_for_weeks", Urgency.SOON),
        (45, "情绪低落一个月了，干啥都没意思", "low_for_weeks", Urgency.SOON),
        (57, "嗓子哑了一个月", "hoarse_for_weeks", Urgency.SOON),
        (57, "舌头上一个溃疡，一个月了还没好", "mouth_patch_not_wiped", Urgency.SOON),
        (57, "抽烟，嘴里白斑擦不掉", "mouth_patch_not_wiped", Urgency.SOON),
        (57, "a lump on my tongue", "mouth_patch_not_wiped", Urgency.SOON),
        (57, "手心那颗痣，半年来变大了", "mole_that_changes", Urgency.SOON),
        (57, "腿上一颗黑痣，最近破了，老结痂", "mole_that_changes", Urgency.SOON),
    ],
)  # fmt: skip
def test_what_must_not_wait(years: float, text: str, rule: str, urgency: Urgency) -> None:
    found, present = told(years, text)
    assert rule in {each.id for each in found.red_flags}, present
    assert found.urgency.rank <= urgency.rank


@pytest.mark.parametrize(
    ("years", "text", "rules"),
    [
        (38, "这阵子面色发黄，累", {"jaundice_today"}),
        (9, "脸发黄，不爱吃饭", {"jaundice_child_today"}),
        (29, "孕35周，眼睛不黄，有点恶心", {"jaundice_late_pregnancy", "jaundice_today"}),
        (29, "怀孕四个月，恶心，眼睛不黄", {"jaundice_late_pregnancy"}),
        (29, "没怀孕，眼睛发黄，恶心", {"jaundice_late_pregnancy"}),
        (33, "昨天被蜱虫叮了，有个小红点", {"tick_bite_with_rash"}),
        (19, "怕胖，晚上少吃，起身有点头晕", {"eating_disorder_heart", "eating_disorder_collapse"}),
        (19, "晕倒了一次，心率45", {"eating_disorder_heart", "eating_disorder_collapse"}),
        (36, "一个月前抽过一次，今天犯困", {"first_seizure_not_clear"}),
        (36, "头疼好几年了，一紧张就疼，走路发飘", {"headache_with_double_vision"}),
        (36, "头疼两天，走路没问题，看东西也清楚", {"headache_with_double_vision"}),
        (8, "头疼两天，吐了一次，拉肚子", {"headache_child_brain"}),
        (8, "发烧38度5，咳嗽，一咳嗽就头疼", {"headache_child_brain"}),
        (11, "偏头痛老毛病，今天又头疼，吐了一次", {"headache_child_brain"}),
        (9, "写作业写久了头疼，睡一觉就好", {"headache_child_brain"}),
        (3, "感冒流鼻涕，说头疼", {"headache_under_four"}),
        (6, "头疼半个月了，不发烧", {"headache_under_four"}),
        (36, "头疼两天，走路歪歪扭扭", {"headache_child_brain", "headache_with_double_vision"}),
        (66, "右眼滴了眼药水，花了几分钟又好了", {"sudden_visual_loss"}),
        (66, "两只眼睛看手机久了发花，歇一会儿就好了", {"sudden_visual_loss"}),
        (33, "三百天前被蜱虫叮了，今天起了红疹", {"tick_bite_with_rash"}),
        (45, "睡不好好几年，昨天心情不好", {"low_for_weeks"}),
        (57, "咳嗽好几年，声音哑两天", {"hoarse_for_weeks"}),
        (57, "反复口腔溃疡好几年，这回三天", {"mouth_patch_not_wiped"}),
        (57, "背上有颗痣，好多年没变大", {"mole_that_changes"}),
        (57, "脸上有颗痣，最近头疼，流鼻血", {"mole_that_changes"}),
        (57, "痣疮出血", {"mole_that_changes"}),
    ],
)  # fmt: skip
def test_what_only_sounds_alike(years: float, text: str, rules: set[str]) -> None:
    found, present = told(years, text)
    assert not rules & {each.id for each in found.red_flags}, present


def test_a_dark_mole_on_the_sole_is_no_black_foot() -> None:
    assert "digits_discoloured" not in told(60, "脚底黑痣变大")[1]


def test_yellow_eyes_of_who_may_be_pregnant_are_not_capped() -> None:
    """The acute fatty liver of pregnancy begins with nausea, want of appetite and fatigue (Swansea criteria)."""
    found, _ = told(30, "怀孕33周，眼睛发黄，恶心，没胃口，没力气")
    assert found.urgency is Urgency.EMERGENCY


def test_a_passing_blindness_is_not_denied() -> None:
    found = [each.id for each in told(66, "昨天右眼花了几分钟又好了")[0].red_flags]
    assert "sudden_visual_loss" in found
    assert "blurred_vision" not in denied(66, "昨天右眼花了几分钟又好了")
    assert "blurred_vision" in denied(66, "眼睛不花，看东西清楚")
