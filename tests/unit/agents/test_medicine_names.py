"""Names of medicines as residents write them, near misses, boxes, and amounts that cannot be."""

from __future__ import annotations

import pytest

from agents.knowledge import Knowledge
from agents.medicines.asked import read_asked
from kg.drugs.amounts import doubtful, number_of
from kg.drugs.boxes import boxes_of, looks_like_box


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("芬必得", {"ibuprofen"}),
        ("昨天吃了两粒布洛芬缓释胶囊", {"ibuprofen"}),
        ("拜阿司匹灵每天都吃", {"aspirin"}),
        ("阿司匹林肠溶片和立普妥", {"aspirin", "atorvastatin"}),
        ("络活喜、倍他乐克和格华止", {"amlodipine", "metoprolol", "metformin"}),
        ("優甲樂", {"levothyroxine"}),
        ("頭孢克肟顆粒", {"cefixime"}),
        ("头孢过期了还能吃吗", {"cephalosporin"}),
        ("左氧氟沙星片", {"levofloxacin"}),
        ("阿莫西林克拉维酸钾分散片", {"amoxicillin_clavulanate"}),
        ("感康和白加黑", {"paracetamol_amantadine", "day_night_cold"}),
        ("维Ｃ银翘片", {"vitamin_c_yinqiao"}),
        ("他汀吃多久", {"statin_class"}),
        ("降压药一直在吃", {"antihypertensive_class"}),
        ("打胰岛素呢", {"insulin_class"}),
        ("吃安眠药睡的", {"sedative_class"}),
        ("ALEVE and Tylenol", {"naproxen", "paracetamol"}),
        ("on Coumadin for my heart", {"warfarin"}),
        ("taking statins", {"statin_class"}),
        ("my blood pressure tablets", {"antihypertensive_class"}),
        ("喝啤酒", {"alcohol"}),
        ("柚子汁", {"grapefruit"}),
        ("茶碱缓释片", {"theophylline"}),
        ("单硝酸异山梨酯", {"isosorbide_mononitrate"}),
        ("左旋氨氯地平", {"levamlodipine"}),
    ],
)
def test_names_are_found_whatever_the_brand_form_or_script(knowledge: Knowledge, text: str, expected: set[str]) -> None:
    named = knowledge.medicine_names.find(text)
    assert {each.id for each in named.mentions} == expected
    for each in named.mentions:
        assert text[each.start : each.end] == each.text


@pytest.mark.parametrize(
    "text",
    [
        "今天头疼，咳嗽有痰",
        "饭后肚子胀",
        "医生让我多喝水多休息",
        "I feel sick after dinner",
        "my son has a cold",
        "坐公交车晕",
    ],
)
def test_talk_without_a_medicine_names_none(knowledge: Knowledge, text: str) -> None:
    named = knowledge.medicine_names.find(text)
    assert not [each for each in named.mentions if each.kind != "substance"]
    assert named.suspects == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("布洛分能吃吗", "ibuprofen"),
        ("阿莫西淋", "amoxicillin"),
        ("扑热息通", "paracetamol"),
        ("二甲双瓜", "metformin"),
        ("奥美拉坐", "omeprazole"),
        ("甲硝挫", "metronidazole"),
        ("罗红酶素", "roxithromycin"),
        ("阿司匹灵肠溶片", "aspirin"),
        ("硝苯地评", "nifedipine"),
        ("ibuprofin", "ibuprofen"),
        ("warfarine", "warfarin"),
        ("amoxicilin", "amoxicillin"),
        ("metformine", "metformin"),
    ],
)
def test_a_near_miss_is_asked_back_and_never_taken_for_granted(knowledge: Knowledge, text: str, meant: str) -> None:
    named = knowledge.medicine_names.find(text)
    assert meant not in {each.id for each in named.mentions}
    assert meant in {each for suspect in named.suspects for each in suspect.meant}


TAKEN, ASKED = "taken", "asked"


