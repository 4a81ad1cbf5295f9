"""Dangers of belly, gut, kidneys, sex organs and pregnancy in the words people have for them, and what only sounds like one."""

from __future__ import annotations

import pytest

from kg.schema import Sex
from tests.unit.kg.hearing import told

RANKS = ["emergency", "urgent", "soon", "routine", "self_care"]
HEARD = [
    ("hematemesis", 57, Sex.MALE, "emergency", "喝完酒一阵恶心，哇地一口吐出来，黑红黑红的，还有血块"),
    ("hematemesis", 70, Sex.FEMALE, "emergency", "今儿早上呕出来的都是酱油色的水，人发虚"),
    ("hematemesis", 33, Sex.MALE, "emergency", "I was sick in the night and it was full of dark red blood"),
    ("hematochezia.large", 66, Sex.FEMALE, "emergency", "刚上厕所，哗的一下全是血，还有大血块"),
    ("hematochezia.large", 59, Sex.MALE, "emergency", "went to the loo and there was nothing but blood, big clots too"),
    ("melena.tarry", 50, Sex.MALE, "urgent", "这两天拉的屎黑黑的，油亮油亮，冲都冲不掉"),
    ("vomiting.faeculent", 71, Sex.MALE, "emergency", "肚子胀，呕出来的水一股子屎臭味"),
    ("no_gas_stool", 64, Sex.FEMALE, "emergency", "肚子胀得圆鼓鼓，三天了一个屁都没放，没屁也没屎"),
    ("abdominal_pain.migrating_rlq", 19, Sex.FEMALE, "urgent", "昨晚是心口这里痛，今早窜到右下角去了，不想吃饭"),
    (
        "abdominal_pain.migrating_rlq",
        24,
        Sex.MALE,
        "urgent",
        "Started near my navel yesterday and has shifted to the bottom right, off my food",
    ),
    ("abdominal_pain.to_back", 45, Sex.MALE, "emergency", "上腹疼得厉害，一直钻到后背，吐了好几回"),
    ("missed_period", 30, Sex.FEMALE, "emergency", "生理期拖了三周还没到，刚才左边小肚子突然撕裂一样疼，眼前发黑"),
    ("missed_period", 27, Sex.FEMALE, "urgent", "我五十多天没来姨妈了，小肚子一阵阵疼"),
    (
        "pelvic_pain.sudden_one_side",
        29,
        Sex.FEMALE,
        "emergency",
        "I am about 6 weeks along, ripping pain low down on the right and I nearly fainted",
    ),
    ("vaginal_bleeding", 28, Sex.FEMALE, "urgent", "怀孕七周，今天护垫上有点咖啡色"),
    ("hx.pregnant.late", 31, Sex.FEMALE, "emergency", "三十四周，下面突然流血了"),
    ("reduced_fetal_movement", 31, Sex.FEMALE, "emergency", "我怀了三十周，平时踢得凶，从昨晚起就没怎么动过"),
    (
        "reduced_fetal_movement",
        26,
        Sex.FEMALE,
        "emergency",
        "36 weeks and my little one has gone quiet, barely moving since lunch",
    ),
    ("waters_broken", 33, Sex.FEMALE, "emergency", "孕三十六周，裤子突然湿了一大片，下面一股水往外淌"),
    ("uterus_hard_constant", 29, Sex.FEMALE, "emergency", "怀了八个月，肚皮硬得像石板，一直不松，痛"),
    ("vaginal_bleeding.heavy", 32, Sex.FEMALE, "emergency", "生完第六天，下面一股一股地涌血，产褥垫都兜不住"),
    (
        "vaginal_bleeding.heavy",
        25,
        Sex.FEMALE,
        "emergency",
        "I gave birth a week ago and the bleeding is pouring, soaked three towels",
    ),
    ("hx.abortion_recent", 24, Sex.FEMALE, "emergency", "刮宫才五天，烧到三十九度，小肚子疼"),
    ("hx.delivery_recent", 30, Sex.FEMALE, "emergency", "剖了第九天，发高烧打寒战，恶露恶臭"),
    ("testicular_pain.sudden", 16, Sex.MALE, "emergency", "睡着睡着右边蛋子一下子痛醒了，想吐"),
    ("erection_persistent", 38, Sex.MALE, "emergency", "下边从昨晚一直翘着，怎么都不软"),
    ("erection_persistent", 29, Sex.MALE, "emergency", "Took viagra, been hard since last night and it won't go down"),
    ("penile_snap", 41, Sex.MALE, "emergency", "行房的时候嘎嘣一声，马上肿了，又青又紫"),
    ("foreskin_stuck", 20, Sex.MALE, "emergency", "包皮撸上去就箍住了，龟头肿得发紫"),
    ("anuria_retention", 74, Sex.MALE, "emergency", "小便从昨晚就挤不出来，小腹胀得难受"),
    ("anuria_retention", 69, Sex.MALE, "emergency", "Bursting for a wee since this morning and nothing comes out"),
    ("flank_pain.colicky", 36, Sex.MALE, "emergency", "右边腰眼拧着疼，坐立不安，吐了两回"),
    ("flank_pain.to_groin", 36, Sex.MALE, "emergency", "左后腰疼，顺着往下牵到蛋蛋，还吐了"),
    ("dialysis_access_bleed", 58, Sex.FEMALE, "emergency", "透析回来手上的针孔往外滋血，按不住"),
    ("dialysis_access_bleed", 58, Sex.MALE, "emergency", "the needle site on my dialysis arm keeps spurting"),
    ("dialysis_problem", 49, Sex.FEMALE, "emergency", "我做腹透的，今天放出来的液体像米汤，肚子疼"),
    ("hx.dialysis", 62, Sex.MALE, "emergency", "这礼拜两次透析都漏了，胸闷喘不上气"),
    ("vaginal_bleeding.postmenopausal", 63, Sex.FEMALE, "soon", "没来月经都九年了，昨天内裤上有血"),
    ("breast_lump.hard_painless", 47, Sex.FEMALE, "soon", "右边奶子里摸着一个硬坨，唔痛，推不动"),
    ("prolonged_periods", 14, Sex.FEMALE, "soon", "我这次来例假来了十四天还在流"),
    ("hematuria", 60, Sex.MALE, "soon", "前天撒尿撒出来是淡红的，一点不疼"),
    ("groin_lump.stuck", 79, Sex.MALE, "emergency", "小肠气掉下来送不回去了，又硬又痛"),
    ("vaginal_bleeding", 28, Sex.FEMALE, "emergency", "孕三十周，下午开始掉血，跟来例假差不多"),
    ("testicular_pain.sudden", 17, Sex.MALE, "emergency", "下边右边那颗蛋痛得受不了，还吐了"),
    ("vaginal_discharge.purulent", 23, Sex.FEMALE, "soon", "下面分泌物腥臭，黄绿色，小肚子痛"),
    ("vaginal_bleeding.postmenopausal", 71, Sex.FEMALE, "soon", "绝经都十几年了，这两天裤头上有点淡红"),
    ("hx.abortion_recent", 27, Sex.FEMALE, "emergency", "药流两个礼拜了，发烧，下面臭，肚子疼"),
    ("hx.delivery_recent", 29, Sex.FEMALE, "emergency", "顺产一个礼拜，发烧39打寒战，肚子疼"),
    ("waters_broken", 32, Sex.FEMALE, "emergency", "怀孕34周，裤子湿了一大块，水顺着腿往下"),
    ("vaginal_bleeding.heavy", 41, Sex.FEMALE, "emergency", "这次例假像水龙头一样，一个小时就湿透一片"),
    ("heavy_periods", 43, Sex.FEMALE, "emergency", "月经量特别大，刚才眼前发黑差点晕倒"),
    ("abdominal_pain.lower", 26, Sex.FEMALE, "urgent", "例假晚了十来天，小肚子下坠"),
    ("hematuria", 61, Sex.MALE, "soon", "my urine was pink twice this week, no pain"),
    ("vaginal_bleeding", 30, Sex.FEMALE, "urgent", "8 weeks pregnant and a brownish stain on the tissue when I wiped"),
    ("hx.pregnant", 30, Sex.FEMALE, "urgent", "孕9周，下面流了点血"),
    ("vaginal_bleeding", 6, Sex.FEMALE, "urgent", "下面见红了，没摔过"),
    ("hematuria", 33, Sex.MALE, "urgent", "尿里带血，腰疼得厉害，一阵一阵的"),
    ("abdominal_pain.lower", 28, Sex.FEMALE, "urgent", "my period is 3 weeks late and I have cramps"),
]
NOT_SO = [
    ("hematemesis", 30, Sex.MALE, "urgent", "昨天喝多了红酒吐了一次，吐的是红的，都是酒"),
    ("hematemesis", 30, Sex.FEMALE, "soon", "这个班上得我想吐血，求个调理作息的法子"),
    ("hematemesis", 40, Sex.FEMALE, "soon", "I threw up once yesterday, no blood, eating fine today"),
    ("hematochezia.large", 26, Sex.FEMALE, "soon", "来月经第二天，上厕所有血块，每次都这样"),
    ("melena.tarry", 35, Sex.FEMALE, "soon", "吃铁剂半个月，大便黑黑的，不黏也不亮"),
    ("melena.tarry", 52, Sex.MALE, "soon", "昨晚吃了鸭血粉丝，今早大便黑色"),
    ("vomiting.faeculent", 29, Sex.FEMALE, "soon", "一闻到公厕的屎味我就恶心想吐"),
    ("reduced_fetal_movement", 28, Sex.FEMALE, "routine", "孕38周，肚子还没动静，什么时候会发动"),
    ("reduced_fetal_movement", 27, Sex.FEMALE, "routine", "孕30周，我自己不怎么动，胎动很好，会不会不好生"),
    ("reduced_fetal_movement", 29, Sex.FEMALE, "routine", "Baby is kicking like crazy at 29 weeks, is that normal?"),
    ("missed_period", 33, Sex.FEMALE, "soon", "例假按时来了，没有推迟，肚子也不疼"),
    ("waters_broken", 31, Sex.FEMALE, "routine", "孕25周，鼻子老流水，打喷嚏"),
    ("erection_persistent", 45, Sex.MALE, "routine", "下面硬不起来半年了，看什么科"),
    ("foreskin_stuck", 22, Sex.MALE, "soon", "包皮长，翻不上去，不肿不痛，要割吗"),
    ("anuria_retention", 40, Sex.FEMALE, "soon", "体检留尿半天尿不出，喝了两杯水就尿了"),
    ("dialysis_access_bleed", 60, Sex.MALE, "routine", "我的内瘘没流血也不肿，想问平时怎么保护"),
    ("vaginal_bleeding.postmenopausal", 58, Sex.FEMALE, "routine", "绝经六年，没出过血，就是潮热"),
    ("hx.abortion_recent", 36, Sex.FEMALE, "soon", "五年前流产过一次，现在想备孕"),
    ("hx.delivery_recent", 34, Sex.FEMALE, "soon", "生完孩子三年了，腰有点酸"),
    ("testicular_pain.sudden", 30, Sex.MALE, "soon", "下面右边那个牙疼得厉害，三天了"),
    ("hematemesis", 44, Sex.MALE, "urgent", "咳痰里带一点红的，没有吐过"),
    ("flank_pain.to_groin", 50, Sex.MALE, "soon", "腰椎间盘突出，腰疼麻到大腿，好几年了"),
    ("vaginal_bleeding", 63, Sex.FEMALE, "soon", "绝经了，买了条粉红裤头掉色"),
    ("vaginal_bleeding.heavy", 35, Sex.FEMALE, "routine", "月经头一天三四个小时换一片，不疼"),
    ("waters_broken", 30, Sex.FEMALE, "urgent", "孕32周，淋了雨裤子湿透了"),
    ("fever", 29, Sex.FEMALE, "soon", "人流做完一个礼拜，没血没烧，能洗头吗"),
    ("hx.twin_pregnancy", 26, Sex.FEMALE, "routine", "我怀了两个月，就想问问产检都查什么"),
    ("exposure.allergen_food", 29, Sex.FEMALE, "routine", "I'm 12 weeks pregnant, can I eat prawns?"),
    ("hematuria", 58, Sex.MALE, "soon", "吃了一盘甜菜，大便有点红，没别的"),
]
QUESTIONS = [
    ("hx.planning_pregnancy", "备孕要吃多久叶酸？"),
    ("hx.planning_pregnancy", "想要个孩子，叶酸提前几个月吃"),
    ("hx.planning_pregnancy", "Should I take folic acid before trying for a baby?"),
    ("hx.pregnant", "孕16周，可以坐飞机吗？"),
    ("hx.pregnant", "怀孕了能吃虾吗"),
    ("hx.pregnant", "怀了三个月，产检查什么"),
]


@pytest.mark.parametrize(("finding", "years", "sex", "least", "text"), HEARD, ids=[each[-1] for each in HEARD])
def test_a_danger_is_heard(finding, years, sex, least, text):
    triage, heard = told(years, text, sex)
    assert finding in heard
    assert RANKS.index(triage.urgency.value) <= RANKS.index(least), heard


@pytest.mark.parametrize(("finding", "years", "sex", "most", "text"), NOT_SO, ids=[each[-1] for each in NOT_SO])
def test_what_only_sounds_like_it_is_not_heard(finding, years, sex, most, text):
    triage, heard = told(years, text, sex)
    assert finding not in heard
    assert RANKS.index(triage.urgency.value) >= RANKS.index(most), heard


@pytest.mark.parametrize(("finding", "text"), QUESTIONS, ids=[each[-1] for each in QUESTIONS])
def test_a_question_about_a_pregnancy_is_for_an_appointment(finding, text):
    triage, heard = told(29, text)
    assert finding in heard
    assert triage.urgency.value == "routine", heard


@pytest.mark.parametrize("text", ["这是怀孕了吗", "体外排精能怀孕吗"])
def test_whether_one_is_pregnant_is_not_told(text):
    assert "hx.pregnant" not in told(29, text)[1]
