"""Injuries, burns, poisons, stings, heat and cold, eyes, ears and teeth: heard as people tell them, not in what only sounds so."""

from __future__ import annotations

import pytest

from kg.schema import Sex
from tests.unit.kg.hearing import told

LEVELS = ("emergency", "urgent", "soon", "routine", "self_care")
HEARD = [
    (31, "exposure.allergen_food", "emergency", "刚吃了两个皮皮虾，脖子上身上起了一个个白包，喉咙像被谁掐着，喘不上"),
    (44, "exposure.sting_drug_allergen", "emergency", "诊所给挂水，没一会儿就浑身痒，眼前发黑，一身冷汗"),
    (57, "swelling_lips_face", "emergency", "我吃卡托普利降压的，早起舌根变粗了，说话呜呜的"),
    (60, "swelling_lips_face", "emergency", "I take lisinopril and my lower lip has ballooned since breakfast"),
    (
        8,
        "exposure.adrenaline_used",
        "emergency",
        "we used his EpiPen half an hour ago for peanuts and he is fine again",
    ),
    (3, "poisoning.household", "emergency", "把一颗洗碗块塞嘴里嚼了，嘴边全是沫"),
    (2, "poisoning.corrosive", "emergency", "瓶子里灌的是除锈剂，他拿起来抿了一小口"),
    (2, "poisoning.fuel", "emergency", "喝了半盖子松香水，一直咳"),
    (50, "poisoning.pesticide", "emergency", "背着喷雾器给桃树打药，药桶漏了，现在恶心头晕，流口水"),
    (2, "poisoning.button_battery", "emergency", "the coin cell battery from the remote is missing and she is gagging"),
    (4, "poisoning.button_battery", "emergency", "吸铁石少了一颗，他说咽到肚里了"),
    (40, "poisoning.bad_alcohol", "emergency", "喝了人家自酿的酒，今早看东西白蒙蒙像下雪"),
    (46, "medicine.cephalosporin_alcohol", "emergency", "吃着甲硝唑，晚上喝了瓶啤酒，现在脸通红，心慌得厉害"),
    (51, "poisoning.mushroom", "emergency", "松林里采的蘑菇，中午炒了吃，这会儿又拉又吐"),
    (55, "poisoning.aconite", "emergency", "喝了点跌打药酒，舌头发麻，心口乱跳"),
    (2, "poisoning.medicine_overdose", "emergency", "把爷爷的药片当糖豆吃了"),
    (70, "exposure.medicine_beyond_dose", "urgent", "降压药忘了又吃了一遍"),
    (34, "co_exposure", "emergency", "帐篷里烤火，俩人现在都头疼恶心"),
    (34, "exposure.smoke_fire", "emergency", "厨房起火吸了好多烟，现在嗓子哑了"),
    (48, "bite.snake", "emergency", "草丛里不知道啥东西咬了脚背，两个小洞，肿到小腿了"),
    (29, "bite.dog", "urgent", "没拴绳的狗在我小腿上咬了一口，出血了"),
    (39, "bite.many_stings", "emergency", "被马蜂叮了一身包，尿发红"),
    (38, "injury.cut_bleeding", "emergency", "玻璃划了手腕，血一股股往外涌，捂不住"),
    (38, "injury.cut_bleeding", "emergency", "sliced my thigh with a grinder disc and the blood is pumping out"),
    (2, "burn.large", "emergency", "热粥泼到胸口，皮都掉了"),
    (3, "burn", "urgent", "hot tea spilled on her forearm, two blisters"),
    (33, "burn.chemical", "emergency", "电瓶水漏到大腿上，火辣辣的"),
    (45, "heat_exposure.grave", "emergency", "房顶上干活太阳晒了一天，现在说胡话"),
    (66, "hypothermia", "emergency", "掉河里冻了半天，现在不哆嗦了，说话含糊"),
    (40, "eye_chemical", "emergency", "拧开除垢剂一下溅到左眼里，睁不开"),
    (33, "eye_chemical", "emergency", "强力胶当眼药水滴眼睛里了，眼皮粘死了"),
    (35, "injury.fall_storeys", "emergency", "在三楼擦玻璃栽出去了，腰动不了"),
    (40, "eye_chemical", "emergency", "brake fluid squirted in my eye"),
    (45, "eye_foreign_body.metal", "urgent", "砂轮磨刀，一粒铁屑弹到眼里"),
    (12, "eye_pierced", "emergency", "玩弹弓，钢丝戳到右眼了"),
    (70, "floaters_flashes.curtain", "emergency", "左眼上半边像有块黑布垂下来"),
    (62, "floaters_flashes.many_sudden", "urgent", "this morning a swarm of black dots burst into my right eye"),
    (48, "hearing_loss.sudden", "urgent", "一觉醒来左耳朵没动静了，光嗡嗡响，啥也听不见"),
    (48, "trismus_drooling", "emergency", "发烧，喉咙痛，口水吞不进只能吐"),
    (77, "throat_choke_meal", "emergency", "吃糍粑噎了，脸憋得发青，说不了话"),
    (52, "skin_red_hot.spreading", "emergency", "昨天还一小块，今早整条小腿又红又紫，疼得不行"),
    (42, "red_streak_limb", "urgent", "手上的泡挑破了，一道红线顺着胳膊往上爬"),
    (46, "skin_red_hot.past_line", "urgent", "The redness on my calf has crossed the outline I made and it is hot"),
    (80, "injury.hip_fall_elderly", "emergency", "绊了一跤，胯那儿疼得起不来，左腿短一截"),
    (23, "injury.deformity", "emergency", "came off my bike, my forearm is bent at a funny angle"),
    (35, "injury.fall_storeys", "emergency", "收玉米从房顶上摔下来了，背疼"),
    (36, "injury.rusty_nail", "urgent", "踩到耙子，扎进脚底挺深，全是泥"),
    (41, "bite.insect", "emergency", "胡蜂在脖子上蜇了一下，天旋地转，一身冷汗"),
    (3, "poisoning.medicine_overdose", "emergency", "孩子拧开了药盒，降糖药洒了一地，少了两粒"),
    (37, "gas_exposure.pit", "emergency", "下到罐底刷漆，一股臭鸡蛋味，头晕恶心"),
    (29, "bite.dog", "urgent", "a bat got in and bit my finger"),
    (5, "electric_shock", "emergency", "拿铁丝捅插座，啪一下火花，手指头焦了"),
    (2, "choking", "emergency", "吃瓜子呛到气管里了，喘气有响声"),
    (17, "injury.cannot_bear_weight", "urgent", "打球扭了脚腕，脚一着地就疼，一步都走不成"),
    (10, "tooth_knocked_out", "urgent", "fell off the swing and his front tooth was knocked clean out"),
    (10, "tooth_knocked_out", "urgent", "孩子滑滑板摔了，门牙整个磕掉，牙根带血"),
    (52, "poisoning.pesticide", "emergency", "刚打完药回家，头晕冒汗流口水"),
    (4, "swallowed_object", "urgent", "他吞了一枚游戏币，这会儿没啥不舒服"),
    (4, "swallowed_object", "urgent", "he swallowed a marble at lunch"),
    (2, "poisoning.household", "emergency", "孩子舔了几口灭蟑螂的胶饵"),
    (6, "poisoning.medicine_overdose", "emergency", "闺女嚼了爸爸的两片美托洛尔"),
    (41, "eye_pierced", "emergency", "石子崩到右眼，现在看东西一片红"),
    (16, "eye_pierced", "emergency", "a football hit my eye and it is blurry now"),
    (39, "eye_pierced", "emergency", "眼球裂了，往外流黑水"),
    (44, "burn.chemical", "emergency", "水泥灌进鞋里站了一下午，脚踝烧得起泡"),
    (3, "burn.large", "emergency", "打翻热粥，大腿上烫得一层泡"),
    (38, "skin_red_hot.spreading", "emergency", "小腿肿得发亮，皮发紫起泡，疼得钻心"),
    (30, "red_streak_limb", "urgent", "脚趾缝烂了，起红道往小腿上窜"),
    (24, "bite.dog", "urgent", "蝙蝠在我手背挠了一下"),
    (33, "frostbitten_skin", "emergency", "零下干活，十个脚趾冻得发硬没知觉"),
    (33, "frostbitten_skin", "emergency", "dry ice on my fingers, now they are white and numb"),
    (66, "floaters_flashes.curtain", "emergency", "飞蚊好几年了，今早右眼一块黑布垂下来"),
    (
        66,
        "floaters_flashes.curtain",
        "emergency",
        "floaters for years, but today a grey shadow came down over half my sight",
    ),
    (2, "mouth_scalded_by_food", "emergency", "热汤烫了嘴巴，一直流口水，声音哑"),
    (27, "skin_sunburnt", "urgent", "海边回来肩膀通红，发烧又想吐"),
    (72, "medicine.sedative.morning_after", "urgent", "昨晚头一回吃佐匹克隆一片，今早昏沉犯困"),
    (46, "floaters_flashes", "soon", "眼前多了个小黑影飘"),
]
NOT_HEARD = [
    (30, "bite.dog", "猫把沙发抓破了，怎么教它"),
    (30, "bite.snake", "割草看见一条蛇，没咬着我"),
    (33, "poisoning.corrosive", "用84拖地，喝了口水继续拖"),
    (33, "poisoning.corrosive", "洁厕灵没喝进去，就闻了一下"),
    (33, "gas_exposure.chlorine", "洁厕灵和84可以一起用吗"),
    (28, "poisoning.button_battery", "嗓子疼得像吞刀片"),
    (28, "poisoning.button_battery", "电子秤电池没电了，找不到新的换"),
    (45, "medicine.cephalosporin_alcohol", "吃了头孢，几天能喝酒"),
    (50, "swelling_lips_face", "吃依那普利，舌头没肿，就是干咳"),
    (26, "floaters_flashes.curtain", "昨晚拉上窗帘看屏幕，眼睛有点酸"),
    (65, "floaters_flashes.many_sudden", "小黑点飘了好几年，没变多"),
    (34, "electric_shock", "脱毛衣静电电了一下"),
    (44, "injury.rusty_nail", "踩到图钉，鞋底没扎穿，脚没破"),
    (40, "injury.deformity", "类风湿手指变形十年了"),
    (20, "injury.fall_storeys", "差点从房顶上掉下来，没摔"),
    (36, "eye_chemical", "怕酒精溅眼睛里，戴了护目镜"),
    (33, "burn.large", "做饭热油溅到脸上一个小点，没起泡"),
    (9, "tooth_knocked_out", "乳牙磕掉了，本来就要换牙"),
    (38, "hearing_loss.sudden", "游泳完左耳进水，今早起来还是听不清"),
    (38, "exposure.adrenaline_used", "I carry an EpiPen but never used it"),
    (38, "injury.cannot_bear_weight", "大腿根疼，走不了路，没摔"),
    (38, "injury.fall_storeys", "老板再改一次方案我就从窗户跳下去哈哈"),
    (38, "hypothermia", "I had flu, the shivering stopped and I slept well"),
    (55, "burn.chemical", "我吃盐酸二甲双胍，晚上热水泡脚，脚有点红"),
    (61, "burn.chemical", "硫酸氢氯吡格雷漏吃了一天，腿有点酸"),
    (61, "burn.chemical", "吃了氨酚黄那敏，又用热水泡了脚"),
    (40, "burn.chemical", "水泥浆溅到手上，洗掉了，没事"),
    (40, "poisoning.corrosive", "喝了盐酸氨溴索口服液，还是咳嗽"),
    (40, "poisoning.corrosive", "硫酸亚铁片不好吞，能掰开吗"),
    (44, "poisoning.button_battery", "血糖仪电池没了，吃完饭没法测"),
    (30, "eye_pierced", "眼镜腿戳了一下眼角，破了点皮"),
    (30, "eye_pierced", "打游戏打到眼睛模糊"),
    (31, "swallowed_object", "孩子假装吞硬币，没吞"),
    (31, "bite.dog", "a baseball bat scratched the car"),
    (44, "frostbitten_skin", "手上的疣液氮冷冻后起泡"),
    (33, "floaters_flashes.curtain", "我今天穿黑纱裙挡太阳，眼睛没事"),
    (33, "choking", "刚才喝水呛了一下，咳了几声就好了"),
    (33, "eye_foreign_body", "沙子进眼睛了，冲出来了，不疼了"),
    (33, "injury.cut_small", "上周手上划了个小口，现在结痂了"),
    (33, "burn", "吃火锅烫了下舌头"),
    (33, "fever", "烙铁烫手指，红了一块"),
    (33, "alcohol_use.heavy", "昨晚喝多了，今早头疼恶心"),
    (33, "near_syncope", "眼前几个小黑点飘了好几年，没变多"),
    (33, "heat_exposure", "大热天干活出了好多汗，歇会喝点水就好了"),
]
# What is over, slight or explained must not send anybody: the text, the age, and how soon at the earliest.
NO_ALARM = [
    (52, "routine", "眼前几个小黑点飘了好几年了，没变多"),
    (31, "routine", "small cut on my thumb from last week, it has healed up fine"),
    (26, "self_care", "昨天海边晒了一下午，肩膀晒红了有点疼"),
    (24, "self_care", "昨晚喝多了，今早头疼恶心，不想吃东西"),
    (30, "self_care", "hungover, headache and a bit sick after drinks last night"),
    (40, "soon", "took my first zopiclone last night and feel muddled and groggy this morning"),
    (30, "routine", "刚才喝水呛了一下，咳了几声就好了"),
    (45, "routine", "choked on a sip of water, coughed, fine now"),
    (30, "self_care", "吃火锅烫了下舌头"),
    (50, "soon", "前天蚊子咬了，今天翻身天旋地转几秒钟就好"),
]
# What looks like one of these and is not: the same words, and a danger beside them.
STILL_ALARM = [
    (55, "urgent", "飞蚊好几年没变，可今天突然多了好多"),
    (55, "soon", "飞蚊好几年没变，今天眼角老闪光"),
    (26, "urgent", "划了个小口子结痂了，可周围又红又肿，还发烧"),
    (45, "emergency", "昨晚喝多了，今早头疼，看东西模糊像下雪"),
    (28, "urgent", "昨晚喝多了，今早一直吐，水都喝不进"),
    (66, "emergency", "昨晚吃了一片安眠药，今早叫不醒"),
    (70, "emergency", "昨晚第一次吃安眠药，今早迷糊，半边身子没劲"),
    (33, "emergency", "喝水呛到肺里了，还在咳，喘"),
    (78, "soon", "最近喝水老呛，今天又呛了一下，咳完好了"),
    (25, "urgent", "沙子进眼洗出来了，可还是看不清，怕光"),
    (37, "urgent", "打磨铁件，铁末进眼洗出来了，不疼了"),
    (50, "urgent", "大热天在工地，出了好多汗，歇会还晕，想吐"),
    (40, "emergency", "误喝盐酸"),
    (57, "emergency", "马蜂今天蜇了手，站起来眼前发黑"),
    (70, "emergency", "飞蚊十几年了没变，今天看东西一块黑看不见"),
    (60, "urgent", "昨晚喝多了，今早头疼得像要炸"),
]


