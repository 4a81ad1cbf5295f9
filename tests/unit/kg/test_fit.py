"""Learning from confirmed cases: what counts, how far it moves what was believed, and what a person is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import GraphInvalid, UnknownId
from kg.fit import Case, count, credible, propose, smoothed
from kg.graph import Graph
from kg.importers.confirmed import read_confirmed
from kg.schema import Status

PRESENT, ABSENT, UNSURE = Status.PRESENT, Status.ABSENT, Status.UNSURE


def test_what_was_not_recorded_or_unsure_is_not_absent():
    cases = [Case("d", {"f": PRESENT}), Case("d", {"f": UNSURE}), Case("d", {}), Case("d", {"f": ABSENT})]
    counts = count(cases, ["d"], ["f"])
    assert (counts.present[0, 0], counts.told[0, 0], counts.cases[0]) == (1, 2, 4)


@given(
    present=st.integers(0, 500),
    absent=st.integers(0, 500),
    believed=st.floats(0.01, 0.99),
    pseudo=st.floats(0.5, 100),
)
def test_the_fitted_share_lies_between_what_was_believed_and_what_was_seen(present, absent, believed, pseudo):
    told = present + absent
    fitted = float(smoothed(present, told, believed, pseudo))
    seen = present / told if told else believed
    assert min(seen, believed) - 1e-9 <= fitted <= max(seen, believed) + 1e-9
    low, high = credible(present, told, believed, pseudo)
    assert 0 <= low <= high <= 1


def test_the_interval_is_that_of_the_beta_distribution():
    # Beta(8, 4), quantiles from tables: 0.3903 and 0.8907.
    low, high = credible(7.5, 11.0, 0.5, 1.0)
    assert (low, high) == pytest.approx((0.3903, 0.8907), abs=2e-3)


def test_many_cases_move_a_frequency_and_few_hardly(graph: Graph):
    def fitted(n: int) -> tuple[float, float, bool]:
        cases = [Case("influenza", {"headache": ABSENT})] * n
        (change,) = [c for c in propose(graph, cases, at_least=1).changes if c.finding == "headache"]
        assert change.authored is not None
        return change.authored, change.fitted, change.differs

    authored, few, differs_few = fitted(1)
    _, many, differs_many = fitted(200)
    assert many < 0.05 < few < authored
    assert (differs_few, differs_many) == (False, True)


def test_a_special_finding_is_counted_among_those_with_the_general_one(graph: Graph):
    cases = [Case("influenza", {"fever.high": PRESENT})] * 6 + [Case("influenza", {"fever": ABSENT})] * 6
    changes = {change.finding: change for change in propose(graph, cases).changes}
    assert (changes["fever"].present, changes["fever"].told) == (6, 12)
    assert (changes["fever.high"].present, changes["fever.high"].told) == (6, 6)
    assert changes["fever.high"].given == "fever"
    assert changes["fever.high"].fitted <= changes["fever"].fitted


def test_a_finding_that_is_not_listed_is_proposed_when_cases_show_it(graph: Graph):
    assert "dyspnea" not in graph.diseases["common_cold"].findings
    shown = propose(graph, [Case("common_cold", {"dyspnea": PRESENT})] * 20).changes
    lacking = propose(graph, [Case("common_cold", {"dyspnea": ABSENT})] * 20).changes
    (change,) = shown
    assert (change.authored, change.differs) == (None, True)
    assert not lacking


def test_the_shares_of_diseases_are_told_beside(graph: Graph):
    shares = propose(graph, [Case("pneumonia", {"cough": PRESENT})] * 40).shares
    (share,) = shares
    assert share.cases == 40
    assert share.fitted_per_100k > share.authored_per_100k


def test_a_stranger_is_a_bug_here_and_an_issue_in_a_file(graph: Graph):
    with pytest.raises(UnknownId):
        propose(graph, [Case("no_such", {"cough": PRESENT})])
    with pytest.raises(GraphInvalid) as refused:
        read_confirmed([(3, {"disease": "no_such", "findings": {"cough": "maybe", "x": "present"}})], "c.jsonl", graph)
    told = str(refused.value)
    assert all(part in told for part in ("c.jsonl:3", "no_such", "findings.cough", "'maybe'", "findings.x"))


@pytest.mark.parametrize(
    "raw",
    [
        [],
        {"disease": "influenza"},
        {"disease": "influenza", "findings": {"cough": "present"}, "age": 200},
        {"disease": "influenza", "findings": {"cough": "present"}, "sex": "x"},
        {"disease": "influenza", "findings": {"cough": "present"}, "agee": 20},
        {"disease": ["influenza"], "findings": {"cough": "present"}},
        {"disease": "influenza", "findings": {"cough": ["present"]}},
    ],
)
def test_bad_cases_are_refused(graph: Graph, raw: object):
    with pytest.raises(GraphInvalid, match=r"c\.jsonl:1"):
        read_confirmed([(1, raw)], "c.jsonl", graph)


def test_an_empty_file_is_refused(graph: Graph):
    with pytest.raises(GraphInvalid, match="holds no cases"):
        read_confirmed([], "c.jsonl", graph)
