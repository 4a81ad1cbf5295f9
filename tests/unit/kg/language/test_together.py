"""What is said by several words together, in any order: heard where all of them stand near, and not where they are taken back."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.language.events.together import togethers
from kg.schema import Sex
from tests.unit.kg.hearing import told

HEARD = [
    ("gas_exposure.chlorine", 40, Sex.FEMALE, "刷马桶先倒了洁厕剂，又倒漂白水，眼睛辣得睁不开，嗓子疼"),
    ("gas_exposure.chlorine", 40, Sex.FEMALE, "拿消毒水和厕所清洁剂一块刷地，呛得直咳嗽"),
    ("gas_exposure.chlorine", 40, Sex.MALE, "I used bleach after a toilet cleaner and now my throat burns and I cough"),
    ("injury.amputation", 50, Sex.MALE, "干活没留神，电锯把大拇指锯下来了"),
    ("injury.amputation", 50, Sex.MALE, "脚趾头让收割机绞掉，掉下来半截"),
    ("injury.amputation", 50, Sex.MALE, "a saw took off the tip of my thumb"),
    ("injury.abdomen", 30, Sex.MALE, "打架被人踹了一脚肚子"),
    ("injury.abdomen", 30, Sex.MALE, "骑电动车摔了，肚子被车把撞了"),
    ("injury.abdomen", 30, Sex.MALE, "he was kicked hard in the stomach by a horse"),
    ("visual_loss.sudden", 60, Sex.MALE, "今早右眼突然看不到东西了"),
    ("visual_loss.sudden", 60, Sex.MALE, "一只眼刚才像拉上窗帘"),
    ("visual_loss.sudden", 60, Sex.FEMALE, "suddenly my left eye went dark"),
    ("bite.snake", 60, Sex.MALE, "草里有条蛇，脚腕子被咬了一口"),
    ("bite.snake", 60, Sex.MALE, "脚上两个小牙印，好像踩到长虫了"),
    ("hx.pregnant", 29, Sex.FEMALE, "例假没来，早上测是两条杠"),
    ("hx.pregnant", 29, Sex.FEMALE, "早早孕试纸弱阳性"),
    ("hx.pregnant", 29, Sex.FEMALE, "period is late and the test was positive"),
    ("polydipsia", 30, Sex.MALE, "一晚上爬起来喝水好几趟"),
    ("scalp_boggy", 1, Sex.MALE, "从沙发滚下来，后脑勺这边肿了个软乎乎的包"),
    ("scalp_boggy", 1, Sex.MALE, "fell off the bed and has a squishy lump on the side of the head"),
    ("polydipsia", 30, Sex.MALE, "he wakes up to drink several times at night"),
    ("medicine.colchicine.many", 50, Sex.MALE, "脚疼，一晚上吃了十二片秋水仙碱"),
    ("medicine.colchicine.many", 50, Sex.MALE, "I took a handful of colchicine"),
    ("foot_rest_pain", 66, Sex.MALE, "脚趾头半夜疼醒，坐着睡"),
    ("foot_rest_pain", 66, Sex.MALE, "my feet burn with pain at night and I cannot sleep"),
    ("hx.polyp_removed_recent", 60, Sex.MALE, "割了息肉，大便有血"),
    ("rash.petechiae", 30, Sex.FEMALE, "胸口起了好多小小的出血点"),
    ("hx.hyperthyroid_past", 40, Sex.FEMALE, "以前甲亢，做了碘131好几年了"),
    ("mouth_ulcer.over_3_weeks", 50, Sex.MALE, "口疮老犯，这回四个星期还没长好"),
    ("visual_loss.transient", 66, Sex.FEMALE, "昨天左眼黑了几分钟，又好了"),
    ("headache.thunderclap", 50, Sex.MALE, "刚才突然像被人抡了一棍在后脑勺上，疼得吐了"),
    ("headache.thunderclap", 50, Sex.FEMALE, "out of nowhere it came on like a hammer blow to my head"),
    ("poisoning.pesticide", 50, Sex.MALE, "在果园打了半天农药，这会儿淌口水，看东西花"),
    ("suicidal_thoughts", 30, Sex.FEMALE, "我老想，没有我，他们日子会好过些"),
    (
        "suicidal_thoughts",
        30,
        Sex.MALE,
        "I keep thinking they would be better off without me, life would be easier for them",
    ),
    ("child_dry_nappy", 1, Sex.MALE, "吐了好几次，纸尿裤从昨晚到现在都是干的"),
    ("child_dry_nappy", 1, Sex.MALE, "being sick, and the diaper has been bone dry since last night"),
    ("metamorphopsia", 70, Sex.MALE, "右眼看瓷砖缝像波浪，左眼不这样"),
    ("metamorphopsia", 70, Sex.FEMALE, "with my left eye the door frame looks bent"),
    ("anhedonia", 20, Sex.FEMALE, "以前最爱的剧现在也提不起劲看"),
    ("anhedonia", 40, Sex.MALE, "I used to love fishing and now I can't be bothered"),
    (
        "exposure.hiv_contact",
        25,
        Sex.MALE,
        "last weekend the condom broke, and today he told me that he has had HIV for years",
    ),
    ("not_breathing", 0.3, Sex.MALE, "宝宝没反应也没呼吸"),
    ("not_breathing", 60, Sex.MALE, "突然倒地上没反应没呼吸了"),
    ("not_breathing", 60, Sex.MALE, "一头栽下去，没心跳了"),
    ("not_breathing", 60, Sex.FEMALE, "she collapsed and there is no pulse"),
    ("poisoning.pesticide", 45, Sex.MALE, "三年前买的农药昨天喝了一口"),
    ("not_breathing", 60, Sex.MALE, "刚才一摸，没脉搏了"),
    ("unconscious", 60, Sex.MALE, "喊了半天都不应，眼睛闭着"),
    ("seizure", 60, Sex.MALE, "突然倒在地上抽，嘴里白沫"),
    ("suicidal_plan", 40, Sex.FEMALE, "药都备好了，不想活了"),
    ("injury.amputation", 40, Sex.MALE, "手指被切菜机绞断两根"),
    ("seizure.ongoing", 60, Sex.MALE, "he is on the floor, jerking, and won't stop"),
    ("limb_weakness.sudden", 60, Sex.MALE, "早上起来左腿一下子不听使唤"),
    ("cord_felt", 30, Sex.FEMALE, "waters broke and the umbilical cord came out"),
    ("co_exposure", 40, Sex.MALE, "charcoal grill in the tent, dizzy and sick, both of us"),
    ("child_poor_feeding", 0.01, Sex.FEMALE, "还没满月，今天怎么喂都不吸"),
    # What looks like an excuse and is none.
    ("not_breathing", 60, Sex.MALE, "看电视的时候一头倒下，没呼吸了"),
    ("not_breathing", 60, Sex.MALE, "在医院走廊里倒下，没心跳了"),
    ("unconscious", 80, Sex.MALE, "坐着看电视，怎么喊都没反应"),
    ("seizure", 60, Sex.MALE, "看电视看着看着倒在地上抽"),
    ("limb_weakness.sudden", 60, Sex.MALE, "头疼，腿一下子不听使唤"),
    ("injury.amputation", 40, Sex.MALE, "锯木头，手指被锯断了"),
    ("headache.thunderclap", 50, Sex.MALE, "后脑勺突然像挨了一棍，疼得摔倒了"),
    ("suicidal_plan", 40, Sex.FEMALE, "病治不好了，药都备好了，不想活了"),
    ("suicidal_thoughts", 40, Sex.FEMALE, "离婚以后老想，没有我，孩子会更好"),
    ("poisoning.pesticide", 45, Sex.MALE, "喝酒后昨晚喝了一口农药"),
    ("rash.bite_papules", 6, Sex.MALE, "虫子咬了胳膊，鼓起硬币大一个疙瘩，痒得直抓"),
]
NOT_HEARD = [
    ("seizure.ongoing", 3, Sex.MALE, "发脾气，躺地上打滚哭，一抽一抽的抽泣"),
    ("limb_weakness.sudden", 40, Sex.MALE, "打完球腿突然抽筋，动不了了"),
    ("cord_felt", 30, Sex.FEMALE, "宝宝脐带掉了，肚脐有点湿"),
    ("co_exposure", 40, Sex.MALE, "煤气灶去年换过，我头晕一周了，家里人都好"),
    ("child_poor_feeding", 30, Sex.FEMALE, "刚出生的宝宝很好，我坐月子不吃辣"),
    ("not_breathing", 60, Sex.MALE, "早搏，感觉心跳停了一下，又跳了"),
    ("not_breathing", 60, Sex.MALE, "脚背摸不到脉搏，走路腿疼"),
    ("unconscious", 14, Sex.MALE, "怎么叫都不理人，天天打游戏"),
    ("seizure", 40, Sex.MALE, "累得倒床上就睡，抽烟多，咳嗽"),
    ("suicidal_plan", 40, Sex.FEMALE, "感冒了，买好了药准备今晚吃"),
    ("injury.amputation", 40, Sex.MALE, "电锯把树锯断，砸到脚，脚背肿了"),
    ("not_breathing", 30, Sex.FEMALE, "孕八周，B超说没心跳，大夫没反应过来"),
    ("not_breathing", 60, Sex.MALE, "我爸去年倒下没了心跳，医院走的，我最近睡不着"),
    ("not_breathing", 60, Sex.MALE, "没反应，没咳嗽，就是没力气"),
    ("headache.thunderclap", 50, Sex.MALE, "像被人打了一棍，浑身没劲，感冒三天了"),
    ("headache.thunderclap", 50, Sex.FEMALE, "every month the same migraine comes like a hammer, as usual"),
    ("suicidal_thoughts", 30, Sex.FEMALE, "要是我不在家，孩子他爸就轻松不了，我腰疼"),
    ("suicidal_thoughts", 30, Sex.MALE, "我出差，要是我不在单位同事更轻松，就是失眠"),
    ("child_dry_nappy", 1, Sex.MALE, "红屁股，换尿不湿要干爽，从早上到现在换了三片"),
    ("metamorphopsia", 70, Sex.MALE, "昨天骑车撞弯了栏杆，左眼皮破了"),
    ("anhedonia", 20, Sex.FEMALE, "以前喜欢的菜现在没味道，鼻子不通"),
    ("edema.one_leg", 6, Sex.MALE, "小腿被蚊子叮了，肿起一个包，痒"),
    ("pallor", 40, Sex.MALE, "thighs sore after the gym, my urine is pale"),
    ("gas_exposure.chlorine", 40, Sex.FEMALE, "洁厕灵能不能和84一起用，怕呛到"),
    ("gas_exposure.chlorine", 40, Sex.FEMALE, "用洁厕灵刷的，没混84，就是有点咳"),
    ("gas_exposure.chlorine", 40, Sex.FEMALE, "家里有84消毒液，这两天咳嗽"),
    ("injury.amputation", 50, Sex.MALE, "切菜切到手指，指甲掉了一块"),
    ("injury.amputation", 50, Sex.MALE, "收割机差点绞着，脚趾头没掉下来，吓死了"),
    ("injury.abdomen", 30, Sex.FEMALE, "怀孕七个月，宝宝在肚子里踢我肚子疼"),
    ("visual_loss.sudden", 60, Sex.MALE, "左眼被打了，眼圈一下子黑了"),
    ("visual_loss.sudden", 60, Sex.MALE, "右眼从小看不见，刚才揉了一下发红"),
    ("bite.snake", 60, Sex.MALE, "看见一条蛇，没咬到我，被蚊子咬了一口"),
    ("hx.pregnant", 29, Sex.FEMALE, "新冠抗原两条杠，月经也来了"),
    ("hx.pregnant", 29, Sex.FEMALE, "covid test positive, my period is normal"),
    ("scalp_boggy", 40, Sex.MALE, "头皮上一个软包好几年了，医生说是粉瘤"),
    ("polydipsia", 30, Sex.MALE, "晚上起来喝水吃感冒药两三次"),
    ("medicine.colchicine.many", 50, Sex.MALE, "秋水仙碱一天一片，吃了10片了"),
    ("medicine.colchicine.many", 50, Sex.MALE, "买了一盒秋水仙碱，里面二十片"),
    ("foot_rest_pain", 66, Sex.MALE, "崴了脚，晚上疼得睡不着"),
    ("hx.polyp_removed_recent", 60, Sex.MALE, "打算下周切了息肉再说，大便带血"),
    ("hx.polyp_removed_recent", 60, Sex.FEMALE, "宫腔镜切了息肉，肚子疼"),
    ("rash.petechiae", 30, Sex.FEMALE, "胃镜说胃里有出血点，腿没事"),
    ("hx.hyperthyroid_past", 40, Sex.FEMALE, "甲亢上周做了碘131，发烧"),
    ("mouth_ulcer.over_3_weeks", 50, Sex.MALE, "这次胃溃疡一个多月没好"),
    ("visual_loss.transient", 66, Sex.FEMALE, "右眼滴了眼药水，花了几分钟又好了"),
]


@pytest.mark.parametrize(("finding", "years", "sex", "text"), HEARD, ids=[each[-1] for each in HEARD])
def test_it_is_heard_in_the_order_and_words_of_whoever_tells_it(finding, years, sex, text):
    assert finding in told(years, text, sex)[1]


@pytest.mark.parametrize(("finding", "years", "sex", "text"), NOT_HEARD, ids=[each[-1] for each in NOT_HEARD])
def test_it_is_not_heard_where_it_is_asked_denied_or_something_else(finding, years, sex, text):
    assert finding not in told(years, text, sex)[1]


def test_each_of_them_is_a_finding():
    assert {one.finding for one in togethers().values()} <= set(load_knowledge().graph.findings)


def test_a_word_of_each_list_is_needed_and_what_denies_another_clause_denies_nothing():
    assert "eye_foreign_body.metal" in told(40, "没戴眼镜，崩了个铁渣子进眼睛", Sex.MALE)[1]
