"""Brain and nerves in words that no list of phrases holds: what is pressing is heard, and what only sounds like it is not."""

from __future__ import annotations

from kg.schema import Urgency
from tests.unit.kg.hearing import (
    F,
    M,
    each_of,
    it_is_heard,
    it_is_not_heard,
    the_rule_keeps_still,
    the_rule_speaks,
    told,
)

HEARD = [
    ("limb_weakness.one_side", "emergency", 66, M, "中午端饭，右手端不住碗，饭撒了一桌子"),
    ("limb_weakness.one_side", "emergency", 59, F, "早上梳头左边胳膊举不起来，不疼，就是不听指挥"),
    ("limb_weakness.one_side", "emergency", 70, M, "右手捏不住笔，写字歪得自己都不认得，今早开始的"),
    (
        "limb_weakness.one_side",
        "emergency",
        61,
        F,
        "For ten minutes at lunch my right hand just wouldn't do what I told it",
    ),
    ("limb_weakness.one_side", "emergency", 72, F, "My left arm went limp after breakfast and I dropped the kettle"),
    ("hand_clumsy", "emergency", 64, M, "今天吃饭筷子老掉，讲话像含着块热豆腐"),
    ("speech_difficulty", "emergency", 58, F, "刚才起来说话呜哩哇啦的，像含了个枣"),
    ("speech_difficulty", "emergency", 63, M, "舌头根子发硬，从今早起来就这样"),
    ("speech_difficulty", "emergency", 66, F, "My words are coming out all wrong since this morning"),
    ("facial_droop", "emergency", 68, M, "one side of my face is hanging and my arm has no power"),
    ("headache.thunderclap", "emergency", 45, M, "搬重物的时候后脑勺砰的一下剧痛，现在还在吐"),
    (
        "headache.thunderclap",
        "emergency",
        39,
        F,
        "Out of nowhere my head exploded, the worst pain ever, it took a second",
    ),
    ("confusion.acute", "emergency", 80, F, "昨晚开始答非所问，不知道自己在哪"),
    ("seizure", "emergency", 30, M, "刚才浑身乱抖，眼睛直勾勾的，叫不应，有两分钟"),
    ("saddle_numbness", "emergency", 44, F, "腰疼三天，今天大腿根和屁股沟像打了麻药，小便也不顺"),
    ("saddle_numbness", "emergency", 50, M, "bad back all week, now my groin is numb and my bladder is not right"),
    ("limb_weakness.legs_both", "emergency", 60, M, "背疼了一个月，今天两条腿撑不起来，小便解不出"),
    ("limb_weakness.ascending", "emergency", 35, F, "脚麻一天比一天往上走，这会儿腿发软，爬楼要人扶"),
    ("trouble_swallow_choke", "emergency", 40, F, "眼皮耷拉，看东西重影，喝水从鼻子里出来"),
    ("foot_drop", "urgent", 42, M, "腰疼窜到右腿，昨天起脚尖勾不起来"),
    ("syncope", "urgent", 70, M, "买菜的时候眼前一黑栽地上了，一会儿自己醒了"),
    ("limb_weakness.one_side", "emergency", 70, M, "三年前中过风，今早左手拿不住碗，话还说得清"),
    ("limb_weakness.one_side", "emergency", 66, M, "今早右手拿筷子老掉，半个钟头就好了"),
    (
        "limb_weakness.one_side",
        "emergency",
        66,
        M,
        "My left hand wouldn't grip the mug this morning, lasted twenty minutes, fine now",
    ),
    ("limb_weakness.one_side", "emergency", 57, M, "三年前中过风，今天左手突然一点劲没有了"),
    ("limb_weakness.one_side", "emergency", 70, M, "右手拿不住碗，摔了两个碗了"),
    ("limb_weakness.one_side", "emergency", 61, F, "头疼得厉害，左胳膊软塌塌举不起来"),
    ("limb_weakness.one_side", "emergency", 63, F, "my head hurts and my left arm went limp"),
    ("limb_weakness.one_side", "emergency", 69, M, "吃着饭右边身子就软了，嘴没歪"),
    ("speech_difficulty", "emergency", 66, M, "糖尿病十年，今早说话像含了个枣"),
    ("facial_droop", "urgent", 60, F, "左边脸往下掉，不肿也不疼"),
    ("confusion.acute", "emergency", 79, F, "老年痴呆好几年，昨晚突然说胡话，乱抓，连我都不认"),
    ("confusion.acute", "emergency", 76, F, "昨晚起忽然说屋里有小孩，不认人，尿也多味道大"),
    ("confusion.acute", "emergency", 58, M, "昨天没喝酒，今早突然胡言乱语"),
    ("headache.thunderclap", "emergency", 50, F, "头一回剧烈头痛，几秒钟就到顶了"),
    ("limb_weakness.ascending", "emergency", 33, M, "脚麻从脚尖往上爬，三天到大腿，蹲下起不来"),
    ("vomiting", "urgent", 8, M, "头疼三天，天天早上吐，不发烧"),
]
NOT_HEARD = [
    ("limb_weakness.one_side", "soon", 55, F, "肩周炎半年了，右手举不起来，热敷好一点"),
    ("limb_weakness.one_side", "soon", 30, M, "胳膊睡觉压麻了，左手拿不住手机，甩了几下就好了"),
    ("speech_difficulty", "soon", 30, F, "孩子他爸开会嘴瓢说错话，哈哈，我就是嗓子有点痒"),
    ("named.ischaemic_stroke", "soon", 70, M, "五年前脑梗，现在都稳定，药快吃完了想续方"),
    ("headache.thunderclap", "soon", 35, F, "被老板气得头都要炸了，想问怎么放松"),
    ("confusion.acute", "soon", 24, M, "昨晚写论文写到神志不清哈哈，黑眼圈怎么消"),
    ("seizure", "soon", 26, F, "外面冷得浑身抖，进屋就好了"),
    ("saddle_numbness", "soon", 33, M, "马桶上坐久了屁股坐麻了，站起来一会儿就好"),
    ("limb_numbness.one_side", "routine", 37, F, "Thumb and fingers tingle at night for months, shake it and it goes"),
    ("limb_weakness.one_side", None, 48, M, "今早打球右手腕扭了，拿不住筷子"),
    ("limb_weakness.one_side", "soon", 40, F, "今天睡觉压着胳膊，右手拿不住手机，甩甩就好了"),
    ("limb_weakness.one_side", "soon", 52, M, "肩周炎，今天右胳膊又抬不起来，一动就疼"),
    ("limb_weakness.one_side", "soon", 30, F, "按摩完右边身子软软的很舒服"),
    ("confusion.acute", "soon", 45, F, "家里老人痴呆好几年，想问怎么预防走丢"),
    ("headache.thunderclap", "soon", 32, F, "头疼一阵一阵，太阳穴最疼，老毛病"),
    ("seizure", "soon", 47, F, "眼皮跳，脸上有时抽抽"),
    ("limb_weakness.one_side", "soon", 45, M, "打完羽毛球右胳膊酸得抬不起来"),
]
SPEAKS = [
    ("hand_clumsy_with_speech", None, 62, M, "帕金森多年，今早突然说话含糊，筷子老掉"),
]
SILENT = [
    ("hand_clumsy_with_speech", None, 70, M, "帕金森好几年了，筷子夹不住菜，说话含糊有两三年了"),
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


@each_of(SILENT)
def test_a_rule_keeps_still(case):
    the_rule_keeps_still(case)


def test_an_earlier_stroke_excuses_no_new_one():
    triage, present = told(70, "三年前中过风，恢复得挺好，今早吃饭筷子老掉，说话含含糊糊", M)
    assert triage.urgency is Urgency.EMERGENCY
    assert "hand_clumsy" in present
    assert "hand_clumsy_with_speech" in {each.id for each in triage.red_flags}
