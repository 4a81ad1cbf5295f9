"""ECG reports in words: what the examiner wrote of the ST segment decides how soon, together with what is felt."""

from __future__ import annotations

import pytest

from agents.dialogue import Finish
from agents.graph import Consultation
from agents.reports.narrative import read_narrative
from agents.reports.port import Reading
from kg.schema import Person, Sex, Status, Urgency
from tests.fakes.conversation import DrawnReader, Script, person, photo

IMAGE = b"an ECG"
DEPRESSED = "心电图报告单\n检查日期：2026-11-17\n诊断意见：\n1. 窦性心律\n2. V1-V4导联ST段压低0.2mV，T波倒置"
ELEVATED = "心电图报告单\n诊断：窦性心律，II、III、aVF导联ST段弓背向上抬高0.3mV"
FLAT = "心电图报告单\n诊断：窦性心律，T波低平"
NORMAL = "心电图报告单\n诊断：窦性心律，正常心电图"


def shown(knowledge, text, *said, years=56, lang="zh"):
    """Answer a consultation in which something is said and then an ECG is shown."""
    reading = Reading(what="other_report", text=text)
    script = Script(Consultation(knowledge, DrawnReader({IMAGE: reading})), lang)
    script.start(person(years=years, sex="male"))
    for each in said:
        script.say(each)
    script.take(photo(IMAGE), IMAGE)
    return script


@pytest.mark.parametrize(
    ("text", "said", "urgency"),
    [
        (DEPRESSED, "胸口闷了两天，休息时也闷", Urgency.EMERGENCY),
        (DEPRESSED, "体检做了个心电图，没什么不舒服", None),
        (ELEVATED, "上腹部难受一小时，恶心", Urgency.EMERGENCY),
        (ELEVATED, "来看看单子", Urgency.URGENT),
        (FLAT, "胸口偶尔闷半年了", None),
        (NORMAL, "胸口偶尔闷半年了", None),
    ],
)
def test_a_moved_st_segment_alarms_by_what_is_felt(knowledge, text, said, urgency):
    """ESC guidelines for acute coronary syndromes 2023: ST elevation or depression with symptoms is no matter of appointments."""
    script = shown(knowledge, text, said)
    told = script.state.assessment.red_flags
    ecg = {each for each in told if each.startswith("ecg_st")}
    assert bool(ecg) is (urgency is not None)
    if urgency is not None:
        script.take(Finish())
        assert script.state.guidance.view.urgency.rank <= urgency.rank


def test_english_st_elevation_with_chest_pain_calls_an_ambulance(knowledge):
    text = "ECG report\nImpression: sinus rhythm, ST elevation in leads II, III and aVF"
    script = shown(knowledge, text, "my chest has felt tight since this morning", lang="en")
    assert script.replies[-1].stage == "emergency"
    assert script.replies[-1].emergency.action == "call_120"


def heart_score(script):
    script.take(Finish())
    found = [each for opinion in script.state.opinions for each in opinion.scores if each.id == "heart"]
    return found[0]


@pytest.mark.parametrize(("text", "grade"), [(DEPRESSED, 2), (FLAT, 1), (NORMAL, 0)])
def test_heart_grades_the_ecg_that_was_shown(knowledge, text, grade):
    """Six 2008: normal 0, nonspecific repolarisation disturbance 1, significant ST deviation 2."""
    said = "胸口闷半年了，偶尔一下"
    without = Script(Consultation(knowledge))
    without.start(person(years=56, sex="male"))
    without.say(said)
    unseen, seen = heart_score(without), heart_score(shown(knowledge, text, said))
    assert "ECG" in {each.en for each in unseen.missing}
    assert "ECG" not in {each.en for each in seen.missing}
    assert unseen.high - seen.high == 2 - grade
    assert seen.low - unseen.low == grade


MAN = Person(age_days=20_500, sex=Sex.MALE)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (NORMAL, Status.ABSENT),
        ("ECG report\nImpression: Sinus rhythm. Normal ECG.", Status.ABSENT),
        ("心电图报告单\n诊断：窦性心律", None),
        ("心电图报告单\n诊断：1. 正常心电图\n2. 偶发室性早搏，T波改变", None),
    ],
)
def test_only_a_tracing_called_normal_is_not_abnormal(knowledge, text, known):
    found = {each.id: each.status for each in read_narrative(knowledge, MAN, text).findings}
    assert found.get("ecg_abnormal") is known
