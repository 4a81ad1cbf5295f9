"""One-shot assessments: the three of the main issue, and the shape that machines rely on."""

from __future__ import annotations

import json

import pytest

from agents.assessment import assess, assessment_json
from agents.reports.port import Reading
from kg.schema import LabResult
from tests.fakes.conversation import NOON_MS, person


def shot(knowledge, text, years=56, sex="male", lang=None, readings=()):
    outcome = assess(knowledge, person(years=years, sex=sex), text, readings, lang=lang, now_ms=NOON_MS)
    return assessment_json(outcome, knowledge)


def test_crushing_chest_pain_is_an_emergency_with_the_red_flag_named(knowledge):
    answer = shot(knowledge, "胸口压榨样疼痛半小时，出汗，左臂发麻")
    assert answer["urgency"] == "emergency"
    flags = [reason["id"] for reason in answer["reasons"] if reason["kind"] == "red_flag"]
    assert flags
    assert flags[0] in knowledge.graph.red_flags
    assert "cardiology" in answer["specialties"]


def test_a_cold_is_looked_after_at_home(knowledge):
    assert shot(knowledge, "流清鼻涕打喷嚏两天，不发烧")["urgency"] == "self_care"


def test_a_twisted_foot_finds_neither_headache_nor_chest_pain(knowledge):
    answer = shot(knowledge, "头不疼，没有胸痛，就是右脚扭了一下")
    present = {each["id"] for each in answer["findings"] if each["status"] == "present"}
    assert not {each for each in present if each.startswith(("headache", "chest"))}
    assert "injury.ankle_sprain" in present


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("血压185/112，没有任何不舒服", "urgent"),
        ("my blood pressure is 188/114, I feel fine", "urgent"),
        ("血压185/112，说话不利索", "emergency"),
        ("my blood pressure is 188/114 and my chest hurts", "emergency"),
    ],
)
def test_no_specialty_hurries_more_than_the_rule_that_grades_a_pressure_alone(knowledge, text, urgency):
    answer = shot(knowledge, text)
    assert answer["urgency"] == urgency
    assert ("emergency" in {each["urgency"] for each in answer["opinions"]}) is (urgency == "emergency")


def test_the_answer_has_its_shape(knowledge):
    answer = json.loads(json.dumps(shot(knowledge, "sore throat for two days", lang="en")))
    assert set(answer) >= {
        "urgency",
        "reasons",
        "differential",
        "findings",
        "specialties",
        "opinions",
        "guidance",
        "language_model",
    }
    assert answer["language_model"] is None
    assert len(answer["differential"]) >= 10
    chances = [each["probability"] for each in answer["differential"]]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= each <= 1 for each in chances)
    assert set(answer["differential"][0]) >= {"id", "name_zh", "name_en", "icd10", "probability", "evidence"}
    assert set(answer["differential"][0]["evidence"][0]) >= {"finding", "status", "log10_lr"}
    assert set(answer["findings"][0]) >= {"id", "status", "text", "value", "unit"}
    assert {reason["kind"] for reason in answer["reasons"]} <= {"red_flag", "posterior"}
    assert answer["guidance"]["headline"]


def test_the_language_is_that_of_the_text_unless_said(knowledge):
    assert shot(knowledge, "sore throat for two days")["guidance"]["headline"].isascii()
    assert not shot(knowledge, "sore throat for two days", lang="zh")["guidance"]["headline"].isascii()


def test_a_report_counts_without_any_text(knowledge):
    item = LabResult(lab=None, name="肌钙蛋白I", abbr="cTnI", value=0.9, value_text="0.9", unit="ng/mL", high=0.04)
    answer = shot(knowledge, "胸闷两天", readings=(Reading(what="lab_report", items=(item,)),))
    assert answer["urgency"] == "emergency"
    assert any(each["id"].startswith("lab.troponin_i") for each in answer["findings"])


@pytest.mark.parametrize("text", ["", "。。。", "你好", "hello"])
def test_nothing_told_is_not_taken_for_health(knowledge, text):
    assert shot(knowledge, text)["urgency"] in {"routine", "soon", "urgent", "emergency"}


def test_words_of_despair_count_in_one_shot_as_well(knowledge):
    answer = shot(knowledge, "我不想活了", years=30)
    assert answer["urgency"] in {"urgent", "emergency"}
    assert "mental_health" in answer["specialties"]
