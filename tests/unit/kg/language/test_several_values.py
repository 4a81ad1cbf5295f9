"""Which of several values told for one quantity is now: the later; the dangerous one where nothing says which is later; never a goal."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.language.values.value_times import Told, superseded
from kg.text import understand
from tests.fakes.spoken import line


@pytest.fixture(scope="module")
def lexicon():
    return load_knowledge().lexicon


def heard(lexicon, text: str):
    return understand(lexicon, text, lang="en" if text.isascii() else "zh")


def readings(lexicon, text: str) -> dict[str, float]:
    return {each.measurement: each.value for each in heard(lexicon, text).readings if each.plausible}


def statuses(lexicon, text: str) -> dict[str, str]:
    return {each.id: each.status.value for each in heard(lexicon, text).findings}


@pytest.mark.parametrize(
    ("text", "measurement", "value"),
    [
        ("昨天血糖5.6，今天21.3", "glucose_random_home", 21.3),
        ("血糖昨天7.8。今天15.2。", "glucose_random_home", 15.2),
        ("昨天测血糖，7.8，今天，15.2", "glucose_random_home", 15.2),
        ("我妈血糖昨天7.8，人没力气，今天25.2", "glucose_random_home", 25.2),
        ("血糖以前控制在6.5，今天25.8", "glucose_random_home", 25.8),
        ("去年体检血糖6.5，今天25.8", "glucose_random_home", 25.8),
        ("昨天空腹血糖6.5，今天18.8", "glucose_fasting_home", 18.8),
        ("血糖从昨天的5.6升到今天的22", "glucose_random_home", 22),
        ("血压早上120/80，现在185/112", "systolic_bp", 185),
        ("刚才血压180/115，现在120/80", "systolic_bp", 120),
        ("今天血压120/80，昨天180/115", "systolic_bp", 120),
        ("血压昨天180/115，今天130/82", "systolic_bp", 130),
        ("血压180/115，歇了一会又量了一次150/95", "systolic_bp", 150),
        ("高压昨天150，今天185", "systolic_bp", 185),
        ("血压平时120/80，今天86/50", "systolic_bp", 86),
        ("血压160/100，平时120/80", "systolic_bp", 160),
        ("氧饱和度昨天97，今天88", "spo2", 88),
        ("血氧现在86，平时95", "spo2", 86),
        ("心率平时60多，现在每分钟150次", "pulse", 150),
        ("心跳早上80次，现在140次", "pulse", 140),
        ("呼吸平时16次，现在32次", "respiratory_rate", 32),
        ("体重以前70，现在58", "weight", 58),
        ("temp was 37.2 this morning, now 39.8", "temperature", 39.8),
        ("my temperature was 101 last night, 103 now", "temperature", 39.4),
        ("oxygen was 97 yesterday and 88 today", "spo2", 88),
        ("SpO2 97 at rest, now 88", "spo2", 88),
        ("my BP is usually 120/80, today it's 190/115", "systolic_bp", 190),
        ("BP was 150 over 90 yesterday, 190 over 115 today", "systolic_bp", 190),
        ("blood pressure usually runs 150/90; this morning 210/120", "systolic_bp", 210),
        ("my glucose was 7.1 mmol/L yesterday and 22.4 mmol/L today", "glucose_random_home", 22.4),
        ("BP 180/110 used to be 120/80", "systolic_bp", 180),
        ("my heart rate was 72 at first, then 140", "pulse", 140),
    ],
)
def test_the_latest_value_counts(lexicon, text, measurement, value):
    assert readings(lexicon, text)[measurement] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("昨天血糖90，今天486", 26.98),
        ("昨天血糖90，今天16.7", 16.7),
        ("blood sugar was 90 yesterday, 486 today", 26.98),
        ("blood sugar was 250 yesterday, 48 today", 2.66),
    ],
)
def test_a_meter_in_milligrams_is_one_for_all_its_values(lexicon, text, value):
    assert readings(lexicon, text)["glucose_random_home"] == value


@pytest.mark.parametrize(
    ("text", "measurement", "value"),
    [
        ("血压120/80，185/112", "systolic_bp", 185),
        ("血糖18，今天7", "glucose_random_home", 18),
        ("血糖早上5.6，睡前18.9", "glucose_random_home", 18.9),
        ("平均血压145/92，最高180/110", "systolic_bp", 180),
        ("体温早上36.5，下午38.9，晚上39.4", "temperature", 39.4),
        ("体温37.5到38度", "temperature", 38),
        ("blood pressure 120/80, 185/112", "systolic_bp", 185),
    ],
)
def test_where_nothing_says_which_is_later_the_dangerous_one_counts(lexicon, text, measurement, value):
    assert readings(lexicon, text)[measurement] == value


def test_too_low_and_too_high_are_both_heard(lexicon):
    found = statuses(lexicon, "血糖最低3.2，最高16.8")
    assert found["low_glucose"] == found["high_glucose.very_high"] == "present"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("39度，吃了药退到37.2", "fever.high"),
        ("昨天39度，今天36.8", "fever.high"),
        ("孩子昨天39.5，今天37.2", "fever.high"),
        ("fever 39.5 last night, 37.0 this morning", "fever.high"),
        ("血氧刚才88，吸氧后97", "hypoxia.severe"),
        ("血氧昨天88，今天97", "hypoxia.severe"),
        ("血压180/115，吃了降压药后150/95", "high_bp.severe"),
        ("血糖早上2.5，吃了糖现在6.8", "low_glucose"),
        ("oxygen was 86 this morning, 95 now on oxygen", "hypoxia.severe"),
        ("血小板从150掉到12，今天输了血小板升到40", "lab.plt.low.critical"),
    ],
)
def test_what_a_treatment_or_a_better_hour_does_not_undo(lexicon, text, finding):
    assert statuses(lexicon, text)[finding] == "present"


@pytest.mark.parametrize(
    ("text", "systolic"),
    [
        ("血压目标130/80以下，今天168/100", 168),
        ("医生说血压要控制在130/80以下，现在168/100", 168),
        ("医生让我把血压控制在130/80，今天早上量的是178/108", 178),
        ("血压正常值120/80，我的175/105", 175),
        ("my blood pressure target is 130/80, today 172/104", 172),
    ],
)
def test_a_goal_is_nobodys_value(lexicon, text, systolic):
    understood = heard(lexicon, text)
    assert {each.value for each in understood.readings if each.measurement == "systolic_bp"} == {systolic}
    assert not understood.earlier


@pytest.mark.parametrize("text", ["血糖医生让控制在7以下", "血压目标130/80以下", "血压多少算高，180/110吗"])
def test_a_goal_alone_tells_nothing(lexicon, text):
    assert not heard(lexicon, text).readings


@pytest.mark.parametrize(
    ("text", "measurement", "value"),
    [
        ("血压平均145/92", "systolic_bp", 145),
        ("平时血压160/100，今天没量", "systolic_bp", 160),
        ("血压比平时高，180/110", "systolic_bp", 180),
        ("当时血压80/50", "systolic_bp", 80),
        ("来之前量的血压180/115", "systolic_bp", 180),
        ("医生让量血压，180/110", "systolic_bp", 180),
        ("医生说血压180/110太高了", "systolic_bp", 180),
        ("过去三天血压一直180/115", "systolic_bp", 180),
        ("昨天血糖25.8", "glucose_random_home", 25.8),
        ("血压180/110以前没高过", "systolic_bp", 180),
        ("血压高于正常值，180/110", "systolic_bp", 180),
        ("血压超过目标180/110", "systolic_bp", 180),
        ("my blood pressure is above target at 180/110", "systolic_bp", 180),
        ("my BP is 180/110 which used to be normal", "systolic_bp", 180),
        ("my BP is higher than usual, 180/110", "systolic_bp", 180),
        ("my oxygen was 86 last night", "spo2", 86),
    ],
)
def test_one_value_stands_whatever_its_time(lexicon, text, measurement, value):
    assert readings(lexicon, text)[measurement] == value


@pytest.mark.parametrize(
    ("text", "pair"),
    [("高压140低压90", (140, 90)), ("血压165/100", (165, 100)), ("systolic 150, diastolic 95", (150, 95))],
)
def test_a_pair_is_no_two_values(lexicon, text, pair):
    understood = heard(lexicon, text)
    assert tuple(each.value for each in understood.readings) == pair
    assert not understood.earlier


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("血糖8.1，今天38度5", {"glucose_random_home": 8.1, "temperature": 38.5}),
        ("血压140/90，今天吃了3片药", {"systolic_bp": 140, "diastolic_bp": 90}),
        ("血糖5.6，今天早上8点吃的饭", {"glucose_random_home": 5.6}),
        ("血糖5.6，现在65岁", {"glucose_random_home": 5.6}),
        ("血糖5.6，今天走了8公里", {"glucose_random_home": 5.6}),
        ("昨天血糖7.8，今天3片药", {"glucose_random_home": 7.8}),
        ("心率70，现在血压120/80", {"pulse": 70, "systolic_bp": 120, "diastolic_bp": 80}),
        ("my glucose is 6.1, today I walked 8 km", {"glucose_random_home": 6.1}),
        ("my glucose is 6.1, now 3 tablets a day", {"glucose_random_home": 6.1}),
    ],
)
def test_a_later_number_of_something_else_is_left_alone(lexicon, text, told):
    assert readings(lexicon, text) == told


def test_a_normal_value_of_long_ago_calms_nobody(lexicon):
    assert readings(lexicon, "去年血压120/80") == {}
    assert "lab.hgb.low" not in statuses(lexicon, "去年查血红蛋白135")
    assert statuses(lexicon, "去年查血红蛋白65")["lab.hgb.low"] == "present"


def test_the_highest_of_a_long_illness_is_none_of_now(lexicon):
    text = "高血压病史10年，最高180/110，平时吃药控制在130/80左右"
    assert "systolic_bp" not in readings(lexicon, text)
    assert "high_bp.severe" not in statuses(lexicon, text)
    assert {each.value for each in heard(lexicon, text).earlier} >= {180.0, 130.0}


def test_older_values_are_kept_apart(lexicon):
    understood = heard(lexicon, "血压早上120/80，现在185/112")
    assert [each.value for each in understood.earlier] == [120, 80]


@pytest.mark.parametrize(
    ("text", "finding", "value"),
    [
        ("血红蛋白上个月120，今天65", "lab.hgb.low", 65),
        ("血红蛋白今天65，上个月120", "lab.hgb.low", 65),
        ("血红蛋白65，上个月120", "lab.hgb.low", 65),
        ("肌酐去年90，现在486", "lab.creatinine.high", 486),
        ("肌酐486，去年才90", "lab.creatinine.high", 486),
        ("血小板上周150，昨天20", "lab.plt.low", 20),
        ("血钾昨天4.2，今天6.8", "lab.k.high.critical", 6.8),
        ("血红蛋白从130掉到71", "lab.hgb.low", 71),
        ("血红蛋白从150到112", "lab.hgb.low", 112),
        ("血小板由200一路掉到了15", "lab.plt.low.critical", 15),
        ("肌酐出院时90，现在380", "lab.creatinine.high", 380),
        ("platelets went from 200 to 15", "lab.plt.low.critical", 15),
        ("Hgb dropped from 12.5 g/dL to 6.8", "lab.hgb.low", 6.8),
        ("Hb 120 last month, 65 today", "lab.hgb.low", 65),
        ("Hb was 12 g/dL last month, 6.5 today", "lab.hgb.low", 6.5),
        ("hemoglobin 130 in March, now 72", "lab.hgb.low", 72),
        ("creatinine 90 last year, 486 now", "lab.creatinine.high", 486),
        ("my creatinine used to be 90, it is 486 now", "lab.creatinine.high", 486),
        ("potassium 6.9 now, was 4.2 last week", "lab.k.high.critical", 6.9),
        ("normal range is 3.5 to 5.5, my potassium is 6.9", "lab.k.high.critical", 6.9),
        ("my A1c was 6.5 last year, 9.8 now", "lab.hba1c.high", 9.8),
    ],
)
def test_of_several_results_the_latest_counts(lexicon, text, finding, value):
    found = {each.id: each for each in heard(lexicon, text).findings}
    assert found[finding].status == "present"
    assert found[finding].value == value


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("血红蛋白由92升到135", "lab.hgb.low"),
        ("血钾上周6.8，今天4.2", "lab.k.high"),
        ("my PHQ-9 is 4 now, it was 17", "lab.phq9.high"),
    ],
)
def test_what_became_normal_is_normal(lexicon, text, finding):
    assert statuses(lexicon, text)[finding] == "absent"


@pytest.mark.parametrize(
    ("told", "past"),
    [
        ([Told("told", 1.5, 0.5), Told("told", 0.45, 0.0)], [True, False]),
        ([Told("told"), Told("told")], [False, False]),
        ([Told("told"), Told("told", 0.0, 0.0, now=True)], [True, False]),
        ([Told("told", 0.0, 0.0, now=True), Told("told")], [False, False]),
        ([Told("told"), Told("told", 30.0, 30.0)], [False, True]),
        ([Told("told"), Told("told", treated=True, came=True)], [False, False]),
        ([Told("usual"), Told("told")], [True, False]),
        ([Told("usual"), Told("once")], [False, True]),
        ([Told("once")], [False]),
        ([Told("none"), Told("told")], [True, False]),
        ([Told("none")], [True]),
        ([], []),
    ],
)
def test_the_order_of_times(told, past):
    assert superseded(told) == past


@pytest.mark.parametrize(
    "text", ["去年烧到40度，今天就流鼻涕", "如果烧到40度怎么办", "last year her fever hit 40, today a runny nose"]
)
def test_a_fever_of_last_year_or_of_an_if_is_none_of_now(text: str) -> None:
    assert "fever+" not in line(text, relation="child").split()


def test_a_sugar_of_last_year_is_not_todays() -> None:
    assert "high_glucose+" not in line("去年血糖飙到28，现在空腹6.1", relation="self").split()


@pytest.mark.parametrize(
    "text", ["Low belly pain, 38.3 tonight", "Shin is hot and red. 38.1. Eating fine.", "右下边疼,38.9,恶心"]
)
def test_a_bare_number_beside_a_complaint_is_a_temperature(text: str) -> None:
    assert "fever+" in line(text, relation="self").split()


@pytest.mark.parametrize("text", ["BMI 38.2, knee pain", "我买了菜，38.5", "化验 12.3 38.5 4.2，头疼"])
def test_a_bare_number_of_something_else_is_none(text: str) -> None:
    assert "fever+" not in line(text, relation="self").split()


@pytest.mark.parametrize(("text", "high"), [("家里量160 105，头疼", 160), ("测了 182 110", 182)])
def test_two_measured_numbers_that_a_gap_parts_are_pressures(text: str, high: int) -> None:
    heard = understand(load_knowledge().lexicon, text)
    assert {each.measurement: each.value for each in heard.readings}["systolic_bp"] == high


@pytest.mark.parametrize("text", ["量了 175 70 公斤", "测了 38 2 次", "量体重 120 115"])
def test_other_numbers_that_a_gap_parts_are_none(text: str) -> None:
    heard = understand(load_knowledge().lexicon, text)
    assert "systolic_bp" not in {each.measurement for each in heard.readings}
