"""Gullet, belly and glands in the words people have for them, and what only sounds like one."""

from __future__ import annotations

from tests.unit.kg.hearing import F, M, each_of, it_is_heard, it_is_not_heard

HEARD = [
    ("hematemesis", "emergency", 57, M, "喝完酒一阵恶心，哇地一口吐出来，黑红黑红的，还有血块"),
    ("hematemesis", "emergency", 70, F, "今儿早上呕出来的都是酱油色的水，人发虚"),
    ("hematemesis", "emergency", 33, M, "I was sick in the night and it was full of dark red blood"),
    ("hematochezia.large", "emergency", 66, F, "刚上厕所，哗的一下全是血，还有大血块"),
    ("hematochezia.large", "emergency", 59, M, "went to the loo and there was nothing but blood, big clots too"),
    ("melena.tarry", "urgent", 50, M, "这两天拉的屎黑黑的，油亮油亮，冲都冲不掉"),
    ("vomiting.faeculent", "emergency", 71, M, "肚子胀，呕出来的水一股子屎臭味"),
    ("no_gas_stool", "emergency", 64, F, "肚子胀得圆鼓鼓，三天了一个屁都没放，没屁也没屎"),
    ("abdominal_pain.migrating_rlq", "urgent", 19, F, "昨晚是心口这里痛，今早窜到右下角去了，不想吃饭"),
    (
        "abdominal_pain.migrating_rlq",
        "urgent",
        24,
        M,
        "Started near my navel yesterday and has shifted to the bottom right, off my food",
    ),
    ("abdominal_pain.to_back", "emergency", 45, M, "上腹疼得厉害，一直钻到后背，吐了好几回"),
    ("groin_lump.stuck", "emergency", 79, M, "小肠气掉下来送不回去了，又硬又痛"),
    ("high_glucose.very_high", "urgent", 60, M, "血糖二十好几，渴得很"),
    ("fever", "emergency", 35, M, "甲亢在吃赛治，烧到38.6，吐了三回"),
    ("swallowed_object", "urgent", 4, M, "他吞了一枚游戏币，这会儿没啥不舒服"),
    ("swallowed_object", "urgent", 4, M, "he swallowed a marble at lunch"),
]
NOT_HEARD = [
    ("hematemesis", "urgent", 30, M, "昨天喝多了红酒吐了一次，吐的是红的，都是酒"),
    ("hematemesis", "soon", 30, F, "这个班上得我想吐血，求个调理作息的法子"),
    ("hematemesis", "soon", 40, F, "I threw up once yesterday, no blood, eating fine today"),
    ("hematochezia.large", "soon", 26, F, "来月经第二天，上厕所有血块，每次都这样"),
    ("melena.tarry", "soon", 35, F, "吃铁剂半个月，大便黑黑的，不黏也不亮"),
    ("melena.tarry", "soon", 52, M, "昨晚吃了鸭血粉丝，今早大便黑色"),
    ("vomiting.faeculent", "soon", 29, F, "一闻到公厕的屎味我就恶心想吐"),
    ("hematemesis", "urgent", 44, M, "咳痰里带一点红的，没有吐过"),
    ("vomiting", "soon", 40, M, "早上起来吐痰，有点黄"),
    ("polydipsia", "routine", 25, M, "打球出汗多，水一瓶接一瓶"),
    ("swallowed_object", None, 31, M, "孩子假装吞硬币，没吞"),
]


@each_of(HEARD)
def test_a_danger_is_heard(case):
    it_is_heard(case)


@each_of(NOT_HEARD)
def test_what_only_sounds_like_it_is_not_heard(case):
    it_is_not_heard(case)
