"""Urine, kidneys, dialysis and male organs in the words people have for them, and what only sounds like a danger."""

from __future__ import annotations

from tests.unit.kg.hearing import F, M, each_of, it_is_heard, it_is_not_heard, the_rule_speaks

HEARD = [
    ("testicular_pain.sudden", "emergency", 16, M, "睡着睡着右边蛋子一下子痛醒了，想吐"),
    ("erection_persistent", "emergency", 38, M, "下边从昨晚一直翘着，怎么都不软"),
    ("erection_persistent", "emergency", 29, M, "Took viagra, been hard since last night and it won't go down"),
    ("penile_snap", "emergency", 41, M, "行房的时候嘎嘣一声，马上肿了，又青又紫"),
    ("foreskin_stuck", "emergency", 20, M, "包皮撸上去就箍住了，龟头肿得发紫"),
    ("anuria_retention", "emergency", 74, M, "小便从昨晚就挤不出来，小腹胀得难受"),
    ("anuria_retention", "emergency", 69, M, "Bursting for a wee since this morning and nothing comes out"),
    ("flank_pain.colicky", "emergency", 36, M, "右边腰眼拧着疼，坐立不安，吐了两回"),
    ("flank_pain.to_groin", "emergency", 36, M, "左后腰疼，顺着往下牵到蛋蛋，还吐了"),
    ("dialysis_access_bleed", "emergency", 58, F, "透析回来手上的针孔往外滋血，按不住"),
    ("dialysis_access_bleed", "emergency", 58, M, "the needle site on my dialysis arm keeps spurting"),
    ("dialysis_problem", "emergency", 49, F, "我做腹透的，今天放出来的液体像米汤，肚子疼"),
    ("hx.dialysis", "emergency", 62, M, "这礼拜两次透析都漏了，胸闷喘不上气"),
    ("hematuria", "soon", 60, M, "前天撒尿撒出来是淡红的，一点不疼"),
    ("testicular_pain.sudden", "emergency", 17, M, "下边右边那颗蛋痛得受不了，还吐了"),
    ("hematuria", "soon", 61, M, "my urine was pink twice this week, no pain"),
    ("hematuria", "urgent", 33, M, "尿里带血，腰疼得厉害，一阵一阵的"),
    ("dialysis_problem", "urgent", 52, M, "透析的，今天摸瘘管没有震颤了"),
    ("dialysis_problem", "urgent", 60, F, "on dialysis, there is no hum in my fistula today"),
    ("dialysis_problem", "urgent", 58, M, "血透的，透析管口红肿流脓，不发烧"),
]
NOT_HEARD = [
    ("erection_persistent", "routine", 45, M, "下面硬不起来半年了，看什么科"),
    ("foreskin_stuck", "soon", 22, M, "包皮长，翻不上去，不肿不痛，要割吗"),
    ("anuria_retention", "soon", 40, F, "体检留尿半天尿不出，喝了两杯水就尿了"),
    ("dialysis_access_bleed", "routine", 60, M, "我的内瘘没流血也不肿，想问平时怎么保护"),
    ("testicular_pain.sudden", "soon", 30, M, "下面右边那个牙疼得厉害，三天了"),
    ("flank_pain.to_groin", "soon", 50, M, "腰椎间盘突出，腰疼麻到大腿，好几年了"),
    ("hematuria", "soon", 58, M, "吃了一盘甜菜，大便有点红，没别的"),
    ("dialysis_problem", None, 62, F, "透析瘘管震动正常，也不疼，想问能不能提重物"),
    ("dialysis_problem", None, 58, M, "以前做血透，换了肾就不透了，瘘早就不响了"),
    ("dialysis_problem", None, 58, M, "透析管口不红不肿，没脓，能洗澡吗"),
]
SPEAKS = [
    ("dialysis_access_silent", "urgent", 40, M, "腹透的，今天放出来的液发浑"),
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
