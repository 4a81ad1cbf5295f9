"""Rashes, bruises, spreading redness and allergy: heard as people tell them, not in what only sounds so."""

from __future__ import annotations

from tests.unit.kg.hearing import M, each_of, it_is_heard, it_is_not_heard

HEARD = [
    ("rash.honey_crusts", "soon", 6, M, "下巴起泡破了，黄水干了结成厚痂"),
    ("rash.honey_crusts", "soon", 6, M, "honey-coloured crusty sores round her mouth"),
    ("rash.petechiae", "emergency", 7, M, "腿上好多紫点点，压不褪，不烧"),
    ("rash.petechiae", "urgent", 5, M, "咳嗽厉害，眼皮上几个小红点压不褪色"),
    ("easy_bruising", "urgent", 6, M, "身上老是这儿青一块那儿青一块，没摔过，脸色也白"),
    ("easy_bruising", "urgent", 38, M, "身上没碰就一块块青，没劲，还反复发烧"),
    (
        "exposure.allergen_food",
        "emergency",
        31,
        M,
        "刚吃了两个皮皮虾，脖子上身上起了一个个白包，喉咙像被谁掐着，喘不上",
    ),
    ("exposure.sting_drug_allergen", "emergency", 44, M, "诊所给挂水，没一会儿就浑身痒，眼前发黑，一身冷汗"),
    ("swelling_lips_face", "emergency", 57, M, "我吃卡托普利降压的，早起舌根变粗了，说话呜呜的"),
    ("swelling_lips_face", "emergency", 60, M, "I take lisinopril and my lower lip has ballooned since breakfast"),
    (
        "exposure.adrenaline_used",
        "emergency",
        8,
        M,
        "we used his EpiPen half an hour ago for peanuts and he is fine again",
    ),
    ("skin_red_hot.spreading", "emergency", 52, M, "昨天还一小块，今早整条小腿又红又紫，疼得不行"),
    ("red_streak_limb", "urgent", 42, M, "手上的泡挑破了，一道红线顺着胳膊往上爬"),
    ("skin_red_hot.past_line", "urgent", 46, M, "The redness on my calf has crossed the outline I made and it is hot"),
    ("bite.insect", "emergency", 41, M, "胡蜂在脖子上蜇了一下，天旋地转，一身冷汗"),
    ("skin_red_hot.spreading", "emergency", 38, M, "小腿肿得发亮，皮发紫起泡，疼得钻心"),
    ("red_streak_limb", "urgent", 30, M, "脚趾缝烂了，起红道往小腿上窜"),
    (None, "emergency", 57, M, "马蜂今天蜇了手，站起来眼前发黑"),
]
NOT_HEARD = [
    ("skin_mottled", "routine", 25, M, "后背起花斑癣，不痒"),
    ("choking", "urgent", 30, M, "吃花生过敏，去年查的"),
    ("easy_bruising", "self_care", 30, M, "抽完血胳膊青了一块"),
    ("easy_bruising", "routine", 1, M, "屁股上有块青，生下来就有，蒙古斑"),
    ("swelling_lips_face", None, 50, M, "吃依那普利，舌头没肿，就是干咳"),
    ("exposure.adrenaline_used", None, 38, M, "I carry an EpiPen but never used it"),
    (None, "soon", 50, M, "前天蚊子咬了，今天翻身天旋地转几秒钟就好"),
]


@each_of(HEARD)
def test_a_danger_is_heard(case):
    it_is_heard(case)


@each_of(NOT_HEARD)
def test_what_only_sounds_like_it_is_not_heard(case):
    it_is_not_heard(case)
