"""What one message tells of medicines taken and of allergies to them: kept with its contribution, so that taking it back is exact.

And what follows for its findings, which know a class or that there is an allergy, and not which medicine was meant how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from agents.knowledge import Knowledge
from agents.medicines.asked import Asked, read_asked
from agents.medicines.speaker import own_words
from agents.memory import classes_of
from agents.state import ConsultationState
from kg.drugs.names import Mention
from kg.schema import Finding, FindingId, FindingKind, Status


@dataclass(frozen=True)
class Told:
    """Ids of the medicines that a message says are taken, and of those to which it tells an allergy."""

    medicines: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()
    read: Asked | None = field(default=None, repr=False)


def told_in(knowledge: Knowledge, state: ConsultationState, text: str, *, answers: bool) -> Told:
    """Answer what a message tells. `answers`: it answers a question, so that a bare list of names is of what is taken.

    Of a question only what it says is taken counts; what somebody else takes does not, and takes nothing
    from what the same message tells of the person it is for (`agents.medicines.speaker`).
    """
    if not text:
        return Told()
    own = own_words(state.relation, text)
    asked = read_asked(knowledge.pharmacy, knowledge.medicine_names, own)
    return Told(_taken(asked, answers=answers), asked.allergens, asked)


def _taken(asked: Asked, *, answers: bool) -> tuple[str, ...]:
    """Answer what a message says is taken; a statement "吃华法林" tells it as well as "在吃", a question does not."""
    if asked.is_question:
        return asked.taken
    told = {each.id for each in asked.mentions if answers or _SWALLOWS.search(asked.text[: each.start][-NEAR:])}
    return tuple(dict.fromkeys((*asked.taken, *(each for each in asked.asked if each in told))))


def put_right(knowledge: Knowledge, findings: Iterable[Finding], told: Told) -> tuple[Finding, ...]:
    """Answer the findings of a message without what its names show to be misheard.

    A medicine that only an allergy was told to is none that is taken; one that is borne well denies no other allergy, and takes none
    back that the same message tells.
    """
    if told.read is None or not any(role in _OF_ALLERGY for role in told.read.roles):
        return tuple(findings)
    made = (_put_right(knowledge, each, told, told.read) for each in findings)
    return tuple(each for each in made if each is not None)


def _put_right(knowledge: Knowledge, finding: Finding, told: Told, read: Asked) -> Finding | None:
    pairs = list(zip(read.mentions, read.roles, strict=True))
    if finding.id == _ALLERGY:
        borne = [mention for mention, role in pairs if role == "tolerated"]
        if told.allergens and borne:
            return finding.model_copy(update={"status": Status.PRESENT})
        denied = finding.status is Status.ABSENT and any(_one_clause(read.text, finding, each) for each in borne)
        return None if denied else finding
    if finding.span is None or knowledge.graph.findings[finding.id].kind is not FindingKind.MEDICINE:
        return finding
    if not any(role in _OF_ALLERGY and _over(finding, mention) for mention, role in pairs):
        return finding
    for mention, _ in pairs:
        if mention.id in told.medicines and finding.id in classes_of(knowledge.graph, mention.id):
            return finding.model_copy(update={"text": mention.text})
    return None


_ALLERGY: Final = FindingId("hx.allergy")
_OF_ALLERGY: Final = frozenset({"allergen", "tolerated"})
_STOP: Final = re.compile(r"[，,。；;！!？?\n]|\.(?=\s|$)")


def _over(finding: Finding, mention: Mention) -> bool:
    span = finding.span
    return span is not None and span.start < mention.end and mention.start < span.end


def _one_clause(text: str, finding: Finding, mention: Mention) -> bool:
    span = finding.span
    if span is None:
        return False
    first, last = min(span.end, mention.end), max(span.start, mention.start)
    return first >= last or _STOP.search(text[first:last]) is None


NEAR: Final = 12
"""Characters before a name in which "takes" stands."""
_SWALLOWS: Final = re.compile(
    r"(?<!想)(?<!能)(?<!没)(?<!不)[吃服用打喝贴][^，,。；;能]{0,6}$|\b(?:tak\w+|took|on|us(?:e|es|ing))\b[^,.;]*$",
    re.IGNORECASE,
)
