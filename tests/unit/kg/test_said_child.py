"""What families say of the very young, the very old and of medicines: heard in everyday words, and not where it is harmless."""

from __future__ import annotations

import pytest

from kg.schema import Sex
from tests.unit.kg.hearing import told

ORDER = ["emergency", "urgent", "soon", "routine", "self_care"]
HEARD = [
    ("fever", "emergency", 0.15, "宝宝五十多天，腋下夹出来38.3，奶照吃"),
    ("fever", "emergency", 0.2, "My baby is ten weeks old, under arm 38.6, still drinking milk"),
    ("fever", "soon", 30, "嗓子疼，39.2，浑身酸"),
    ("hypothermia", "emergency", 0.06, "宝宝身上冷冰冰的，裹着被子也捂不热"),
    ("child_poor_feeding", "emergency", 0.1, "奶瓶递到嘴边嘴都不张，一直眯着"),
    ("lethargy", "emergency", 0.1, "弹了好几下脚底板，娃不醒也不哭"),
    ("lethargy", "emergency", 0.5, "bb发热，点叫都唔醒"),
    ("child_listless.floppy", "emergency", 0.4, "一抱起来胳膊腿像面条"),
    ("child_listless.floppy", "emergency", 0.5, "picked up, arms and legs dangle like a wet sack"),
    ("child_fontanelle_sunken", "emergency", 0.7, "拉了两天，头顶那块软的地方凹下去了"),
    ("child_fontanelle", "emergency", 0.5, "发烧，囟门那块绷得鼓起来，一直吐"),
    ("child_dry_nappy", "emergency", 2, "又吐又拉，打早上起十来个小时没撒尿"),
    ("child_dry_nappy", "emergency", 3, "vomiting all night and no pee since last night, 12 hours"),
    ("oliguria", "urgent", 1.5, "拉肚子，纸尿裤换得少，还轻飘飘的"),
    (
        "oliguria",
        "urgent",
        0.9,
        "runny nappies since yesterday and only two wet ones, fewer than usual, nappies barely wet",
    ),
    ("diarrhea", "self_care", 0.8, "her poo has been runny all day"),
    ("chest_indrawing", "emergency", 0.7, "喘得快，肋条那儿一吸一个窝"),
    ("chest_indrawing", "emergency", 1, "咳嗽，鼻孔一张一张的，出气费劲"),
    ("chest_indrawing", "emergency", 2, "coughing, ribs sinking in at every breath"),
    ("cyanosis", "emergency", 1, "咳得嘴边都紫了，喘"),
    ("baby_blue_limp_event", "emergency", 0.2, "吃着奶忽然没呼吸，脸发青，拍背十几秒才缓过来"),
    (
        "baby_blue_limp_event",
        "emergency",
        0.2,
        "During a feed he went grey and stopped breathing, after some seconds he came round",
    ),
    ("choking", "emergency", 2, "含着花生米哭，那以后就开始咳，喘气吱吱响"),
    ("newborn_jaundice.early_deep", "emergency", 0.01, "生下来才十个小时脸就黄了"),
    ("newborn_jaundice.early_deep", "emergency", 0.02, "the soles are yellow and he is yellow all the way to his feet"),
    ("exposure.medicine_beyond_dose", "emergency", 3, "娃把外公的药片当糖吃，药瓶少了七八粒"),
    ("exposure.medicine_beyond_dose", "emergency", 2, "our son got into grandpa's heart tablets, some are missing"),
    ("exposure.medicine_beyond_dose", "urgent", 55, "记错了，二甲双胍又吃了一遍"),
    ("exposure.medicine_beyond_dose", "emergency", 60, "胰岛素以为没打又打了一针，现在出汗手抖"),
    ("exposure.medicine_beyond_dose", "urgent", 50, "I took my bisoprolol tablet twice by mistake"),
    ("poisoning.corrosive", "emergency", 2, "一转身她把84消毒液舔了几口"),
    ("dysuria", "urgent", 4, "发烧39度，撒尿就喊疼"),
    ("dysuria", "urgent", 5, "fever of 39, cries when peeing"),
    ("polydipsia", "urgent", 9, "抱着水壶不撒手，一杯接一杯，夜里尿床，人瘦了"),
    ("skin_mottled", "emergency", 80, "肺炎，发烧，膝盖上起大理石花纹"),
    ("answers_little", "emergency", 82, "今天喊几声才应，浑身发冷打摆子"),
    ("answers_little", "emergency", 78, "fever since yesterday and hardly responds"),
    ("oliguria", "emergency", 84, "尿袋今天几乎没东西，喊了不应声"),
    ("bed_sore", "soon", 77, "瘫在床上两年，胯骨那儿皮烂了"),
    ("toe_gangrene", "urgent", 66, "糖尿病，大脚趾边上变黑"),
    ("high_glucose.very_high", "urgent", 60, "血糖二十好几，渴得很"),
    ("medicine.steroid_stopped", "emergency", 50, "美卓乐断药一周，今天吐，站起来要晕倒"),
    ("rash.honey_crusts", "soon", 6, "下巴起泡破了，黄水干了结成厚痂"),
    ("rash.honey_crusts", "soon", 6, "honey-coloured crusty sores round her mouth"),
    ("medicine.warfarin", "soon", 68, "吃着华法林，牙医开了克拉霉素"),
    ("oliguria", "urgent", 0.9, "diarrhoea since yesterday and only two wet nappies, fewer than usual"),
    ("newborn_jaundice", "urgent", 0.02, "生下来第五天脸上有点黄，吃奶有劲，拉尿都好"),
    ("exposure.medicine_beyond_dose", "emergency", 2, "奶奶的降糖药她抓着吃，剩不多了"),
    ("exposure.medicine_beyond_dose", "emergency", 62, "倍他乐克吃重了，心跳才45，头晕"),
    ("rash.petechiae", "emergency", 7, "腿上好多紫点点，压不褪，不烧"),
    ("rash.petechiae", "urgent", 5, "咳嗽厉害，眼皮上几个小红点压不褪色"),
    ("easy_bruising", "urgent", 6, "身上老是这儿青一块那儿青一块，没摔过，脸色也白"),
    ("easy_bruising", "urgent", 38, "身上没碰就一块块青，没劲，还反复发烧"),
    ("fear_of_fat", "urgent", 13, "嫌自己胖，不吃饭，吃了就抠嗓子吐，三个月瘦了二十斤"),
    ("binge_purge", "urgent", 14, "scared of getting fat, I make myself throw up after meals and lost 10 kg"),
    ("binge_purge", "soon", 17, "每顿吃完都抠嗓子吐掉，一年多了"),
    ("answers_little", "emergency", 82, "拉了两天肚子，今天喊几声才应一下"),
    ("answers_little", "urgent", 78, "今天突然不大说话，喊半天才应"),
    ("wound_infected", "urgent", 75, "屁股上的褥疮流脓了，臭得很"),
    ("fever", "emergency", 0.15, "发烧了要去医院吗"),
    ("fever", "emergency", 35, "甲亢在吃赛治，烧到38.6，吐了三回"),
    ("lab.plt.low.marked", "emergency", 45, "血小板32，牙龈一直渗血，鼻子也流血"),
    ("lab.plt.low.marked", "emergency", 50, "血小板55，大便带血"),
]
HARMLESS = [
    (None, "routine", 0.5, "昨天打了百白破，今天37.2，大腿上有点红，吃得好"),
    ("exposure.medicine_beyond_dose", "routine", 70, "忘了早上的药吃没吃，没敢再吃，血压128"),
    ("exposure.medicine_beyond_dose", "routine", 4, "孩子一看见药就哭，喂药费劲"),
    ("exposure.medicine_beyond_dose", "routine", 60, "I take my tablet twice a day and forgot one dose"),
    ("answers_little", "routine", 80, "耳朵背，叫半天才应，好多年了"),
    ("answers_little", "routine", 66, "我喊孙子吃饭他半天才应"),
    ("skin_mottled", "routine", 25, "后背起花斑癣，不痒"),
    ("hypothermia", "routine", 33, "手脚冰凉捂不热，从小就这样"),
    ("fever", "routine", 0.3, "宝宝身长58.5，头围38.5厘米，爱笑"),
    ("fever", "routine", 2, "洗澡水温38.5，会不会太热"),
    ("child_poor_feeding", "routine", 1.5, "喂饭不张嘴，只想吃零食"),
    ("choking", "routine", 3, "吃花生没呛着，就问问几岁能吃坚果"),
    ("choking", "urgent", 30, "吃花生过敏，去年查的"),
    ("toe_gangrene", "urgent", 40, "脚趾上长了个黑痣"),
    ("oliguria", "routine", 1, "尿不湿换了个牌子，轻薄多了"),
    ("oliguria", "routine", 2, "学会坐便盆了，尿不湿换得少了"),
    ("polydipsia", "routine", 25, "打球出汗多，水一瓶接一瓶"),
    ("chest_indrawing", "routine", 0.6, "睡着了打小呼噜，鼻子一鼓一鼓，吃得香"),
    ("child_fontanelle_sunken", "routine", 0.6, "头顶的头发少了一块，凹一块，睡觉蹭的"),
    ("dysuria", "routine", 4, "怕黑，晚上去撒尿就哭"),
    ("medicine.steroid_stopped", "routine", 30, "激素药膏停了半个月，脸上有点干"),
    ("bed_sore", "urgent", 50, "摔破了屁股，躺着没事"),
    ("poisoning.corrosive", "routine", 35, "84消毒液没喝，就问怎么稀释"),
    ("newborn_jaundice.early_deep", "urgent", 0.02, "出生第六天脸上有点黄，吃奶有劲"),
    ("hypothermia", "soon", 0.3, "洗完澡腿上发花，手脚有点凉，吃奶好"),
    ("lethargy", "urgent", 30, "感冒药不小心多吃了一片，有点没劲"),
    ("exposure.medicine_beyond_dose", "routine", 70, "我的药瓶空了，要去医院开药"),
    ("exposure.medicine_beyond_dose", "routine", 63, "血压药吃重了没有我记不清，血压130"),
    ("easy_bruising", "self_care", 30, "抽完血胳膊青了一块"),
    ("easy_bruising", "routine", 1, "屁股上有块青，生下来就有，蒙古斑"),
    ("binge_purge", "urgent", 40, "吃了坏蘑菇，抠喉咙吐了"),
    ("fear_of_fat", "routine", 30, "嫌自己胖，正常吃，体重没变"),
    ("answers_little", "routine", 70, "跟老伴吵架，今天生气不说话"),
    ("wound_infected", "soon", 75, "褥疮没流脓，也不臭，怎么换药"),
    ("lab.plt.low.critical", "soon", 50, "查血血小板88，没别的不舒服"),
    ("bed_sore", "routine", 66, "长期坐轮椅，想问怎么防褥疮"),
]


@pytest.mark.parametrize(("finding", "urgency", "years", "text"), HEARD, ids=[each[-1] for each in HEARD])
def test_it_is_heard(finding, urgency, years, text):
    triage, heard = told(years, text, Sex.MALE)
    assert finding in heard
    assert ORDER.index(triage.urgency.value) <= ORDER.index(urgency), heard


@pytest.mark.parametrize(("finding", "urgency", "years", "text"), HARMLESS, ids=[each[-1] for each in HARMLESS])
def test_what_is_harmless_is_not_it(finding, urgency, years, text):
    triage, heard = told(years, text, Sex.MALE)
    assert finding not in heard
    assert not heard or ORDER.index(triage.urgency.value) >= ORDER.index(urgency), heard


def test_an_old_person_silent_for_years_is_no_emergency():
    triage, _ = told(80, "耳聋多年，叫半天才应，今天有点咳嗽")
    assert triage.urgency.value != "emergency"
