"""Reads a sentence with the packaged graph's words and writes down what was found in one line: `fever+ cough- rash?`."""

from functools import cache

from kg.lexicon import Lexicon
from kg.load import load_graph
from kg.schema import Finding, FindingId, Person, Status
from kg.text import Relation, Understanding, understand

MARKS = {Status.PRESENT: "+", Status.ABSENT: "-", Status.UNSURE: "?"}


@cache
def lexicon() -> Lexicon:
    return Lexicon.from_graph(load_graph())


def read(
    text: str, *, relation: Relation | None = None, person: Person | None = None, known: tuple[FindingId, ...] = ()
) -> Understanding:
    return understand(lexicon(), text, relation=relation, person=person, known=known)


def line(text: str, *, relation: Relation | None = None, known: tuple[FindingId, ...] = ()) -> str:
    findings = read(text, relation=relation, known=known).findings
    return " ".join(sorted(f"{finding.id}{MARKS[finding.status]}" for finding in findings))


def finding(text: str, id_: str) -> Finding:
    return next(finding for finding in read(text).findings if finding.id == id_)
