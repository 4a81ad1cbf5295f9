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
]


@pytest.mark.parametrize(("years", "finding", "least", "text"), HEARD, ids=[each[-1] for each in HEARD])
def test_it_is_heard_and_presses(years, finding, least, text):
    triage, heard = told(years, text, Sex.MALE)
    assert finding in heard
    assert LEVELS.index(triage.urgency.value) <= LEVELS.index(least), heard


@pytest.mark.parametrize(("years", "finding", "text"), NOT_HEARD, ids=[each[-1] for each in NOT_HEARD])
def test_what_only_sounds_so_is_not_it(years, finding, text):
    assert finding not in told(years, text, Sex.MALE)[1]
