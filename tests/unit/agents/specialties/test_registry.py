"""Specialties: every one is there, keeps to what exists, fails alone, and what is missing never reads as normal."""

from __future__ import annotations

import ast
import inspect

import pytest

from agents.assessment import assess
from agents.graph import Consultation
from agents.specialties import (
    belly,
    births,
    blood,
    cardiology,
    childhood,
    clots,
    endocrinology,
    eyes,
    infectious_disease,
    kidneys,
    mental_health,
    neurology,
    orthopaedics,
    paediatrics,
    registry,
    respiratory,
    skin,
    teeth,
    throat,
    vital,
)
from agents.specialties.registry import Registry, standard_registry
from agents.specialties.rule import Ruling
from agents.specialties.scores.points import text
from agents.specialties.specialist import Specialist
from agents.specialties.view import View
from kg.schema import LabId, LabResult, SpecialtyId, Urgency
from tests.fakes.conversation import NOON_MS, Script, person
from tests.unit.agents.specialties.helpers import look, view

NINETEEN = {
    "general_practice",
    "cardiology",
    "respiratory",
    "gastroenterology",
    "neurology",
    "endocrinology",
    "nephrology_urology",
    "mental_health",
    "paediatrics",
    "obstetrics_gynaecology",
    "orthopaedics_rheumatology",
    "dermatology",
    "ent",
    "eye",
    "dental",
    "infectious_disease",
    "haematology_oncology",
    "general_surgery",
    "emergency_toxicology",
}
MODULES = (
    belly,
    births,
    blood,
    cardiology,
    childhood,
    clots,
    endocrinology,
    eyes,
    infectious_disease,
    kidneys,
    mental_health,
    neurology,
    orthopaedics,
    paediatrics,
    respiratory,
    skin,
    teeth,
    throat,
    vital,
)


def test_all_nineteen_are_there_and_in_the_graph(knowledge):
    assert set(standard_registry().by_id) == NINETEEN
    assert set(knowledge.graph.specialties) == NINETEEN


def test_what_the_rules_speak_of_exists(knowledge):
    """A finding, measurement or laboratory id that is misspelt would never be known, and silently so."""
    graph = knowledge.graph
    known = {
        *graph.findings,
        *graph.measurements,
        *graph.labs,
        *graph.tests,
        *graph.specialties,
        *graph.diseases,
    }
    for module in (*MODULES, registry):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _LOOKS:
                named = [each.value for each in node.args if isinstance(each, ast.Constant)]
                assert not [each for each in named if each not in known], module.__name__
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, tuple) and value and all(isinstance(each, str) for each in value):
                assert not [each for each in value if each not in known], (module.__name__, name)


_LOOKS = {"tri", "either", "present", "asks", "reading", "lab", "measured", "proposed"}


def test_a_specialty_that_breaks_fails_alone(knowledge):
    def broken(seen: View) -> Ruling | None:
        raise RuntimeError(f"cannot look at {seen.specialty}")

    good = standard_registry().by_id
    made = Registry(Specialist(each, (broken,)) if each == "cardiology" else good[each] for each in good)
    script = Script(Consultation(knowledge, registry=made), "en")
    script.start(person(years=56, sex="male"))
    reply = script.say("crushing chest pain for half an hour, sweating")
    opinions = {each.specialty: each for each in script.state.opinions}
    assert opinions[SpecialtyId("cardiology")].failed
    assert not opinions[SpecialtyId("cardiology")].hypotheses
    assert not opinions[SpecialtyId("general_practice")].failed
    assert reply.guidance.urgency is Urgency.EMERGENCY
    assert any("could not give an opinion" in line for line in reply.guidance.who_looked)


def test_a_registry_refuses_to_be_empty_or_to_name_one_twice():
    with pytest.raises(ValueError, match="registry"):
        Registry(())
    with pytest.raises(ValueError, match="registry"):
        Registry((Specialist(SpecialtyId("eye")), Specialist(SpecialtyId("eye"))))


def test_a_ruling_with_urgency_needs_its_reason():
    with pytest.raises(ValueError, match="reason"):
        Ruling(urgency=Urgency.URGENT)
    with pytest.raises(ValueError, match="reason"):
        Ruling(reason=text("因为", "because"))


def test_cardiology_says_that_the_ecg_is_missing_and_asks_for_it(knowledge):
    opinion = look(knowledge, "cardiology", years=56, sex="male", present=("chest_pain.exertional",))
    heart = next(score for score in opinion.scores if score.id == "heart")
    assert "ECG" in [each.en for each in heart.missing]
    assert heart.low < heart.high
    assert any("ectrocardiogram" in test.en for test in opinion.tests)


def test_stroke_signs_are_an_emergency_and_a_palsy_with_the_forehead_is_not(knowledge):
    assert look(knowledge, "neurology", years=70, present=("speech_difficulty",)).urgency is Urgency.EMERGENCY
    palsy = look(knowledge, "neurology", years=30, present=("facial_droop.forehead_too",), days=2)
    assert not [reason for reason in palsy.reasons if reason.id == "fast"]


def test_an_old_weakness_is_no_new_stroke(knowledge):
    opinion = look(knowledge, "neurology", years=70, present=("limb_weakness.one_side",), days=400)
    assert not [reason for reason in opinion.reasons if reason.id == "fast"]


def test_a_young_infant_called_feverish_without_a_reading_is_an_emergency(knowledge):
    opinion = look(knowledge, "paediatrics", years=0.1, present=("fever",), relation="child")
    assert opinion.urgency is Urgency.EMERGENCY


