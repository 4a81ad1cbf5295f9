"""What follows by hierarchy, and what stands when people contradict themselves."""

import itertools

from app.knowledge import load_knowledge
from kg.closure import Closure, Contradiction, closure
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


def packaged_closure(*told: Finding) -> Closure:
    return closure(load_knowledge().graph, told)


def test_a_pain_that_cannot_be_borne_is_the_severe_one_of_its_kind() -> None:
    known = packaged_closure(Finding(id="abdominal_pain.epigastric", status=P, severity=9, text="胃疼得受不了"))
    assert known.is_present("abdominal_pain.severe")
    assert known.told["abdominal_pain.severe"].text == "胃疼得受不了"


def test_less_than_unbearable_denied_or_told_absent_is_not_severe() -> None:
    strong = Finding(id="abdominal_pain.epigastric", status=P, severity=8)
    assert "abdominal_pain.severe" not in packaged_closure(strong).status
    denied = Finding(id="abdominal_pain.severe", status=A)
    assert packaged_closure(strong.model_copy(update={"severity": 10}), denied).is_absent("abdominal_pain.severe")
    assert "abdominal_pain.severe" not in packaged_closure(Finding(id="headache", status=P, severity=10)).status
