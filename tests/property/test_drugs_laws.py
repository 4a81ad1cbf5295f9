"""Laws of the medicine check: order does not matter, more medicines take no warning away, nothing is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.drugs.check import Patient, check, gaps
from kg.drugs.names import folded
from kg.drugs.pharmacy import Pharmacy, pharmacy_of
from kg.load import load_graph
from kg.schema import Sex

PHARMACY: Pharmacy = pharmacy_of(load_graph())
IDS = sorted({*PHARMACY.graph.medicines, *PHARMACY.rules.substances, *PHARMACY.graph.medicine_classes})
CONDITIONS = sorted(PHARMACY.rules.conditions)

some = st.lists(st.sampled_from(IDS), min_size=1, max_size=6)
patients = st.builds(
    Patient,
    age_years=st.none() | st.floats(0, 110),
    sex=st.none() | st.sampled_from(Sex),
    pregnant=st.none() | st.booleans(),
    weeks=st.none() | st.integers(0, 42),
    breastfeeding=st.none() | st.booleans(),
    conditions=st.frozensets(st.sampled_from(CONDITIONS), max_size=3),
    allergies=st.frozensets(st.sampled_from(IDS), max_size=2),
)


@given(some, patients, st.randoms(use_true_random=False))
def test_the_order_of_what_is_taken_changes_nothing(taken: list[str], patient: Patient, random: object) -> None:
    shuffled = list(taken)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert check(PHARMACY, shuffled, patient) == check(PHARMACY, taken, patient)
    assert gaps(PHARMACY, shuffled, patient) == gaps(PHARMACY, taken, patient)


@given(some, st.sampled_from(IDS), patients)
def test_one_medicine_more_takes_no_warning_away(taken: list[str], more: str, patient: Patient) -> None:
    before = {(each.rule, each.medicines) for each in check(PHARMACY, taken, patient)}
    after = {(each.rule, each.medicines) for each in check(PHARMACY, [*taken, more], patient)}
    assert before <= after


@given(some, patients)
def test_warnings_speak_of_what_is_taken_gravest_first_and_name_their_source(
    taken: list[str], patient: Patient
) -> None:
    warnings = check(PHARMACY, taken, patient)
    ranks = [each.severity.rank for each in warnings]
    assert ranks == sorted(ranks)
    for each in warnings:
        assert set(each.medicines) <= set(taken)
        assert each.source is not None
        assert PHARMACY.source(each.source).title


@given(st.text(max_size=12).filter(lambda word: word not in IDS))
def test_what_is_not_known_is_always_said(word: str) -> None:
    assert any(each.kind == "unknown" for each in check(PHARMACY, (word, "warfarin")))


@given(st.text(max_size=40))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(folded(text, {})) == len(text)


@pytest.mark.parametrize("some_id", IDS[::17])
def test_a_medicine_alone_in_a_healthy_adult_meets_nothing(some_id: str) -> None:
    healthy = Patient(age_years=40, sex=Sex.MALE, pregnant=False, breastfeeding=False)
    assert check(PHARMACY, (some_id,), healthy) == ()
