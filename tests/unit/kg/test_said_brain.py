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
    ("hallucinations.visual", "urgent", 83, M, "started seeing people in the room that aren't there two days ago"),
    ("hallucinations.visual", "emergency", 55, M, "喝了半辈子酒，住院没酒喝两天，看见满地蚂蚁"),
    ("alcohol_stopped", "emergency", 54, M, "I stopped the booze on Sunday, now I'm shaking and seeing spiders"),
    ("alcohol_stopped", "soon", 48, M, "天天喝一斤白酒，前天突然断酒，眼下没啥不舒服"),
    ("medicine.sedative.stopped", "emergency", 60, F, "医生让停安定，停了三天，昨晚抽了一次"),
    ("medicine.sedative.stopped", "urgent", 52, F, "舒乐安定想停就停了，三天没睡，手抖"),
    ("suicidal_plan", "emergency", 36, M, "欠了一屁股债，农药都买好放床头了，就想跟你说说话"),
    ("suicidal_thoughts", "urgent", 72, F, "老伴走了三年，我就想跟她去"),
    ("hallucinations.command", "emergency", 25, M, "电视里有声音叫我去杀人，我控制不住"),
    ("delusions", "emergency", 27, F, "坐月子，老觉得孩子不是我的，是人家换来害我的"),
    ("hallucinations", "soon", 30, F, "我能听见楼上邻居骂我，老公说没人"),
    ("hallucinations", "soon", 24, M, "感觉有人在我脑子里说话，骂我"),
    ("hallucinations", "soon", 41, M, "hearing people whispering about me but nobody else hears it"),
    ("alcohol_stopped", "urgent", 48, M, "酒断第二天，手哆嗦，心慌，满头汗"),
    ("alcohol_stopped", "urgent", 48, M, "戒酒两天，吐，心跳快，睡不着"),
    ("tremor", "urgent", 39, M, "stopped my diazepam last week, shaking all over and can't sleep"),
    ("headache.thunderclap", "emergency", 50, F, "头一回剧烈头痛，几秒钟就到顶了"),
    ("limb_weakness.ascending", "emergency", 33, M, "脚麻从脚尖往上爬，三天到大腿，蹲下起不来"),
    ("vomiting", "urgent", 8, M, "头疼三天，天天早上吐，不发烧"),
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
    ("limb_weakness.one_side", None, 48, M, "今早打球右手腕扭了，拿不住筷子"),
    ("limb_weakness.one_side", "soon", 40, F, "今天睡觉压着胳膊，右手拿不住手机，甩甩就好了"),
    ("limb_weakness.one_side", "soon", 52, M, "肩周炎，今天右胳膊又抬不起来，一动就疼"),
    ("limb_weakness.one_side", "soon", 30, F, "按摩完右边身子软软的很舒服"),
    ("confusion.acute", "soon", 45, F, "家里老人痴呆好几年，想问怎么预防走丢"),
    ("hallucinations.visual", "soon", 35, F, "看见家里厨房满地蚂蚁，用什么药好"),
    ("hallucinations.visual", "soon", 35, M, "戒酒半年了，今天看见孩子抓了只虫子玩"),
    ("vomiting", "soon", 40, M, "早上起来吐痰，有点黄"),
    ("suicidal_plan", "soon", 45, M, "农药买好了明天下地打药，要注意什么"),
    ("suicidal_thoughts", "soon", 66, F, "老伴要去旅游，我就想跟他去，能不能坐飞机"),
    ("hallucinations.command", "soon", 28, F, "看电视剧里有声音叫女主去跳楼，吓得睡不着"),
    ("delusions", "soon", 35, M, "我做亲子鉴定，怀疑孩子不是我的，心里难受"),
    ("hallucinations", "soon", 40, F, "楼上邻居吵，听见他们骂人，隔音差"),
    ("hallucinations", "soon", 40, F, "a song is stuck in my head and people in the office are laughing at me"),
    ("tremor", "soon", 50, M, "戒酒三个月了，手不抖了，浑身有劲"),
    ("headache.thunderclap", "soon", 32, F, "头疼一阵一阵，太阳穴最疼，老毛病"),
    ("seizure", "soon", 47, F, "眼皮跳，脸上有时抽抽"),
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
    if level is not None:
        assert LEVELS.index(triage.urgency.value) >= LEVELS.index(level), heard


def test_an_earlier_stroke_excuses_no_new_one():
    triage, present = told(70, "三年前中过风，恢复得挺好，今早吃饭筷子老掉，说话含含糊糊", Sex.MALE)
    assert triage.urgency is Urgency.EMERGENCY
    assert "hand_clumsy" in present
    assert "hand_clumsy_with_speech" in {each.id for each in triage.red_flags}


@pytest.mark.parametrize(
    ("years", "text", "rule"),
    [
        (62, "帕金森多年，今早突然说话含糊，筷子老掉", "hand_clumsy_with_speech"),
        (79, "这两天说屋里有小孩在跑，别人都没看见，以前脑子清楚", "old_person_sees_things"),
        (48, "天天喝一斤白酒，前天突然断酒，眼下没啥不舒服", "drinker_stopped_lately"),
    ],
)
def test_a_rule_speaks(years, text, rule):
    triage, present = told(years, text, M)
    assert rule in {each.id for each in triage.red_flags}, present


@pytest.mark.parametrize(
    ("years", "text", "rule"),
    [
        (70, "帕金森好几年了，筷子夹不住菜，说话含糊有两三年了", "hand_clumsy_with_speech"),
        (8, "上课话特别多停不下来，老师说坐不住", "mania_told"),
        (70, "老伴走了两个月，夜里好像听见他叫我名字", "old_person_sees_things"),
        (50, "戒酒半年了，睡得好多了", "drinker_stopped_lately"),
    ],
)
def test_a_rule_keeps_still(years, text, rule):
    triage, present = told(years, text, M)
    assert rule not in {each.id for each in triage.red_flags}, present
