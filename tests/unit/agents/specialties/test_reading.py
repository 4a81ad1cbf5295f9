"""Specialists order their own field and nothing else; what they look at stands in their opinion."""

from __future__ import annotations

import numpy as np
import pytest

from agents.guidance.council import agreed
from agents.specialties.reading import FAR, read, within_fields
from agents.specialties.scores.points import text
from agents.specialties.specialist import Specialist
from agents.specialties.view import View
from agents.state import Opinion
from kg.schema import SpecialtyId
from tests.unit.agents.specialties.helpers import seen

TOLD = {
    "years": 62,
    "sex": "male",
    "present": ("cough.chronic", "hemoptysis.streaks", "fatigue", "back_pain", "weight_loss"),
}


def fields(knowledge, posterior):
    return np.array([knowledge.graph.diseases[each].specialty for each in posterior.diseases])


def test_a_reading_is_another_opinion_on_the_same_case(knowledge):
    case, thought = seen(knowledge, **TOLD)
    reading = read(knowledge.as_specialists, case)
    assert reading.diseases == thought.posterior.diseases
    assert not np.allclose(reading.reasons, thought.posterior.reasons)
    assert knowledge.as_specialists is knowledge.as_specialists
    assert knowledge.graph.assumptions.leak


def test_the_weight_of_a_field_stays_and_its_order_is_the_specialists(knowledge):
    case, thought = seen(knowledge, **TOLD)
    base, reading = thought.posterior, read(knowledge.as_specialists, case)
    merged = base.reasons * within_fields(base, reading)
    field = fields(knowledge, base)
    for name in ("respiratory", "haematology_oncology", "cardiology"):
        own = field == name
        heavy = own & (base.reasons > 1e-3) & (reading.reasons > 1e-3)
        assert merged[own].sum() == pytest.approx(base.reasons[own].sum(), rel=0.05)
        assert list(np.argsort(-merged[heavy])) == list(np.argsort(-reading.reasons[heavy]))
    assert np.abs(np.log10(within_fields(base, reading))).max() <= FAR + 1e-9


def test_a_field_whose_specialty_did_not_look_is_left_as_it_was(knowledge):
    case, thought = seen(knowledge, **TOLD)
    base = thought.posterior
    factors = within_fields(base, read(knowledge.as_specialists, case), {SpecialtyId("respiratory")})
    field = fields(knowledge, base)
    assert (factors[field != "respiratory"] == 1.0).all()
    assert (factors[field == "respiratory"] != 1.0).any()


def test_a_failed_specialty_orders_nothing(knowledge):
    case, thought = seen(knowledge, **TOLD)
    name = text("呼吸科", "Respiratory medicine")
    failed = Opinion(specialty=SpecialtyId("respiratory"), name=name, comment=name, failed=True)
    assert agreed(knowledge, case, thought, (failed,)) is thought
    assert agreed(knowledge, case, thought, (failed.model_copy(update={"failed": False}),)) is not thought


def test_a_case_that_was_read_before_is_agreed_on_the_same(knowledge):
    case, thought = seen(knowledge, **TOLD)
    name = text("呼吸科", "Respiratory medicine")
    opinion = Opinion(specialty=SpecialtyId("respiratory"), name=name, comment=name)
    anew = agreed(knowledge, case, thought, (opinion,))
    after = agreed(knowledge, case, thought, (opinion,), read(knowledge.as_specialists, case))
    assert (after.posterior.reasons == anew.posterior.reasons).all()
    assert after.triage == anew.triage


def test_an_opinion_ranks_as_its_specialty_reads_and_the_generalists_as_the_graph_does(knowledge):
    case, thought = seen(knowledge, **TOLD)
    base = thought.posterior
    read_as = base.reasons * within_fields(base, read(knowledge.as_specialists, case))
    index = knowledge.graph.matrix.index
    lungs = Specialist(SpecialtyId("respiratory")).look(
        View(knowledge.graph, case, base, SpecialtyId("respiratory"), (), read_as)
    )
    assert lungs.hypotheses
    for each in lungs.hypotheses:
        assert each.probability == pytest.approx(float(read_as[index[each.disease]]), abs=1e-4)
    general = Specialist(SpecialtyId("general_practice")).look(
        View(knowledge.graph, case, base, SpecialtyId("general_practice"), (), read_as)
    )
    assert general.hypotheses[0].disease == base.ranked[0].disease
