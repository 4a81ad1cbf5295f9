"""Laboratory lines as reports print them and cameras read them."""

import pytest

from kg.graph import Graph
from kg.labs import findings_of, interpret, match_indicator, range_for
from kg.schema import LabResult, Person, Sex, Status
from kg.units import factor, spelling

WOMAN = Person(age_days=40 * 365, sex=Sex.FEMALE)
MAN = Person(age_days=40 * 365, sex=Sex.MALE)


@pytest.mark.parametrize(
    ("name", "unit", "lab"),
    [
        ("血红蛋白(HGB)", "g/L", "haemoglobin"),
        ("H G B", None, "haemoglobin"),
        ("★血红蛋白：", None, "haemoglobin"),
        ("3.血清钾", None, "potassium"),
        ("K+", None, "potassium"),
        ("ｃＴｎＩ", None, "troponin_i"),
        ("CTNL", None, "troponin_i"),
        ("心肌肌钙蛋白Ⅰ", None, "troponin_i"),
        ("r-GT", None, "ggt"),
        ("γGT", None, "ggt"),
        ("γ-谷氨酰转栘酶", None, "ggt"),
        ("γ-谷氨酰转酶", None, "ggt"),
        ("WBC", "×10⁹/L", "blood_wbc"),
        ("WBC", "/HP", "urine_wbc"),
        ("WBC", None, None),
        ("WBC", "mmol/L", None),
        ("钠", None, None),
        ("", None, None),
        ("()", None, None),
    ],
)
def test_indicators_are_matched(graph: Graph, name: str, unit: str | None, lab: str | None) -> None:
    found = match_indicator(graph, name, unit)
    assert (None if found is None else found.id) == lab


@pytest.mark.parametrize("printed", ["×10⁹/L", "10^9/L", "x10^9/L", "10E9/L", "*10^9/L", "10*9/ L", "10＾9/L", "109/L"])
def test_one_spelling_for_powers(printed: str) -> None:
    assert spelling(printed) == "10*9/l"


def test_micro_signs_are_one() -> None:
    assert spelling("μmol/L") == spelling("µmol/L") == spelling("umol/L")


def test_conversion_is_by_authored_factors_only(graph: Graph) -> None:
    troponin = graph.labs["troponin_i"]
    assert factor(troponin, "pg/mL") == 0.001
    assert factor(troponin, "NG/ML") == 1
    assert factor(troponin, "mmol/L") is None
    # Without a unit 40 might be ng/L or ng/mL: nothing is assumed.
    assert factor(troponin, "") is None
    assert factor(graph.labs["potassium"], "") == 1


