"""Factors of single findings, and the damping of those that overlap."""

import itertools

import numpy as np
import pytest

from kg.assumptions import Assumptions
from kg.closure import closure
from kg.evidence import DENIED, damp, log10_ratio, terms
from kg.graph import Graph
from kg.schema import Finding, Status

P, A, U = Status.PRESENT, Status.ABSENT, Status.UNSURE


def said(*told: tuple[str, Status]) -> list[Finding]:
    return [Finding(id=finding, status=status) for finding, status in told]


def test_ratio_against_the_background() -> None:
    p = np.array([0.5, 0.02])
    assert log10_ratio(P, p, 0.02) == pytest.approx([np.log10(25), 0])
    assert log10_ratio(A, p, 0.02) == pytest.approx([np.log10(0.5 / 0.98), 0])
    within = log10_ratio(A, np.array([0.45]), 0.01, np.array([0.9]), 0.02)
    assert within == pytest.approx([0.0])


@pytest.mark.parametrize(
    ("group", "left"), [("cluster x", Assumptions().damping), (DENIED, Assumptions().damping_denied)]
)
def test_the_strongest_of_each_sign_stays_whole(group: str, left: float) -> None:
    rows = np.array([[1.0, -0.2], [0.6, -0.8], [-0.3, 0.5], [-0.1, 0.0]])
    expected = np.array([[1.0, -0.2 * left], [0.6 * left, -0.8], [-0.3, 0.5], [-0.1 * left, 0.0]])
    for order in itertools.permutations(range(4)):
        shuffled = rows[list(order)]
        damp(shuffled, [group] * 4, Assumptions())
        assert shuffled == pytest.approx(expected[list(order)])


def test_what_stands_alone_is_not_damped() -> None:
    rows = np.array([[1.0], [0.6]])
    damp(rows, ["cluster x", None], Assumptions())
    assert rows.tolist() == [[1.0], [0.6]]


def test_terms_speak_once(graph: Graph) -> None:
    """The line above a present finding speaks with it; what follows from an absent finding, and doubt, say nothing."""
    known = closure(
        graph,
        said(("chest_pain.pressing.crushing", P), ("fever", A), ("fever.high", A), ("cough", U), ("headache.band", A)),
    )
    spoken = {term.finding: (term.status, term.given, term.group) for term in terms(graph, known)}
    assert spoken == {
        "chest_pain": (P, None, None),
        "chest_pain.pressing": (P, "chest_pain", "below chest_pain"),
        "chest_pain.pressing.crushing": (P, "chest_pain.pressing", "below chest_pain.pressing"),
        "fever": (A, None, DENIED),
        "headache.band": (A, None, DENIED),
    }


def test_an_absent_child_is_weighed_within_its_nearest_present_ancestor(graph: Graph) -> None:
    known = closure(graph, said(("chest_pain", P), ("chest_pain.pressing.crushing", A)))
    assert [(term.finding, term.given) for term in terms(graph, known)] == [
        ("chest_pain", None),
        ("chest_pain.pressing.crushing", "chest_pain"),
    ]


def test_clusters_join_across_trees_and_children_stay_in_theirs(graph: Graph) -> None:
    known = closure(graph, said(("fever.high", P), ("chills", P)))
    assert {term.finding: term.group for term in terms(graph, known)} == {
        "fever": "cluster febrile",
        "chills": "cluster febrile",
        "fever.high": "below fever",
    }
