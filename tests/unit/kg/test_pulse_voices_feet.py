"""A pulse of rest and one of exercise, voices that order harm, feet that are losing their blood, and the near misses of each."""

from __future__ import annotations

import pytest

from kg.schema import Urgency
from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    ("years", "text", "rule", "urgency"),
    [
        (60, "糖尿病好多年了，脚指头变黑了，不疼", "diabetic_foot_gangrene", Urgency.EMERGENCY),
        (58, "有糖尿病，脚上烂了一块，今天发烧", "diabetic_foot_gangrene", Urgency.EMERGENCY),
        (70, "type 2 diabetes, two black toes", "diabetic_foot_gangrene", Urgency.EMERGENCY),
        (63, "糖尿病，脚后跟破了不收口", "diabetic_foot_wound", Urgency.URGENT),
        (63, "I am diabetic and there is an ulcer on my foot", "diabetic_foot_wound", Urgency.URGENT),
        (72, "脚趾黑了，没碰过", "foot_short_of_blood", Urgency.URGENT),
        (64, "抽烟四十年，躺下脚就疼", "foot_short_of_blood", Urgency.URGENT),
        (66, "脚底板夜里火烧一样疼，睡不着", "foot_short_of_blood", Urgency.URGENT),
        (66, "my feet burn with pain at night and I cannot sleep", "foot_short_of_blood", Urgency.URGENT),
        (40, "脚趾被门夹了，发黑", "foot_short_of_blood", Urgency.URGENT),
        (55, "脚趾发黑，烧起来了", "dead_toe_ill", Urgency.EMERGENCY),
        (35, "脚趾冻黑了，冻伤", "dead_toe_ill", Urgency.EMERGENCY),
        (60, "my toe has gone black and I have a fever", "dead_toe_ill", Urgency.EMERGENCY),
        (22, "总有个声音让我自杀", "voices_order_harm", Urgency.EMERGENCY),
        (50, "脑子里有声音让我砍人", "voices_order_harm", Urgency.EMERGENCY),
        (34, "听见有人叫我去跳楼", "voices_order_harm", Urgency.EMERGENCY),
        (34, "the voices tell me to end my life", "voices_order_harm", Urgency.EMERGENCY),
        (45, "坐着心率155，歇了半天还没下来", "pulse_150_stays", Urgency.EMERGENCY),
        (33, "心跳一百七，两个小时了", "pulse_150_stays", Urgency.EMERGENCY),
        (33, "heart rate is 160 and it won't come down", "pulse_150_stays", Urgency.EMERGENCY),
        (50, "脉搏一百四", "pulse_very_fast", Urgency.URGENT),
        (50, "脉搏145，出冷汗", "pulse_very_fast_ill", Urgency.EMERGENCY),
        (60, "慢跑时心率185，没别的", "pulse_very_fast", Urgency.URGENT),
        (35, "没运动，心率一百五", "pulse_very_fast", Urgency.URGENT),
        (35, "my heart rate is 150 and I was not exercising", "pulse_very_fast", Urgency.URGENT),
        (35, "打球时心率170，胸口疼", "pulse_very_fast_ill", Urgency.EMERGENCY),
    ],
)
def test_what_must_not_wait(years: float, text: str, rule: str, urgency: Urgency) -> None:
    found, present = told(years, text)
    assert rule in {each.id for each in found.red_flags}, present
    assert found.urgency.rank <= urgency.rank


@pytest.mark.parametrize(
    ("years", "text", "rules"),
    [
        (60, "糖尿病，脚趾缝痒，脱皮", {"diabetic_foot_wound", "diabetic_foot_gangrene"}),
        (60, "糖尿病，没有伤口，有点发烧", {"diabetic_foot_wound", "diabetic_foot_gangrene"}),
        (40, "脚趾被门夹了，有点肿", {"foot_short_of_blood", "dead_toe_ill"}),
        (72, "脚趾黑了，不烧，不麻", {"dead_toe_ill"}),
        (66, "崴了脚，晚上疼得睡不着", {"foot_short_of_blood"}),
        (66, "晚上头疼睡不着，脚凉", {"foot_short_of_blood"}),
        (28, "崴了脚，脚不动也疼", {"foot_short_of_blood"}),
        (25, "耳边有声音骂我", {"voices_order_harm"}),
        (40, "领导的声音让我头疼", {"voices_order_harm"}),
        (29, "怀孕28周，产检胎心率一百五十", {"pulse_very_fast", "pulse_very_fast_ill"}),
        (29, "pregnant, at the scan the baby's heart rate was 150", {"pulse_very_fast", "pulse_very_fast_ill"}),
        (2, "心率一百四十五，咳嗽，喘", {"pulse_very_fast", "pulse_very_fast_ill"}),
        (28, "健身时心率一百六，没什么不舒服", {"pulse_very_fast", "pulse_150_stays"}),
        (28, "心率165，跑步的时候", {"pulse_very_fast", "pulse_150_stays"}),
        (28, "my pulse was 160 on the treadmill, I feel fine", {"pulse_very_fast", "pulse_150_stays"}),
        (60, "ran up the stairs, pulse 140", {"pulse_very_fast"}),
        (40, "心率150，没有别的不舒服", {"pulse_150_stays"}),
        (40, "昨天心率155，今天正常了", {"pulse_150_stays"}),
        (40, "心率一百零五", {"pulse_very_fast"}),
    ],
)
def test_what_only_sounds_alike(years: float, text: str, rules: set[str]) -> None:
    found, present = told(years, text)
    assert not rules & {each.id for each in found.red_flags}, present


def test_a_pulse_told_in_two_numerals_is_the_middle_of_them() -> None:
    assert "tachycardia.very_fast" in told(40, "心率一百四五")[1]


def test_diabetes_names_no_place_where_pus_runs() -> None:
    assert "incontinence" not in told(66, "有糖尿病，脚磨破了，流脓")[1]


def test_the_heart_of_the_baby_in_the_womb_is_not_the_mothers() -> None:
    assert not {each for each in told(29, "怀孕七个月，胎心率一百四十五")[1] if each.startswith("tachycardia")}
