"""The next best question: what changes the decision most, dangerous things first, and why it is asked.

Owns the choice among the questions that may be put (`kg.candidates`) by their worth (`kg.worth`), and the end: when none is
worth its trouble the decision stands, and the answer is None. What an answer says: `kg.answers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from kg.answers import answer
from kg.candidates import BESIDE, MADE, MOST_TOGETHER, Candidate, candidates, put
from kg.conditions import Situation
from kg.graph import Graph
from kg.inference import Posterior
from kg.schema import Finding, FindingId, FindingKind, LocalText, Option, Person, Question, QuestionId
from kg.wording import chips, is_speakable, why_apart, why_danger
from kg.worth import Worth

__all__ = ["NextQuestion", "answer", "chips", "next_question"]

CONSIDERED: Final = 160
"""So many findings, from the most telling on, are weighed exactly."""
FEWEST_TOGETHER: Final = 3
"""Symptoms beside the complaint are listed together from this many on; a few are asked one by one."""
LISTED: Final = 0.2
"""A symptom is listed when it is worth at least this share of the best one."""

NAMED: Final = 0.1
"""A disease is named in a reason when it is near the complaint and has this part of the leading one's weight."""


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A question worth putting; `gain` is its worth, `why` one kind sentence, `finding` what matters most in it."""

    question: Question
    gain: float
    why: LocalText
    finding: FindingId | None


def next_question(
    graph: Graph,
    person: Person,
    findings: Iterable[Finding],
    posterior: Posterior,
    *,
    asked: frozenset[QuestionId] = frozenset(),
    month: int | None = None,
    duration_days: float | None = None,
) -> NextQuestion | None:
    """Answer the question that is worth most now, None when none is worth its trouble.

    `posterior` must come from the same findings; `month` and `duration_days` are already in it.
    """
    del findings, month
    known = posterior.known
    lasting = posterior.duration_days if duration_days is None else duration_days
    worth = Worth.of(graph, posterior, Situation(person, known, lasting))
    may = candidates(graph, person, known, asked, worth.telling(), CONSIDERED)
    may = [fitting for each in may if (fitting := _fitting(worth, each)) is not None]
    if not may:
        return None
    alone = worth.of_findings(tuple(dict.fromkeys(finding for candidate in may for finding in candidate.findings)))
    may = _grouped(graph, worth, alone, may, asked)
    gains = [worth.of_candidate(candidate, alone) for candidate in may]
    best = min(range(len(may)), key=lambda n: (-gains[n], may[n].id))
    if gains[best] < graph.assumptions.worth_stop + graph.assumptions.patience * len(asked):
        return None
    candidate = may[best]
    matters = max(candidate.findings, key=lambda finding: (alone[finding] + worth.flags.get(finding, 0.0), finding))
    question = put(graph, candidate)
    why = question.why
    if question.id.startswith(MADE):
        why = _why(graph, posterior, worth, matters, danger=worth.flags.get(matters, 0.0) > alone[matters])
    return NextQuestion(question, gains[best], why, matters)


def _fitting(worth: Worth, candidate: Candidate) -> Candidate | None:
    """Answer the candidate if it describes the complaint or asks of something that belongs beside it, else None.

    What an author put into one question stays together; of one made from findings only those remain that belong.
    """
    if candidate.question is None:
        those = [finding for finding in candidate.findings if worth.belongs(finding)]
        return candidate.only(those) if those else None
    describes = candidate.question.needs is not None and candidate.question.needs in worth.complaint
    return candidate if describes or any(worth.belongs(finding) for finding in candidate.findings) else None


def _cut(worth: Worth, alone: dict[FindingId, float], candidate: Candidate) -> Candidate:
    """Answer an authored question of several answers with its most telling options alone, in their order, if it has many."""
    asks = [option for option in candidate.options if option.present]
    if candidate.question is None or candidate.question.kind != "multi" or len(asks) <= MOST_TOGETHER:
        return candidate

    def value(option: Option) -> float:
        return max(alone.get(finding, 0.0) + worth.flags.get(finding, 0.0) for finding in option.present)

    kept = sorted(asks, key=value, reverse=True)[:MOST_TOGETHER]
    options = tuple(option for option in candidate.options if option in kept or not option.present)
    findings = tuple(dict.fromkeys(f for option in kept for f in option.present if f in alone))
    return replace(candidate, options=options, findings=findings)


def _grouped(
    graph: Graph, worth: Worth, alone: dict[FindingId, float], may: list[Candidate], asked: frozenset[QuestionId]
) -> list[Candidate]:
    """Answer the candidates with what belongs together put together.

    These are the kinds of a finding that is present, cut to those that tell most, and the symptoms beside the complaint, as
    one list, a few times at most.
    """
    answer: list[Candidate] = []
    beside: list[FindingId] = []
    for candidate in may:
        if candidate.is_kinds:
            answer.append(candidate.only(worth.most_together(candidate.findings, alone, MOST_TOGETHER)))
        else:
            answer.append(_cut(worth, alone, candidate))
            if candidate.question is None and candidate.about is None:
                beside += [f for f in candidate.findings if graph.findings[f].kind is FindingKind.SYMPTOM]
    lists = sum(question.startswith(BESIDE) for question in asked)
    if worth.complaint and lists < graph.assumptions.lists and beside:
        value = {finding: alone[finding] + worth.flags.get(finding, 0.0) for finding in beside}
        least = LISTED * max(value.values())
        listed = worth.most_together([f for f in beside if value[f] >= least], alone, MOST_TOGETHER)
        if len(listed) >= FEWEST_TOGETHER:
            answer.append(Candidate(QuestionId(f"{BESIDE}{lists + 1}"), tuple(listed)))
    return answer


def _why(graph: Graph, posterior: Posterior, worth: Worth, matters: FindingId, *, danger: bool) -> LocalText:
    concept = graph.findings[matters]
    if danger:
        return why_danger(concept)
    field, row = worth.field, worth.row(matters)
    weights = field.weights[:-1]
    usual = float(row[:-1] @ weights / max(weights.sum(), 1e-9))
    pull = weights * (row[:-1] - usual)
    diseases = [graph.diseases[posterior.diseases[int(number)]] for number in field.diseases]
    named = worth.relevance.near & (weights >= NAMED * weights.max(initial=0.0))
    gentle = [n for n, disease in enumerate(diseases) if named[n] and is_speakable(disease)]
    more = max(gentle, key=lambda n: pull[n], default=None)
    less = min(gentle, key=lambda n: pull[n], default=None)
    if more is None or pull[more] <= 0:
        return why_apart(concept, None, None)
    return why_apart(concept, diseases[more], None if less is None or pull[less] >= 0 else diseases[less])
