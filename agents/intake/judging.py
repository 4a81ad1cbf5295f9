"""Whether a message may be used, and what is said to one that may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agents.errors import GuardBlocked
from agents.guard.base import Guard
from agents.guard.heard import Heard
from agents.guard.requests import SAID
from agents.intake import phrases
from agents.intake.anothers_danger import danger_beside, danger_of_another
from agents.intake.listening import Listened
from agents.knowledge import Knowledge
from agents.state import ConsultationState
from kg.schema import LocalText

_GUARDED: Final[dict[str, LocalText]] = {
    **{str(request): word for request, word in SAID.items()},
    "abuse": phrases.ABUSE,
    "other_person": phrases.SOMEONE_ELSE,
}
_PROBLEMS: Final[dict[str, LocalText]] = {
    "empty": phrases.EMPTY,
    "too_long": phrases.TOO_LONG,
    "language": phrases.LANGUAGE,
}
_ANOTHER: Final = "other_person"


@dataclass(frozen=True)
class Judged:
    """What the guards say of a message: `said` to the resident, by the guard `by` where it is blocked."""

    said: tuple[str, ...] = ()
    by: str | None = None

    @property
    def blocked(self) -> bool:
        """Answer whether the message may not be used."""
        return self.by is not None

    @property
    def may_ask_of_medicines(self) -> bool:
        """Answer whether it may ask about a medicine: that may be asked for anybody, and a dose is better answered than refused."""
        return self.by in {None, _ANOTHER, "dose", "prescription"}


@dataclass(frozen=True)
class Judge:
    """Holds messages against the guards."""

    knowledge: Knowledge
    guard: Guard[Heard]

    def of(
        self, state: ConsultationState, heard: Listened, *, leads_to_people: bool = False, listened_to: bool = False
    ) -> Judged:
        """Answer what the guards say. What leads to people who help (`leads_to_people`) is never kept back.

        `listened_to`: the companion took it, and who talks things over talks of others.
        """
        if heard.problem is not None:
            return Judged((_PROBLEMS[heard.problem].in_(state.lang),), heard.problem)
        if leads_to_people:
            return Judged()
        try:
            self.guard.verify(heard.heard)
        except GuardBlocked as block:
            if block.guard == _ANOTHER and listened_to:
                return Judged()
            said = _GUARDED.get(block.guard, phrases.UNCHECKED).in_(state.lang)
            danger = danger_of_another(self.knowledge, state, heard.heard.text) if block.guard == _ANOTHER else ()
            return Judged((*danger, said), block.guard)
        return Judged(danger_beside(self.knowledge, state, heard.heard.theirs))
