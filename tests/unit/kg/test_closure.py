"""What follows by hierarchy, and what stands when people contradict themselves."""

import itertools

from kg.closure import Contradiction, closure
from kg.graph import Graph
from kg.schema import Finding, Status

P, A, U = Status.PRESENT, Status.ABSENT, Status.UNSURE


def said(*told: tuple[str, Status]) -> list[Finding]:
    return [Finding(id=finding, status=status) for finding, status in told]


def test_a_present_child_implies_its_line(graph: Graph) -> None:
    known = closure(graph, said(("chest_pain.pressing.crushing", P)))
    assert known.is_present("chest_pain.pressing")
    assert known.is_present("chest_pain")
    assert not known.is_absent("chest_pain.exertional")
    assert "chest_pain.exertional" not in known.status


def test_an_absent_parent_excludes_its_children(graph: Graph) -> None:
    known = closure(graph, said(("chest_pain", A)))
    assert known.is_absent("chest_pain.pressing.crushing")


def test_the_special_finding_stands_against_the_denied_general_one(graph: Graph) -> None:
    for told in itertools.permutations(said(("chest_pain", A), ("chest_pain.pressing", P))):
        known = closure(graph, told)
        assert known.is_present("chest_pain")
        assert known.contradictions == (Contradiction("chest_pain.pressing", "chest_pain"),)
        assert "chest_pain" not in known.told
        assert "chest_pain.exertional" not in known.status


def test_present_stands_against_absent_of_the_same_finding(graph: Graph) -> None:
    for told in itertools.permutations(said(("fever", A), ("fever", P), ("fever", U))):
        known = closure(graph, told)
        assert known.is_present("fever")
        assert known.contradictions == (Contradiction("fever", "fever"),)


def test_unsure_is_neither(graph: Graph) -> None:
    known = closure(graph, said(("fever", U)))
    assert known.status["fever"] is U
    assert not known.is_present("fever")
    assert not known.is_absent("fever")


def test_repeated_findings_keep_the_worse_severity_and_the_earlier_onset(graph: Graph) -> None:
    told = [
        Finding(id="headache", status=P, severity=4, onset_days=1),
        Finding(id="headache", status=P, severity=8),
        Finding(id="headache", status=P, onset_days=3),
    ]
    for order in itertools.permutations(told):
        merged = closure(graph, order).told["headache"]
        assert (merged.severity, merged.onset_days) == (8, 3)
