"""What one message tells of medicines taken and of allergies to them: kept with its contribution, so that taking it back is exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from agents.knowledge import Knowledge
from agents.medicines.asked import Asked, read_asked
from agents.medicines.speaker import own_words
from agents.state import ConsultationState


@dataclass(frozen=True)
class Told:
    """Ids of the medicines that a message says are taken, and of those to which it tells an allergy."""

    medicines: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()


def told_in(knowledge: Knowledge, state: ConsultationState, text: str, *, answers: bool) -> Told:
    """Answer what a message tells. `answers`: it answers a question, so that a bare list of names is of what is taken.

    Of a question only what it says is taken counts; what somebody else takes does not, and takes nothing
    from what the same message tells of the person it is for (`agents.medicines.speaker`).
    """
    if not text:
        return Told()
    own = own_words(state.relation, text)
    asked = read_asked(knowledge.pharmacy, knowledge.medicine_names, own)
    return Told(_taken(asked, answers=answers), asked.allergens)


def _taken(asked: Asked, *, answers: bool) -> tuple[str, ...]:
    """Answer what a message says is taken; a statement "吃华法林" tells it as well as "在吃", a question does not."""
    if asked.is_question:
        return asked.taken
    told = {each.id for each in asked.mentions if answers or _SWALLOWS.search(asked.text[: each.start][-NEAR:])}
    return tuple(dict.fromkeys((*asked.taken, *(each for each in asked.asked if each in told))))


NEAR: Final = 12
"""Characters before a name in which "takes" stands."""
_SWALLOWS: Final = re.compile(
    r"(?<!想)(?<!能)(?<!没)(?<!不)[吃服用打喝贴][^，,。；;能]{0,6}$|\b(?:tak\w+|took|on|us(?:e|es|ing))\b[^,.;]*$",
    re.IGNORECASE,
)
