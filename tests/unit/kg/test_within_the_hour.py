"""What may kill within the hour, as they tell it who watch: poison, fits, no breath, allergy, blood, the womb, childbed."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.closure import closure
from kg.language.persons.subjects import Relation
from kg.schema import Person, Sex, Urgency
from kg.triage import red_flags
from tests.fakes.spoken import read

CHILD = (1.5, Sex.MALE)
MAN = (52.0, Sex.MALE)
WOMAN = (29.0, Sex.FEMALE)
OLD = (76.0, Sex.FEMALE)


def rules(
    text: str, who: tuple[float, Sex] = MAN, relation: Relation = "self", *, pregnant: bool | None = None
) -> set[str]:
    """Answer the rules of an emergency that the text fulfils by itself."""
    person = Person(age_days=round(who[0] * 365.25), sex=who[1], pregnant=pregnant)
    told = read(text, relation=relation, person=person).findings
    graph = load_knowledge().graph
    found = red_flags(graph, person, closure(graph, told), None)
    return {flag.id for flag in found if flag.urgency is Urgency.EMERGENCY}


def heard(text: str, relation: Relation = "self") -> set[str]:
    return {each.id for each in read(text, relation=relation).findings if each.status.value == "present"}


@pytest.mark.parametrize(
    ("text", "relation", "rule"),
    [
        ("我把农药喝了", "self", "pesticide_now"),
        ("娃把农药喝了一口", "child", "pesticide_now"),
        ("娃儿把敌敌畏当水喝了两口", "child", "pesticide_now"),
        ("老妈将除草剂给喝了", "parent", "pesticide_now"),
        ("幺儿把老鼠药吃了", "child", "pesticide_now"),
        ("孩子把84喝了", "child", "corrosive_swallowed"),
        ("娃把洁厕灵喝了一口，嘴边起泡", "child", "corrosive_swallowed"),
        ("娃把管道疏通剂抿了一口", "child", "corrosive_swallowed"),
        ("宝宝舔了一口管道疏通剂", "child", "corrosive_swallowed"),
        ("细路仔饮咗漂白水", "child", "corrosive_swallowed"),
        ("洁厕灵被娃喝了一口", "child", "corrosive_swallowed"),
        ("孩子把樟脑丸当糖吃了", "child", "corrosive_swallowed"),
        ("崽崽把纽扣电池吞了", "child", "battery_swallowed"),
        ("my toddler drank some bleach", "child", "corrosive_swallowed"),
        ("he took a mouthful of drain opener, I mean he drank drain opener", "child", "corrosive_swallowed"),
    ],
)
def test_a_poison_is_heard_in_every_order_of_the_words(text: str, relation: Relation, rule: str) -> None:
    assert rule in rules(text, CHILD if relation == "child" else OLD if relation == "parent" else MAN, relation)


@pytest.mark.parametrize(
    "text",
    [
        "用84消毒液拖地",
        "把84倒进盆里洗衣服",
        "把洗洁精用完了",
        "把酒喝了",
        "我把牛奶喝了，把面包吃了",
        "血压84，把药喝了",
        "没把农药喝下去",
        "昨天把汽油加满了",
        "we cleaned the floor with bleach",
    ],
)
def test_what_is_only_used_or_drunk_daily_is_no_poisoning(text: str) -> None:
    assert not [each for each in heard(text) if each.startswith("poisoning")]


@pytest.mark.parametrize(
    "text",
    [
        "娃抽了，眼睛翻白，现在还没停",
        "孩子抽了，还没停",
        "娃抽抽了，口吐白沫，还没停",
        "女儿烧到40度抽了，还在抽",
        "崽崽抽抽起来停不下来",
        "抽起来了，眼睛往上翻，怎么都停不下来",
        "my son is having a seizure right now",
        "she is fitting and it hasn't stopped",
        "昨天发烧去医院验血，回来路上抽了，眼睛翻白，还没停",
        "he's convulsing as I type",
    ],
)
def test_a_fit_that_goes_on_is_an_emergency(text: str) -> None:
    assert "seizure.ongoing" in heard(text, "child")
    assert "seizure_now" in rules(text, CHILD, "child")


@pytest.mark.parametrize(
    "text", ["娃抽了", "毛毛抽过去了，叫不应", "宝宝刚抽了两分钟，现在睡着了", "昨晚抽了，后来停了"]
)
def test_a_fit_is_heard_by_its_verb_alone(text: str) -> None:
    found = heard(text, "child")
    assert "seizure" in found
    assert "seizure.ongoing" not in found


@pytest.mark.parametrize(
    "text",
    [
        "抽了血",
        "孩子抽了血，结果还没出来",
        "孩子抽了三管血",
        "抽了两次血，都没问题",
        "孩子去医院抽了，等结果",
        "我抽了一根烟",
        "老公又抽了，戒不掉烟",
        "抽烟二十年",
        "手脚抽筋",
        "腿抽了一下",
        "心里抽了一下",
        "嘴角抽了一下",
        "胃抽抽着疼",
        "cough has not stopped",
    ],
)
def test_blood_drawn_tobacco_and_cramps_are_no_fit(text: str) -> None:
    assert not [each for each in heard(text, "child") if each.startswith("seizure")]


@pytest.mark.parametrize(
    "text", ["昨天抽搐了一次，今天咳嗽还没停", "he has had seizures since childhood", "抽搐过，药一直没停"]
)
def test_what_goes_on_beside_an_earlier_fit_is_not_the_fit(text: str) -> None:
    assert "seizure.ongoing" not in heard(text, "child")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("he is not breathing", "not_breathing_now"),
        ("My baby isn't breathing properly", "not_breathing_now"),
        ("宝宝不呼吸了", "not_breathing_now"),
        ("娃没气了，脸都乌了", "not_breathing_now"),
        ("she stopped breathing", "not_breathing_now"),
        ("she's only gasping", "not_breathing_now"),
        ("my baby is blue and not breathing", "not_breathing_now"),
        ("She's gone blue and floppy", "blue_lips_breathless"),
        ("孩子憋得脸发紫", "blue_lips_breathless"),
        ("宝宝吃东西呛住，脸发紫", "choking_now"),
        ("吃果冻卡住，嘴都紫了", "choking_now"),
        ("满脸紫", "blue_lips_breathless"),
    ],
)
def test_no_breath_and_a_blue_child_are_emergencies(text: str, rule: str) -> None:
    assert rule in rules(text, CHILD, "child")


def test_food_in_the_windpipe_of_the_old_is_choking() -> None:
    assert "choking_now" in rules("刚才吃饭噎住了", OLD, "parent")
    assert "choking_now" in rules("吃汤圆噎住了，脸发紫", OLD, "parent")
    assert "blue_lips_breathless" in rules("脸发乌，喘不上来", OLD, "parent")


@pytest.mark.parametrize(
    "text",
    [
        "没有呼吸困难",
        "呼吸正常",
        "没有呼吸急促",
        "not breathing fast",
        "打呼噜打着打着不呼吸了",
        "鼻子不出气",
        "blocked nose, not breathing well through my nose",
        "吃饭老噎，吃干的噎",
        "脸没发紫",
        "孩子一哭就脸发紫",
        "脸紫了一块，昨天撞的",
        "喝水呛住了，咳了两声好了",
        "手冻得发紫",
    ],
)
def test_breath_that_is_there_calls_nobody(text: str) -> None:
    assert not rules(text, (4.0, Sex.MALE), "child") & {"not_breathing_now", "choking_now", "blue_lips_breathless"}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("输液打了头孢几分钟，浑身痒，胸闷，眼前发黑", MAN),
        ("打完头孢身上痒，心慌，眼前发黑", MAN),
        ("挂水没几分钟，身上起红疙瘩，喘", WOMAN),
        ("打完青霉素浑身发痒，眼前发黑", WOMAN),
        ("娃吃了鸡蛋后满脸肿，吐，哭声哑", CHILD),
        ("吃了虾脸肿了，吐", CHILD),
        ("被马蜂蜇了，浑身起疙瘩，吐", MAN),
        ("minutes after the injection my whole body itched and my chest got tight", WOMAN),
        ("after eating peanuts his face swelled and he is vomiting", CHILD),
    ],
)
def test_skin_and_another_system_after_a_drug_a_sting_or_a_food(text: str, who: tuple[float, Sex]) -> None:
    assert "anaphylaxis" in rules(text, who, "child" if who is CHILD else "self")


@pytest.mark.parametrize(
    "text",
    [
        "吃花生没事",
        "吃了鸡蛋，没有不舒服",
        "吃头孢第三天，身上起疹子，不喘",
        "蚊子咬了痒",
        "打完头孢拉肚子",
        "a few itchy spots after 5 days of amoxicillin",
    ],
)
def test_a_rash_alone_and_food_borne_well_are_no_anaphylaxis(text: str) -> None:
    assert "anaphylaxis" not in rules(text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("便血，心慌，头晕", "gi_bleeding_heavy"),
        ("便血很多，头晕心慌", "gi_bleeding_heavy"),
        ("便血好多，马桶里全是血", "gi_bleeding_heavy"),
        ("马桶里全是血", "gi_bleeding_heavy"),
        ("便血一大盆", "gi_bleeding_heavy"),
        ("喝了酒吐了半盆血", "gi_bleeding_heavy"),
        ("呕了两大碗血", "gi_bleeding_heavy"),
        ("拉的屎跟柏油似的，站起来眼前发黑", "gi_bleeding_heavy"),
        ("the toilet bowl was full of blood", "gi_bleeding_heavy"),
        ("咳出来一碗血", "massive_hemoptysis"),
        ("咳血，一大口一大口的鲜血", "massive_hemoptysis"),
        ("coughing up mouthfuls of blood", "massive_hemoptysis"),
        ("鼻血流了一个多小时，按不住，吃氯吡格雷", "nosebleed_unstopped"),
        ("鼻血流了一个小时止不住，吃着阿司匹林和波立维", "nosebleed_unstopped"),
        ("鼻子出血，怎么捏都捏不住", "nosebleed_unstopped"),
        ("流鼻血二十多分钟了，塞纸也没用", "nosebleed_unstopped"),
        ("My nose has been bleeding for 40 minutes and I'm on warfarin", "nosebleed_unstopped"),
        ("内瘘口子喷血，按不住", "dialysis_access_bleeding"),
        ("透析的瘘管破了，血往外喷", "dialysis_access_bleeding"),
        ("blood spurting from my dialysis fistula", "dialysis_access_bleeding"),
    ],
)
def test_much_blood_is_an_emergency_wherever_it_comes_from(text: str, rule: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "痔疮擦纸上一点血",
        "便血三四天，擦纸上一点鲜血，不头晕",
        "大便带血丝，便秘",
        "bright red blood on the paper, no dizziness",
        "痰里带一点血丝",
        "咳嗽，没有咳血",
        "鼻血两分钟止住了",
        "流鼻血，按了一会儿就停了",
        "流鼻血一周了，一天一次，一会就停",
        "nosebleed for 10 minutes then stopped",
        "吐了三次，没有血",
        "内瘘好好的",
        "痔疮便血很多年",
        "便血很多次",
        "喝了酒吐了一地",
    ],
)
def test_a_little_blood_is_no_emergency(text: str) -> None:
    assert rules(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "孕32周，胎动没了",
        "怀孕33周，胎动比平时少很多",
        "怀孕34周，宝宝今天一直不动",
        "肚子里的娃一天没动静了，八个多月",
        "怀孕七个多月，感觉不到娃动了",
        "孕29周，摸不到胎动",
        "怀孕八个月，胎宝宝从昨晚到现在没怎么动",
        "34 weeks and I haven't felt the baby move since yesterday",
        "35 weeks, baby stopped kicking this morning",
        "30 weeks pregnant, hardly any kicks today",
        "孕34周，胎动没了，如果要住院带什么",
        "34 weeks, I haven't felt the baby move since yesterday, what should I do",
    ],
)
def test_a_still_womb_is_an_emergency(text: str) -> None:
    assert "pregnancy_danger" in rules(text, WOMAN)


def test_the_baby_of_a_woman_known_to_be_pregnant_is_in_the_womb() -> None:
    assert "pregnancy_danger" in rules("宝宝今天一直不动", WOMAN, pregnant=True)
    assert "pregnancy_danger" not in rules("宝宝今天一直不动", WOMAN, pregnant=False)


@pytest.mark.parametrize(
    "text",
    [
        "胎动正常",
        "怀孕30周，胎动正常，没少",
        "怀孕28周，胎动没减少",
        "孕24周，胎动明显",
        "怀孕30周，宝宝动得厉害",
        "怀孕16周，还没感觉到胎动",
        "怀孕12周，什么时候有胎动",
        "36 weeks, baby moving well",
        "宝宝一岁，摔了腿不敢动",
        "宝宝脐带掉了",
    ],
)
def test_a_lively_womb_is_none(text: str) -> None:
    assert not rules(text, WOMAN) & {"pregnancy_danger", "obstetric_catastrophe"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("孕38周，脐带好像掉出来了", "obstetric_catastrophe"),
        ("破水了，下面好像有根脐带", "obstetric_catastrophe"),
        ("生完第五天，恶露突然像开了水龙头，一小时湿透两片卫生巾", "postpartum_bleeding"),
        ("产后大出血，血块一块块的", "postpartum_bleeding"),
        ("产后10天，半小时就湿透一片产褥垫", "postpartum_bleeding"),
        ("坐月子，掉出来拳头大的血块", "postpartum_bleeding"),
        ("上一胎就大出血过，这次生完第三天，一小时湿透两片卫生巾", "postpartum_bleeding"),
        ("gave birth 6 days ago, soaking a pad every 20 minutes", "postpartum_bleeding"),
        ("gave birth a week ago, clots the size of a lemon and feeling faint", "postpartum_bleeding"),
        ("剖腹产后五天，血压165/112", "preeclampsia_signs"),
        ("剖腹产一周，血压150/95，头痛", "preeclampsia_signs"),
        ("剖宫产术后第10天，头痛，血压160/100", "preeclampsia_signs"),
        ("six days after my c-section, blood pressure 165/112", "preeclampsia_signs"),
        ("about 7 weeks pregnant, one sided pelvic pain and shoulder tip pain", "ectopic_suspected"),
        ("怀孕7周，左下腹痛，肩膀也痛", "ectopic_suspected"),
        ("怀孕6周多，右边小肚子疼，肩膀尖疼", "ectopic_suspected"),
    ],
)
def test_danger_of_early_pregnancy_birth_and_childbed(text: str, rule: str) -> None:
    assert rule in rules(text, WOMAN)


@pytest.mark.parametrize(
    "text",
    [
        "生完三周，恶露少了",
        "恶露正常，量不多",
        "当年产后大出血，后来一直没奶",
        "月经来了，有血块",
        "月经第二天，一小时换一片卫生巾",
        "上一胎剖腹产，血压150/95，头痛",
        "剖腹产三年了，血压150/95，头痛",
        "顺产两年，现在月经血块好多",
        "生了孩子后一直腰疼，月经有大血块",
    ],
)
def test_an_ordinary_childbed_and_births_of_long_ago(text: str) -> None:
    assert not rules(text, WOMAN) & {"postpartum_bleeding", "preeclampsia_signs"}