def flag(graph: Graph, person: Person = WOMAN, **fields: object) -> str:
    return interpret(graph, person, LabResult.model_validate({"name": "x", "lab": None, **fields})).flag


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"lab": "haemoglobin", "value": 9, "unit": "g/dL"}, "low"),
        ({"lab": "haemoglobin", "value": 120, "unit": "g/L"}, "normal"),
        ({"lab": "haemoglobin", "value": None, "unit": "g/L"}, "unknown"),
        ({"lab": "haemoglobin", "value": 120, "unit": "furlongs"}, "unknown"),
        ({"lab": "haemoglobin", "value": 1200, "unit": "g/L"}, "unknown"),
        ({"lab": "haemoglobin", "value": 120, "unit": "g/L", "low": 125, "high": 150}, "low"),
        ({"lab": "haemoglobin", "value": 120, "unit": "g/L", "low": 150, "high": 110}, "normal"),
        ({"lab": "troponin_i", "value": 350, "unit": "ng/L"}, "high"),
        ({"lab": "troponin_i", "value": 0.35, "unit": "ng/mL"}, "high"),
        ({"lab": "troponin_i", "value": 0.35, "unit": ""}, "unknown"),
        ({"lab": "troponin_i", "value": 0.35, "unit": "", "high": 0.04}, "high"),
        ({"lab": "troponin_i", "value_text": "<0.01", "unit": "ng/mL"}, "normal"),
        ({"lab": "troponin_i", "value_text": "<0.1", "unit": "ng/mL"}, "unknown"),
        ({"lab": "troponin_i", "value_text": ">50", "unit": "ng/mL"}, "high"),
        ({"lab": "potassium", "value_text": "<2.0", "unit": "mmol/L"}, "critical_low"),
        ({"lab": "potassium", "value": 6.9, "unit": "mmol/L"}, "critical_high"),
        ({"lab": "potassium", "value": 2.1, "unit": "mEq/L"}, "critical_low"),
        ({"lab": "flu_a_antigen", "value_text": "阳性(+)"}, "abnormal"),
        ({"lab": "flu_a_antigen", "value_text": "（++）"}, "abnormal"),
        ({"lab": "flu_a_antigen", "value_text": "阴性"}, "normal"),
        ({"lab": "flu_a_antigen", "value_text": "(-)"}, "normal"),
        ({"lab": "flu_a_antigen", "value_text": "±"}, "unknown"),
        ({"lab": "flu_a_antigen", "value_text": ""}, "unknown"),
        ({"lab": "urine_wbc", "value": 25, "unit": "/HP"}, "abnormal"),
        ({"value": 3, "low": 1, "high": 2}, "high"),
        ({"value": 3}, "unknown"),
        ({"value": 3, "flag": "high"}, "high"),
    ],
)
def test_flags(graph: Graph, fields: dict[str, object], expected: str) -> None:
    assert flag(graph, **fields) == expected


def test_a_misread_value_loses_even_its_printed_flag(graph: Graph) -> None:
    assert flag(graph, lab="haemoglobin", value=1200, unit="g/L", flag="normal") == "unknown"


def test_ranges_fit_sex_age_and_pregnancy(graph: Graph) -> None:
    lab = graph.labs["haemoglobin"]
    lows = [
        range_for(lab, person).low  # type: ignore[union-attr]
        for person in (
            MAN,
            WOMAN,
            WOMAN.model_copy(update={"pregnant": True}),
            Person(age_days=5 * 365, sex=Sex.MALE),
        )
    ]
    assert lows == [130, 115, 110, 110]


def test_findings_of_results(graph: Graph) -> None:
    def found(**fields: object) -> dict[str, Status]:
        result = LabResult.model_validate({"name": "x", **fields})
        return {f.id: f.status for f in findings_of(graph, [interpret(graph, WOMAN, result)])}

    assert found(lab="haemoglobin", value=90, unit="g/L") == {
        "lab.haemoglobin.low": Status.PRESENT,
        "lab.haemoglobin.high": Status.ABSENT,
    }
    normal = found(lab="haemoglobin", value=120, unit="g/L")
    assert normal["lab.haemoglobin.low"] is normal["lab.haemoglobin.high"] is Status.ABSENT
    critical = found(lab="potassium", value=6.9, unit="mmol/L")
    assert critical["lab.potassium.high"] is critical["lab.potassium.high.critical"] is Status.PRESENT
    assert found(lab="potassium", value=5.8, unit="mmol/L")["lab.potassium.high.critical"] is Status.ABSENT
    assert found(lab="flu_a_antigen", value_text="阳性") == {"lab.flu_a_antigen.positive": Status.PRESENT}
    assert found(lab="flu_a_antigen", value_text="阴性") == {"lab.flu_a_antigen.positive": Status.ABSENT}
    assert found(lab="haemoglobin", value=None) == {}
    assert found(lab=None, value=3, low=1, high=2) == {}


def test_doubtful_readings_are_unsure_and_later_results_stand(graph: Graph) -> None:
    older = LabResult(lab="haemoglobin", name="x", value=90, unit="g/L", flag="low")
    newer = older.model_copy(update={"value": 130.0, "flag": "normal"})
    assert {f.status for f in findings_of(graph, [older, newer])} == {Status.ABSENT}
    assert {f.status for f in findings_of(graph, [older.model_copy(update={"confidence": 0.3})])} == {Status.UNSURE}
