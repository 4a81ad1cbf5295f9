"""Many specialties on one case: they fail alone, differ openly, ask little, and who looks is who should."""

from __future__ import annotations

import numpy as np
import pytest

from agents.assessment import assess
from agents.casefile import record_of
from agents.graph import Consultation
from agents.guidance.weighing import cautions, decide, disagreements, wanted
from agents.specialties.question import own_question, told_bits
from agents.specialties.registry import MOST_IN_HASTE, Registry, standard_registry
from agents.specialties.scores.points import text
from agents.specialties.specialist import Specialist
from agents.state import Opinion, Reason
from kg.hypotheses import Hypothesis
from kg.schema import DiseaseId, FindingId, SpecialtyId, Urgency
from tests.fakes.conversation import NOON_MS, Script, person
from tests.unit.agents.specialties.helpers import look, seen, view
from tests.unit.agents.test_casefile import PROVENANCE


def broken(seen_view):
    raise RuntimeError(f"cannot look at {seen_view.specialty}")


def opinion(specialty, urgency=Urgency.ROUTINE, *, disease="migraine", p=0.5, because=None, **more):
    reasons = () if because is None else (Reason(kind="score", id="x", text=text(because, because), source="x"),)
    return Opinion(
        specialty=SpecialtyId(specialty),
        name=text(specialty, specialty),
        hypotheses=(Hypothesis(disease=DiseaseId(disease), probability=p, evidence=()),),
        urgency=urgency,
        reasons=reasons,
        comment=text("无", "none"),
        **more,
    )


def test_even_when_every_specialty_fails_page_and_record_say_so_and_the_triage_stands(knowledge):
    made = Registry(Specialist(each, (broken,)) for each in standard_registry().by_id)
    script = Script(Consultation(knowledge, registry=made), "zh")
    script.start(person(years=56, sex="male"))
    reply = script.say("胸口压着疼半小时，出冷汗")
    assert reply.guidance.urgency is Urgency.EMERGENCY
    assert all("没能给出意见" in line for line in reply.guidance.who_looked)
    record = record_of(script.state, PROVENANCE, knowledge.graph, record_id="ab" * 16, revision=1)
    assert record.opinions
    assert all(each.failed and not each.hypotheses for each in record.opinions)
    assert record.differential


def test_contradictory_specialties_are_told_to_the_doctor_with_what_each_goes_by():
    heart = opinion("cardiology", Urgency.EMERGENCY, disease="unstable_angina", p=0.3, because="ST down")
    bones = opinion(
        "orthopaedics_rheumatology", Urgency.SELF_CARE, disease="costochondritis", p=0.4, because="tender rib"
    )
    on_urgency, on_cause = disagreements((heart, bones))
    assert "ST down" in on_urgency.en
    assert "tender rib" in on_urgency.en
    assert "40%" in on_cause.en
    assert "30%" in on_cause.en
    assert disagreements((heart,)) == ()
    assert disagreements((heart, bones.model_copy(update={"failed": True}))) == ()


def test_those_who_agree_have_nothing_to_say_of_it():
    one = opinion("cardiology", Urgency.URGENT, disease="unstable_angina")
    other = opinion("respiratory", Urgency.URGENT, disease="unstable_angina")
    assert disagreements((one, other)) == ()


def test_suicide_is_asked_before_all_else_and_three_things_at_most():
    asks = [tuple(FindingId(f"{name}{n}") for n in range(2)) for name in "abc"]
    those = tuple(opinion(f"s{n}", asks=each) for n, each in enumerate(asks))
    mood = opinion("mental_health", asks=(FindingId("anhedonia"), FindingId("suicidal_thoughts")))
    asked = wanted((*those, mood), most=3)
    assert [each.finding for each in asked] == ["suicidal_thoughts", "a0", "b0"]
    assert wanted((), most=3) == ()


def test_the_more_urgent_specialty_asks_first_and_the_same_thing_once():
    calm = opinion("dental", Urgency.ROUTINE, asks=(FindingId("fever"), FindingId("toothache")))
    haste = opinion("eye", Urgency.URGENT, asks=(FindingId("red_eye"), FindingId("fever")))
    assert [each.finding for each in wanted((calm, haste), most=3)] == ["red_eye", "fever", "toothache"]


def test_a_caution_reaches_the_page_and_the_opinion(knowledge):
    outcome = assess(
        knowledge,
        person(years=30, sex="female"),
        "戴隐形眼镜，右眼红，眼睛疼，看东西模糊，一天了",
        lang="zh",
        now_ms=NOON_MS,
    )
    eye = next(each for each in outcome.state.opinions if each.specialty == "eye")
    assert eye.caution is not None
    assert eye.caution.zh in eye.comment.zh
    assert any(eye.caution.zh in line for line in outcome.reply.guidance.now)


