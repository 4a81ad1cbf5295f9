"""Reads a sentence with the packaged graph's words and writes down what was found in one line: `fever+ cough- rash?`."""

from functools import cache

from app.knowledge import load_knowledge
from kg.lexicon import Lexicon
from kg.schema import Finding, FindingId, Person, Status
from kg.text import Relation, Understanding, understand

MARKS = {Status.PRESENT: "+", Status.ABSENT: "-", Status.UNSURE: "?"}


@cache
def lexicon() -> Lexicon:
    return load_knowledge().lexicon


def read(
    text: str, *, relation: Relation | None = None, person: Person | None = None, known: tuple[FindingId, ...] = ()
) -> Understanding:
    return understand(lexicon(), text, relation=relation, person=person, known=known)


def line(text: str, expected: str = "", *, relation: Relation | None = None, known: tuple[FindingId, ...] = ()) -> str:
    """Answer what was found. A present finding more exact than an expected one is written as the expected one: the graph may
    learn finer words at any time.
    """
    findings = read(text, relation=relation, known=known).findings
    wanted = {item[:-1] for item in expected.split() if item.endswith("+")}
    return " ".join(sorted({f"{_coarse(finding, wanted)}{MARKS[finding.status]}" for finding in findings}))


def _coarse(found: Finding, wanted: set[str]) -> str:
    if found.id in wanted or found.status is not Status.PRESENT:
        return found.id
    return next((parent for parent in lexicon().ancestors(found.id) if parent in wanted), found.id)


def finding(text: str, id_: str) -> Finding:
    """Answer the finding, or the first one below it."""
    found = read(text).findings
    below = [f for f in found if id_ in lexicon().ancestors(f.id)]
    return next((f for f in found if f.id == id_), None) or below[0]
