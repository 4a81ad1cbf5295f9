"""Which questions may be put now, whatever they are worth.

Owns: never twice, never what is known or implied, one question for one idea, `needs`, sex and age. A finding that an authored
question covers is asked by that question alone; the others are asked by their name. A special finding is asked once its
general one is known to be there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.closure import Closure
from kg.graph import Graph
from kg.schema import FindingConcept, FindingId, Person, Question, QuestionId
from kg.wording import asking, why_apart

MADE: Final = "ask."
"""Ids of questions made from a finding are this and the finding's id."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be put, as it would be put, and the findings that its answer settles."""

    question: Question
    findings: tuple[FindingId, ...]
    authored: bool


def fits(concept: FindingConcept, person: Person) -> bool:
    """Answer whether the finding makes sense for this sex and age."""
    years = person.age_years
    return (
        (concept.sex is None or concept.sex is person.sex)
        and (concept.min_age_years is None or years >= concept.min_age_years)
        and (concept.max_age_years is None or years < concept.max_age_years)
    )


def made_question(graph: Graph, finding: FindingId) -> Question:
    """Answer the yes-or-no question for a finding that no authored question covers. Raises UnknownId."""
    concept = graph.finding(finding)
    why = why_apart(concept, None, None)
    return Question(id=QuestionId(f"{MADE}{finding}"), kind="yes_no", text=asking(concept), why=why, finding=finding)


def _open(graph: Graph, person: Person, known: Closure, finding: FindingId) -> bool:
    return finding not in known.status and fits(graph.findings[finding], person)


def authored_candidate(graph: Graph, person: Person, known: Closure, question: Question) -> Candidate | None:
    """Answer the authored question as it would be put now, without the options that are already settled.

    None when its idea is settled, or when less than a choice is left of it.
    """
    if question.needs is not None and not known.is_present(question.needs):
        return None
    if question.kind == "yes_no":
        assert question.finding is not None
        if not _open(graph, person, known, question.finding) or not _ripe(graph, known, question.finding):
            return None
        return Candidate(question, (question.finding,), authored=True)
    said = [option for option in question.options if any(known.is_present(finding) for finding in option.present)]
    if question.kind == "choice" and said:
        return None
    left = [
        option
        for option in question.options
        if option not in said and (not option.present or any(_open(graph, person, known, f) for f in option.present))
    ]
    asks = [option for option in left if option.present]
    if not asks or (question.kind == "choice" and len(asks) < 2):  # noqa: PLR2004 - a choice has two sides
        return None
    findings = tuple(dict.fromkeys(f for option in asks for f in option.present if _open(graph, person, known, f)))
    as_put = question if len(left) == len(question.options) else question.model_copy(update={"options": tuple(left)})
    return Candidate(as_put, findings, authored=True)


def _ripe(graph: Graph, known: Closure, finding: FindingId) -> bool:
    """Answer whether the general finding is settled, so that the special one may be asked."""
    above = graph.findings[finding].parent
    while above is not None and not graph.findings[above].askable and above not in known.status:
        above = graph.findings[above].parent
    return above is None or known.is_present(above)


def candidates(
    graph: Graph,
    person: Person,
    known: Closure,
    asked: frozenset[QuestionId],
    wanted: Iterable[FindingId],
    most: int,
) -> list[Candidate]:
    """Answer the questions that may be put now and settle one of the `wanted` findings, taken in their order, up to `most`."""
    answer: list[Candidate] = []
    seen: set[QuestionId] = set()
    for finding in wanted:
        if len(answer) >= most:
            break
        if not _open(graph, person, known, finding):
            continue
        for question in graph.asked_by.get(finding, ()):
            if question.id not in asked and question.id not in seen:
                seen.add(question.id)
                candidate = authored_candidate(graph, person, known, question)
                if candidate is not None:
                    answer.append(candidate)
        by_name = finding not in graph.asked_by and graph.findings[finding].askable
        if by_name and f"{MADE}{finding}" not in asked and _ripe(graph, known, finding):
            answer.append(Candidate(made_question(graph, finding), (finding,), authored=False))
    return answer
