"""Units of laboratory results: every spelling, every size, mass and amount; what is not known is not guessed."""

from __future__ import annotations

import pytest

from kg.labs import interpret, misread
from kg.load import load_graph
from kg.quantities import MOLAR_MASS
from kg.schema import LabResult, Person, Sex
from kg.units import _computed, factor, in_own_unit, spelling

MAN = Person(age_days=45 * 365, sex=Sex.MALE)


@pytest.fixture(scope="module")
def graph():
    return load_graph()


def result(graph, lab, value, unit, name="", **more):
    return LabResult(lab=lab, name=name or graph.labs[lab].name.en, value=value, unit=unit, **more)


@pytest.mark.parametrize(
    ("lab", "unit", "value", "own"),
    [
        ("glucose_fasting", "mg/dL", 100, 5.55),
        ("glucose_fasting", "mg%", 100, 5.55),
        ("tc", "mg/dL", 200, 5.17),
        ("tg", "mg/dL", 150, 1.69),
        ("creatinine", "mg/dL", 1.0, 88.4),
        ("creatinine", "mg/L", 10.0, 88.4),
        ("tbil", "mg/dL", 1.0, 17.1),
        ("hgb", "g/dL", 14, 140),
        ("hgb", "g/100mL", 14, 140),
        ("hgb", "mmol/L", 9.0, 145),
        ("ca", "mg/dL", 10, 2.495),
        ("ca", "mEq/L", 5, 2.5),
        ("uric_acid", "mg/dL", 7, 416.4),
        ("uric_acid", "mmol/L", 0.42, 420),
        ("urea", "mg/dL", 14, 5.0),
        ("t4", "ug/dL", 8, 103),
        ("ft4", "ng/dL", 1.2, 15.4),
        ("vitamin_d", "nmol/L", 50, 20.0),
        ("vitamin_b12", "pg/mL", 300, 221),
        ("alt", "ukat/L", 1.0, 60),
        ("wbc", "K/uL", 7.2, 7.2),
        ("wbc", "10³/mm³", 7.2, 7.2),
        ("plt", "/uL", 250_000, 250),
        ("albumin", "g/dL", 4.0, 40),
        ("cortisol_am", "ug/dL", 15, 414),
        ("hba1c", "mmol/mol", 48, 6.54),
    ],
)
def test_a_value_is_the_same_in_every_unit(graph, lab, unit, value, own):
    assert in_own_unit(graph.labs[lab], value, unit) == pytest.approx(own, rel=0.01)


def test_what_is_computed_agrees_with_what_was_authored(graph):
    compared = 0
    for lab in graph.labs.values():
        for unit, authored in lab.units.items():
            computed = _computed(lab.id, spelling(lab.unit), spelling(unit))
            if computed is not None:
                compared += 1
                assert computed == pytest.approx(authored, rel=0.02), (lab.id, unit)
    assert compared > 100


def test_every_molar_mass_is_an_indicators(graph):
    assert set(MOLAR_MASS) <= {str(lab) for lab in graph.labs}


@pytest.mark.parametrize(
    ("lab", "unit"),
    [
        ("glucose_fasting", "foo"),
        ("tsh", "nmol/L"),
        ("hgb", "K/uL"),
        ("hgb", "mmol/mol"),
        ("wbc", "g/dL"),
        ("crp", "mmol/L"),
        ("alt", "mg/dL"),
        ("creatinine", ""),
    ],
)
def test_a_unit_of_another_kind_is_not_guessed(graph, lab, unit):
    assert factor(graph.labs[lab], unit) is None
    assert in_own_unit(graph.labs[lab], 1.0, unit) is None


@pytest.mark.parametrize(
    ("lab", "value", "unit", "flag"),
    [
        ("glucose_fasting", 140, "mg/dL", "high"),
        ("glucose_fasting", 90, "mg/dL", "normal"),
        ("creatinine", 3.3, "mg/dL", "high"),
        ("hgb", 15, "g/dL", "normal"),
        ("hba1c", 64, "mmol/mol", "high"),
        ("hba1c", 34, "mmol/mol", "normal"),
        ("hgb", 150, "g/dL", "unknown"),
        ("glucose_fasting", 90, "mmol/mol", "unknown"),
    ],
)
def test_a_result_in_another_unit_is_flagged_rightly(graph, lab, value, unit, flag):
    assert interpret(graph, MAN, result(graph, lab, value, unit)).flag == flag


def test_urea_in_milligrams_is_judged_only_when_its_name_says_what_is_weighed(graph):
    assert interpret(graph, MAN, result(graph, "urea", 15, "mg/dL", "BUN")).flag == "normal"
    assert interpret(graph, MAN, result(graph, "urea", 30, "mg/dL", "Urea")).flag == "unknown"
    assert interpret(graph, MAN, result(graph, "urea", 30, "mg/dL", "Urea", low=15, high=45)).flag == "normal"


def test_the_papers_range_is_converted_with_its_value(graph):
    told = interpret(graph, MAN, result(graph, "hba1c", 45, "mmol/mol", low=20, high=42))
    assert (told.flag, told.value, told.unit) == ("high", 45, "mmol/mol")


def test_a_value_that_cannot_be_in_its_unit_is_misread(graph):
    assert misread(graph, result(graph, "hgb", 150, "g/dL"))
    assert not misread(graph, result(graph, "hgb", 150, "g/L"))
