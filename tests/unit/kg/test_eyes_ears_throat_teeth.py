"""Eyes, ears, throat and teeth: heard as people tell of them, not in what only sounds so."""

from __future__ import annotations

from tests.unit.kg.hearing import M, each_of, it_is_heard, it_is_not_heard

HEARD = [
    ("fever", "soon", 30, M, "嗓子疼，39.2，浑身酸"),
    ("eye_chemical", "emergency", 40, M, "拧开除垢剂一下溅到左眼里，睁不开"),
    ("eye_chemical", "emergency", 33, M, "强力胶当眼药水滴眼睛里了，眼皮粘死了"),
    ("eye_chemical", "emergency", 40, M, "brake fluid squirted in my eye"),
    ("eye_foreign_body.metal", "urgent", 45, M, "砂轮磨刀，一粒铁屑弹到眼里"),
    ("eye_pierced", "emergency", 12, M, "玩弹弓，钢丝戳到右眼了"),
    ("floaters_flashes.curtain", "emergency", 70, M, "左眼上半边像有块黑布垂下来"),
    ("floaters_flashes.many_sudden", "urgent", 62, M, "this morning a swarm of black dots burst into my right eye"),
    ("hearing_loss.sudden", "urgent", 48, M, "一觉醒来左耳朵没动静了，光嗡嗡响，啥也听不见"),
    ("trismus_drooling", "emergency", 48, M, "发烧，喉咙痛，口水吞不进只能吐"),
    ("throat_choke_meal", "emergency", 77, M, "吃糍粑噎了，脸憋得发青，说不了话"),
    ("choking", "emergency", 2, M, "吃瓜子呛到气管里了，喘气有响声"),
    ("tooth_knocked_out", "urgent", 10, M, "fell off the swing and his front tooth was knocked clean out"),
    ("tooth_knocked_out", "urgent", 10, M, "孩子滑滑板摔了，门牙整个磕掉，牙根带血"),
    ("eye_pierced", "emergency", 41, M, "石子崩到右眼，现在看东西一片红"),
    ("eye_pierced", "emergency", 16, M, "a football hit my eye and it is blurry now"),
    ("eye_pierced", "emergency", 39, M, "眼球裂了，往外流黑水"),
    ("floaters_flashes.curtain", "emergency", 66, M, "飞蚊好几年了，今早右眼一块黑布垂下来"),
    (
        "floaters_flashes.curtain",
        "emergency",
        66,
        M,
        "floaters for years, but today a grey shadow came down over half my sight",
    ),
    ("mouth_scalded_by_food", "emergency", 2, M, "热汤烫了嘴巴，一直流口水，声音哑"),
    ("floaters_flashes", "soon", 46, M, "眼前多了个小黑影飘"),
    (None, "urgent", 55, M, "飞蚊好几年没变，可今天突然多了好多"),
    (None, "soon", 55, M, "飞蚊好几年没变，今天眼角老闪光"),
    (None, "emergency", 33, M, "喝水呛到肺里了，还在咳，喘"),
    (None, "soon", 78, M, "最近喝水老呛，今天又呛了一下，咳完好了"),
    (None, "urgent", 25, M, "沙子进眼洗出来了，可还是看不清，怕光"),
    (None, "urgent", 37, M, "打磨铁件，铁末进眼洗出来了，不疼了"),
    (None, "emergency", 70, M, "飞蚊十几年了没变，今天看东西一块黑看不见"),
]
NOT_HEARD = [
    ("floaters_flashes.curtain", None, 26, M, "昨晚拉上窗帘看屏幕，眼睛有点酸"),
    ("floaters_flashes.many_sudden", None, 65, M, "小黑点飘了好几年，没变多"),
    ("eye_chemical", None, 36, M, "怕酒精溅眼睛里，戴了护目镜"),
    ("tooth_knocked_out", None, 9, M, "乳牙磕掉了，本来就要换牙"),
    ("hearing_loss.sudden", None, 38, M, "游泳完左耳进水，今早起来还是听不清"),
    ("eye_pierced", None, 30, M, "眼镜腿戳了一下眼角，破了点皮"),
    ("eye_pierced", None, 30, M, "打游戏打到眼睛模糊"),
    ("floaters_flashes.curtain", None, 33, M, "我今天穿黑纱裙挡太阳，眼睛没事"),
    ("choking", None, 33, M, "刚才喝水呛了一下，咳了几声就好了"),
    ("eye_foreign_body", None, 33, M, "沙子进眼睛了，冲出来了，不疼了"),
    ("near_syncope", None, 33, M, "眼前几个小黑点飘了好几年，没变多"),
    (None, "routine", 52, M, "眼前几个小黑点飘了好几年了，没变多"),
    (None, "routine", 30, M, "刚才喝水呛了一下，咳了几声就好了"),
    (None, "routine", 45, M, "choked on a sip of water, coughed, fine now"),
    (None, "self_care", 30, M, "吃火锅烫了下舌头"),
]


@each_of(HEARD)
def test_a_danger_is_heard(case):
    it_is_heard(case)


@each_of(NOT_HEARD)
def test_what_only_sounds_like_it_is_not_heard(case):
    it_is_not_heard(case)