@pytest.mark.parametrize(("years", "finding", "least", "text"), HEARD, ids=[each[-1] for each in HEARD])
def test_it_is_heard_and_presses(years, finding, least, text):
    triage, heard = told(years, text, Sex.MALE)
    assert finding in heard
    assert LEVELS.index(triage.urgency.value) <= LEVELS.index(least), heard


@pytest.mark.parametrize(("years", "finding", "text"), NOT_HEARD, ids=[each[-1] for each in NOT_HEARD])
def test_what_only_sounds_so_is_not_it(years, finding, text):
    assert finding not in told(years, text, Sex.MALE)[1]


@pytest.mark.parametrize(("years", "earliest", "text"), NO_ALARM, ids=[each[-1] for each in NO_ALARM])
def test_what_is_over_or_slight_sends_nobody(years, earliest, text):
    triage, heard = told(years, text, Sex.MALE)
    assert LEVELS.index(triage.urgency.value) >= LEVELS.index(earliest), heard


@pytest.mark.parametrize(("years", "least", "text"), STILL_ALARM, ids=[each[-1] for each in STILL_ALARM])
def test_a_danger_beside_it_still_presses(years, least, text):
    triage, heard = told(years, text, Sex.MALE)
    assert LEVELS.index(triage.urgency.value) <= LEVELS.index(least), heard


def test_a_swollen_wrist_after_a_fall_is_no_knee():
    triage, _ = told(40, "fell on my hand, my wrist is swollen", Sex.MALE)
    assert triage.reasons[-1].id in {"wrist_sprain", "wrist_fracture", "scaphoid_fracture", "several"}
