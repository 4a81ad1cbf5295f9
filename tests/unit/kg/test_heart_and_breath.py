"""Hearts, lungs, clots and vessels told in words of the field, the kitchen and the phone; and what only sounds like them."""

from __future__ import annotations

from tests.unit.kg.hearing import F, M, each_of, it_is_heard, it_is_not_heard, the_rule_keeps_still, the_rule_speaks

HEARD = [
    ("chest_pain.radiating_jaw", "urgent", 66, M, "走路时下颌疼，歇一下就好"),
    ("chest_pain.exertional", "urgent", 58, F, "散步走一会儿牙根就酸疼，站住歇会就没了"),
    ("chest_pain.radiating_jaw", "urgent", 70, M, "My teeth ache when I walk to the shops and it goes when I stop"),
    ("jaw_claudication", "urgent", 72, F, "嚼东西下颌就疼酸，歇会儿好，太阳穴疼"),
    ("chest_pain.pressing", "emergency", 60, M, "胸口里跟铁箍箍着一样，汗衫都湿透了"),
    ("chest_pain.pressing", "emergency", 57, F, "心口窝像压了袋水泥，满脑门子汗"),
    ("chest_pain.pressing", "emergency", 63, M, "chest in a clamp since breakfast, sweating buckets"),
    ("chest_pain", "emergency", 66, M, "冠心病好几年了，心头疼，含了速效救心丸不见好"),
    ("chest_pain.not_relieved_by_rest", "emergency", 70, M, "有冠心病，硝酸甘油含了两片还是疼"),
    (
        "chest_pain.not_relieved_by_rest",
        "emergency",
        70,
        M,
        "known heart disease, chest pain, two puffs of gtn and no relief",
    ),
    ("chest_pain.radiating_jaw", "emergency", 58, F, "heartburn all morning, ache in my jaw, I'm drenched"),
    ("chest_pain.radiating_jaw", "urgent", 61, M, "一爬楼下巴就酸，站住一会儿就没事"),
    ("chest_pain.radiating_jaw", "urgent", 55, F, "my teeth ache when I climb the hill and it stops when I rest"),
    ("chest_pain.radiating_left_arm", "emergency", 62, M, "心口闷，左边膀子木木的，冒凉汗"),
    ("chest_pain.exertional", "urgent", 52, M, "最近半个月赶公交胸口就勒得慌，停下来就好"),
    ("chest_pain.at_rest", "emergency", 59, F, "这几天半夜胸口像压了石头，闷醒好几回"),
    ("chest_pain.tearing", "emergency", 54, M, "忽然背心像被斧子劈开，一路往腰上窜"),
    ("sweating.cold", "emergency", 68, F, "恶心，脸煞白，背上凉汗，我有糖尿病"),
    ("edema.one_leg", "urgent", 64, M, "左边小腿比右边粗了一大圈，三天了"),
    ("edema.one_leg", "urgent", 47, F, "右腿这两天肿成萝卜，没碰着"),
    ("edema.one_leg", "urgent", 50, M, "my right calf has ballooned since Monday"),
    ("calf_pain.tender_one_side", "urgent", 56, F, "左小腿硬硬的发烫，碰着就疼"),
    ("edema.one_arm", "urgent", 55, F, "乳腺癌化疗，打PICC的那条胳膊肿了"),
    ("edema.one_arm", "urgent", 49, M, "on chemo, my left arm is swollen where the picc line is"),
    ("cold_painful_limb", "emergency", 72, M, "右腿忽然冰冷煞白，麻得没知觉"),
    ("cold_painful_limb", "emergency", 66, F, "my hand suddenly went icy and pale, no pulse"),
    ("dyspnea.severe", "emergency", 70, M, "喘，讲几个字就得歇"),
    ("dyspnea.severe", "emergency", 45, F, "asthma, one word at a time, so breathless"),
    ("dyspnea.orthopnea", "emergency", 21, M, "流感刚好，一躺下就喘，心跳140一直不降"),
    ("cough.productive.pink_frothy", "emergency", 74, F, "咳出来都是粉色泡沫，不敢躺"),
    ("dyspnea.sudden", "emergency", 24, M, "弯腰一下左胸疼，一下子喘不过气"),
    ("hemoptysis.massive", "emergency", 58, M, "咳血，一大口一大口，咳出来有半茶缸"),
    ("bradycardia.below_40", "emergency", 76, M, "摸着脉一分钟三十六七下，眼前发黑差点倒"),
    ("tachycardia.over_150", "emergency", 35, F, "心突突的，数了一分钟一百七十多，人要晕了"),
    ("irregular_pulse", "urgent", 63, M, "昨晚起脉没规律，心率126"),
    ("syncope.exertional", "emergency", 19, M, "体测一千米跑到一半人没了意识"),
    ("syncope.exertional", "emergency", 26, M, "blacked out on the treadmill, no warning"),
    ("exposure.tb", "soon", 27, F, "男朋友刚查出肺结核，我咳嗽半个月了"),
    ("exposure.tb", "soon", 33, M, "my flatmate was diagnosed with TB and I have night sweats"),
    ("digit_ulcer", "soon", 45, F, "天一凉手指就发白变紫，食指尖烂了个小口子"),
    ("chest_pain.radiating_jaw", "emergency", 71, M, "牙床子酸了一上午，牙科说牙没毛病，身上的汗把褂子都湿了"),
    ("chest_pain.radiating_jaw", "emergency", 64, M, "jaw aching since lunch and I'm drenched, no chest pain at all"),
    ("sweating", "emergency", 68, F, "下巴酸胀，汗把衣裳都湿透了"),
    ("chest_pain.radiating_jaw", "urgent", 61, M, "一上三楼下巴就酸，还喘，站住一会儿就好"),
    ("chest_pain.exertional", "urgent", 57, F, "爬楼的时候下巴酸腿也软，歇歇就好"),
    ("chest_pain.radiating_left_arm", "urgent", 59, M, "颈椎不好，左胳膊麻，胸口也闷"),
    ("sweating.cold", "emergency", 58, F, "恶心，浑身冷汗，脸像白纸，糖尿病十来年了"),
    ("irregular_pulse", "urgent", 64, M, "昨晚后半夜开始心里头乱扑腾，脉一下快一下慢，数着一百三十来下"),
    ("tachycardia.very_fast", "urgent", 45, F, "心一分钟一百四十下"),
    ("heart_rate_stays_up", "emergency", 7, M, "感冒后躺不平，一躺就喘，心跳快歇着也降不下来"),
    ("edema.one_leg", "urgent", 45, M, "左小腿抽筋一样疼，肿了一圈"),
    ("edema.one_leg", "urgent", 57, F, "左腿从大腿根肿到脚背，又胀又紧，三天了"),
    ("edema.one_leg", "urgent", 52, M, "my left calf is swollen right down to the ankle since Monday"),
    (
        "chest_pain.pleuritic",
        "emergency",
        28,
        M,
        "hyperventilating, suddenly short of breath, a stabbing pain in my left side every breath",
    ),
    ("hx.surgery_recent", "urgent", 60, F, "刚做完膝关节手术十天，右小腿肿"),
    ("exposure.tb", "soon", 29, F, "和肺结核病人住一起，我低烧盗汗"),
    ("irregular_pulse", "urgent", 50, M, "heart jumping about since last night, pulse 128"),
    ("toe_gangrene", "urgent", 48, F, "手指一遇冷就发白发紫，食指尖黑了，疼得睡不着"),
    ("toe_gangrene", "urgent", 66, M, "糖尿病，大脚趾边上变黑"),
]
NOT_HEARD = [
    ("chest_pain.exertional", "soon", 35, M, "跑步时喝了冷风嗓子疼，停下来喝口水好点，咳嗽两天了"),
    ("chest_pain.exertional", "soon", 30, F, "走路时膝盖疼，歇一下就好，牙也疼"),
    ("jaw_claudication", "soon", 25, F, "嚼东西下巴咔咔响，有点疼，歇歇就好"),
    ("jaw_claudication", None, 60, F, "嚼口香糖多了腮帮酸，歇会儿就好"),
    ("cold_painful_limb", "routine", 26, F, "冬天手脚冰凉发白，从小就这样"),
    ("edema.one_leg", None, 30, M, "左腿练完深蹲胀得不行"),
    ("edema.one_leg", None, 40, F, "右脚踝扭了，肿得像馒头"),
    ("edema.one_leg", None, 40, M, "twisted my left ankle at football, the ankle is swollen"),
    ("chest_pain", None, 40, F, "恶心头痛，出冷汗"),
    ("chest_pain.exertional", "routine", 55, M, "爬楼膝盖疼，歇歇就好"),
    ("chest_pain.exertional", "routine", 45, M, "牙疼，嚼东西疼，歇着不疼"),
    ("chest_pain.radiating_jaw", "routine", 45, M, "牙疼，嚼东西疼，歇着不疼"),
    ("chest_pain.pressing", None, 52, M, "心口大石终于落地，复查一切正常"),
    ("chest_pain.pressing", None, 60, F, "安全带勒得胸口有道红印，不疼"),
    ("chest_pain.radiating_left_arm", None, 50, F, "左手打了疫苗有点酸，胸口没事"),
    ("dyspnea.sudden", None, 35, M, "突然想起来问一下，跑步喘得厉害正常吗"),
    ("syncope.exertional", None, 16, M, "踢球被撞倒在地上，没晕，膝盖擦破点皮"),
    ("syncope.exertional", None, 28, M, "昨晚喝酒断片了，今天约了打球"),
    ("exposure.tb", "routine", 33, F, "老公得过结核早就治好了，我咳嗽两天有点痰"),
    ("exposure.tb", "routine", 30, F, "My grandad had TB in the 1960s. I have a tickly cough, no fever"),
    ("sweating", None, 29, F, "My shirt got soaked in the rain, runny nose now"),
    ("high_bp.severe", None, 62, M, "一量血压205，袖带绑在羽绒服外头，脱了重新量都是124/76"),
    ("tachycardia.over_150", None, 38, F, "跑完十公里心率165，歇十分钟就回到70了"),
    ("chest_pain.radiating_jaw", "soon", 50, F, "拔牙后下巴疼，天热一身汗"),
    ("sweating", None, 60, M, "大热天干活汗把褂子都湿透了，想问怎么补水"),
    ("irregular_pulse", None, 30, F, "见到喜欢的人心里乱扑腾"),
    ("tachycardia.very_fast", "soon", 30, F, "怀孕六个月胎心一分钟一百四十多下，正常吗"),
    ("tachycardia.very_fast", "soon", 29, M, "身高一百七，体重一百四，心跳正常，想减肥"),
    ("tachycardia.very_fast", "soon", 29, M, "跑完步心跳一百五十多下，歇会儿就下来了"),
    ("heart_rate_stays_up", "soon", 45, F, "体温降下来了，心跳不快"),
    ("chest_pain.pleuritic", "soon", 45, F, "pleurisy last year, now no pain when I breathe in, ribs are fine"),
    ("hx.surgery_recent", "soon", 60, F, "打算下个月做膝关节手术，刚做完检查"),
    ("toe_gangrene", "soon", 40, M, "门夹了手指头，指甲底下黑了一块，疼"),
    ("edema.one_leg", None, 60, F, "右腿膝盖肿，老毛病，上下楼疼"),
    ("toe_gangrene", "urgent", 40, M, "脚趾上长了个黑痣"),
]
# Overbreathing excuses nothing that panic does not bring, and nothing from forty on.
SPEAKS = [
    ("sudden_breathless_with_chest", "emergency", 27, M, "突然喘不上气，过度换气手发麻，一吸气胸口就扎着疼"),
    ("sudden_breathless_with_chest", "emergency", 35, M, "过度换气，突然喘不上气，刚才还晕过去一下"),
    ("sudden_breathless_with_chest", "emergency", 52, M, "突然喘不上气，胸口疼，呼吸急手麻"),
    ("overbreathing_with_chest_pain", "urgent", 26, M, "突然喘不上气，过度换气手发麻，胸口疼，头一回"),
    ("fibrillation_fast_ill", "emergency", 66, M, "房颤，今天心率118，胸口疼，冒冷汗"),
    ("fibrillation_fast_lately", "urgent", 66, M, "房颤，今早起来心率120，没别的不舒服"),
    ("heart_without_chest_words", "emergency", 60, M, "吐了一回，冒冷汗，脸煞白，糖尿病"),
    ("slow_pulse_ill", "emergency", 75, M, "起搏器装了三年，今天头晕，脉只有三十八"),
    ("pulmonary_embolism_features", "emergency", 44, M, "突发胸闷气短，打完石膏十天"),
]
SILENT = [
    ("overbreathing_with_chest_pain", None, 22, M, "考试前突然喘不上气，过度换气，手麻，胸口疼，以前也这样过"),
    ("sudden_breathless_with_chest", None, 26, M, "突然喘不上气，过度换气手发麻，胸口疼，头一回"),
    ("fibrillation_fast_ill", None, 70, M, "房颤老病人，心率一直七八十，胸口不疼"),
    ("one_leg_swollen_lately", None, 40, M, "腿肚子抽筋疼了一晚上，今早就好了，没肿"),
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
