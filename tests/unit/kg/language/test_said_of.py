"""What only sounds like a complaint because it is said of a medicine, a nose, a fear or another child, and what is one all the same."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.language.scope.said_of import said_of
from kg.schema import Status
from kg.text import understand

MEDICINE_REFUSED = [
    ("appetite_loss", "娃烧了两天，退烧药死活不肯吃"),
    ("appetite_loss", "益生菌他也不爱吃，饭量倒是跟平常一样"),
    ("appetite_loss", "宝宝不爱吃药，每次都要哄半天"),
    ("appetite_loss", "钙片和维生素她都不爱吃"),
    ("appetite_loss", "布洛芬一直不肯吃，能换栓剂吗"),
]
APPETITE = [
    ("appetite_loss", "打完针以后不爱吃"),
    ("appetite_loss", "吃了抗生素后就不爱吃东西了"),
    ("appetite_loss", "退烧药不肯吃，饭也不肯吃"),
    ("appetite_loss", "药吃下去了，就是不爱吃饭"),
    ("appetite_loss", "这两天粥和面条都不爱吃"),
]
WATER_BUT_NO_STOOL = [
    ("diarrhea.watery", "鼻子里像放水一样停不下来"),
    ("diarrhea", "清涕跟水一样，一直往下滴"),
    ("diarrhea", "夜里出汗像水一样"),
    ("diarrhea", "眼泪像水一样往外淌"),
    ("diarrhea", "口水像水一样流，前胸都湿了"),
]
WATERY_STOOL = [
    ("diarrhea.watery", "大便像水一样，一天七八趟"),
    ("diarrhea", "流鼻涕，还拉得像水一样"),
    ("diarrhea", "拉肚子拉的跟水一样"),
    ("diarrhea.watery", "鼻涕不多，大便跟水一样"),
    ("diarrhea", "便便像蛋花汤，全是水"),
]
BUBBLES = [
    ("mouth_vesicles", "两个月的宝宝嘴里时不时有泡泡"),
    ("mouth_vesicles", "满月的娃嘴巴里经常有泡泡，吃奶正常"),
    ("mouth_vesicles", "宝宝睡着后嘴里有口水泡泡"),
    ("rash.vesicles", "嘴边偶尔有泡泡"),
    ("rash.vesicles_eye", "鼻涕变黄了，嘴里有时会有泡泡"),
]
BLISTERS = [
    ("mouth_vesicles", "嘴里长了好多泡泡，疼得不吃东西"),
    ("rash.vesicles", "嘴巴里起了好些泡泡，一吃就哭"),
    ("mouth_vesicles", "嘴里有水泡，有时候哭"),
    ("mouth_vesicles", "喉咙里有疱疹，发烧"),
    ("mouth_vesicles", "口腔里起了几个泡泡，破了"),
]
RED_WITH_EFFORT = [
    ("rash.facial_red", "一咳就停不下来，咳得脸发红"),
    ("rash.facial_red", "解大便使劲，脸都发红"),
    ("rash.facial_red", "哭得厉害，脸上发红，抱起来就好"),
    ("rash.facial_red", "喝奶呛到，咳得满脸发红"),
    ("rash.facial_red", "憋得脸发红才拉出来"),
]
RED_FACE = [
    ("rash.facial_red", "两颊长期发红，脸上红血丝"),
    ("rash.facial_red", "我鼻子脸颊发红长痘好几年"),
    ("rash.facial_red", "my face is always red"),
    ("rash.facial_red", "酒糟鼻又厉害了"),
    ("rash.facial_red", "不咳嗽，就是脸上红血丝"),
]
ON_A_BOX = [
    ("abdominal_pain.epigastric", "吃了三天胃痛宁片"),
    ("wheeze", "给他喝了小儿咳喘灵口服液"),
    ("diarrhea", "备了小儿腹泻宁糖浆"),
    ("rash.flexural", "涂过湿疹软膏"),
    ("sore_throat", "一直在用开喉剑，还有什么办法止疼"),
]
COMPLAINED = [
    ("abdominal_pain.epigastric", "胃痛，吃了胃药没用"),
    ("cough", "喝了小儿咳喘灵口服液，还是咳"),
    ("diarrhea", "腹泻，喝了口服液"),
    ("sore_throat", "用了开喉剑，喉咙还是疼"),
    ("rash.flexural", "湿疹又犯了，涂了软膏"),
]
TAKEN_FOR = [
    ("hx.allergy", "开始以为是芒果过敏，停了也没好"),
    ("hx.allergy", "我还以为孩子是牛奶过敏"),
    ("hx.asthma", "之前以为是哮喘，查了肺功能正常"),
    ("named.pneumonia", "家里人以为得了肺炎，片子是好的"),
    ("hx.asthma", "I thought it was asthma, the tests were normal"),
    ("hx.allergy", "这咳嗽应该就是过敏"),
]
TAKEN_RIGHTLY = [
    ("hx.allergy", "医生确诊过敏，鸡蛋过敏"),
    ("hx.asthma", "我有哮喘，以为这次也能扛过去"),
    ("diarrhea", "以为是吃坏了，拉肚子三天"),
    ("headache", "以为只是头疼，结果越来越疼"),
    ("hx.asthma", "I have asthma and thought I could wait"),
]
ONLY_FEARED = [
    ("chest_shadow", "咳了一周，担心肺部有炎症"),
    ("chest_shadow", "怕他肺上有阴影，要不要拍片"),
    ("lung_nodule", "老担心自己有肺结节"),
    ("chest_shadow", "拍CT辐射大，可我担心他是不是肺部有炎症"),
    ("lung_nodule", "抽烟三十年，害怕会不会有肺结节"),
]
SHOWN = [
    ("chest_shadow", "胸片说肺部有炎症，很担心"),
    ("chest_shadow", "拍片肺上有阴影，怕是不好的东西"),
    ("lung_nodule", "体检查出肺结节，担心变大"),
    ("lung_nodule", "CT有肺结节，害怕是癌"),
    ("chest_shadow", "医生看片子说双肺炎症，我担心住院"),
]
OF_ONE_WHO_WAS_MET = [
    ("rash.vesicles", "前天接触过疱疹病毒感染的小朋友"),
    ("vomiting", "接触了诺如病毒感染呕吐的同学，现在还好"),
    ("named.influenza", "跟流感病毒感染的同事一起吃饭"),
    ("fever", "接触过病毒感染发烧的孩子，目前没事"),
    ("rash.vesicles", "和疱疹病毒感染的小朋友一起玩了半天"),
]
OWN_AFTER_MEETING = [
    ("vomiting", "接触了诺如病毒感染的同学，今天我也吐"),
    ("fever", "跟流感病毒感染的同事吃饭，今天发烧了"),
    ("mouth_vesicles", "接触过手足口的孩子，嘴里起了疱疹"),
    ("cough", "接触过病毒感染的亲戚，开始咳嗽"),
    ("rash.vesicles", "身上起水疱，一碰就疼"),
]
ANOTHER_CHILD = [
    ("runny_nose", "女儿发烧三天了。家里还有一个二宝，今天开始流鼻涕"),
    ("cough", "孩子拉肚子两天，还有一个小宝有点咳嗽"),
    ("vomiting", "儿子发烧四十度。另一个孩子昨天吐了"),
    ("rash", "宝宝咳嗽一周，另外还有个女儿身上起疹子"),
    ("fever", "大宝拉肚子。家里还有一个小宝，发烧两天"),
]
THE_CHILD = [
    ("runny_nose", "家里还有一个二宝，他流鼻涕三天了"),
    ("cough", "孩子发烧，还有一个症状是咳嗽"),
    ("vomiting", "宝宝发烧，还有一次呕吐"),
    ("rash", "女儿发烧两天，还有身上起疹子"),
    ("fever", "家里有两个娃。孩子今天发烧，怎么办"),
]
NOISE_AT_NIGHT = [
    ("dyspnea.nocturnal", "晚上呼吸声音大，白天没事"),
    ("dyspnea.nocturnal", "孩子夜里睡觉呼吸声很重，鼻子不通"),
    ("dyspnea.nocturnal", "半夜呼吸声粗，打呼噜"),
    ("dyspnea.nocturnal", "睡觉呼吸声重，鼻屎多"),
    ("dyspnea.nocturnal", "感冒了，夜间呼吸声粗"),
]
WANT_OF_BREATH = [
    ("dyspnea.nocturnal", "半夜喘醒，要坐起来"),
    ("dyspnea.nocturnal", "晚上憋醒好几次"),
    ("dyspnea.nocturnal", "夜里气短得厉害"),
    ("dyspnea.nocturnal", "夜里呼吸声粗，憋得坐起来"),
    ("dyspnea", "白天呼吸声粗，鼻翼扇动"),
]
WITHOUT_ITS_COMPLAINT = [
    ("cough.cold_air_trigger", "喉咙有痰，从来不咳嗽，运动后痰声更响"),
    ("cough.cold_air_trigger", "嗓子有痰，不咳嗽，一跑步痰就多"),
    ("cough.cold_air_trigger", "没有咳嗽，有痰，冷空气一来痰更多"),
    ("cough.cold_air_trigger", "不咳，喉咙里有痰，跑完步痰音很重"),
    ("cough.nocturnal", "不咳嗽，喉咙有痰，晚上加重"),
]
WITH_ITS_COMPLAINT = [
    ("cough.cold_air_trigger", "咳嗽两周，运动后加重"),
    ("cough.cold_air_trigger", "一跑就咳"),
    ("cough.cold_air_trigger", "有痰，咳嗽，跑步加重"),
    ("cough.nocturnal", "白天不咳嗽，半夜咳"),
    ("cough.nocturnal", "咳嗽三天，晚上加重"),
]
NOT_FROM_THAT = [
    ("nasal_congestion", "鼻塞半个月，看了不是鼻屎堵的"),
    ("nasal_congestion", "老是鼻塞，照了手电，不是鼻屎堵住"),
    ("headache", "头疼，不是颈椎引起的头疼"),
    ("epistaxis", "流鼻血，不是挖鼻孔挖的"),
    ("cough", "一直咳嗽，不是感冒引起的"),
]
TAKEN_BACK = [
    ("headache", "头疼，不是头疼，是头晕"),
    ("nasal_congestion", "不是鼻屎堵，是流清鼻涕"),
    ("nasal_congestion", "没有鼻塞，就是打喷嚏"),
    ("cough", "没咳嗽，不是感冒"),
    ("nasal_congestion", "流鼻涕，没有鼻塞"),
]
PLAIN = [
    ("itchy_nose", "老是揉眼睛鼻子"),
    ("itchy_nose", "一进草地就揉鼻子眼睛"),
    ("itchy_eyes", "眼睛鼻子都痒"),
    ("itchy_eyes", "换季就揉鼻子和眼睛"),
    ("sneezing", "今天早上起来打喷嚏"),
    ("rhinitis.seasonal", "每天早上起来打喷嚏，一个接一个"),
    ("night_sweats", "孩子睡觉头上出很多汗"),
    ("night_sweats", "睡着了一头汗，枕头都湿"),
    ("child_crying", "宝宝胀气哭闹"),
]
NOT_PLAIN = [
    ("rhinitis.seasonal", "昨天早上起来打喷嚏，有点流鼻涕"),
    ("night_sweats", "跑完步头上出很多汗"),
    ("night_sweats", "吃了退烧药出很多汗"),
    ("itchy_eyes", "揉肚子会舒服些"),
    ("itchy_nose", "揉了揉脚踝，还是疼"),
]
NOT_HEARD = [
    *MEDICINE_REFUSED,
    *WATER_BUT_NO_STOOL,
    *BUBBLES,
    *RED_WITH_EFFORT,
    *ON_A_BOX,
    *TAKEN_FOR,
    *ONLY_FEARED,
    *OF_ONE_WHO_WAS_MET,
    *ANOTHER_CHILD,
    *NOISE_AT_NIGHT,
    *WITHOUT_ITS_COMPLAINT,
    *TAKEN_BACK,
    *NOT_PLAIN,
]
HEARD = [
    *APPETITE,
    *WATERY_STOOL,
    *BLISTERS,
    *RED_FACE,
    *COMPLAINED,
    *TAKEN_RIGHTLY,
    *SHOWN,
    *OWN_AFTER_MEETING,
    *THE_CHILD,
    *WANT_OF_BREATH,
    *WITH_ITS_COMPLAINT,
    *NOT_FROM_THAT,
    *PLAIN,
]


def _present(text: str) -> set[str]:
    heard = understand(load_knowledge().lexicon, text).findings
    return {each.id for each in heard if each.status is Status.PRESENT}


@pytest.mark.parametrize(("finding", "text"), NOT_HEARD)
def test_what_is_said_of_something_else_is_no_complaint(finding: str, text: str) -> None:
    assert finding not in _present(text)


@pytest.mark.parametrize(("finding", "text"), HEARD)
def test_the_complaint_itself_is_heard(finding: str, text: str) -> None:
    found = _present(text)
    assert any(each == finding or each.startswith(f"{finding}.") for each in found), found


def test_every_finding_of_the_table_is_one_of_the_graph() -> None:
    known = load_knowledge().lexicon.findings
    named = {id_ for one in said_of().values() for id_ in (*one.findings, *([one.instead] if one.instead else []))}
    assert named <= known.keys()
