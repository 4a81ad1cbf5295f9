"""Values told in words reach the specialty whose they are; who only tells of a known illness has that one."""

from __future__ import annotations

import numpy as np
import pytest

from agents.assessment import assess
from agents.dialogue import PersonInput
from agents.guidance.council import agreed
from agents.specialties.known_illness import for_the_known, known_illnesses
from agents.specialties.reading import read, within_fields
from agents.specialties.registry import called_by_values
from tests.fakes.conversation import NOON_MS
from tests.unit.agents.specialties.helpers import look, seen


def told(knowledge, text, years=60, sex="male"):
    person = PersonInput(relation="self", age_days=round(years * 365.25), sex=sex)
    return assess(knowledge, person, text, lang="zh", now_ms=NOON_MS)


def test_a_creatinine_told_in_words_is_judged_by_the_kidney_doctor(knowledge):
    state = told(knowledge, "最近没什么劲，昨天化验肌酐420").state
    kidneys = next(each for each in state.opinions if each.specialty == "nephrology_urology")
    assert "egfr" in {each.id for each in kidneys.scores}
    assert state.assessment.urgency == "emergency"


def test_values_call_their_specialty_and_normal_ones_do_not(knowledge):
    _, thought = seen(knowledge, present=("lab.plt.low", "lab.inr.high", "lab.creatinine.high"))
    assert called_by_values(thought.posterior)[0] == "haematology_oncology"
    _, quiet = seen(knowledge, present=("cough",), absent=("lab.plt.low", "tachycardia"))
    assert called_by_values(quiet.posterior) == []


@pytest.mark.parametrize(
    ("present", "illness"),
    [
        (("hx.diabetes", "medicine.metformin", "lab.hba1c.high"), "type2_diabetes"),
        (("hx.atrial_fibrillation", "medicine.anticoagulant"), "atrial_fibrillation"),
        (("medicine.thyroxine", "hx.thyroid"), "hypothyroidism"),
    ],
)
def test_who_complains_of_nothing_comes_for_the_known_illness(knowledge, present, illness):
    case, thought = seen(knowledge, years=66, sex="female", present=present)
    opinion = look(knowledge, "general_practice", years=66, sex="female", present=present)
    after = agreed(knowledge, case, thought, [opinion])
    assert after.posterior.diseases[int(after.posterior.order[0])] == illness
    assert after.triage.urgency is thought.triage.urgency


def test_a_complaint_leaves_the_known_illness_where_it_was(knowledge):
    _, thought = seen(knowledge, years=66, present=("hx.diabetes", "medicine.metformin", "chest_pain"))
    assert known_illnesses(knowledge.graph, thought.posterior) == ()
    assert (for_the_known(knowledge.graph, thought.posterior) == 1.0).all()


def test_no_harmless_disease_passes_an_emergency_in_its_field(knowledge):
    present = ("missed_period", "pelvic_pain.sudden_one_side", "near_syncope", "abdominal_pain.to_shoulder")
    case, thought = seen(knowledge, years=28, sex="female", present=present)
    base = thought.posterior
    merged = base.reasons * within_fields(base, read(knowledge.as_specialists, case))
    field = np.array([knowledge.graph.diseases[each].specialty == "obstetrics_gynaecology" for each in base.diseases])
    first = int(np.flatnonzero(field)[int(base.reasons[field].argmax())])
    assert base.diseases[first] == "ectopic_pregnancy"
    assert int(np.flatnonzero(field)[int(merged[field].argmax())]) == first
