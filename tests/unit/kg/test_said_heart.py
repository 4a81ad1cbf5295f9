"""Hearts, lungs and clots told in words of the field, the kitchen and the phone; and what only sounds like them."""

from __future__ import annotations

import pytest

from kg.schema import Sex
from tests.unit.kg.hearing import told

LEVELS = ("emergency", "urgent", "soon", "routine", "self_care")
M, F = Sex.MALE, Sex.FEMALE
HEARD = [
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
    ("chest_indrawing", "emergency", 4, F, "喘得脖子根一吸一个窝，肋缝往里凹"),
    ("hemoptysis.massive", "emergency", 58, M, "咳血，一大口一大口，咳出来有半茶缸"),
    ("bradycardia.below_40", "emergency", 76, M, "摸着脉一分钟三十六七下，眼前发黑差点倒"),
    ("tachycardia.over_150", "emergency", 35, F, "心突突的，数了一分钟一百七十多，人要晕了"),
    ("irregular_pulse", "urgent", 63, M, "昨晚起脉没规律，心率126"),
    ("syncope.exertional", "emergency", 19, M, "体测一千米跑到一半人没了意识"),
    ("syncope.exertional", "emergency", 26, M, "blacked out on the treadmill, no warning"),
    ("dialysis_problem", "urgent", 52, M, "透析的，今天摸瘘管没有震颤了"),
    ("dialysis_problem", "urgent", 60, F, "on dialysis, there is no hum in my fistula today"),
    ("exposure.tb", "soon", 27, F, "男朋友刚查出肺结核，我咳嗽半个月了"),
    ("exposure.tb", "soon", 33, M, "my flatmate was diagnosed with TB and I have night sweats"),
    ("digit_ulcer", "soon", 45, F, "天一凉手指就发白变紫，食指尖烂了个小口子"),
    ("injury.head", "emergency", 74, M, "在吃利伐沙班，早上磕了脑门，有个包"),
]
NOT_HEARD = [
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
    ("dialysis_problem", None, 62, F, "透析瘘管震动正常，也不疼，想问能不能提重物"),
    ("dialysis_problem", None, 58, M, "以前做血透，换了肾就不透了，瘘早就不响了"),
    ("sweating", None, 29, F, "My shirt got soaked in the rain, runny nose now"),
    ("high_bp.severe", None, 62, M, "一量血压205，袖带绑在羽绒服外头，脱了重新量都是124/76"),
    ("tachycardia.over_150", None, 38, F, "跑完十公里心率165，歇十分钟就回到70了"),
]


@pytest.mark.parametrize(("finding", "urgency", "years", "sex", "text"), HEARD, ids=[each[-1] for each in HEARD])
def test_the_danger_is_heard(finding, urgency, years, sex, text):
    triage, heard = told(years, text, sex)
    assert finding in heard
    assert LEVELS.index(triage.urgency.value) <= LEVELS.index(urgency), triage.red_flags


@pytest.mark.parametrize(
    ("finding", "at_most", "years", "sex", "text"), NOT_HEARD, ids=[each[-1] for each in NOT_HEARD]
)
def test_what_only_sounds_like_it_is_not(finding, at_most, years, sex, text):
    triage, heard = told(years, text, sex)
    assert finding not in heard
    if at_most is not None:
        assert LEVELS.index(triage.urgency.value) >= LEVELS.index(at_most), triage.red_flags