@pytest.mark.parametrize(
    ("text", "taken", "asked"),
    [
        ("我在吃华法林，能吃布洛芬吗", {"warfarin"}, {"ibuprofen"}),
        ("吃着降压药能喝酒吗", {"antihypertensive_class"}, {"alcohol"}),
        ("我吃着华法林、地高辛，查一下", {"warfarin", "digoxin"}, set()),
        ("布洛芬跟泰诺林能一块吃不", set(), {"ibuprofen", "paracetamol"}),
        ("刚吃了阿司匹林，还能吃氯吡格雷吗", {"aspirin"}, {"clopidogrel"}),
        ("没吃过布洛芬，可以吃吗", set(), set()),
        ("I'm on warfarin, can I take ibuprofen?", {"warfarin"}, {"ibuprofen"}),
        ("Can I take aspirin with clopidogrel?", set(), {"aspirin", "clopidogrel"}),
    ],
)
def test_what_is_taken_and_what_is_asked_for_are_told_apart(
    knowledge: Knowledge, text: str, taken: set[str], asked: set[str]
) -> None:
    read = read_asked(knowledge.pharmacy, knowledge.medicine_names, text)
    assert (set(read.taken), set(read.asked)) == (taken, asked)


@pytest.mark.parametrize(
    ("text", "allergens"),
    [
        ("我对青霉素过敏", {"benzylpenicillin"}),
        ("对头孢、磺胺都过敏", {"cephalosporin", "sulfonamide"}),
        ("青霉素皮试阳性", {"benzylpenicillin"}),
        ("我对青霉素不过敏", set()),
        ("allergic to penicillin", {"benzylpenicillin"}),
        ("no penicillin allergy", set()),
        ("对青霉素过敏，能吃头孢吗", {"benzylpenicillin"}),
        ("青霉素不过敏，对磺胺过敏", {"sulfonamide"}),
        ("我对磺胺过敏，青霉素不过敏", {"sulfonamide"}),
        ("头孢没有过敏，磺胺皮试阳性", {"sulfonamide"}),
        ("not allergic to penicillin but allergic to sulfa", {"sulfonamide"}),
        ("I am not allergic to penicillin, aspirin or ibuprofen", set()),
    ],
)
def test_an_allergy_is_no_medicine_taken(knowledge: Knowledge, text: str, allergens: set[str]) -> None:
    read = read_asked(knowledge.pharmacy, knowledge.medicine_names, text)
    assert set(read.allergens) == allergens
    assert not set(read.named) & {"benzylpenicillin", "sulfonamide"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("布洛芬和感冒灵能一起吃吗", "together"),
        ("罗红霉素跟头孢相克吗", "together"),
        ("开瑞坦和扑尔敏重复吗", "duplicate"),
        ("络活喜有啥副作用", "effects"),
        ("降压药漏服一次咋办", "missed"),
        ("昨晚忘记吃他汀了", "missed"),
        ("拜糖平饭前吃还是饭后吃？二甲双胍呢", "meal"),
        ("吃了感冒药开车行吗", "driving"),
        ("美林喂多少毫升", "dose"),
        ("布洛芬一天最多几次", "dose"),
        ("激素能自己停吗", "stop"),
        ("帮我看看络活喜、代文、双克有没有冲突", "check"),
        ("思密达是什么药", "what"),
        ("感冒灵里含有西药吗", "what"),
        ("哺乳期能用头孢吗", "may"),
        ("is it safe to take cetirizine at night", "may"),
        ("do Advil and Aleve interact", "together"),
        ("missed my warfarin last night", "missed"),
        ("should metformin be taken with food", "meal"),
        ("what are the side effects of atorvastatin", "effects"),
        ("how many paracetamol can I have", "dose"),
        ("can I stop my prednisone", "stop"),
        ("ok to drive on loratadine?", "driving"),
    ],
)
def test_the_kind_of_question_is_heard(knowledge: Knowledge, text: str, kind: str) -> None:
    read = read_asked(knowledge.pharmacy, knowledge.medicine_names, text)
    assert kind in read.kinds
    assert read.is_question


@pytest.mark.parametrize(
    "text",
    [
        "我吃着降压药，头疼三天了",
        "平时吃络活喜和阿司匹林",
        "嗓子疼能吃鸡蛋吗",
        "头晕怎么办",
        "I take amlodipine every day",
    ],
)
def test_telling_is_no_question_and_food_is_no_medicine(knowledge: Knowledge, text: str) -> None:
    assert not read_asked(knowledge.pharmacy, knowledge.medicine_names, text).is_question


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("安乃宁片能吃吗", "安乃宁片"),
        ("脑络欣胶囊和阿司匹林能一起吃吗", "脑络欣胶囊"),
        ("中药和华法林能一起吃吗", "中药"),
        ("喝汤药期间能吃头孢吗", "汤药"),
        ("can I take zorbiquin with aspirin?", "zorbiquin"),
    ],
)
def test_a_name_that_nobody_knows_is_said_to_be_unknown(knowledge: Knowledge, text: str, name: str) -> None:
    assert name in read_asked(knowledge.pharmacy, knowledge.medicine_names, text).unknown


