"""Since when, how bad, and readings with units."""

import pytest

from kg.schema import Person, Sex
from tests.fakes.spoken import finding, line, read

ONSETS = [
    ("胸闷两天", "chest_tightness", 2),
    ("头疼半小时", "headache", 0.5 / 24),
    ("发了三天烧", "fever", 3),
    ("头疼三个月", "headache", 91),
    ("头疼两个半月", "headache", 76),
    ("头疼三四天", "headache", 3.5),
    ("头疼十几天", "headache", 15),
    ("头疼20多天", "headache", 23),
    ("头疼3-5天", "headache", 4),
    ("昨天开始发烧", "fever", 1),
    ("三天前开始发烧", "fever", 3),
    ("发烧是三天前开始的", "fever", 3),
    ("从昨天起一直咳嗽", "cough", 1),
    ("大半年了，一直咳嗽", "cough", 240),
    ("头疼，有两天了", "headache", 2),
    ("headache for 3 weeks", "headache", 21),
    ("headache since yesterday", "headache", 1),
    ("headache for a year", "headache", 365),
    ("headache for years", "headache", 1300),
    ("a 3-day history of cough", "cough", 3),
    ("I have been coughing for half a year", "cough", 183),
    ("coughing for a couple of days", "cough", 2),
    ("cough started two weeks ago", "cough", 14),
    ("my head has hurt for the past 10 hours", "headache", 10 / 24),
]


@pytest.mark.parametrize(("text", "id_", "days"), ONSETS)
def test_onset(text: str, id_: str, days: float) -> None:
    assert finding(text, id_).onset_days == pytest.approx(days, rel=0.05)
    assert read(text).duration_days == pytest.approx(days, rel=0.05)


@pytest.mark.parametrize(
    ("text", "id_", "days"),
    [
        ("左小腿又肿又疼三天了，上个月坐了很久的车", "calf_pain.tender_one_side", 3),
        ("上个月坐了很久的车，左小腿肿疼三天", "edema.one_leg", 3),
        ("头疼一天", "headache", 1),
        ("头疼一天，三年前出过车祸", "headache", 1),
        ("胸口闷一天，去年摔过一跤", "chest_tightness", 1),
        ("头疼三天，断断续续有半年了", "headache", 182.6),
        ("咳嗽三天，已经一个月没抽烟", "cough", 3),
    ],
)
def test_the_time_of_something_else_is_not_the_complaints(text: str, id_: str, days: float) -> None:
    assert finding(text, id_).onset_days == pytest.approx(days, rel=0.05)
    assert read(text).duration_days == pytest.approx(days, rel=0.05)


def test_an_accident_of_years_ago_is_over_and_what_hurts_ever_since_is_not() -> None:
    assert [each.id for each in read("头疼一天，三年前出过车祸").findings] == ["headache"]
    assert [each.id for each in read("去年车祸以后腰一直疼").findings] == ["back_pain.lower"]
    assert [each.id for each in read("昨天出了车祸").findings] == ["injury.spine_fall"]


@pytest.mark.parametrize("text", ["肚子疼一天三次", "一天拉十次", "每天头疼一次"])
def test_how_often_a_day_is_no_time_since(text: str) -> None:
    assert read(text).duration_days is None


def test_each_complaint_keeps_its_own_time() -> None:
    assert finding("发烧三天，咳嗽两周", "fever").onset_days == 3
    assert finding("发烧三天，咳嗽两周", "cough").onset_days == 14
    assert finding("发烧三天咳嗽两天", "fever").onset_days == 3
    assert finding("咳嗽、发烧三天", "cough").onset_days == 3
    assert finding("fever of 103 for 2 days with chills", "fever").onset_days == 2
    assert finding("cough for 2 weeks and fever since yesterday", "fever").onset_days == 1


def test_the_duration_is_of_the_complaint_not_of_old_diseases() -> None:
    assert read("高血压10年，胸痛2小时").duration_days == pytest.approx(2 / 24, rel=0.01)
    assert finding("高血压10年，胸痛2小时", "hx.hypertension").onset_days == pytest.approx(3652, rel=0.01)


def test_a_time_in_another_sentence_dates_something_else() -> None:
    assert read("My leg hurts since yesterday. I had surgery on it 2 weeks ago.").duration_days == 1
    assert read("头疼。三天了。").duration_days == 3
    assert read("No itching. My last period was 3 weeks ago.").duration_days is None
    assert read("肚子疼，昨天吃了很多冰淇淋").duration_days is None
    assert read("肚子疼，从昨天就这样了").duration_days == 1


