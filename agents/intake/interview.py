"""Which question comes next, and when the interview is over.

Owns the order: the complaint first, since when, what the graph finds most valuable, a photo where results would help, what of
the history matters (`agents.intake.matters`), what the specialties still want. Owns the budget: twelve questions at most, few
once something urgent is known, none once it is an emergency. Nothing is asked twice.
"""

from __future__ import annotations

from typing import Final

from agents.companion.questions import is_own
from agents.intake.engine import Thought
from agents.intake.follow_up import next_follow_up, serves_follow_up
from agents.intake.histories import is_core
from agents.intake.matters import histories_due, period_matters
from agents.intake.questions import (
    AREAS,
    DURATION,
    ELSE,
    FREE,
    PERIOD,
    PHOTO,
    anything_else,
    areas,
    duration,
    period,
    photo,
)
from agents.intake.report_words import speaks_of_report
from agents.intake.ways import opening_way, served_without_complaint
from agents.intake.wishes import ill_now
from agents.knowledge import Knowledge
from agents.reports.asking import next_why, unwell
from agents.state import Asked, ConsultationState
from agents.words import fits, local
from kg.questions import next_question
from kg.schema import FindingKind, Question, QuestionId, Status, Urgency
from kg.wording import asking

MOST: Final = 12
"""Questions of one consultation, what the specialties ask included (issue 2)."""
MOST_URGENT: Final = 3
"""Questions after something urgent was told; the one on medicines and allergies comes besides."""
FOR_SPECIALTIES: Final = 2
"""Questions kept back for the specialties."""
ELSE_AFTER: Final = 2
"""Questions of the budget before the resident is asked what else there is: the most dangerous ones come first."""
PROBABLE: Final = 0.1


def mentions_report(state: ConsultationState) -> bool:
    """Answer whether the resident spoke of a report."""
    return any(speaks_of_report(line.text) for line in state.transcript if line.who == "resident")


def counted(state: ConsultationState) -> int:
    """Answer how many questions of the budget were put."""
    return sum(asked.id not in FREE and not is_own(asked.id) for asked in state.asked)


def limit(state: ConsultationState) -> int:
    """Answer how many questions may be put in all: fewer once an urgent red flag was told, by the turn it was told in."""
    if not state.told:
        return MOST
    before = sum(
        asked.id not in FREE and not is_own(asked.id) and asked.turn < state.urgent_turn for asked in state.asked
    )
    signed = any(is_core(asked.id) and asked.turn >= state.urgent_turn for asked in state.asked)
    return min(MOST, before + MOST_URGENT + signed)


def has_complaint(thought: Thought, knowledge: Knowledge) -> bool:
    """Answer whether anything is known that a person could consult for."""
    kinds = {FindingKind.SYMPTOM, FindingKind.SIGN, FindingKind.MEASUREMENT, FindingKind.LAB, FindingKind.DIAGNOSIS}
    concepts = knowledge.graph.findings
    return any(each.status is Status.PRESENT and concepts[each.id].kind in kinds for each in thought.known.findings)


def _asked(state: ConsultationState) -> frozenset[str]:
    return frozenset(asked.id for asked in state.asked)


def _photo_helps(thought: Thought, knowledge: Knowledge) -> bool:
    """Answer whether a probable disease has laboratory tests that a person may have at hand: for lasting complaints."""
    if thought.posterior.duration_days is not None and thought.posterior.duration_days < 1:
        return False
    labs = set(knowledge.graph.labs)
    return any(
        labs.intersection(knowledge.graph.diseases[each.disease].tests)
        and knowledge.graph.diseases[each.disease].urgency.rank <= Urgency.ROUTINE.rank
        for each in thought.posterior.at_least(PROBABLE, 4)
    )


def _about_to_end(state: ConsultationState, thought: Thought, knowledge: Knowledge, turn: int) -> Asked | None:
    """Answer what is asked when the graph has nothing more worth asking: what else, a photo, then the history."""
    before = _asked(state)
    if ELSE not in before and not state.told:
        return Asked(question=anything_else(), turn=turn)
    if PHOTO not in before and not state.reports and _photo_helps(thought, knowledge):
        return Asked(question=photo(mentioned=False), turn=turn)
    due = histories_due(state, thought, knowledge)
    return Asked(question=due[0], turn=turn) if due else None


def next_asked(state: ConsultationState, thought: Thought, knowledge: Knowledge, *, turn: int) -> Asked | None:
    """Answer the next question, or None when the history suffices or the budget is spent."""
    left = limit(state) - counted(state)
    if serves_follow_up(state) and not ill_now(knowledge.graph, thought.known.findings):
        return next_follow_up(state, knowledge, turn=turn) if left > 0 else None
    why = next_why(state, turn=turn)
    if why is not None or not has_complaint(thought, knowledge):
        return why or _towards_a_complaint(state, knowledge, turn)
    own = _where_or_photo(state, knowledge, turn)
    if own is not None:
        return own
    return _within_budget(state, thought, knowledge, turn, left)


