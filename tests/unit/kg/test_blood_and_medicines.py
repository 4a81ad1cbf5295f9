"""Blood that is lost or thin, and medicines that do harm: what is seen today or within days, and what is nothing new."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.schema import Sex, Urgency
from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    ("years", "text", "rule", "urgency"),
    [
        (45, "血小板75，牙龈出血", "platelets_low_bleeding", Urgency.URGENT),
        (66, "装了支架，吃氯吡格雷，血小板88", "platelets_low_bleeding", Urgency.URGENT),
        (60, "肝硬化，血小板65，腿上出血点", "platelets_low_bleeding", Urgency.URGENT),
        (45, "血小板70，拉黑便", "platelets_low_grave", Urgency.EMERGENCY),
        (45, "platelets 60 and a nosebleed that will not stop, nosebleed for an hour", "platelets_low_grave", Urgency.EMERGENCY),
        (31, "孕36周，血小板90，血压145/95", "platelets_low_pregnant_ill", Urgency.EMERGENCY),
        (31, "怀孕了，血小板85，头痛", "platelets_low_pregnant_ill", Urgency.EMERGENCY),
        (31, "孕34周，血小板85，吐", "platelets_low_pregnant_ill", Urgency.EMERGENCY),
        (31, "孕20周，血小板95", "platelets_low_pregnant", Urgency.URGENT),
        (38, "血红蛋白82，月经量特别大，眼前发黑差点晕倒", "anaemia_bleeding_faint", Urgency.EMERGENCY),
        (55, "血色素90，便血，胸闷", "anaemia_bleeding_faint", Urgency.EMERGENCY),
        (38, "血红蛋白92，月经量大，上楼喘", "anaemia_losing_blood", Urgency.URGENT),
        (38, "血红蛋白100，月经量多，心慌", "anaemia_bleeding_palpitations", Urgency.SOON),
        (52, "上周肠镜摘了息肉，便血，吃着阿司匹林", "bleeding_after_polyp_much", Urgency.EMERGENCY),
        (52, "昨天切了肠息肉，便血，头晕", "bleeding_after_polyp_much", Urgency.EMERGENCY),
        (52, "polyp removed at colonoscopy two days ago, a streak of blood in the stool", "bleeding_after_polyp", Urgency.URGENT),
        (70, "吃阿哌沙班，今天流鼻血", "nosebleeds_on_thinner", Urgency.SOON),
        (70, "吃氯吡格雷，三天两头流鼻血", "nosebleeds_on_thinner", Urgency.SOON),
        (48, "吃着秋水仙碱，拉肚子，尿很少", "colchicine_poisoned", Urgency.EMERGENCY),
        (48, "吃秋水仙碱，上吐下泻", "colchicine_toxic", Urgency.URGENT),
        (72, "taking colchicine and I have diarrhea", "colchicine_toxic", Urgency.URGENT),
        (48, "吃秋水仙碱，有点拉稀", "colchicine_diarrhoea", Urgency.SOON),
        (27, "怀孕两个月，一直吃卡马西平", "antiepileptic_harmful_in_pregnancy", Urgency.URGENT),
        (27, "12 weeks pregnant, on topiramate", "antiepileptic_harmful_in_pregnancy", Urgency.URGENT),
        (27, "怀孕两个月，吃左乙拉西坦", "antiepileptic_in_pregnancy", Urgency.SOON),
        (68, "吃缬沙坦，吐了两天，站起来头晕", "pressure_tablets_while_dry", Urgency.URGENT),
        (50, "脚疼，一晚上吃了十二片秋水仙碱", "colchicine_poisoned", Urgency.EMERGENCY),
        (50, "秋水仙碱每个小时一片，吃到现在", "colchicine_poisoned", Urgency.EMERGENCY),
        (50, "I took a handful of colchicine", "colchicine_poisoned", Urgency.EMERGENCY),
        (50, "吃着秋水仙碱，吐了", "colchicine_toxic", Urgency.URGENT),
        (50, "吃秋水仙碱，拉肚子，心慌", "colchicine_toxic", Urgency.URGENT),
        (27, "怀孕两个月，吃丙戊酸钠，起了疹子", "antiepileptic_harmful_in_pregnancy", Urgency.URGENT),
        (68, "吃降压药，起身就头晕", "dizzy_on_pressure_tablets", Urgency.SOON),
        (72, "吃着降压药，吐了两天，一天没怎么尿", "pressure_tablets_dry_grave", Urgency.EMERGENCY),
        (72, "blood pressure tablets, diarrhea and now confused", "pressure_tablets_dry_grave", Urgency.EMERGENCY),
        (40, "吃抗结核药，尿色深得像浓茶", "tb_medicine_liver", Urgency.URGENT),
        (40, "taking isoniazid, no appetite and nausea", "tb_medicine_liver", Urgency.URGENT),
        (40, "吃他巴唑一个月，眼睛发黄", "antithyroid_liver", Urgency.URGENT),
        (60, "切完息肉第三天，擦纸上有一点血丝", "bleeding_after_polyp", Urgency.URGENT),
        (60, "割了息肉，大便有血", "bleeding_after_polyp", Urgency.URGENT),
        (60, "肠镜切了息肉，便血，吃着防血栓的药", "bleeding_after_polyp_much", Urgency.EMERGENCY),
    ],
)  # fmt: skip
def test_what_must_not_wait(years: float, text: str, rule: str, urgency: Urgency) -> None:
    found, present = told(years, text)
    assert rule in {each.id for each in found.red_flags}, present
    assert found.urgency.rank <= urgency.rank


@pytest.mark.parametrize(
    ("years", "text", "rules"),
    [
        (60, "肝硬化好多年，血小板75，一直这样", {"platelets_low", "platelets_low_bleeding"}),
        (45, "血小板110，牙龈出血", {"platelets_low_bleeding", "platelets_low"}),
        (45, "血小板80，没有出血点，没发烧", {"platelets_low_bleeding"}),
        (31, "孕36周，血小板180，有点头痛", {"platelets_low_pregnant_ill", "platelets_low_pregnant"}),
        (31, "孕10周，血小板90，孕吐，有点头痛", {"platelets_low_pregnant_ill"}),
        (38, "血红蛋白110，月经量大，有时心慌", {"anaemia_losing_blood", "anaemia_bleeding_faint"}),
        (38, "血红蛋白85，月经不多，头晕", {"anaemia_losing_blood", "anaemia_bleeding_faint"}),
        (52, "前年切过肠息肉，大便带血丝，吃阿司匹林", {"bleeding_after_polyp", "bleeding_after_polyp_much"}),
        (66, "吃阿司匹林，鼻涕带血丝", {"nosebleeds_on_thinner"}),
        (66, "taking aspirin, one nosebleed today", {"nosebleeds_on_thinner"}),
        (48, "吃非布司他降尿酸，吃坏肚子，上吐下泻", {"colchicine_toxic", "colchicine_diarrhoea", "colchicine_poisoned"}),
        (48, "吃秋水仙碱，不拉肚子", {"colchicine_toxic", "colchicine_diarrhoea"}),
        (27, "怀孕31周，吃拉莫三嗪，烧心", {"antiepileptic_in_pregnancy", "antiepileptic_harmful_in_pregnancy"}),
        (27, "没怀孕，吃丙戊酸钠，头疼", {"antiepileptic_in_pregnancy", "antiepileptic_harmful_in_pregnancy"}),
        (68, "吃降压药，拉肚子，头不晕", {"pressure_tablets_while_dry", "dizzy_on_pressure_tablets"}),
        (72, "吃降压药，拉肚子，尿正常，人清醒", {"pressure_tablets_dry_grave"}),
        (72, "吃降压药，拉肚子，去年晕倒过一次", {"pressure_tablets_dry_grave"}),
        (40, "吃抗结核药，有点咳嗽，胃口好", {"tb_medicine_liver"}),
        (40, "尿色深得像浓茶，没吃抗结核药", {"tb_medicine_liver"}),
        (40, "吃他巴唑，眼睛不黄", {"antithyroid_liver"}),
        (60, "鼻子切了息肉，大便带血", {"bleeding_after_polyp", "bleeding_after_polyp_much"}),
        (60, "打算下周切了息肉再说，大便带血", {"bleeding_after_polyp", "bleeding_after_polyp_much"}),
        (50, "秋水仙碱一天一片，吃了10片了", {"colchicine_poisoned", "colchicine_toxic"}),
        (50, "买了一盒秋水仙碱，里面二十片", {"colchicine_poisoned"}),
        (50, "吃秋水仙碱，没吐，脚趾还疼", {"colchicine_toxic"}),
        (50, "吃秋水仙碱，拉肚子，心慌", {"colchicine_poisoned"}),
        (27, "怀孕三个月，吃拉莫三嗪两周，起疹子", {"antiepileptic_in_pregnancy", "antiepileptic_harmful_in_pregnancy"}),
    ],
)  # fmt: skip
def test_what_only_sounds_alike(years: float, text: str, rules: set[str]) -> None:
    found, present = told(years, text)
    assert not rules & {each.id for each in found.red_flags}, present


def test_a_man_on_a_gout_medicine_is_not_told_of_another() -> None:
    assert "medicine.colchicine" not in told(50, "吃别嘌醇", Sex.MALE)[1]


def test_no_advice_takes_a_prescribed_medicine_away() -> None:
    """别吃阿司匹林 alone may stop what keeps a stent open."""
    flags = load_knowledge().graph.red_flags.values()
    told_so = [line for flag in flags if flag.id.startswith("platelets") for line in flag.until_help]
    aspirin = [line for line in told_so if "阿司匹林" in line.zh]
    assert aspirin
    assert all("别自己停" in line.zh and "do not stop" in line.en for line in aspirin)


def test_a_rash_from_a_tablet_for_fits_is_asked_about_today() -> None:
    """Neither "go on as before" nor days without the tablet."""
    flag = load_knowledge().graph.red_flags["late_drug_rash"]
    assert any("别一停就是好几天" in line.zh and "do not leave it stopped" in line.en for line in flag.until_help)


@pytest.mark.parametrize("rule", ["bleeding_after_polyp", "bleeding_after_polyp_much"])
def test_bleeding_after_a_polyp_stops_no_medicine_against_clots(rule: str) -> None:
    lines = load_knowledge().graph.red_flags[rule].until_help
    assert any("别自己停" in line.zh and "Do not stop" in line.en for line in lines)


@pytest.mark.parametrize("rule", ["jaundice_today", "tb_medicine_liver", "antithyroid_liver"])
def test_a_liver_harmed_by_tablets_is_asked_about_and_not_left_without_them(rule: str) -> None:
    lines = load_knowledge().graph.red_flags[rule].until_help
    assert any("别自己一直停着" in line.zh and "do not leave it stopped" in line.en for line in lines)
