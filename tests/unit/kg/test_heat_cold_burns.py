"""Heat, cold, sun, burns and chemicals on the skin: heard as people tell them, not in what only sounds so."""

from __future__ import annotations

from tests.unit.kg.hearing import M, each_of, it_is_heard, it_is_not_heard

HEARD = [
    ("burn.large", "emergency", 2, M, "热粥泼到胸口，皮都掉了"),
    ("burn", "urgent", 3, M, "hot tea spilled on her forearm, two blisters"),
    ("burn.chemical", "emergency", 33, M, "电瓶水漏到大腿上，火辣辣的"),
    ("heat_exposure.grave", "emergency", 45, M, "房顶上干活太阳晒了一天，现在说胡话"),
    ("hypothermia", "emergency", 66, M, "掉河里冻了半天，现在不哆嗦了，说话含糊"),
    ("burn.chemical", "emergency", 44, M, "水泥灌进鞋里站了一下午，脚踝烧得起泡"),
    ("burn.large", "emergency", 3, M, "打翻热粥，大腿上烫得一层泡"),
    ("frostbitten_skin", "emergency", 33, M, "零下干活，十个脚趾冻得发硬没知觉"),
    ("frostbitten_skin", "emergency", 33, M, "dry ice on my fingers, now they are white and numb"),
    ("skin_sunburnt", "urgent", 27, M, "海边回来肩膀通红，发烧又想吐"),
    (None, "urgent", 50, M, "大热天在工地，出了好多汗，歇会还晕，想吐"),
]
NOT_HEARD = [
    ("hypothermia", "routine", 33, M, "手脚冰凉捂不热，从小就这样"),
    ("burn.large", None, 33, M, "做饭热油溅到脸上一个小点，没起泡"),
    ("hypothermia", None, 38, M, "I had flu, the shivering stopped and I slept well"),
    ("burn.chemical", None, 55, M, "我吃盐酸二甲双胍，晚上热水泡脚，脚有点红"),
    ("burn.chemical", None, 61, M, "硫酸氢氯吡格雷漏吃了一天，腿有点酸"),
    ("burn.chemical", None, 61, M, "吃了氨酚黄那敏，又用热水泡了脚"),
    ("burn.chemical", None, 40, M, "水泥浆溅到手上，洗掉了，没事"),
    ("frostbitten_skin", None, 44, M, "手上的疣液氮冷冻后起泡"),
    ("burn", None, 33, M, "吃火锅烫了下舌头"),
    ("fever", None, 33, M, "烙铁烫手指，红了一块"),
    ("heat_exposure", None, 33, M, "大热天干活出了好多汗，歇会喝点水就好了"),
    (None, "self_care", 26, M, "昨天海边晒了一下午，肩膀晒红了有点疼"),
]


@each_of(HEARD)
def test_a_danger_is_heard(case):
    it_is_heard(case)


@each_of(NOT_HEARD)
def test_what_only_sounds_like_it_is_not_heard(case):
    it_is_not_heard(case)
