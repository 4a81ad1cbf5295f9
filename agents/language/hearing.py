"""Adds to what a message brought what a model read out of the passages that the dictionary could not.

A finding read so is read back to the resident in the same turn. One that by itself would set off a red flag is not counted: it is
asked, as a question of its own and before any other, so that a model alone alarms nobody and what may be grave is settled at once.
After the guidance nothing is asked any more, and there the safer reading counts.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from agents.companion.crisis import CRISIS
from agents.intake.engine import Thought, month_of, think
from agents.intake.known import known
from agents.intake.listening import Listened
from agents.knowledge import Knowledge
from agents.language.assistant import AssistedTurn
from agents.language.trace import LanguageChange
from agents.state import Asked, ConsultationState, Contribution
from agents.words import local
from kg.schema import Finding, FindingId, Question, QuestionId, Status, Urgency
from kg.text import understand
from kg.wording import asking

SHORT: Final = 12
"""Characters up to which a message that answers the open question is taken for the answer and no more."""
MOST_CONFIRMED: Final = 3
"""Questions of one consultation that a model may give rise to; a model that is wrong more often is not heard."""
_READ_BACK: Final = local(
    "您说的「{words}」，我理解为：{name}。不对的话告诉我。",
    "I took “{words}” to mean: {name}. Tell me if that is not right.",
)
_CONFIRM: Final = local(
    "您前面说「{words}」，我想先问清楚。", "You said “{words}”, and I would like to be sure of it first."
)


def hear(assisted: AssistedTurn, knowledge: Knowledge, state: ConsultationState, heard: Listened) -> Listened:
    """Answer what was heard, with what the model adds. `state` does not hold this turn's contribution yet."""
    text = heard.heard.text
    if not assisted.there or not text or heard.problem is not None:
        return heard
    if heard.answered and len(text) <= SHORT:
        return heard
    graph = knowledge.graph
    now = _with(state, heard.contribution)
    before = _thought(knowledge, now)
    if _grave(before):
        return heard
    statuses = {each.id: each.status for each in known(now, graph).findings}
    present = frozenset(each for each, status in statuses.items() if status is Status.PRESENT)
    told = understand(
        knowledge.lexicon, text, lang=state.lang, person=state.person, relation=state.relation, known=present
    )
    before_asked = sum(each.kind == "to_confirm" for use in state.language for each in use.changes)
    kept: list[Finding] = []
    asked = False
    for finding in assisted.findings(state, text, told, statuses):
        together = _joined(heard.contribution, [*kept, finding])
        alarms = finding.id in CRISIS or _alarms(before, _thought(knowledge, _with(state, together)))
        name = graph.name_of(finding.id).in_(state.lang)
        if alarms and state.guidance is None:
            asked = (before_asked < MOST_CONFIRMED and assisted.to_confirm(finding)) or asked
            continue
        kept.append(finding)
        assisted.note(LanguageChange(kind="finding", what=finding.id, words=finding.text))
        assisted.remark(_READ_BACK.in_(state.lang).format(words=finding.text, name=name))
    if not kept and not asked:
        return heard
    return replace(heard, contribution=_joined(heard.contribution, kept), understood=True)


def confirming(assisted: AssistedTurn, knowledge: Knowledge, state: ConsultationState, *, turn: int) -> Asked | None:
    """Answer the question that settles what a model read as grave; None when there is nothing to settle."""
    finding = assisted.wanted
    if finding is None:
        return None
    concept = knowledge.graph.findings[finding.id]
    why = local(_CONFIRM.zh.format(words=finding.text), _CONFIRM.en.format(words=finding.text))
    question = Question(
        id=QuestionId(f"ask.{concept.id}"), kind="yes_no", text=asking(concept), why=why, finding=concept.id
    )
    authored = [
        each for each in knowledge.graph.questions.values() if each.kind == "yes_no" and each.finding == concept.id
    ]
    question = authored[0] if authored else question
    if any(asked.id == question.id for asked in state.asked):
        return None
    return Asked(question=question, turn=turn, why=why)


def _joined(part: Contribution, read: list[Finding]) -> Contribution:
    """Answer the contribution with findings that a model read, marked as such."""
    marked = tuple(each.id for each in read)
    return part.model_copy(update={"findings": (*part.findings, *read), "read_by_model": marked})


def _with(state: ConsultationState, part: Contribution) -> ConsultationState:
    return state.model_copy(update={"contributions": (*state.contributions, part)})


def _thought(knowledge: Knowledge, state: ConsultationState) -> Thought:
    return think(knowledge.graph, state, month=month_of(state.updated_at_ms))


def _grave(thought: Thought) -> bool:
    """Answer whether the turn is an emergency without any model: nothing waits for one then."""
    crisis = any(thought.posterior.known.is_present(FindingId(each)) for each in CRISIS)
    return crisis or any(flag.urgency is Urgency.EMERGENCY for flag in thought.triage.red_flags)


def _alarms(before: Thought, after: Thought) -> bool:
    """Answer whether red flags are raised that were not, or the urgency rises to an emergency."""
    flags = {flag.id for flag in after.triage.red_flags} - {flag.id for flag in before.triage.red_flags}
    return bool(flags) or (after.triage.urgency is Urgency.EMERGENCY and before.triage.urgency is not Urgency.EMERGENCY)