def test_worse_since_is_not_onset() -> None:
    understanding = read("胸闷半年，加重两天")
    assert understanding.duration_days == pytest.approx(183, rel=0.01)
    assert understanding.worsening_days == 2


@pytest.mark.parametrize(
    "text",
    [
        "咳嗽，一天三次",
        "头疼，每次几分钟",
        "吃了三天药还头疼",
        "我34岁，头疼",
        "一天拉了五次",
        "I cough three times a night",
        "headaches 3 times a week",
    ],
)
def test_rates_spells_treatments_and_ages_are_no_onset(text: str) -> None:
    assert read(text).duration_days is None


@pytest.mark.parametrize(
    ("text", "id_", "grade"),
    [
        ("头特别疼", "headache", 8),
        ("头疼得厉害", "headache.severe", 7),
        ("有点头疼", "headache", 3),
        ("头不太疼", "headache", 3),
        ("头疼，7分", "headache", 7),
        ("头疼，疼痛评分8分", "headache", 8),
        ("headache 7/10", "headache", 7),
        ("a mild headache", "headache", 3),
        ("my head hurts really badly", "headache", 7),
        ("头疼", "headache", None),
    ],
)
def test_severity(text: str, id_: str, grade: int | None) -> None:
    assert finding(text, id_).severity == grade


READINGS = [
    ("体温38.5度", [("temperature", 38.5)]),
    ("发烧38度5", [("temperature", 38.5)]),
    ("三十八度五", [("temperature", 38.5)]),
    ("发烧39度一天", [("temperature", 39.0)]),
    ("发烧38度三天", [("temperature", 38.0)]),
    ("发烧38度5三天", [("temperature", 38.5)]),
    ("烧到三十九度", [("temperature", 39.0)]),
    ("38.5℃", [("temperature", 38.5)]),
    ("101 F", [("temperature", 38.3)]),
    ("temperature of 102.2°F", [("temperature", 39.0)]),
    ("血压 165/100", [("systolic_bp", 165), ("diastolic_bp", 100)]),
    ("BP 165 over 100", [("systolic_bp", 165), ("diastolic_bp", 100)]),
    ("高压165", [("systolic_bp", 165)]),
    ("高压160多", [("systolic_bp", 160)]),
    ("高压一百六，低压九十五", [("systolic_bp", 160), ("diastolic_bp", 95)]),
    ("血糖 7.9", [("glucose_random_home", 7.9)]),
    ("空腹血糖7.9", [("glucose_fasting_home", 7.9)]),
    ("blood sugar 250 mg/dl", [("glucose_random_home", 13.875)]),
    ("氧饱和 92", [("spo2", 92)]),
    ("血氧92%", [("spo2", 92)]),
    ("心率 110", [("pulse", 110)]),
    ("heart rate was 110", [("pulse", 110)]),
    ("体重140斤", [("weight", 70)]),
    ("发烧3天", []),
    ("心跳很快两天", []),
    ("头疼3天", []),
]


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_readings(text: str, expected: list[tuple[str, float]]) -> None:
    found = [(reading.measurement, pytest.approx(reading.value, abs=0.06)) for reading in read(text).readings]
    assert found == expected


def test_a_reading_decides_findings_with_value_and_unit() -> None:
    fever = finding("体温39.2度", "fever.high")
    assert (fever.status, fever.value, fever.unit) == ("present", 39.2, "Cel")
    assert finding("体温36.6", "fever").status == "absent"


def test_one_high_reading_of_two_is_enough() -> None:
    assert finding("血压165/85", "high_bp").status == "present"
    assert finding("昨天39度，今天36.8度", "fever").status == "present"


@pytest.mark.parametrize("text", ["体温375", "血压 16/500", "血氧 920", "心率 5000"])
def test_implausible_readings_are_reported_and_not_used(text: str) -> None:
    understanding = read(text)
    assert understanding.implausible
    assert understanding.findings == ()


def test_rules_follow_the_age() -> None:
    baby = Person(age_days=200, sex=Sex.FEMALE)
    adult = Person(age_days=40 * 365, sex=Sex.FEMALE)
    assert {f.id: f.status for f in read("心率 130", person=baby).findings}["tachycardia"] == "absent"
    assert {f.id: f.status for f in read("心率 130", person=adult).findings}["tachycardia"] == "present"
    assert line("孩子血压150/95") == ""


def test_a_word_and_a_reading_of_one_finding_are_one() -> None:
    understanding = read("发烧两天，最高38.5度")
    fever = [f for f in understanding.findings if f.id == "fever"]
    assert len(fever) == 1
    assert (fever[0].value, fever[0].onset_days) == (38.5, 2)