def test_cautions_are_those_of_whom_the_case_concerns():
    told = text("别揉", "do not rub")
    assert [each.en for each in cautions((opinion("eye", p=0.5, caution=told),))] == ["Do not rub."]
    assert cautions((opinion("eye", p=0.01, caution=told),)) == ()


def test_in_haste_the_leading_disease_is_looked_at_by_its_own_specialty(knowledge):
    """Flags of one danger name several specialties; three look."""
    graph = knowledge.graph
    case, thought = seen(
        knowledge, years=66, sex="male", present=("facial_droop", "limb_weakness.one_side", "speech_difficulty")
    )
    leading = graph.diseases[thought.posterior.ranked[0].disease].specialty
    flagged = [SpecialtyId(each) for each in ("emergency_toxicology", "cardiology", "infectious_disease")]
    chosen = standard_registry().concerned(graph, case, thought.posterior, flagged, most=MOST_IN_HASTE)
    assert leading in chosen
    assert "general_practice" in chosen
    assert len(chosen) == MOST_IN_HASTE


@pytest.mark.parametrize(("shares", "bits"), [((1.0, 0.0), 1.0), ((0.5, 0.5), 0.0), ((0.9, 0.1), 0.531)])
def test_what_an_answer_tells_is_shannons_information(shares, bits):
    assert told_bits(np.array([0.5, 0.5]), np.array(shares)) == pytest.approx(bits, abs=1e-3)


def test_a_specialty_asks_what_tells_its_own_diseases_apart_and_nothing_once_one_leads(knowledge):
    told = view(knowledge, "eye", present=("red_eye",))
    asked = own_question(told)
    for finding in asked:
        assert knowledge.graph.findings[finding].askable
        assert finding not in told.posterior.known.status
    sure = view(knowledge, "eye", present=("eye_chemical", "red_eye", "eye_pain"))
    assert own_question(sure) == ()


def test_no_rule_lowers_what_the_red_flags_say(knowledge):
    outcome = assess(knowledge, person(years=66, sex="male"), "突然右边手脚没力气，说话不清", lang="zh", now_ms=NOON_MS)
    assert outcome.thought.triage.urgency is Urgency.EMERGENCY
    assert outcome.reply.guidance.urgency is Urgency.EMERGENCY


def test_vital_signs_read_at_home_are_judged_where_nobody_complains(knowledge):
    opinion_ = look(
        knowledge,
        "general_practice",
        years=70,
        present=("fatigue",),
        readings=(("spo2", 88, "%"), ("pulse", 135, "/min"), ("respiratory_rate", 26, "/min")),
    )
    assert next(each for each in opinion_.scores if each.id == "news2").low == 9
    assert opinion_.urgency is Urgency.EMERGENCY


def test_an_opinion_raises_to_the_level_of_its_rule_and_no_further(knowledge):
    """Its share of the differential was weighed by the triage already."""
    _, thought = seen(knowledge, present=("runny_nose", "sneezing"), days=2)
    calm = thought.triage.urgency
    assert calm.rank > Urgency.SOON.rank
    loud = opinion("ent", Urgency.EMERGENCY, because="a rule", by_rule=Urgency.SOON)
    urgency, action, reasons = decide(thought, (loud,), ())
    assert (urgency, action) == (Urgency.SOON, "see_doctor_soon")
    assert [each.text.en for each in reasons] == ["a rule"]
    without = opinion("ent", Urgency.EMERGENCY, because="a rule")
    assert decide(thought, (without,), ())[0] is calm
    failed = opinion("ent", Urgency.EMERGENCY, because="a rule", by_rule=Urgency.EMERGENCY).model_copy(
        update={"failed": True}
    )
    assert decide(thought, (failed,), ())[0] is calm


def test_a_specialty_tells_its_rules_level_apart_from_its_share_of_the_differential(knowledge):
    fever = look(knowledge, "infectious_disease", years=30, present=("fever", "headache"), days=1)
    assert (fever.by_rule is None) is not any(each.kind in {"score", "red_flag"} for each in fever.reasons)
    nerves = look(knowledge, "neurology", years=66, present=("facial_droop", "speech_difficulty"), days=0.1)
    assert nerves.by_rule is Urgency.EMERGENCY
    calm = look(knowledge, "neurology", years=66, present=("headache",), days=90)
    assert calm.by_rule is None


@pytest.mark.parametrize(
    ("more", "urgency"),
    [((), None), (("syncope",), Urgency.EMERGENCY), (("vaginal_bleeding.heavy",), Urgency.EMERGENCY)],
)
def test_early_pregnancy_with_a_little_blood_is_left_to_the_red_flag_and_with_danger_is_an_emergency(
    knowledge, more, urgency
):
    """NICE NG126, 1.3: assessed the same day, and in emergency care where the circulation or the pain is of concern."""
    told = look(
        knowledge,
        "obstetrics_gynaecology",
        years=32,
        present=("hx.pregnant", "vaginal_bleeding", "abdominal_pain.lower", *more),
        days=1,
    )
    assert told.by_rule is urgency
