"""A cancer told by its name is a history of cancer, an artificial valve is a valve, and a gliflozin is no insulin."""

from __future__ import annotations

import pytest

from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    "text",
    [
        "得过肠癌，手术做了五年了",
        "乳腺癌术后在复查",
        "我有肺癌",
        "去年查出来是胃癌",
        "淋巴瘤治好了",
        "I had breast cancer six years ago",
        "I have prostate cancer",
        "leukaemia as a child",
    ],
)
def test_a_named_cancer_is_a_history_of_cancer(text: str) -> None:
    assert "hx.cancer" in told(60, text)[1]


@pytest.mark.parametrize(
    "text",
    [
        "没得过癌，腰疼",
        "没有肺癌",
        "我妈是乳腺癌，我腰疼",
        "怕自己是肺癌",
        "是不是得了胃癌",
        "担心是肠癌，做了个肠癌筛查",
        "医生说不是胃癌",
        "得过基底细胞癌",
        "有子宫肌瘤",
        "my father had lung cancer",
        "I'm worried it is bowel cancer",
    ],
)
def test_feared_denied_anothers_or_harmless_it_is_none(text: str) -> None:
    assert "hx.cancer" not in told(60, text)[1]


def test_what_a_report_only_thinks_of_is_no_history() -> None:
    assert "hx.cancer" not in told(60, "CT：考虑肺癌可能")[1]


@pytest.mark.parametrize(
    "text",
    [
        "换过心脏瓣膜",
        "心脏换了机械瓣",
        "五年前做了二尖瓣置换",
        "I have a mechanical heart valve",
        "had an aortic valve replacement in 2019",
    ],
)
def test_an_artificial_valve_is_read(text: str) -> None:
    assert "hx.valve_replaced" in told(60, text)[1]


@pytest.mark.parametrize("text", ["心脏瓣膜不好", "有风湿性心脏病", "没换过瓣膜", "换过膝盖"])
def test_a_valve_of_ones_own_is_not_replaced(text: str) -> None:
    assert "hx.valve_replaced" not in told(60, text)[1]


@pytest.mark.parametrize("text", ["有糖尿病，吃达格列净，有点糊涂", "有糖尿病，打司美格鲁肽，晕倒了"])
def test_what_lowers_no_sugar_too_far_is_no_insulin(text: str) -> None:
    assert "hypoglycemia_signs" not in {flag.id for flag in told(60, text)[0].red_flags}


@pytest.mark.parametrize("text", ["有糖尿病，打胰岛素，有点糊涂", "有糖尿病，吃达格列净还打胰岛素，晕倒了"])
def test_insulin_still_is(text: str) -> None:
    assert "hypoglycemia_signs" in {flag.id for flag in told(60, text)[0].red_flags}


@pytest.mark.parametrize("text", ["刷牙老出血", "刷牙老是出血，没别的"])
def test_gums_that_bleed_are_no_bruises(text: str) -> None:
    present = told(40, text)[1]
    assert "gum_bleeding" in present
    assert "easy_bruising" not in present


@pytest.mark.parametrize(
    ("rule", "urgency", "text"),
    [
        ("fever_on_immunosuppression", "urgent", "乳腺癌术后十年了，发烧39.4"),
        ("fever_without_defence", "emergency", "得了淋巴瘤，一直免疫力低下，发烧38.2"),
        ("fever_without_defence", "emergency", "肺癌，发烧打寒战"),
        ("fever_on_marrow_toxic_medicine", "emergency", "肠癌正在化疗，发烧38.4"),
    ],
)
def test_a_fever_with_a_cancer_is_graded_by_what_is_left_of_the_defence(rule: str, urgency: str, text: str) -> None:
    triage, heard = told(60, text)
    assert rule in {flag.id for flag in triage.red_flags}, heard
    assert next(flag for flag in triage.red_flags if flag.id == rule).urgency.value == urgency


def test_an_old_cancer_with_a_fever_is_no_fever_without_defence() -> None:
    assert "fever_without_defence" not in {
        flag.id for flag in told(60, "乳腺癌术后十年了，发烧39.4，流鼻涕")[0].red_flags
    }
