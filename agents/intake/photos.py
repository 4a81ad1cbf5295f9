"""What a photo does to a consultation: it is read, taken for a report or for boxes of medicine, told, and put right by the resident."""

from __future__ import annotations

import hashlib
from typing import Final

from agents.dialogue import ConfirmItems, Photo
from agents.errors import ImageRefused, TurnRefused
from agents.intake import phrases
from agents.intake.ledger import with_line
from agents.intake.questions import OPENING, PHOTO, opening
from agents.intake.received import Received
from agents.intake.views import report_view
from agents.knowledge import Knowledge
from agents.language.assistant import AssistedTurn
from agents.medicines import desk as medicine_desk
from agents.reports.asking import came_first
from agents.reports.explain import explained, pressing
from agents.reports.merge import confirm, merge_reading, unread
from agents.reports.port import Reading, ReportReader
from agents.reports.understanding import understood
from agents.reports.whose import is_own, put
from agents.reports.wording import CUT
from agents.state import Asked, ConsultationState, Report
from agents.words import local

_SHOWN: Final = local("照片", "Photo")


def photographed(
    knowledge: Knowledge,
    reader: ReportReader | None,
    state: ConsultationState,
    photo: Photo,
    blobs: tuple[bytes, ...],
    *,
    turn: int,
    assisted: AssistedTurn,
) -> Received:
    """Answer what a photo does to the state.

    Raises:
        TurnRefused: the photo that is named is not among the blobs.
    """
    if photo.blob >= len(blobs) or hashlib.sha256(blobs[photo.blob]).hexdigest() != photo.digest:
        raise TurnRefused("no_blob")
    lang = state.lang
    state = with_line(state, phrases.PHOTO_LINE.in_(lang), turn=turn, attachment_id=photo.attachment_id)
    if state.open is not None and state.open.id == PHOTO:
        state = state.model_copy(update={"open": None})
    elif not any(asked.id == PHOTO for asked in state.asked):
        state = state.model_copy(update={"asked": (*state.asked, _photo_put(turn))})
    if reader is None:
        return Received(unread(state, photo, turn=turn), (phrases.NO_READER.in_(lang),))
    try:
        reading = reader.read(blobs[photo.blob], photo.media_type)
    except ImageRefused as refused:
        return Received(unread(state, photo, turn=turn), (phrases.REFUSED[refused.reason].in_(lang),))
    reading = assisted.looked_over(reading, blobs[photo.blob], photo.media_type)
    merged = merge_reading(knowledge.graph, state, photo, reading, turn=turn)
    box = None if reading.items else medicine_desk.boxes(knowledge, merged, reading.text, turn=turn)
    if box is not None:
        return Received(box.state, box.messages)
    state = understood(knowledge, merged, reading, photo.name)
    report = state.reports[-1]
    said = _said_of(knowledge, state, reading, report)
    view = report_view(knowledge.graph, state, report)
    if is_own(state, report) is not True:
        return Received(put(state, report, turn=turn), said, view)
    if state.open is not None and state.open.id == OPENING and came_first(state):
        state = state.model_copy(update={"open": None})
    return Received(state, said, view, learnt=bool(report.items or report.statements))


def confirmed(knowledge: Knowledge, state: ConsultationState, given: ConfirmItems, *, turn: int) -> Received:
    """Answer what the resident's looking over of read items does to the state."""
    lang = state.lang
    if not any(report.attachment_id == given.attachment_id for report in state.reports):
        return Received(state, (phrases.NOT_CHANGEABLE.in_(lang),))
    state = confirm(knowledge.graph, state, given)
    state = with_line(state, phrases.CONFIRM_LINE.in_(lang), turn=turn, attachment_id=given.attachment_id)
    seen = next(each for each in state.reports if each.attachment_id == given.attachment_id)
    grave = pressing(knowledge.graph, state, seen)
    return Received(state, (phrases.ITEMS_CONFIRMED.in_(lang), *grave), learnt=True)


def _said_of(knowledge: Knowledge, state: ConsultationState, reading: Reading, report: Report) -> tuple[str, ...]:
    """Answer what is said of a photo that was read."""
    if reading.what == "unreadable":
        return (phrases.UNREADABLE.in_(state.lang),)
    if reading.what == "not_a_report":
        return (phrases.NOT_A_REPORT.in_(state.lang),)
    said = explained(knowledge.graph, state, report)
    return (*said, CUT.in_(state.lang)) if reading.cut and reading.items else said


def _photo_put(turn: int) -> Asked:
    """Answer the photo request as put, for a resident who sent one unasked: it is not asked again."""
    question = opening("self").model_copy(update={"id": PHOTO, "text": _SHOWN, "why": _SHOWN})
    return Asked(question=question, turn=turn)
