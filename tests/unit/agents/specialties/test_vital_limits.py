"""Pulse and pressure at which the number itself hurries: the limit on both sides, and what stands beside it."""

from __future__ import annotations

import pytest

from kg.schema import Urgency
from tests.unit.agents.specialties.helpers import look


@pytest.mark.parametrize(
    ("pulse", "present", "level"),
    [
        (36.0, ("near_syncope",), Urgency.EMERGENCY),
        (36.0, (), Urgency.URGENT),
        (38.0, ("dizziness",), Urgency.EMERGENCY),
        (170.0, ("dizziness",), Urgency.URGENT),
        (44.0, ("near_syncope",), None),
        (170.0, ("chest_pain",), Urgency.EMERGENCY),
        (170.0, (), Urgency.URGENT),
        (76.0, ("dyspnea",), None),
    ],
)
def test_a_rate_hurries_by_what_it_does(knowledge, pulse, present, level):
    opinion = look(knowledge, "cardiology", years=70, present=present, readings=(("pulse", pulse, "/min"),))
    assert opinion.by_rule is level


@pytest.mark.parametrize(
    ("years", "pulse", "present", "level"),
    [
        (6, 220.0, ("pallor", "chest_discomfort"), Urgency.EMERGENCY),
        (6, 190.0, (), Urgency.URGENT),
        (6, 150.0, ("vomiting",), None),
        (0.4, 240.0, ("child_poor_feeding",), Urgency.EMERGENCY),
        (0.4, 200.0, ("child_poor_feeding",), None),
        (0.4, 52.0, (), Urgency.EMERGENCY),
        (9, 55.0, (), Urgency.URGENT),
        (9, 55.0, ("syncope",), Urgency.EMERGENCY),
    ],
)
def test_the_rate_of_a_child_has_limits_of_its_age(knowledge, years, pulse, present, level):
    readings = (("pulse", pulse, "/min"),)
    opinion = look(knowledge, "paediatrics", years=years, relation="child", present=present, readings=readings)
    assert opinion.by_rule is level


@pytest.mark.parametrize(
    ("years", "systolic", "present", "level"),
    [
        (50, 75.0, (), Urgency.EMERGENCY),
        (50, 86.0, ("near_syncope",), Urgency.EMERGENCY),
        (50, 86.0, (), None),
        (50, 90.0, ("near_syncope",), None),
        (5, 76.0, (), None),
    ],
)
def test_a_low_pressure_may_be_shock(knowledge, years, systolic, present, level):
    relation = "child" if years < 18 else "self"
    readings = (("systolic_bp", systolic, "mm[Hg]"),)
    opinion = look(
        knowledge, "emergency_toxicology", years=years, relation=relation, present=present, readings=readings
    )
    ruled = [each for each in opinion.reasons if each.id == "emergency_toxicology.low_pressure"]
    assert bool(ruled) is (level is not None)
    assert level is None or opinion.by_rule is level