def _within_budget(
    state: ConsultationState, thought: Thought, knowledge: Knowledge, turn: int, left: int
) -> Asked | None:
    """Answer what the specialties or the graph ask while `left` questions are left; what a signature needs is kept a place."""
    if state.rounds:
        return _for_specialty(state, thought, knowledge, turn) if left > 0 else None
    due = histories_due(state, thought, knowledge)
    kept = 0 if state.told else FOR_SPECIALTIES + len(due)
    if left > kept:
        return _most_valuable(state, thought, knowledge, turn)
    if left > 0 and kept:
        return _about_to_end(state, thought, knowledge, turn)
    return Asked(question=due[0], turn=turn) if due and counted(state) < MOST else None


def _where_or_photo(state: ConsultationState, knowledge: Knowledge, turn: int) -> Asked | None:
    """Answer the question where it is, for one whose report was made because of feeling unwell, or for the report spoken of."""
    before = _asked(state)
    if AREAS not in before and unwell(state):
        return Asked(question=areas(knowledge.graph), turn=turn)
    if PHOTO not in before and not state.reports and mentions_report(state):
        return Asked(question=photo(mentioned=True), turn=turn)
    return None


def _towards_a_complaint(state: ConsultationState, knowledge: Knowledge, turn: int) -> Asked | None:
    """Answer the question that opens what was wished for, else where it is; None when that was asked in vain."""
    opening = opening_way(state, turn=turn)
    if opening is not None:
        return opening
    if AREAS in _asked(state) or served_without_complaint(state):
        return None
    return Asked(question=areas(knowledge.graph), turn=turn)


def _most_valuable(state: ConsultationState, thought: Thought, knowledge: Knowledge, turn: int) -> Asked | None:
    """Answer since when, then what the graph finds most valuable, then what ends an interview."""
    before = _asked(state)
    if thought.posterior.duration_days is None and DURATION not in before:
        return Asked(question=duration(), turn=turn)
    if PERIOD not in before and period_matters(state, thought, knowledge):
        return Asked(question=period(knowledge.graph, state.person.age_years), turn=turn)
    if counted(state) >= ELSE_AFTER and ELSE not in before and not state.told:
        return Asked(question=anything_else(), turn=turn)
    best = next_question(
        knowledge.graph,
        state.person,
        thought.known.findings,
        thought.posterior,
        asked=frozenset(QuestionId(each) for each in before),
        month=thought.month,
        duration_days=thought.posterior.duration_days,
    )
    if best is None or best.gain < _worth_asking(counted(state)):
        return _about_to_end(state, thought, knowledge, turn)
    return Asked(question=best.question, turn=turn, why=best.why)


PATIENCE: Final = ((8, 0.3), (6, 0.15))
"""(questions put, worth that the next one must have): patience is short, and what little a late question adds is not worth it."""


def _worth_asking(count: int) -> float:
    """Answer the worth (see `kg.questions`) below which no further question is put."""
    return next((worth for questions, worth in PATIENCE if count >= questions), 0.0)


_WANTED: Final = local(
    "问清这一点，这个科才好下结论。", "With this answered, the specialty can say more surely what it thinks."
)


def _for_specialty(state: ConsultationState, thought: Thought, knowledge: Knowledge, turn: int) -> Asked | None:
    """Answer the next of the questions that the specialties handed back, without those settled meanwhile."""
    before = _asked(state)
    for wanted in state.pending:
        concept = knowledge.graph.findings.get(wanted.finding)
        if concept is None or wanted.finding in thought.posterior.known.status or not fits(concept, state.person):
            continue
        why = _WANTED
        question = Question(
            id=QuestionId(f"ask.{concept.id}"), kind="yes_no", text=asking(concept), why=why, finding=concept.id
        )
        for authored in knowledge.graph.questions.values():
            if authored.kind == "yes_no" and authored.finding == wanted.finding:
                question = authored
        if question.id not in before:
            return Asked(question=question, turn=turn, by=wanted.specialty)
    return None


def remaining(state: ConsultationState, thought: Thought, knowledge: Knowledge) -> int:
    """Answer about how many questions are left, the open one included: fewer as the leading cause grows clear, the history's at least."""
    left = max(1, limit(state) - counted(state) + (state.open is not None and state.open.id not in FREE))
    if state.rounds:
        estimate = min(left, max(1, len(state.pending)))
    else:
        top = thought.posterior.foremost
        likely = 3 if top >= 0.7 else 5 if top >= 0.4 else 7  # noqa: PLR2004 - an estimate that is shown as one
        due = len(histories_due(state, thought, knowledge)) + (state.open is not None)
        estimate = min(left, max(1, likely - counted(state) // 3, due))
    return estimate if state.left is None else max(1, min(estimate, state.left))
