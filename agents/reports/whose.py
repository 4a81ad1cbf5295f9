"""Whose a report is, where the paper gives reason to ask: printed sex or age, or another name than registered or on the paper before.

Asked once for each such paper; until the answer is yes, nothing on it counts. The answer is drawn from what was said, so that
changing it changes everything that follows from it.
"""

from __future__ import annotations

import re
from typing import Final

from agents.state import Asked, ConsultationState, Relation, Report
from agents.words import local
from kg.schema import LocalText, Option, Question, QuestionId

WHOSE: Final = ("report.whose", "report.whose.2", "report.whose.3")
"""The questions in the order in which they are used; a fourth strange paper shares the last one."""

_TEXTS: Final[dict[Relation, LocalText]] = {
    "self": local("这张单子是您本人的吗？", "Is this report your own?"),
    "child": local("这张单子是孩子本人的吗？", "Is this report your child's own?"),
    "parent": local("这张单子是老人家本人的吗？", "Is this report your parent's own?"),
    "other": local("这张单子是他（她）本人的吗？", "Is this report this person's own?"),
}
_WHY: Final = local(
    "单子上的姓名、性别或年龄和您登记的、说的对不上。用错了人的结果，判断会出错，所以先不算数。",
    "Name, sex or age on the paper do not match what you registered or told. Another person's results would mislead, so they do not "
    "count yet.",
)
_YES: Final = local("是本人的", "Yes, it is")
_NO: Final = local("不是，是别人的", "No, somebody else's")
_UNSURE: Final = local("说不准", "Not sure")
_SAYS_NO: Final = re.compile(
    r"不是|别人|拿错|发错|搞错|他的|她的|\b(no|not|wrong|someone else|somebody else)\b", re.IGNORECASE
)
_SAYS_YES: Final = re.compile(r"^(是|对|嗯|没错)|本人|我的|自己的|\b(yes|mine|own|correct)\b", re.IGNORECASE)


def whose(question: str, relation: Relation) -> Question:
    """Answer the question whether a paper is the person's own."""
    return Question(
        id=QuestionId(question),
        kind="choice",
        text=_TEXTS[relation],
        why=_WHY,
        options=(Option(text=_YES), Option(text=_NO), Option(text=_UNSURE)),
    )


def _answer(said: str) -> bool | None:
    for chip, meaning in ((_YES, True), (_NO, False), (_UNSURE, None)):
        if said in {chip.zh, chip.en} or said.startswith((f"{chip.zh}；", f"{chip.en}；")):
            return meaning
    if _SAYS_NO.search(said):
        return False
    return True if _SAYS_YES.search(said) else None


def is_own(state: ConsultationState, report: Report) -> bool | None:
    """Answer whether a report is this person's: True when there was no reason to ask or they said so, None while it is open."""
    if not report.question:
        return True
    said = [part.said for part in state.contributions if part.question == report.question and part.said]
    return _answer(said[-1]) if said else None


def waits(state: ConsultationState, report: Report) -> bool:
    """Answer whether it was asked whose a paper is, and nothing was said to it yet."""
    return bool(report.question) and not any(part.question == report.question for part in state.contributions)


def put(state: ConsultationState, report: Report, *, turn: int) -> ConsultationState:
    """Answer the state with the question about a strange paper open. What was being asked is asked again afterwards."""
    if any(asked.id == report.question for asked in state.asked):
        return state
    question = Asked(question=whose(report.question, state.relation), turn=turn)
    waiting = state.open
    asked = state.asked if waiting is None else tuple(each for each in state.asked if each.id != waiting.id)
    return state.model_copy(update={"open": question, "asked": (*asked, question)})
