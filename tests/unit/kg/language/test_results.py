"""Laboratory results as people write them: with and without unit, in words, in lists of a report, and what gives nothing."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.schema import Person, Sex
from kg.text import understand

WOMAN = Person(age_days=50 * 365, sex=Sex.FEMALE)


@pytest.fixture(scope="module")
def lexicon():
    return load_knowledge().lexicon


def told(lexicon, text: str) -> dict[str, str]:
    found = understand(lexicon, text, person=WOMAN).findings
    return {each.id: each.status.value for each in found if each.id.startswith("lab.")}


def test_a_thickness_that_is_measured_is_not_a_thick_one(lexicon) -> None:
    found = understand(lexicon, "超声：内膜厚约7mm，子宫大小正常", person=WOMAN).findings
    assert "scan.thick_endometrium" not in {each.id for each in found}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("血红蛋白 70，没力气", "lab.hgb.low"),
        ("ALT: 857 U/L", "lab.alt.high"),
        ("我的尿酸560", "lab.uric_acid.high"),
        ("尿蛋白2+", "lab.urine_protein.positive"),
        ("CRP was high", "lab.crp.high"),
        ("乙肝表面抗原阳性", "lab.hbsag.positive"),
        ("10.76×10^9/L (白细胞计数), 26.34% (中性粒细胞比率)", "lab.wbc.high"),
        ("大便隐血阳性", "lab.fecal_occult_blood.positive"),
        ("CA19-9 500 U/mL", "lab.ca199.high"),
        ("T-SPOT阳性", "lab.igra_result.positive"),
        ("胆总管直径1.2cm", "lab.cbd.high"),
        ("胆囊壁厚度5毫米", "lab.gallbladder_wall.high"),
        ("骨密度T值-3.0", "lab.bone_tscore.low"),
        ("甲状腺左叶结节，TI-RADS IV类", "lab.tirads.positive"),
        ("乳腺结节 BI-RADS Ⅳa", "lab.birads.positive"),
        ("乳腺BI-RADS 4类", "lab.birads.positive"),
        ("ESR 40 mm", "lab.esr.high"),
        ("D-二聚体阳性", "lab.d_dimer.high"),
        ("抗CCP抗体: 强阳性", "lab.anti_ccp.high"),
        ("TSH受体抗体阳性", "lab.trab.high"),
    ],
)
def test_a_result_is_read(lexicon, text: str, finding: str) -> None:
    assert told(lexicon, text).get(finding) == "present"


def test_a_normal_result_denies_and_names_its_words(lexicon) -> None:
    found = {each.id: each for each in understand(lexicon, "血肌酐: 无明显异常", person=WOMAN).findings}
    assert found["lab.creatinine.high"].status.value == "absent"
    assert found["lab.creatinine.high"].text == "血肌酐: 无明显异常"


@pytest.mark.parametrize(
    "text",
    [
        "没有查血红蛋白",
        "血红蛋白查了3次",
        "血红蛋白 7000",
        "血红蛋白阳性",
        "ALT 30 apples",
        "pt has a cough",
        "it may be 5",
    ],
)
def test_what_is_no_result_gives_nothing(lexicon, text: str) -> None:
    assert "present" not in told(lexicon, text).values()


def test_words_alone_never_say_that_a_value_is_not_critical(lexicon) -> None:
    assert not any(each.endswith(".critical") for each in told(lexicon, "甲胎蛋白很高"))
    assert told(lexicon, "甲胎蛋白很高") == {"lab.afp.high": "present", "lab.afp.low": "absent"}


def test_a_critical_value_told_is_an_emergency_s_finding(lexicon) -> None:
    assert told(lexicon, "血钾 7.8")["lab.k.high.critical"] == "present"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("透析，钾6.9", "lab.k.high.critical"),
        ("化验单：钠118，氯88", "lab.na.low.critical"),
        ("抽血K+ 6.8", "lab.k.high.critical"),
        ("Na+ 117 this morning", "lab.na.low.critical"),
        ("血酮4.2，一直吐", "lab.beta_hydroxybutyrate.high.critical"),
        ("ketone meter says 3.8", "lab.beta_hydroxybutyrate.high.critical"),
        ("troponin 0.9", "lab.troponin_i.high.critical"),
        ("肌钙蛋白T 0.62，胸口闷", "lab.troponin_t.high.critical"),
        ("中性粒细胞0.3，发烧", "lab.neut_abs.low.critical"),
        ("血色素只有7，没力气", "lab.hgb.low.marked"),
        ("hemoglobin 6.8 and tired", "lab.hgb.low.marked"),
        ("血镁0.4，手抽", "lab.mg.low.critical"),
        ("血钙3.18，一直吐", "lab.ca.high.marked"),
    ],
)
def test_a_number_without_its_unit_that_may_be_critical_is_heard_so(lexicon, text: str, finding: str) -> None:
    assert told(lexicon, text).get(finding) == "present"


@pytest.mark.parametrize(
    "text",
    [
        "补钾2周了",
        "补钾 2 片",
        "血肌酐 12",
        "hemoglobin 13",
        "血尿素氮5.2",
        "低钾三天",
        "肌钙蛋白12",
        "血酮0.3",
        "维生素K 1片",
        "ketones negative",
        "中性粒细胞 72%",
    ],
)
def test_a_number_of_something_else_or_a_usual_one_alarms_nobody(lexicon, text: str) -> None:
    assert "present" not in told(lexicon, text).values()


def test_what_is_too_high_in_the_usual_unit_is_told_in_that(lexicon) -> None:
    found = told(lexicon, "总胆红素36，转氨酶正常")
    assert found["lab.tbil.high"] == "present"
    assert found["lab.tbil.high.critical"] == "absent"


@pytest.mark.parametrize(
    ("text", "finding", "status"),
    [
        ("血小板15万", "lab.plt.low", "absent"),
        ("血小板两万", "lab.plt.low.critical", "present"),
        ("血小板只有三万多", "lab.plt.low.critical", "present"),
        ("白细胞1.2万", "lab.wbc.high", "present"),
        ("白细胞一万二", "lab.wbc.high", "present"),
        ("白细胞两千", "lab.wbc.low", "present"),
        ("红细胞350万", "lab.rbc.low", "present"),
        ("血色素六克", "lab.hgb.low.critical", "present"),
        ("血红蛋白五十", "lab.hgb.low.critical", "present"),
        ("上个月血小板15万，今天8万", "lab.plt.low", "present"),
        ("D-dimer 5200", "lab.d_dimer.high", "present"),
        ("D二聚体 5.2", "lab.d_dimer.high", "present"),
        ("NT-proBNP 4000", "lab.nt_probnp.high", "present"),
    ],
)
def test_values_in_thousands_in_numerals_and_high_in_any_unit_are_read(
    lexicon, text: str, finding: str, status: str
) -> None:
    assert told(lexicon, text).get(finding) == status


@pytest.mark.parametrize(
    "text", ["血小板一直偏低吗", "血小板十分低", "血小板千万不能低吗", "D二聚体 300", "D-dimer 0.3", "CA125查了两次"]
)
def test_what_is_no_number_or_may_be_normal_in_one_unit_gives_no_value(lexicon, text: str) -> None:
    assert not {id_ for id_ in told(lexicon, text) if "critical" in id_ or "d_dimer" in id_ or "ca125" in id_}
