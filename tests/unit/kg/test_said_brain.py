"""Brain, nerves and mind in words that no list of phrases holds: what is pressing is heard, and what only sounds like it is not."""

from __future__ import annotations

import pytest

from kg.schema import Sex, Urgency
from tests.unit.kg.hearing import told

F, M = Sex.FEMALE, Sex.MALE
LEVELS = ["emergency", "urgent", "soon", "routine", "self_care"]
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
    ("injury.head", "urgent", 78, F, "在卫生间滑了一下，后脑勺磕在地砖上，起了个大包"),
    ("injury.spine_fall", "emergency", 41, M, "从房顶上摔下来，腰疼得不敢动"),
    ("syncope", "urgent", 70, M, "买菜的时候眼前一黑栽地上了，一会儿自己醒了"),
    ("falls_repeated", "soon", 76, F, "这个月跌了三跤，都没伤着"),
    ("falls_repeated", "soon", 81, M, "I have fallen twice this month, no injuries"),
    ("suicidal_plan", "emergency", 34, M, "炭和胶带都备好了，想问问这样走痛苦不痛苦"),
    ("suicidal_plan", "emergency", 48, M, "I wrote the letters, I have picked a bridge"),
    ("suicidal_plan", "emergency", 22, F, "我在天台上，对不起大家，下辈子再见"),
    ("suicidal_plan", "emergency", 36, F, "攒的安眠药摆桌上数了一遍，给家里发了对不起"),
    ("suicidal_plan", "emergency", 33, F, "过不下去了，想带着娃一起走，药都备下了"),
    ("suicidal_thoughts", "urgent", 30, M, "有时候觉得死了也就清净了，没想过怎么做"),
    ("suicidal_thoughts", "urgent", 71, F, "这病拖累孩子，不如早点走了算了"),
    ("suicidal_thoughts", "urgent", 74, M, "老伴走了以后天天盼着她来接我"),
    ("suicidal_thoughts", "urgent", 27, F, "they would all be better off without me, I hope I don't wake up"),
    ("self_harm", "urgent", 17, F, "用小刀在胳膊上划了几道，不深，就是心里堵，发泄一下，没想死"),
    ("hallucinations.command", "emergency", 29, M, "脑袋里有个女人的声音老催我往楼下跳"),
    ("hallucinations.command", "emergency", 33, F, "There is a voice telling me I should drown myself, kill myself"),
    ("harm_baby_thoughts", "emergency", 29, F, "刚出月子，脑子里老冒出把孩子从阳台扔下去的念头"),
    ("harm_baby_thoughts", "emergency", 31, F, "I gave birth two weeks ago and keep picturing smothering my baby"),
    ("delusions", "soon", 26, M, "我觉得邻居在我水里放毒，还装了窃听器"),
    ("mania", "urgent", 28, F, "一天只睡两三个小时，精力旺盛得很，刷爆了信用卡要开公司"),
    ("alcohol_stopped", "emergency", 52, M, "喝了二十年白酒，大前天一口不沾停了，今天浑身抖，看见墙上有虫爬"),
    ("alcohol_stopped", "urgent", 47, M, "I stopped drinking two days ago, my hands are shaking and I sweat"),
    ("medicine.sedative.stopped", "urgent", 55, F, "艾司唑仑吃了四年，上周突然停了，现在心慌手抖"),
    ("hx.delivery_recent", "emergency", 27, F, "生完孩子二十天，老听见有个声音骂我，几天没合眼"),
]
NOT_SO = [
    ("limb_weakness.one_side", "soon", 55, F, "肩周炎半年了，右手举不起来，热敷好一点"),
    ("limb_weakness.one_side", "soon", 30, M, "胳膊睡觉压麻了，左手拿不住手机，甩了几下就好了"),
    ("speech_difficulty", "soon", 30, F, "孩子他爸开会嘴瓢说错话，哈哈，我就是嗓子有点痒"),
    ("named.ischaemic_stroke", "soon", 70, M, "五年前脑梗，现在都稳定，药快吃完了想续方"),
    ("headache.thunderclap", "soon", 35, F, "被老板气得头都要炸了，想问怎么放松"),
    ("confusion.acute", "soon", 24, M, "昨晚写论文写到神志不清哈哈，黑眼圈怎么消"),
    ("seizure", "soon", 26, F, "外面冷得浑身抖，进屋就好了"),
    ("saddle_numbness", "soon", 33, M, "马桶上坐久了屁股坐麻了，站起来一会儿就好"),
    ("limb_numbness.one_side", "routine", 37, F, "Thumb and fingers tingle at night for months, shake it and it goes"),
    ("suicidal_plan", "soon", 36, F, "查出甲状腺结节3类，百度了一宿吓得我要写遗书了"),
    ("suicidal_plan", "soon", 40, M, "周末烧烤，炭买好了，吃多了肚子胀怎么办"),
    ("suicidal_plan", "soon", 25, F, "周末去江边大桥散步，脚磨了个泡"),
    ("suicidal_plan", "soon", 32, F, "下周带着孩子一起走高铁回老家，要准备什么药"),
    ("suicidal_thoughts", "soon", 28, M, "加班累得睡死过去，醒来脖子酸"),
    ("self_harm", "soon", 45, M, "割草不小心，胳膊上划了一道，浅的，血止住了"),
    ("self_harm", "soon", 38, F, "手臂被树枝划了几道印子，自己不小心，不疼"),
    ("hallucinations.command", "soon", 30, F, "教练让我跳绳减肥，跳完膝盖有点酸"),
    ("harm_baby_thoughts", "soon", 35, F, "孩子老把玩具扔出去，想问这正常吗"),
    ("alcohol_stopped", "routine", 50, M, "戒酒半年了，睡得好多了，肝功能多久查一次"),
    ("medicine.sedative.stopped", "soon", 60, F, "安眠药怎么停比较好，一直在吃"),
    ("falls_repeated", "urgent", 70, M, "骑车摔过两次，那是小时候的事，最近想学骑车"),
    ("mania", "soon", 30, F, "看球兴奋得一晚上没睡，今天有点困"),
]


@pytest.mark.parametrize(("finding", "level", "years", "sex", "text"), HEARD, ids=[each[-1] for each in HEARD])
def test_it_is_heard(finding, level, years, sex, text):
    triage, heard = told(years, text, sex)
    assert finding in heard
    assert LEVELS.index(triage.urgency.value) <= LEVELS.index(level), heard


@pytest.mark.parametrize(("finding", "level", "years", "sex", "text"), NOT_SO, ids=[each[-1] for each in NOT_SO])
def test_what_only_sounds_like_it_is_not_heard(finding, level, years, sex, text):
    triage, heard = told(years, text, sex)
    assert finding not in heard
    assert LEVELS.index(triage.urgency.value) >= LEVELS.index(level), heard


def test_an_earlier_stroke_excuses_no_new_one():
    triage, present = told(70, "三年前中过风，恢复得挺好，今早吃饭筷子老掉，说话含含糊糊", Sex.MALE)
    assert triage.urgency is Urgency.EMERGENCY
    assert "hand_clumsy" in present
    assert "hand_clumsy_with_speech" in {each.id for each in triage.red_flags}
