"""Accidents and signs told in one word, in many words: snakes, mushrooms, gall, pits, water, heights, casts, hernias and others."""

from __future__ import annotations

import pytest

from kg.schema import Sex, Urgency
from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    ("years", "text", "flag"),
    [
        (45, "割草叫长虫啄了脚", "snake_bite"),
        (35, "炸鱼的油溅了一脸，起泡了", "burn_large_or_face"),
        (36, "和水泥的时候水泥崩到眼里了", "eye_chemical_splash"),
        (36, "superglue in my eye, it burns", "eye_chemical_splash"),
        (65, "粮仓熏药用的磷化铝，闻了恶心", "pesticide_now"),
        (10, "感冒刚好，胸闷，小脸发白，没劲", "child_heart_failing"),
        (10, "palpitations since a cold, pale and listless", "child_heart_failing"),
        (45, "手上让银环蛇咬了", "snake_bite"),
        (45, "a rattlesnake bit me on the hand", "snake_bite"),
        (45, "地里采的蘑菇炒了吃，拉得不行", "mushroom_poisoning"),
        (45, "we ate mushrooms we picked in the woods and now see little people", "mushroom_poisoning"),
        (45, "生吞了草鱼胆", "poisoning_now"),
        (45, "I swallowed the gallbladder of a fish for my eyes", "poisoning_now"),
        (45, "清理化粪池，人一下倒了", "unresponsive"),
        (45, "he climbed down a manhole, keeled over", "unresponsive"),
        (5, "掉进鱼塘，捞上来了，有点喘", "electric_or_drowning"),
        (5, "fell into the pool and was pulled out of the water, coughing", "electric_or_drowning"),
        (4, "从四楼阳台摔下去了", "fall_from_storeys"),
        (4, "fell out of an upstairs window", "fall_from_storeys"),
        (40, "让雷劈到了，手麻", "electric_or_drowning"),
        (40, "struck by lightning this afternoon", "electric_or_drowning"),
        (40, "勃起了六个钟头，软不下来", "erection_that_stays"),
        (40, "my erection won't go down", "erection_that_stays"),
        (30, "石膏太紧，手指发紫发麻", "limb_strangled_by_cast"),
        (30, "my cast is too tight, toes are blue and numb", "limb_strangled_by_cast"),
        (40, "腰疼，裤裆里没知觉", "cauda_equina"),
        (40, "back pain and I can't feel the toilet paper", "cauda_equina"),
        (50, "肚子跟铁板一样硬", "acute_abdomen"),
        (50, "my stomach is hard as a board", "acute_abdomen"),
        (0.4, "大腿根起了个包，按不回去，老哭", "infant_groin_lump"),
        (1, "便便像果酱", "child_bilious_vomit"),
        (1, "red jelly poo", "child_bilious_vomit"),
        (75, "尿管堵了，尿袋里没尿", "urinary_retention_now"),
        (75, "my catheter has stopped draining", "urinary_retention_now"),
        (5, "一天没尿了，小肚子鼓鼓的", "child_cannot_pass_urine"),
        (2, "瓜子呛进去了，一直咳", "choking_now"),
        (2, "he choked on a grape and keeps coughing", "choking_now"),
        (3, "打开奶奶的降压药吃了几颗", "overdose_now"),
        (3, "he got into my tablets", "overdose_now"),
        (30, "I can only manage a few words at a time, asthma", "severe_dyspnea"),
        (40, "艾迪生病，一直吐", "addison_vomiting"),
        (40, "I have Addison disease and keep vomiting", "addison_vomiting"),
        (0.5, "从床上掉下来，后脑勺起了个软包", "baby_head_boggy"),
        (0.5, "rolled off the sofa, squishy lump on the side of his head", "baby_head_boggy"),
        (78, "上礼拜摔了一跤，这两天犯糊涂", "muddled_after_fall"),
        (78, "he fell last week and is now confused", "muddled_after_fall"),
    ],
)
def test_the_accident_is_an_emergency(years: float, text: str, flag: str) -> None:
    found, present = told(years, text, Sex.MALE)
    assert flag in {each.id for each in found.red_flags}, ([each.id for each in found.red_flags], present)
    assert found.urgency is Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("years", "text"),
    [
        (40, "勃起不坚，半年了"),
        (40, "痔疮掉出来推不回去"),
        (40, "鱼胆破了，鱼肉发苦"),
        (40, "菌子怎么做好吃"),
        (40, "楼上噪音睡不着，三楼窗户坏了"),
        (40, "打石膏后脚有点痒"),
        (40, "拉肚子，憋不住"),
        (40, "小肚子鼓，胖了"),
        (40, "骑马磨破了大腿"),
        (40, "蛇胆酒能喝吗"),
        (40, "afraid of snakes"),
        (40, "my haemorrhoid will not go back in"),
        (78, "最近犯懒，走路有点慢"),
    ],
)
def test_what_only_sounds_like_an_accident_is_none(years: float, text: str) -> None:
    found, present = told(years, text, Sex.MALE)
    assert found.urgency is not Urgency.EMERGENCY, ([each.id for each in found.red_flags], present)
