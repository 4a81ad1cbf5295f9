"""Suicide, voices, mania, eating and what follows when drink or sedatives stop: heard, and not in what only sounds like it."""

from __future__ import annotations

from tests.unit.kg.hearing import F, M, each_of, it_is_heard, it_is_not_heard, the_rule_keeps_still, the_rule_speaks

HEARD = [
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
    ("fear_of_fat", "urgent", 13, M, "嫌自己胖，不吃饭，吃了就抠嗓子吐，三个月瘦了二十斤"),
    ("binge_purge", "urgent", 14, M, "scared of getting fat, I make myself throw up after meals and lost 10 kg"),
    ("binge_purge", "soon", 17, M, "每顿吃完都抠嗓子吐掉，一年多了"),
]
NOT_HEARD = [
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
    ("mania", "soon", 30, F, "看球兴奋得一晚上没睡，今天有点困"),
    ("hallucinations.visual", "soon", 35, F, "看见家里厨房满地蚂蚁，用什么药好"),
    ("hallucinations.visual", "soon", 35, M, "戒酒半年了，今天看见孩子抓了只虫子玩"),
    ("suicidal_plan", "soon", 45, M, "农药买好了明天下地打药，要注意什么"),
    ("suicidal_thoughts", "soon", 66, F, "老伴要去旅游，我就想跟他去，能不能坐飞机"),
    ("hallucinations.command", "soon", 28, F, "看电视剧里有声音叫女主去跳楼，吓得睡不着"),
    ("delusions", "soon", 35, M, "我做亲子鉴定，怀疑孩子不是我的，心里难受"),
    ("hallucinations", "soon", 40, F, "楼上邻居吵，听见他们骂人，隔音差"),
    ("hallucinations", "soon", 40, F, "a song is stuck in my head and people in the office are laughing at me"),
    ("tremor", "soon", 50, M, "戒酒三个月了，手不抖了，浑身有劲"),
    ("binge_purge", "urgent", 40, M, "吃了坏蘑菇，抠喉咙吐了"),
    ("fear_of_fat", "routine", 30, M, "嫌自己胖，正常吃，体重没变"),
]
SPEAKS = [
    ("drinker_stopped_lately", None, 48, M, "天天喝一斤白酒，前天突然断酒，眼下没啥不舒服"),
]
SILENT = [
    ("mania_told", None, 8, M, "上课话特别多停不下来，老师说坐不住"),
    ("drinker_stopped_lately", None, 50, M, "戒酒半年了，睡得好多了"),
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