def test_dehydration_of_a_toddler_is_seen_the_same_day(knowledge):
    opinion = look(knowledge, "paediatrics", years=1.5, present=("diarrhea", "child_dry_nappy"), relation="child")
    assert opinion.urgency.rank <= Urgency.URGENT.rank


def test_low_blood_pressure_with_fever_and_confusion_is_sepsis_until_shown_otherwise(knowledge):
    opinion = look(
        knowledge,
        "infectious_disease",
        years=70,
        present=("fever", "confusion"),
        readings=(("systolic_bp", 92, "mm[Hg]"),),
    )
    assert opinion.urgency is Urgency.EMERGENCY
    assert next(score for score in opinion.scores if score.id == "qsofa").low == 2


def test_a_measured_glucose_speaks_and_an_unmeasured_one_is_silent(knowledge):
    said = look(
        knowledge, "endocrinology", present=("polydipsia",), readings=(("glucose_random_home", 18.0, "mmol/L"),)
    )
    assert said.urgency.rank <= Urgency.URGENT.rank
    sick = look(
        knowledge,
        "endocrinology",
        present=("polydipsia", "vomiting"),
        readings=(("glucose_random_home", 18.0, "mmol/L"),),
    )
    assert sick.urgency is Urgency.EMERGENCY
    assert not look(knowledge, "endocrinology", present=("polydipsia",)).scores


def test_an_ankle_that_does_not_bear_weight_needs_an_x_ray_today(knowledge):
    opinion = look(knowledge, "orthopaedics_rheumatology", present=("injury.ankle_sprain", "injury.cannot_bear_weight"))
    assert opinion.urgency.rank <= Urgency.URGENT.rank
    walking = look(
        knowledge, "orthopaedics_rheumatology", present=("injury.ankle_sprain",), absent=("injury.cannot_bear_weight",)
    )
    assert not [reason for reason in walking.reasons if reason.id == "ottawa_ankle"]
    assert walking.missing


def test_low_mood_is_asked_for_suicide_first(knowledge):
    opinion = look(knowledge, "mental_health", present=("low_mood",))
    assert opinion.asks[0] == "suicidal_thoughts"
    assert (
        "suicidal_thoughts"
        not in look(knowledge, "mental_health", present=("low_mood",), absent=("suicidal_thoughts",)).asks
    )


def test_pain_that_moved_to_the_right_with_nausea_and_no_appetite_is_seen_today(knowledge):
    opinion = look(knowledge, "general_surgery", present=("abdominal_pain.migrating_rlq", "nausea", "appetite_loss"))
    assert opinion.urgency.rank <= Urgency.URGENT.rank
    assert next(score for score in opinion.scores if score.id == "alvarado").low == 3


def test_a_bumped_head_and_not_their_usual_self_is_an_emergency_under_three_months(knowledge):
    """PECARN's intermediate level is observed in a child of 18 months and scanned in one of two months."""
    signs = ("injury.head", "irritability")

    def ruled(years: float) -> list[Urgency | None]:
        opinion = look(knowledge, "paediatrics", years=years, present=signs, relation="child")
        by_score = [reason for reason in opinion.reasons if reason.id == "pecarn_under_two"]
        return [opinion.by_rule] * len(by_score)

    assert ruled(2 / 12) == [Urgency.EMERGENCY]
    assert ruled(1.5) == [Urgency.URGENT]


def test_croup_with_blue_lips_is_an_emergency_of_its_own_score(knowledge):
    """Stridor, drawing in and blue lips are six points at least, where the published groups begin to say severe."""
    signs = ("cough.barking", "stridor", "chest_indrawing")
    pink = look(knowledge, "paediatrics", years=2, present=signs, absent=("cyanosis",), relation="child")
    blue = look(knowledge, "paediatrics", years=2, present=(*signs, "cyanosis"), relation="child")
    assert not [reason for reason in pink.reasons if reason.id == "westley"]
    assert ["emergency care now" in reason.text.en for reason in blue.reasons if reason.id == "westley"] == [True]
    assert blue.by_rule is Urgency.EMERGENCY


def test_adults_do_not_see_paediatrics_nor_men_gynaecology(knowledge):
    made = standard_registry()
    for years, sex, barred in ((40, "male", "obstetrics_gynaecology"), (40, "female", "paediatrics")):
        seen = view(knowledge, "general_practice", years=years, sex=sex, present=("abdominal_pain.lower", "fever"))
        ids = made.concerned(knowledge.graph, seen.case, seen.posterior, (), most=19)
        assert barred not in ids
        assert ids[0] == "general_practice"


def test_a_missing_laboratory_value_gives_none_and_a_measured_one_its_value(knowledge):
    empty = view(knowledge, "cardiology", present=("chest_pain",))
    assert empty.lab("troponin_i") is None
    assert empty.reading("systolic_bp") is None
    result = LabResult(lab=LabId("troponin_i"), name="cTnI", value=0.5, unit="ng/mL", high=0.04)
    measured = View(empty.graph, empty.case.model_copy(update={"results": (result,)}), empty.posterior, empty.specialty)
    assert measured.lab("troponin_i") == result


def test_the_worst_of_all_levels_stands_and_differences_are_said(knowledge):
    outcome = assess(
        knowledge,
        person(years=70, sex="male"),
        "I have had a runny nose and cough for two days and since this morning my speech is slurred",
        lang="en",
        now_ms=NOON_MS,
    )
    guidance = outcome.state.guidance
    most = min((each.urgency for each in outcome.state.opinions), key=lambda level: level.rank)
    assert guidance.view.urgency.rank <= most.rank
    assert guidance.view.urgency is Urgency.EMERGENCY