# --- amounts


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("吃了300克扑热息痛", "cannot_be"),
        ("I take lisinopril 10 g daily", "cannot_be"),
        ("降压药卡维地洛每次吃25克", "cannot_be"),
        ("吃普瑞巴林，一次75克", "cannot_be"),
        ("吃了多奈哌齐10克", "cannot_be"),
        ("吃吡拉西坦0.8克", None),
        ("蒙脱石散3克", None),
        ("乳果糖喝了20克", None),
        ("吃左卡尼汀1克", None),
        ("优甲乐我吃100毫克", "cannot_be"),
        ("took 10 g of levothyroxine", "cannot_be"),
        ("一口气吃了25片安定", "too_much"),
        ("吞了一瓶舒乐安定", "too_much"),
        ("吃了一把地高辛", "too_much"),
        ("took twenty diazepam tablets", "too_much"),
        ("I swallowed a whole bottle of aspirin", "too_much"),
        ("吃了一盒阿奇霉素还没好", "much"),
        ("这周吃了12片布洛芬", "much"),
        ("布洛芬0.3克", None),
        ("吃了两片散利痛", None),
        ("速效救心丸含了10粒", None),
        ("喝了一瓶藿香正气水", None),
        ("买了一盒感康", None),
        ("metformin 500 mg twice a day", None),
        ("took 2 ibuprofen 3 hours ago", None),
        ("甘精胰岛素打了12单位", None),
    ],
)
def test_an_amount_that_cannot_be_or_is_too_much_is_doubted(knowledge: Knowledge, text: str, doubt: str | None) -> None:
    mentions = knowledge.medicine_names.find(text).mentions
    found = doubtful(knowledge.pharmacy, text, mentions)
    assert {each.doubt for each in found} == ({doubt} if doubt else set())


@pytest.mark.parametrize(
    ("word", "value"),
    [("二十", 20), ("两", 2), ("十五", 15), ("一百", 100), ("half a", 0.5), ("12", 12), ("twenty", 20)],
)
def test_numerals_of_both_languages(word: str, value: float) -> None:
    assert number_of(word) == value


# --- boxes

ONE = "OTC 甲类\n芬必得\n通用名称：布洛芬缓释胶囊\n规格：0.3g×20粒\n国药准字H10900089"
TWO = "络活喜\n苯磺酸氨氯地平片 规格 5mg*28片 国药准字H10950224\n格华止 盐酸二甲双胍片 0.5g×20片 国药准字H20023370"
UNKNOWN_BOX = "通用名称：某某安神片\n国药准字Z12345678\n注意事项：不能与地西泮同服"


def test_a_box_is_read_by_its_generic_name_strength_and_approval_number(knowledge: Knowledge) -> None:
    (box,) = boxes_of(knowledge.medicine_names, ONE)
    assert (box.medicine, box.approval) == ("ibuprofen", "H10900089")
    assert box.strength.startswith("0.3g")


def test_several_boxes_are_told_apart_and_what_the_leaflet_warns_of_is_no_box(knowledge: Knowledge) -> None:
    assert [box.medicine for box in boxes_of(knowledge.medicine_names, TWO)] == ["amlodipine", "metformin"]
    (box,) = boxes_of(knowledge.medicine_names, UNKNOWN_BOX)
    assert (box.medicine, box.printed) == (None, "某某安神片")


def test_a_laboratory_report_is_no_box() -> None:
    assert looks_like_box(ONE)
    assert not looks_like_box("检验报告单 白细胞 5.6 10^9/L 参考值 4-10")


@pytest.mark.parametrize("text", ["感冒了怎么办", "晕车难受", "咽炎犯了", "止咳要紧"])
def test_an_illness_is_no_medicine_though_a_product_bears_its_name(knowledge: Knowledge, text: str) -> None:
    assert knowledge.medicine_names.find(text).mentions == ()
