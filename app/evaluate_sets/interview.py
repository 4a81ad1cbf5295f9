"""An interview by the engine alone: infer, put the next best question, hear the answer, until the budget or nothing is worth asking.

Owns the loop. The patient is a function from a question to findings; the agents' manners (red flags, comfort, wording) are not
measured here, only what `kg.inference` and `kg.questions` make of a graph.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kg.graph import Graph
from kg.inference import Posterior, infer
from kg.questions import next_question
from kg.schema import Finding, Person, Question, QuestionId

Patient = Callable[[Question], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Interview:
    """What was asked, in order, what is known at the end, and what is believed of it."""

    asked: tuple[QuestionId, ...]
    findings: tuple[Finding, ...]
    posterior: Posterior


def interview(
    graph: Graph,
    person: Person,
    opening: Sequence[Finding],
    patient: Patient,
    *,
    most: int,
    never: frozenset[QuestionId] = frozenset(),
) -> Interview:
    """Answer the interview of at most `most` questions; those in `never` are not put, as their answer is known."""
    known = list(opening)
    asked: list[QuestionId] = []
    posterior = infer(graph, person, known)
    while len(asked) < most:
        following = next_question(graph, person, known, posterior, asked=never.union(asked))
        if following is None:
            break
        asked.append(following.question.id)
        known.extend(patient(following.question))
        posterior = infer(graph, person, known)
    return Interview(tuple(asked), tuple(known), posterior)
