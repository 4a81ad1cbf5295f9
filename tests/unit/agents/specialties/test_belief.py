"""What many add to one: published ratios add the rest, take nothing back, count once, and lower no urgency."""

from __future__ import annotations

from math import log10

import numpy as np
import pytest

from agents.guidance.council import agreed, shifted
from agents.specialties.belief import MOST, Belief, between, corrections
from agents.specialties.scores.points import text
from agents.state import Opinion, ScoreResult, Shift
from kg.inference import infer
from kg.schema import DiseaseId, Finding, FindingId, LabId, LabResult, SpecialtyId, Status
from tests.unit.agents.specialties.helpers import look, seen, view

CYSTITIS = ("cystitis", "recurrent_cystitis", "pyelonephritis", "uti_in_pregnancy")
BURNS = {"years": 30, "present": ("dysuria", "urinary_frequency"), "absent": ("vaginal_discharge", "vulval_itch")}


def score(low, high):
    return ScoreResult(id="x", name=text("分", "x"), low=low, high=high, out_of=9, meaning=text("分", "x"), source="x")


def odds(posterior, diseases):
    mass = sum(posterior.reasons[posterior.graph.matrix.index[DiseaseId(each)]] for each in diseases)
    return log10(mass / (1 - mass))


def test_ratios_between_bounds():
    ratios = ((0.0, 0.2), (4.0, 1.0), (7.0, 13.0))
    assert between(score(0, 3), ratios) == (0.2, 0.2)
    assert between(score(3, 7), ratios) == (0.2, 13.0)
    assert between(score(4, 6.5), ratios) == (1.0, 1.0)


def test_a_published_ratio_is_reached_and_not_passed(knowledge):
    """The pair with the rest of the ratio has the odds without the items times the published ratio: nothing counts twice."""
    told = view(knowledge, "nephrology_urology", **BURNS)
    counted = ("dysuria", "urinary_frequency", "vaginal_discharge", "vulval_itch")
    one = ("cystitis",)
    free = infer(knowledge.graph, told.case.person, (), month=11, duration_days=told.posterior.duration_days)
    implied = odds(told.posterior, one) - odds(free, one)
    wanted = 10 ** (implied + 0.4)
    shifts = corrections(told, Belief(one, wanted, wanted, counted), by="x")
    assert [each.log10_lr for each in shifts] == [pytest.approx(0.4, abs=0.002)]
    index = knowledge.graph.matrix.index[DiseaseId("cystitis")]
    factors = np.ones(len(told.posterior.diseases))
    factors[index] = 10**0.4
    after = shifted(told.posterior, factors)
    assert odds(after, one) - odds(free, one) == pytest.approx(log10(wanted), abs=0.05)


def test_what_the_graph_says_already_is_not_said_again(knowledge):
    told = view(knowledge, "nephrology_urology", **BURNS)
    assert corrections(told, Belief(CYSTITIS, 1.01, 1e6, ("dysuria", "urinary_frequency")), by="x") == ()


def test_a_wide_or_indifferent_score_corrects_nothing(knowledge):
    told = view(knowledge, "nephrology_urology", **BURNS)
    assert corrections(told, Belief(CYSTITIS, 0.2, 13.0, ("dysuria",)), by="x") == ()
    assert corrections(told, Belief(("no_such_disease",), 5, 5, ("dysuria",)), by="x") == ()


def test_a_correction_has_a_limit(knowledge):
    told = view(knowledge, "nephrology_urology", **BURNS)
    assert {each.log10_lr for each in corrections(told, Belief(("cystitis",), 1e9, 1e9, ("dysuria",)), by="x")} == {
        MOST
    }
    against = corrections(told, Belief(("cystitis",), 1e-9, 1e-9, ("dysuria",)), by="x")
    assert {each.log10_lr for each in against} == {-MOST}


@pytest.mark.parametrize(("low", "high"), [(0, 1), (2, 1), (-1, 1)])
def test_a_belief_refuses_what_is_no_ratio(low, high):
    with pytest.raises(ValueError, match="ratios"):
        Belief(("cystitis",), low, high, ())


def opinion(*shifts, failed=False):
    return Opinion(
        specialty=SpecialtyId("general_practice"),
        name=text("全科", "General practice"),
        shifts=shifts,
        comment=text("无", "none"),
        failed=failed,
    )


