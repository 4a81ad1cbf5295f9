"""Poisons, fumes, drink, medicines taken wrong and thin blood: heard as people tell them, not in what only sounds so."""

from __future__ import annotations

from tests.unit.kg.hearing import M, each_of, it_is_heard, it_is_not_heard

HEARD = [
    ("exposure.medicine_beyond_dose", "emergency", 3, M, "娃把外公的药片当糖吃，药瓶少了七八粒"),
    ("exposure.medicine_beyond_dose", "emergency", 2, M, "our son got into grandpa's heart tablets, some are missing"),
    ("exposure.medicine_beyond_dose", "urgent", 55, M, "记错了，二甲双胍又吃了一遍"),
    ("exposure.medicine_beyond_dose", "emergency", 60, M, "胰岛素以为没打又打了一针，现在出汗手抖"),
    ("exposure.medicine_beyond_dose", "urgent", 50, M, "I took my bisoprolol tablet twice by mistake"),
    ("poisoning.corrosive", "emergency", 2, M, "一转身她把84消毒液舔了几口"),
    ("medicine.steroid_stopped", "emergency", 50, M, "美卓乐断药一周，今天吐，站起来要晕倒"),
    ("medicine.warfarin", "soon", 68, M, "吃着华法林，牙医开了克拉霉素"),
    ("exposure.medicine_beyond_dose", "emergency", 2, M, "奶奶的降糖药她抓着吃，剩不多了"),
    ("exposure.medicine_beyond_dose", "emergency", 62, M, "倍他乐克吃重了，心跳才45，头晕"),
    ("lab.plt.low.marked", "emergency", 45, M, "血小板32，牙龈一直渗血，鼻子也流血"),
    ("lab.plt.low.marked", "emergency", 50, M, "血小板55，大便带血"),
    ("poisoning.household", "emergency", 3, M, "把一颗洗碗块塞嘴里嚼了，嘴边全是沫"),
    ("poisoning.corrosive", "emergency", 2, M, "瓶子里灌的是除锈剂，他拿起来抿了一小口"),
    ("poisoning.fuel", "emergency", 2, M, "喝了半盖子松香水，一直咳"),
    ("poisoning.pesticide", "emergency", 50, M, "背着喷雾器给桃树打药，药桶漏了，现在恶心头晕，流口水"),
    (
        "poisoning.button_battery",
        "emergency",
        2,
        M,
        "the coin cell battery from the remote is missing and she is gagging",
    ),
    ("poisoning.button_battery", "emergency", 4, M, "吸铁石少了一颗，他说咽到肚里了"),
    ("poisoning.bad_alcohol", "emergency", 40, M, "喝了人家自酿的酒，今早看东西白蒙蒙像下雪"),
    ("medicine.cephalosporin_alcohol", "emergency", 46, M, "吃着甲硝唑，晚上喝了瓶啤酒，现在脸通红，心慌得厉害"),
    ("poisoning.mushroom", "emergency", 51, M, "松林里采的蘑菇，中午炒了吃，这会儿又拉又吐"),
    ("poisoning.aconite", "emergency", 55, M, "喝了点跌打药酒，舌头发麻，心口乱跳"),
    ("poisoning.medicine_overdose", "emergency", 2, M, "把爷爷的药片当糖豆吃了"),
    ("exposure.medicine_beyond_dose", "urgent", 70, M, "降压药忘了又吃了一遍"),
    ("co_exposure", "emergency", 34, M, "帐篷里烤火，俩人现在都头疼恶心"),
    ("exposure.smoke_fire", "emergency", 34, M, "厨房起火吸了好多烟，现在嗓子哑了"),
    ("poisoning.medicine_overdose", "emergency", 3, M, "孩子拧开了药盒，降糖药洒了一地，少了两粒"),
    ("gas_exposure.pit", "emergency", 37, M, "下到罐底刷漆，一股臭鸡蛋味，头晕恶心"),
    ("poisoning.pesticide", "emergency", 52, M, "刚打完药回家，头晕冒汗流口水"),
    ("poisoning.household", "emergency", 2, M, "孩子舔了几口灭蟑螂的胶饵"),
    ("poisoning.medicine_overdose", "emergency", 6, M, "闺女嚼了爸爸的两片美托洛尔"),
    ("medicine.sedative.morning_after", "urgent", 72, M, "昨晚头一回吃佐匹克隆一片，今早昏沉犯困"),
    (None, "emergency", 45, M, "昨晚喝多了，今早头疼，看东西模糊像下雪"),
    (None, "urgent", 28, M, "昨晚喝多了，今早一直吐，水都喝不进"),
    (None, "emergency", 66, M, "昨晚吃了一片安眠药，今早叫不醒"),
    (None, "emergency", 70, M, "昨晚第一次吃安眠药，今早迷糊，半边身子没劲"),
    (None, "emergency", 40, M, "误喝盐酸"),
    (None, "urgent", 60, M, "昨晚喝多了，今早头疼得像要炸"),
]
NOT_HEARD = [
    ("exposure.medicine_beyond_dose", "routine", 70, M, "忘了早上的药吃没吃，没敢再吃，血压128"),
    ("exposure.medicine_beyond_dose", "routine", 4, M, "孩子一看见药就哭，喂药费劲"),
    ("exposure.medicine_beyond_dose", "routine", 60, M, "I take my tablet twice a day and forgot one dose"),
    ("medicine.steroid_stopped", "routine", 30, M, "激素药膏停了半个月，脸上有点干"),
    ("poisoning.corrosive", "routine", 35, M, "84消毒液没喝，就问怎么稀释"),
    ("lethargy", "urgent", 30, M, "感冒药不小心多吃了一片，有点没劲"),
    ("exposure.medicine_beyond_dose", "routine", 70, M, "我的药瓶空了，要去医院开药"),
    ("exposure.medicine_beyond_dose", "routine", 63, M, "血压药吃重了没有我记不清，血压130"),
    ("lab.plt.low.critical", "soon", 50, M, "查血血小板88，没别的不舒服"),
    ("poisoning.corrosive", None, 33, M, "用84拖地，喝了口水继续拖"),
    ("poisoning.corrosive", None, 33, M, "洁厕灵没喝进去，就闻了一下"),
    ("gas_exposure.chlorine", None, 33, M, "洁厕灵和84可以一起用吗"),
    ("poisoning.button_battery", None, 28, M, "嗓子疼得像吞刀片"),
    ("poisoning.button_battery", None, 28, M, "电子秤电池没电了，找不到新的换"),
    ("medicine.cephalosporin_alcohol", None, 45, M, "吃了头孢，几天能喝酒"),
    ("poisoning.corrosive", None, 40, M, "喝了盐酸氨溴索口服液，还是咳嗽"),
    ("poisoning.corrosive", None, 40, M, "硫酸亚铁片不好吞，能掰开吗"),
    ("poisoning.button_battery", None, 44, M, "血糖仪电池没了，吃完饭没法测"),
    ("alcohol_use.heavy", None, 33, M, "昨晚喝多了，今早头疼恶心"),
    (None, "self_care", 24, M, "昨晚喝多了，今早头疼恶心，不想吃东西"),
    (None, "self_care", 30, M, "hungover, headache and a bit sick after drinks last night"),
    (None, "soon", 40, M, "took my first zopiclone last night and feel muddled and groggy this morning"),
]


@each_of(HEARD)
def test_a_danger_is_heard(case):
    it_is_heard(case)


@each_of(NOT_HEARD)
def test_what_only_sounds_like_it_is_not_heard(case):
    it_is_not_heard(case)
