"""An answer to a question that was put earlier: recognised, and put where it belongs; the open question stays open.

What names its matter ("昨天烧过") needs none of this: the dictionary puts it in its place whichever question is open.
"""

from __future__ import annotations

import re
from typing import Final

from agents.intake.histories import asks
from agents.intake.questions import AREAS, DURATION, ELSE, OPENING, PERIOD, PHOTO
from agents.intake.views import chips_of
from agents.knowledge import Knowledge
from agents.state import Asked, ConsultationState
from kg.schema import Option
from kg.text import read_answer

LOOKED_BACK: Final = 4
"""Questions looked back; what lies further is answered by naming it."""
LONGEST: Final = 24
"""Characters of an answer without its matter; what is longer tells what it speaks of."""
_OPEN_ENDED: Final = frozenset({OPENING, AREAS, PHOTO, ELSE, DURATION})
_REFERS: Final = re.compile(
    r"^(?:哦|噢|对了|那个|补充一?下?|想起来了?)*[，,。 ]*(?:刚才|刚刚|前面|上面|之前|先前|上一?个|前一?个|上上个)(?:你"
    r"|您|医生)?(?:问|说|提)?(?:的|我的)?(?:那个|那条|那句|上一个)?(?:问题|的事)?[，,：: ]*"
    r"|^(?:oh|by the way|about|as for|regarding)?[, ]*(?:the |your )?(?:earlier|previous|last|first) question[,: -]*(?:is |was )?"
    r"|^(?:to |about )?(?:what|the one) you asked (?:before|earlier)[,: -]*",
    re.IGNORECASE,
)


def _is_open_ended(question_id: str) -> bool:
    """Answer whether what answers a question later is understood without looking back at it."""
    return question_id in _OPEN_ENDED or (bool(asks(question_id)) and question_id != PERIOD)


def _earlier(state: ConsultationState) -> list[Asked]:
    """Answer the questions put before the open one, the latest first."""
    now = state.open.id if state.open is not None else ""
    return [each for each in reversed(state.asked) if each.id != now and not _is_open_ended(each.id)][:LOOKED_BACK]


def referred(state: ConsultationState, text: str) -> tuple[Asked | None, str]:
    """Answer the earlier question that a message points at ("刚才那个，有的"), and the message without the pointing."""
    found = _REFERS.match(text)
    rest = text[found.end() :].strip() if found is not None else ""
    earlier = _earlier(state)
    return (earlier[0], rest) if rest and earlier else (None, text)


def late(knowledge: Knowledge, state: ConsultationState, text: str) -> Asked | None:
    """Answer the earlier question whose options a message names, None when there is none: "白色的", two questions later."""
    if len(text) > LONGEST:
        return None
    for asked in _earlier(state):
        if asked.question.kind == "yes_no":
            continue
        listed = asked.question.options
        options = (*listed, *(Option(text=chip) for chip in chips_of(asked.question)[len(listed) :]))
        read = read_answer(knowledge.lexicon, asked.question.model_copy(update={"options": options}), text, state.lang)
        meant = [index for index in read if index < len(asked.question.options)] if isinstance(read, tuple) else []
        if any(asked.question.options[index].present for index in meant):
            return asked
    return None
