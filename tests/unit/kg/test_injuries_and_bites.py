"""Injuries, bites and shocks: heard as people tell them, not in what only sounds so."""

from __future__ import annotations

from tests.unit.kg.hearing import F, M, each_of, it_is_heard, it_is_not_heard, told

HEARD = [
    ("injury.head", "urgent", 78, F, "在卫生间滑了一下，后脑勺磕在地砖上，起了个大包"),
    ("injury.spine_fall", "emergency", 41, M, "从房顶上摔下来，腰疼得不敢动"),
    ("injury.head", "emergency", 74, M, "在吃利伐沙班，早上磕了脑门，有个包"),
    ("bite.snake", "emergency", 48, M, "草丛里不知道啥东西咬了脚背，两个小洞，肿到小腿了"),
    ("bite.dog", "urgent", 29, M, "没拴绳的狗在我小腿上咬了一口，出血了"),
    ("bite.many_stings", "emergency", 39, M, "被马蜂叮了一身包，尿发红"),
    ("injury.cut_bleeding", "emergency", 38, M, "玻璃划了手腕，血一股股往外涌，捂不住"),
    ("injury.cut_bleeding", "emergency", 38, M, "sliced my thigh with a grinder disc and the blood is pumping out"),
    ("injury.fall_storeys", "emergency", 35, M, "在三楼擦玻璃栽出去了，腰动不了"),
    ("injury.hip_fall_elderly", "emergency", 80, M, "绊了一跤，胯那儿疼得起不来，左腿短一截"),
    ("injury.deformity", "emergency", 23, M, "came off my bike, my forearm is bent at a funny angle"),
    ("injury.fall_storeys", "emergency", 35, M, "收玉米从房顶上摔下来了，背疼"),
    ("injury.rusty_nail", "urgent", 36, M, "踩到耙子，扎进脚底挺深，全是泥"),
    ("bite.dog", "urgent", 29, M, "a bat got in and bit my finger"),
    ("electric_shock", "emergency", 5, M, "拿铁丝捅插座，啪一下火花，手指头焦了"),
    ("injury.cannot_bear_weight", "urgent", 17, M, "打球扭了脚腕，脚一着地就疼，一步都走不成"),
    ("bite.dog", "urgent", 24, M, "蝙蝠在我手背挠了一下"),
    (None, "urgent", 26, M, "划了个小口子结痂了，可周围又红又肿，还发烧"),
]
NOT_HEARD = [
    ("bite.dog", None, 30, M, "猫把沙发抓破了，怎么教它"),
    ("bite.snake", None, 30, M, "割草看见一条蛇，没咬着我"),
    ("electric_shock", None, 34, M, "脱毛衣静电电了一下"),
    ("injury.rusty_nail", None, 44, M, "踩到图钉，鞋底没扎穿，脚没破"),
    ("injury.deformity", None, 40, M, "类风湿手指变形十年了"),
    ("injury.fall_storeys", None, 20, M, "差点从房顶上掉下来，没摔"),
    ("injury.cannot_bear_weight", None, 38, M, "大腿根疼，走不了路，没摔"),
    ("injury.fall_storeys", None, 38, M, "老板再改一次方案我就从窗户跳下去哈哈"),
    ("bite.dog", None, 31, M, "a baseball bat scratched the car"),
    ("injury.cut_small", None, 33, M, "上周手上划了个小口，现在结痂了"),
    (None, "routine", 31, M, "small cut on my thumb from last week, it has healed up fine"),
]


@each_of(HEARD)
def test_a_danger_is_heard(case):
    it_is_heard(case)


@each_of(NOT_HEARD)
def test_what_only_sounds_like_it_is_not_heard(case):
    it_is_not_heard(case)


def test_a_swollen_wrist_after_a_fall_is_no_knee():
    triage, _ = told(40, "fell on my hand, my wrist is swollen", M)
    assert triage.reasons[-1].id in {"wrist_sprain", "wrist_fracture", "scaphoid_fracture", "several"}