def test_the_same_rule_of_two_specialties_counts_once_and_a_failed_one_not_at_all(knowledge):
    case, thought = seen(knowledge, **BURNS)
    cold = Shift(disease=DiseaseId("common_cold"), log10_lr=1.0, by="x")
    once = agreed(knowledge, case, thought, (opinion(cold),))
    twice = agreed(knowledge, case, thought, (opinion(cold), opinion(cold)))
    np.testing.assert_allclose(once.posterior.reasons, twice.posterior.reasons)
    assert once.posterior.probability(DiseaseId("common_cold")) > thought.posterior.probability(
        DiseaseId("common_cold")
    )
    assert agreed(knowledge, case, thought, (opinion(cold, failed=True),)) is thought
    assert agreed(knowledge, case, thought, ()) is thought


def test_weighing_anew_keeps_probabilities_whole_and_order_of_the_rest(knowledge):
    _, thought = seen(knowledge, present=("chest_pain.exertional", "cough", "fever", "rash.hives"))
    before = thought.posterior
    factors = np.ones(len(before.diseases))
    same = shifted(before, factors)
    np.testing.assert_allclose(same.reasons, before.reasons, rtol=1e-9)
    np.testing.assert_allclose(same.probabilities, before.probabilities, rtol=1e-9)
    assert same.unexplained == pytest.approx(before.unexplained)
    leading = int(before.order[0])
    factors[leading] = 0.01
    after = shifted(before, factors)
    assert after.singles.sum() + after.nothing == pytest.approx(1.0)
    assert after.probabilities[leading] < before.probabilities[leading]
    assert after.probabilities.max() <= 1.0


def test_a_rule_that_speaks_against_a_danger_does_not_lower_how_soon(knowledge):
    case, thought = seen(knowledge, years=60, sex="male", present=("chest_pain.pressing", "sweating.cold"))
    dangerous = [each for each in knowledge.graph.diseases.values() if each.urgency.rank <= 1]
    against = tuple(Shift(disease=each.id, log10_lr=-1.5, by="x") for each in dangerous)
    after = agreed(knowledge, case, thought, (opinion(*against),))
    assert after.triage.urgency is thought.triage.urgency
    assert after.posterior.reasons.sum() != pytest.approx(thought.posterior.reasons.sum())


def test_a_rule_that_speaks_for_a_danger_raises_how_soon(knowledge):
    case, thought = seen(knowledge, present=("headache",), absent=("fever",), days=2)
    for_it = Shift(disease=DiseaseId("subarachnoid_haemorrhage"), log10_lr=6.0, by="x")
    after = agreed(knowledge, case, thought, (opinion(for_it),))
    assert after.triage.urgency.rank < thought.triage.urgency.rank


def test_a_laboratory_value_in_a_foreign_unit_is_converted_and_an_unknown_unit_is_no_value(knowledge):
    """120 mg/dL of glucose is 6.7 mmol/L; read as mmol/L it would be a coma."""

    def told(unit):
        return LabResult(lab=LabId("glucose_fasting"), name="GLU", value=120.0, unit=unit)

    american = look(knowledge, "endocrinology", present=("fatigue",), results=(told("mg/dL"),))
    glucose = next(each for each in american.scores if each.id == "glucose")
    assert glucose.low == pytest.approx(6.66, abs=0.05)
    assert look(knowledge, "endocrinology", present=("fatigue",), results=(told("cubits"),)).scores == ()


def test_findings_are_left_out_with_what_is_more_special(knowledge):
    told = view(knowledge, "cardiology", years=60, sex="male", present=("chest_pain.exertional",))
    nearest = knowledge.graph.ancestors(FindingId("chest_pain.exertional"))[0]
    general = Finding(id=nearest, status=Status.PRESENT)
    plain = infer(knowledge.graph, told.case.person, (general,), month=11)
    wanted = odds(told.posterior, ("stable_angina",)) - odds(plain, ("stable_angina",)) + 0.3
    shifts = corrections(told, Belief(("stable_angina",), 10**wanted, 10**wanted, ("chest_pain.exertional",)), by="x")
    assert [each.log10_lr for each in shifts] == [pytest.approx(0.3, abs=0.002)]
