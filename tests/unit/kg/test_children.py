"""What families say of the very young: heard in everyday words, and not where it is harmless."""

from __future__ import annotations

from tests.unit.kg.hearing import F, M, each_of, it_is_heard, it_is_not_heard

HEARD = [
    ("chest_indrawing", "emergency", 4, F, "喘得脖子根一吸一个窝，肋缝往里凹"),
    ("fever", "emergency", 0.15, M, "宝宝五十多天，腋下夹出来38.3，奶照吃"),
    ("fever", "emergency", 0.2, M, "My baby is ten weeks old, under arm 38.6, still drinking milk"),
    ("hypothermia", "emergency", 0.06, M, "宝宝身上冷冰冰的，裹着被子也捂不热"),
    ("child_poor_feeding", "emergency", 0.1, M, "奶瓶递到嘴边嘴都不张，一直眯着"),
    ("lethargy", "emergency", 0.1, M, "弹了好几下脚底板，娃不醒也不哭"),
    ("lethargy", "emergency", 0.5, M, "bb发热，点叫都唔醒"),
    ("child_listless.floppy", "emergency", 0.4, M, "一抱起来胳膊腿像面条"),
    ("child_listless.floppy", "emergency", 0.5, M, "picked up, arms and legs dangle like a wet sack"),
    ("child_fontanelle_sunken", "emergency", 0.7, M, "拉了两天，头顶那块软的地方凹下去了"),
    ("child_fontanelle", "emergency", 0.5, M, "发烧，囟门那块绷得鼓起来，一直吐"),
    ("child_dry_nappy", "emergency", 2, M, "又吐又拉，打早上起十来个小时没撒尿"),
    ("child_dry_nappy", "emergency", 3, M, "vomiting all night and no pee since last night, 12 hours"),
    ("oliguria", "urgent", 1.5, M, "拉肚子，纸尿裤换得少，还轻飘飘的"),
    (
        "oliguria",
        "urgent",
        0.9,
        M,
        "runny nappies since yesterday and only two wet ones, fewer than usual, nappies barely wet",
    ),
    ("diarrhea", "self_care", 0.8, M, "her poo has been runny all day"),
    ("chest_indrawing", "emergency", 0.7, M, "喘得快，肋条那儿一吸一个窝"),
    ("chest_indrawing", "emergency", 1, M, "咳嗽，鼻孔一张一张的，出气费劲"),
    ("chest_indrawing", "emergency", 2, M, "coughing, ribs sinking in at every breath"),
    ("cyanosis", "emergency", 1, M, "咳得嘴边都紫了，喘"),
    ("baby_blue_limp_event", "emergency", 0.2, M, "吃着奶忽然没呼吸，脸发青，拍背十几秒才缓过来"),
    (
        "baby_blue_limp_event",
        "emergency",
        0.2,
        M,
        "During a feed he went grey and stopped breathing, after some seconds he came round",
    ),
    ("choking", "emergency", 2, M, "含着花生米哭，那以后就开始咳，喘气吱吱响"),
    ("newborn_jaundice.early_deep", "emergency", 0.01, M, "生下来才十个小时脸就黄了"),
    (
        "newborn_jaundice.early_deep",
        "emergency",
        0.02,
        M,
        "the soles are yellow and he is yellow all the way to his feet",
    ),
    ("dysuria", "urgent", 4, M, "发烧39度，撒尿就喊疼"),
    ("dysuria", "urgent", 5, M, "fever of 39, cries when peeing"),
    ("polydipsia", "urgent", 9, M, "抱着水壶不撒手，一杯接一杯，夜里尿床，人瘦了"),
    ("oliguria", "urgent", 0.9, M, "diarrhoea since yesterday and only two wet nappies, fewer than usual"),
    ("newborn_jaundice", "urgent", 0.02, M, "生下来第五天脸上有点黄，吃奶有劲，拉尿都好"),
    ("fever", "emergency", 0.15, M, "发烧了要去医院吗"),
]
NOT_HEARD = [
    (None, "routine", 0.5, M, "昨天打了百白破，今天37.2，大腿上有点红，吃得好"),
    ("fever", "routine", 0.3, M, "宝宝身长58.5，头围38.5厘米，爱笑"),
    ("fever", "routine", 2, M, "洗澡水温38.5，会不会太热"),
    ("child_poor_feeding", "routine", 1.5, M, "喂饭不张嘴，只想吃零食"),
    ("choking", "routine", 3, M, "吃花生没呛着，就问问几岁能吃坚果"),
    ("oliguria", "routine", 1, M, "尿不湿换了个牌子，轻薄多了"),
    ("oliguria", "routine", 2, M, "学会坐便盆了，尿不湿换得少了"),
    ("chest_indrawing", "routine", 0.6, M, "睡着了打小呼噜，鼻子一鼓一鼓，吃得香"),
    ("child_fontanelle_sunken", "routine", 0.6, M, "头顶的头发少了一块，凹一块，睡觉蹭的"),
    ("dysuria", "routine", 4, M, "怕黑，晚上去撒尿就哭"),
    ("newborn_jaundice.early_deep", "urgent", 0.02, M, "出生第六天脸上有点黄，吃奶有劲"),
    ("hypothermia", "soon", 0.3, M, "洗完澡腿上发花，手脚有点凉，吃奶好"),
]


@each_of(HEARD)
def test_a_danger_is_heard(case):
    it_is_heard(case)


@each_of(NOT_HEARD)
def test_what_only_sounds_like_it_is_not_heard(case):
    it_is_not_heard(case)
