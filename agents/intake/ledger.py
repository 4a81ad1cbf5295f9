"""How an input is written into the state: a line of the transcript, a question put, answered, or put aside for later."""

from __future__ import annotations

from agents.intake.listening import Listened
from agents.intake.questions import AREAS, OPENING
from agents.state import Asked, ConsultationState, Line
from kg.schema import LocalText

REPEATS = 1
"""Times that an unanswered question is put again."""


def put_before(state: ConsultationState, question: str) -> Asked | None:
    """Answer the question of this id as it was put, the open one first; None when it never was."""
    if state.open is not None and state.open.id == question:
        return state.open
    return next((asked for asked in reversed(state.asked) if asked.id == question), None)


def put(state: ConsultationState, asked: Asked) -> ConsultationState:
    """Answer the state with this question open; the one that stood open before is put later, as if it had not been."""
    aside = "" if state.open is None or state.open.id == OPENING else state.open.id
    before = tuple(each for each in state.asked if each.id not in {aside, asked.id})
    return state.model_copy(update={"open": asked, "asked": (*before, asked)})


def was_told(state: ConsultationState, text: LocalText) -> bool:
    """Answer whether the resident was told this before."""
    return any(line.who == "assistant" and line.text == text.in_(state.lang) for line in state.transcript)


def with_line(state: ConsultationState, text: str, *, turn: int, attachment_id: str | None = None) -> ConsultationState:
    """Answer the state with a line of the resident's in its transcript."""
    line = Line(turn=turn, who="resident", text=text, at_ms=state.updated_at_ms, attachment_id=attachment_id)
    return state.model_copy(update={"transcript": (*state.transcript, line)})


def settled(state: ConsultationState, asked: Asked | None, heard: Listened) -> ConsultationState:
    """Answer the state with the open question closed when it was answered, or put once more when it was passed over."""
    if asked is None or state.open is None or state.open.id != asked.id:
        return state
    if heard.answered or asked.id in {OPENING, AREAS} or asked.repeats >= REPEATS:
        return state.model_copy(update={"open": None})
    return state.model_copy(update={"open": asked.model_copy(update={"repeats": asked.repeats + 1})})
