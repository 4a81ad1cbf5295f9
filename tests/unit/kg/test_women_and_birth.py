"""Women's bleeding, pregnancy and birth in the words people have for them, and what only sounds like a danger."""

from __future__ import annotations

import pytest

from kg.schema import Urgency
from tests.unit.kg.hearing import F, each_of, it_is_heard, it_is_not_heard, told

BLOOD = [
    ("vaginal_bleeding", "emergency", 29, F, "怀着孩子八个月，肚子硬得像板，流血"),
    ("vaginal_bleeding", "emergency", 31, F, "孕35周，早上起来出血，不疼"),
    ("vaginal_bleeding", "urgent", 27, F, "怀了两个月，今天流血了"),
]
BLOOD_ELSEWHERE = [
    ("vaginal_bleeding", None, 27, F, "怀孕五个月，切菜切到手流血了，按住就停了"),
    ("vaginal_bleeding", "soon", 27, F, "怀孕六个月，刷牙老出血"),
    ("vaginal_bleeding", "soon", 27, F, "孕24周，鼻子出血，捏一会儿就好"),
    ("vaginal_bleeding", "soon", 27, F, "怀孕三个月，会不会出血啊，我没有不舒服"),
    ("vaginal_bleeding", "soon", 27, F, "怀孕后痔疮犯了，上厕所出血"),
]
HEARD = [
    ("missed_period", "emergency", 30, F, "生理期拖了三周还没到，刚才左边小肚子突然撕裂一样疼，眼前发黑"),
    ("missed_period", "urgent", 27, F, "我五十多天没来姨妈了，小肚子一阵阵疼"),
    (
        "pelvic_pain.sudden_one_side",
        "emergency",
        29,
        F,
        "I am about 6 weeks along, ripping pain low down on the right and I nearly fainted",
    ),
    ("vaginal_bleeding", "urgent", 28, F, "怀孕七周，今天护垫上有点咖啡色"),
    ("hx.pregnant.late", "emergency", 31, F, "三十四周，下面突然流血了"),
    ("reduced_fetal_movement", "emergency", 31, F, "我怀了三十周，平时踢得凶，从昨晚起就没怎么动过"),
    (
        "reduced_fetal_movement",
        "emergency",
        26,
        F,
        "36 weeks and my little one has gone quiet, barely moving since lunch",
    ),
    ("waters_broken", "emergency", 33, F, "孕三十六周，裤子突然湿了一大片，下面一股水往外淌"),
    ("uterus_hard_constant", "emergency", 29, F, "怀了八个月，肚皮硬得像石板，一直不松，痛"),
    ("vaginal_bleeding.heavy", "emergency", 32, F, "生完第六天，下面一股一股地涌血，产褥垫都兜不住"),
    (
        "vaginal_bleeding.heavy",
        "emergency",
        25,
        F,
        "I gave birth a week ago and the bleeding is pouring, soaked three towels",
    ),
    ("hx.abortion_recent", "emergency", 24, F, "刮宫才五天，烧到三十九度，小肚子疼"),
    ("hx.delivery_recent", "emergency", 30, F, "剖了第九天，发高烧打寒战，恶露恶臭"),
    ("vaginal_bleeding.postmenopausal", "soon", 63, F, "没来月经都九年了，昨天内裤上有血"),
    ("breast_lump.hard_painless", "soon", 47, F, "右边奶子里摸着一个硬坨，唔痛，推不动"),
    ("prolonged_periods", "soon", 14, F, "我这次来例假来了十四天还在流"),
    ("vaginal_bleeding", "emergency", 28, F, "孕三十周，下午开始掉血，跟来例假差不多"),
    ("vaginal_discharge.purulent", "soon", 23, F, "下面分泌物腥臭，黄绿色，小肚子痛"),
    ("vaginal_bleeding.postmenopausal", "soon", 71, F, "绝经都十几年了，这两天裤头上有点淡红"),
    ("hx.abortion_recent", "emergency", 27, F, "药流两个礼拜了，发烧，下面臭，肚子疼"),
    ("hx.delivery_recent", "emergency", 29, F, "顺产一个礼拜，发烧39打寒战，肚子疼"),
    ("waters_broken", "emergency", 32, F, "怀孕34周，裤子湿了一大块，水顺着腿往下"),
    ("vaginal_bleeding.heavy", "emergency", 41, F, "这次例假像水龙头一样，一个小时就湿透一片"),
    ("heavy_periods", "emergency", 43, F, "月经量特别大，刚才眼前发黑差点晕倒"),
    ("abdominal_pain.lower", "urgent", 26, F, "例假晚了十来天，小肚子下坠"),
    ("vaginal_bleeding", "urgent", 30, F, "8 weeks pregnant and a brownish stain on the tissue when I wiped"),
    ("hx.pregnant", "urgent", 30, F, "孕9周，下面流了点血"),
    ("vaginal_bleeding", "urgent", 6, F, "下面见红了，没摔过"),
    ("abdominal_pain.lower", "urgent", 28, F, "my period is 3 weeks late and I have cramps"),
]
NOT_HEARD = [
    ("reduced_fetal_movement", "routine", 28, F, "孕38周，肚子还没动静，什么时候会发动"),
    ("reduced_fetal_movement", "routine", 27, F, "孕30周，我自己不怎么动，胎动很好，会不会不好生"),
    ("reduced_fetal_movement", "routine", 29, F, "Baby is kicking like crazy at 29 weeks, is that normal?"),
    ("missed_period", "soon", 33, F, "例假按时来了，没有推迟，肚子也不疼"),
    ("waters_broken", "routine", 31, F, "孕25周，鼻子老流水，打喷嚏"),
    ("vaginal_bleeding.postmenopausal", "routine", 58, F, "绝经六年，没出过血，就是潮热"),
    ("hx.abortion_recent", "soon", 36, F, "五年前流产过一次，现在想备孕"),
    ("hx.delivery_recent", "soon", 34, F, "生完孩子三年了，腰有点酸"),
    ("vaginal_bleeding", "soon", 63, F, "绝经了，买了条粉红裤头掉色"),
    ("vaginal_bleeding.heavy", "routine", 35, F, "月经头一天三四个小时换一片，不疼"),
    ("waters_broken", "urgent", 30, F, "孕32周，淋了雨裤子湿透了"),
    ("fever", "soon", 29, F, "人流做完一个礼拜，没血没烧，能洗头吗"),
    ("hx.twin_pregnancy", "routine", 26, F, "我怀了两个月，就想问问产检都查什么"),
    ("exposure.allergen_food", "routine", 29, F, "I'm 12 weeks pregnant, can I eat prawns?"),
]
QUESTIONS = [
    ("hx.planning_pregnancy", "备孕要吃多久叶酸？"),
    ("hx.planning_pregnancy", "想要个孩子，叶酸提前几个月吃"),
    ("hx.planning_pregnancy", "Should I take folic acid before trying for a baby?"),
    ("hx.pregnant", "孕16周，可以坐飞机吗？"),
    ("hx.pregnant", "怀孕了能吃虾吗"),
    ("hx.pregnant", "怀了三个月，产检查什么"),
]


@each_of([*HEARD, *BLOOD])
def test_a_danger_is_heard(case):
    it_is_heard(case)


@each_of([*NOT_HEARD, *BLOOD_ELSEWHERE])
def test_what_only_sounds_like_it_is_not_heard(case):
    it_is_not_heard(case)


@pytest.mark.parametrize(("finding", "text"), QUESTIONS, ids=[each[-1] for each in QUESTIONS])
def test_a_question_about_a_pregnancy_is_for_an_appointment(finding, text):
    triage, heard = told(29, text)
    assert finding in heard
    assert triage.urgency is Urgency.ROUTINE, heard


@pytest.mark.parametrize("text", ["这是怀孕了吗", "体外排精能怀孕吗"])
def test_whether_one_is_pregnant_is_not_told(text):
    assert "hx.pregnant" not in told(29, text)[1]
