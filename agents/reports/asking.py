"""What is asked about a report itself: why it was done, when it comes before any complaint.

A result means another thing in a check-up than in somebody who is ill, so a doctor asks this first. Whether it is the person's own is
`agents.reports.whose`'.
"""

from __future__ import annotations

from typing import Final

from agents.reports.whose import is_own
from agents.state import Asked, ConsultationState, Relation
from agents.words import local
from kg.schema import LocalText, Option, Question, QuestionId

WHY: Final = "report.why"

_TEXTS: Final[dict[Relation, LocalText]] = {
    "self": local("当时为什么去做这个检查？", "Why was this test done?"),
    "child": local("孩子当时为什么去做这个检查？", "Why did your child have this test?"),
    "parent": local("老人家当时为什么去做这个检查？", "Why did your parent have this test?"),
    "other": local("他（她）当时为什么去做这个检查？", "Why did this person have the test?"),
}
_REASON: Final = local(
    "同样的结果，体检碰巧查出来的，和不舒服去查出来的，意思常常不一样。",
    "The same result often means another thing when found at a check-up than when found because something was wrong.",
)
CHECKUP: Final = local("体检查的", "A check-up")
UNWELL: Final = local("有不舒服才去查", "Something was wrong")
FOLLOW_UP: Final = local("老毛病复查", "Follow-up of an old illness")
BEFORE: Final = local("手术、怀孕或入职前要查", "Before an operation, a pregnancy or a job")
OTHER: Final = local("别的原因", "Another reason")


def why_done(relation: Relation) -> Question:
    """Answer the question why a test was done."""
    chips = (CHECKUP, UNWELL, FOLLOW_UP, BEFORE, OTHER)
    return Question(
        id=QuestionId(WHY),
        kind="choice",
        text=_TEXTS[relation],
        why=_REASON,
        options=tuple(Option(text=chip) for chip in chips),
    )


def came_first(state: ConsultationState) -> bool:
    """Answer whether a report that counts is here and nothing was told yet."""
    own = any(is_own(state, report) is True and (report.items or report.statements) for report in state.reports)
    return own and not state.complaint and not any(part.findings for part in state.contributions)


def unwell(state: ConsultationState) -> bool:
    """Answer whether the resident said that something was wrong, and has told nothing more so far."""
    said = [part.said for part in state.contributions if part.question == WHY]
    return bool(said) and said[-1] in {UNWELL.zh, UNWELL.en} and came_first(state)


def next_why(state: ConsultationState, *, turn: int) -> Asked | None:
    """Answer the question why, where a report came before any complaint; None when it was put or is not needed."""
    if came_first(state) and all(asked.id != WHY for asked in state.asked):
        return Asked(question=why_done(state.relation), turn=turn)
    return None
