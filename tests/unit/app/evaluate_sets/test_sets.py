"""The simulated patients and the figures, on invented sets."""

from __future__ import annotations

import pytest

from app.evaluate_sets import ddxplus, inquiry
from app.evaluate_sets.ddxplus import f1, first_five, read_patients
from kg.errors import GraphInvalid
from kg.importers.ddxplus import ddxplus_graph, read_release
from kg.importers.inquiry import inquiry_graph, read_cases
from tests.fakes.published_sets import ddxplus_files, inquiry_records, patient_rows


def test_folds_spread_every_disease_evenly_and_lose_nobody():
    cases = read_cases(inquiry_records(50), "f")
    those = inquiry.folds(cases, 5, seed=3)
    assert sorted(number for fold in those for number in fold) == list(range(50))
    for disease in {case.disease for case in cases}:
        each = [sum(cases[number].disease == disease for number in fold) for fold in those]
        assert max(each) - min(each) <= 1


def test_an_interview_asks_at_most_the_budget_never_twice_and_never_what_was_told():
    cases = read_cases(inquiry_records(80), "f")
    graph = inquiry_graph(cases)
    for case in cases[:10]:
        done = inquiry.ask(graph, case, 3)
        assert done.questions <= 3
        assert done.found <= done.hidden
    everything = inquiry.ask(graph, cases[0], 100)
    assert everything.questions <= len(graph.questions) - len(cases[0].volunteered)
    assert everything.found == everything.hidden


def test_asking_helps_and_the_figures_have_their_intervals():
    cases = read_cases(inquiry_records(120), "f")
    silent = inquiry.evaluate(cases, None, most=0, fold_count=4, seed=0).figures()
    asked = inquiry.evaluate(cases, None, most=4, fold_count=4, seed=0).figures()
    assert asked["n"] == 120
    assert asked["accuracy"] > silent["accuracy"]
    assert silent["questions_mean"] == 0
    low, high = asked["ci95"]["accuracy"]
    assert low < asked["accuracy"] < high
    assert asked == inquiry.evaluate(cases, None, most=4, fold_count=4, seed=0).figures()


def test_a_disease_and_a_symptom_that_were_never_seen_are_a_miss_not_a_crash():
    learnt = read_cases(inquiry_records(60), "f")
    strange = read_cases([{"exp_sxs": {"没见过": "1"}, "imp_sxs": {"也没见过": "1"}, "label": "新病"}], "g")
    figures = inquiry.evaluate(learnt, strange, most=2, fold_count=5, seed=0).figures()
    assert (figures["n"], figures["accuracy"], figures["recall"]) == (1, 0.0, 0.0)


# --- DDXPlus


def test_the_patients_of_the_fake_are_all_found():
    release = read_release(ddxplus_files())
    patients = read_patients(patient_rows(), "p.csv", release)
    result = ddxplus.evaluate(ddxplus_graph(release), release, patients, most=4, seed=0).figures()
    assert (result["n"], result["gtpa1"]) == (3, 1.0)
    assert result["questions_mean"] <= 4
    assert 0 < result["pef1"] <= 1
    assert set(result["ci95"]) == {"gtpa1", "questions_mean", "ddf1_5", "pef1"}


def test_a_differential_is_cut_at_five_and_at_a_hundredth():
    many = [(f"d{number}", 0.1) for number in range(8)]
    assert first_five(many) == {"d0", "d1", "d2", "d3", "d4"}
    assert first_five([("a", 0.99), ("b", 0.01)]) == {"a"}


def test_f1_is_the_harmonic_mean_of_precision_and_recall():
    assert f1(frozenset("abcd"), frozenset("ab")) == pytest.approx(2 * 1.0 * 0.5 / 1.5)
    assert f1(frozenset(), frozenset("a")) == 0.0


@pytest.mark.parametrize(
    ("column", "value", "names"),
    [
        ("EVIDENCES", "['E_99']", ["unknown evidence 'E_99'"]),
        ("EVIDENCES", "['E_2_@_V_9']", ["unknown value of E_2 'V_9'"]),
        ("EVIDENCES", "not a list", ["is no list"]),
        ("INITIAL_EVIDENCE", "E_98", ["unknown evidence 'E_98'"]),
        ("PATHOLOGY", "Odd ill", ["unknown disease 'Odd ill'"]),
        ("DIFFERENTIAL_DIAGNOSIS", "[['Odd ill', 0.5]]", ["unknown disease 'Odd ill'"]),
        ("DIFFERENTIAL_DIAGNOSIS", "[3]", ["holds 3"]),
        ("AGE", "old", ["'old' is no age"]),
        ("SEX", "X", ["no sex"]),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(column: str, value: str, names: list[str]):
    rows = patient_rows()
    rows[1][column] = value
    with pytest.raises(GraphInvalid) as refused:
        read_patients(rows, "p.csv", read_release(ddxplus_files()))
    assert all(name in str(refused.value) for name in ("p.csv:3", column, *names))


def test_no_patients_and_strange_columns_are_refused():
    release = read_release(ddxplus_files())
    with pytest.raises(GraphInvalid, match="holds no patients"):
        read_patients([], "p.csv", release)
    with pytest.raises(GraphInvalid, match="known columns"):
        read_patients([{"a": "b"}], "p.csv", release)
