"""What a question about medicines does to a turn: it is answered, and where it brings no complaint the interview waits.

The one place where the consultation meets this agent. What was asked and not taken is no medicine of the resident's; what belongs
to somebody else is not written into this history; an overdose goes to the triage as any other poisoning does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agents.intake.listening import Listened
from agents.intake.questions import AREAS, OPENING
from agents.knowledge import Knowledge
from agents.medicines import phrases
from agents.medicines.advice import ASK, MedicineAdvice, advise
from agents.medicines.asked import Asked as Read
from agents.medicines.asked import read_asked
from agents.medicines.patient import about_other
from agents.state import Asked, ConsultationState, Contribution
from kg.schema import Finding, FindingKind, Question, Status

_COMPLAINTS: Final = frozenset({FindingKind.SYMPTOM, FindingKind.SIGN, FindingKind.MEASUREMENT})
_WAITING: Final = frozenset({OPENING, AREAS})


@dataclass(frozen=True)
class Answered:
    """What becomes of a message about medicines.

    `alone`: it brings no complaint, and `state` already holds it; otherwise `messages` are said beside what the interview does.
    `learnt`: it brings something that the triage has to see.
    """

    state: ConsultationState
    messages: tuple[str, ...]
    alone: bool
    learnt: bool = False


def answered(
    knowledge: Knowledge, state: ConsultationState, heard: Listened, asked: Asked | None, *, turn: int
) -> Answered | None:
    """Answer what a message about medicines does; None when it is none."""
    if asked is not None and asked.id.startswith(ASK):
        return _after_ask(knowledge, state, heard, asked, turn=turn)
    text = heard.heard.text
    read = read_asked(knowledge.pharmacy, knowledge.medicine_names, text)
    if not read.is_question and not read.amounts:
        return None
    complains = _complains(knowledge, heard.contribution.findings)
    advice = advise(knowledge, state, text)
    if complains or (heard.answered and asked is not None and asked.id not in _WAITING):
        if not (advice.specific or advice.urgent or read.amounts):
            return None
        return Answered(_with(state, advice), advice.messages, alone=False)
    part = _kept(knowledge, state, heard.contribution, read, advice)
    state = state.model_copy(update={"contributions": (*state.contributions, part)})
    return Answered(_asking(state, advice.asks, turn), advice.messages, alone=True, learnt=bool(advice.findings))


def _complains(knowledge: Knowledge, findings: tuple[Finding, ...]) -> bool:
    kinds = (knowledge.graph.findings[each.id].kind for each in findings if each.status is Status.PRESENT)
    return any(kind in _COMPLAINTS for kind in kinds)


def _with(state: ConsultationState, advice: MedicineAdvice) -> ConsultationState:
    """Answer the state with what the advice makes present, as a part of its own; the message's own part follows."""
    if not advice.findings:
        return state
    turn = max((part.turn for part in state.contributions), default=0)
    part = Contribution(turn=turn, findings=advice.findings)
    return state.model_copy(update={"contributions": (*state.contributions, part)})


def _kept(
    knowledge: Knowledge, state: ConsultationState, part: Contribution, read: Read, advice: MedicineAdvice
) -> Contribution:
    """Answer the contribution with only what it says of this person: no medicine that was merely asked for, no named disease."""
    concepts = knowledge.graph.findings
    dropped = {FindingKind.DIAGNOSIS} if not read.asked else {FindingKind.DIAGNOSIS, FindingKind.MEDICINE}
    kept = () if about_other(state, read.text) else part.findings
    findings = tuple(each for each in kept if concepts[each.id].kind not in dropped)
    have = {each.id for each in findings}
    more = tuple(each for each in advice.findings if each.id not in have)
    return part.model_copy(update={"question": None, "findings": (*findings, *more)})


def _asking(state: ConsultationState, asks: tuple[Question, ...], turn: int) -> ConsultationState:
    """Answer the state with the next question of this agent put, where no question of the interview would be pushed aside."""
    before = {each.id for each in state.asked}
    fresh = [each for each in asks if each.id not in before]
    waiting = state.open is None or state.open.id in _WAITING or state.open.id.startswith(ASK)
    if not fresh or not waiting:
        return state
    asked = Asked(question=fresh[0], turn=turn)
    return state.model_copy(update={"open": asked, "asked": (*state.asked, asked)})


def _after_ask(
    knowledge: Knowledge, state: ConsultationState, heard: Listened, asked: Asked, *, turn: int
) -> Answered | None:
    """Answer an answer to this agent's own question: the question about the medicine is looked at again with it."""
    if not heard.answered or _complains(knowledge, heard.contribution.findings):
        return None
    state = state.model_copy(
        update={"contributions": (*state.contributions, heard.contribution), "open": _earlier(state)}
    )
    question = _last_question(knowledge, state)
    if question is None:
        return Answered(state, (), alone=True, learnt=True)
    advice = advise(knowledge, state, question)
    yes = any(each.status is Status.PRESENT for each in heard.contribution.findings)
    messages = advice.messages
    if yes and asked.id == f"{ASK}allergy" and not heard.contribution.allergens:
        messages = (phrases.ALLERGY_WHICH.in_(state.lang),)
    return Answered(_asking(state, advice.asks, turn), messages, alone=True)


def _earlier(state: ConsultationState) -> Asked | None:
    """Answer the interview's question that waited meanwhile."""
    return next((each for each in reversed(state.asked) if each.id in _WAITING), None)


def _last_question(knowledge: Knowledge, state: ConsultationState) -> str | None:
    for part in sorted(state.contributions, key=lambda each: each.turn, reverse=True):
        if part.said and read_asked(knowledge.pharmacy, knowledge.medicine_names, part.said).is_question:
            return part.said
    return None
