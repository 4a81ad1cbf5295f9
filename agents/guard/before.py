"""Guards on what a resident writes, before anything is reasoned with it.

Pain makes people swear and forms make them paste odd things, so a message that holds something medical is never refused
for its tone or for what else it holds. What blocks here is answered with a kind word, and the open question stands.
"""

from __future__ import annotations

import re
from typing import Final

from agents.errors import GuardBlocked
from agents.guard.base import AllOf
from agents.guard.heard import Heard
from agents.guard.requests import Request
from kg.schema import Status

_ABUSE: Final = re.compile(
    r"傻[逼比叉屄]|煞笔|他妈的|操你|草你|去死吧|滚蛋|滚开|废物|垃圾(东西|机器|软件|玩意)|王八蛋|混蛋|妈了个|狗东西|神经病吧"
    r"|\b(fuck|fucking|shit|bitch|asshole|bastard|idiot|stupid (bot|machine|thing)|piece of (crap|junk)|moron)\b",
    re.IGNORECASE,
)


class Refuses:
    """Blocks one kind of request where nothing medical was understood beside it.

    Such a request would change nothing, as the engine follows no text; but it is no history, and must not be written down as one.
    """

    def __init__(self, request: Request) -> None:
        self.id = request

    def verify(self, value: Heard) -> None:
        """Raise GuardBlocked when the message asks for this, and tells nothing medical that it might be about."""
        if value.request == self.id and not value.findings:
            raise GuardBlocked(self.id, "request")


class FalseUrgency:
    """Blocks a wish for an urgency that the person says is not so: what is told with it is said for the sake of the label."""

    id = "false_urgency"

    def verify(self, value: Heard) -> None:
        """Raise GuardBlocked when the message asks to be labelled urgent and says itself that it is pretended."""
        if value.request == self.id:
            raise GuardBlocked(self.id, "pretended")


class Abuse:
    """Blocks mere insults."""

    id = "abuse"

    def verify(self, value: Heard) -> None:
        """Raise GuardBlocked when the message insults and nothing medical was understood."""
        if _ABUSE.search(value.text) and not value.findings:
            raise GuardBlocked(self.id, "insult")


class OtherPerson:
    """Blocks a message about another person than the consultation's: age and sex would be wrong for every conclusion.

    What is told of a relative beside one's own complaint is family history or contact, and passes.
    """

    id = "other_person"

    def verify(self, value: Heard) -> None:
        """Raise GuardBlocked when complaints of somebody else are told, and none of the person it is for."""
        if value.theirs and not any(finding.status is Status.PRESENT for finding in value.own):
            raise GuardBlocked(self.id, "someone_else")


REFUSED: Final[tuple[Request, ...]] = (
    "snooping",
    "illicit",
    "injection",
    "role",
    "dose",
    "prescription",
    "not_medical",
)


def guards_before() -> AllOf[Heard]:
    """Answer the guards that every message passes."""
    return AllOf[Heard](FalseUrgency(), *(Refuses(each) for each in REFUSED), Abuse(), OtherPerson())
