"""The word on an amount that was doubted: taken at once, over days, or a slip of the unit that is put right."""

from __future__ import annotations

import re
from typing import Final

from agents.knowledge import Knowledge
from agents.medicines import phrases
from agents.medicines.advice import MedicineAdvice, advise, overdose
from agents.medicines.asked import Asked, read_asked
from agents.medicines.patient import read_of
from agents.state import ConsultationState

_YES: Final = re.compile(
    r"^\s*(是|对|嗯|没错|真的|确实)|一次|一口气|一下子|全吃|都吃了|没写错|\b(yes|yeah|yep|really|at once|all of (it|them)|in one go)\b",
    re.IGNORECASE,
)
_NO: Final = re.compile(
    r"^\s*(不是|没有|不|没)|写错|打错|说错|分.{0,4}(天|次)|好几天|\d+\s*天|几天|\b(no|not|over .{0,12}days|typo|i meant|wrong|mistake)\b",
    re.IGNORECASE,
)


def after_amount(knowledge: Knowledge, state: ConsultationState, read: Asked) -> MedicineAdvice | None:
    """Answer what a message says to the doubt about an amount in the message before; None when it speaks of something else."""
    answers = any(pattern.search(read.text) for pattern in (_AMOUNT, _YES, _NO))
    if read.mentions or len(read.text) > MOST or not answers:
        return None
    before = _doubted(knowledge, state)
    if before is None:
        return None
    name = knowledge.pharmacy.name_of(before.amounts[0].medicine)
    called = before.amounts[0].medicine if name is None else name.in_(state.lang)
    frame = "吃了{name}{said}" if state.lang == "zh" else "took {name} {said}"
    amount = _AMOUNT.search(read.text)
    said = "" if amount is None else amount[0]
    again = frame.format(name=called, said=said)
    if said and read_asked(knowledge.pharmacy, knowledge.medicine_names, again).amounts:
        return advise(knowledge, state, again)
    if not said and _NO.search(read.text) is None and _YES.search(read.text):
        return overdose(knowledge, state, before)
    if said or _NO.search(read.text):
        return MedicineAdvice((phrases.AMOUNT_NOTED.in_(state.lang),))
    return None


def _doubted(knowledge: Knowledge, state: ConsultationState) -> Asked | None:
    """Answer the message before, if its amount was asked back; one that was too much has had its answer."""
    last = max(state.contributions, key=lambda part: part.turn, default=None)
    if last is None:
        return None
    before = read_of(knowledge, state, last.said)
    return before if before.amounts and all(each.doubt != "too_much" for each in before.amounts) else None


MOST: Final = 40
"""Characters of a message that can be such a word."""
_AMOUNT: Final = re.compile(
    r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百半]+)\s*(?:毫克|微克|克|mg|mcg|ug|g|片|粒|颗|丸|瓶|盒|tablets?|pills?|capsules?)",
    re.IGNORECASE,
)
