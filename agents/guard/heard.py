"""What the guards before reasoning look at: one message as cleaned, and what the dictionary understood of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from agents.guard.requests import Request, requested
from agents.state import Relation
from kg.schema import Finding, FindingId, Lang


@dataclass(frozen=True)
class Heard:
    """One message. `findings` are what was understood of it, of whomever; `own` are those of the person it is for.

    `theirs` are those of now that were told of somebody else, not denied.
    """

    text: str
    lang: Lang
    relation: Relation
    findings: tuple[Finding, ...]
    own: tuple[Finding, ...] = ()
    theirs: tuple[FindingId, ...] = ()

    @cached_property
    def request(self) -> Request | None:
        """Answer what the message asks for that is not given; read once for all guards."""
        return requested(self.text)
