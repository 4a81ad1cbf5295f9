"""Whether a message may be used, and what is said to one that may not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from agents.errors import GuardBlocked
from agents.guard.base import Guard
from agents.guard.heard import Heard
from agents.intake import phrases
from agents.intake.listening import Listened
from agents.intake.others import pressing_for_another
from agents.knowledge import Knowledge
from agents.state import ConsultationState
from kg.schema import LocalText

_GUARDED: Final[dict[str, LocalText]] = {
    "injection": phrases.INJECTION,
    "abuse": phrases.ABUSE,
    "not_medical": phrases.NOT_MEDICAL,
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
    """What the guards say of a message: `said` to the resident where it is blocked, by the guard `by`."""

    said: tuple[str, ...] = ()
    by: str | None = None

    @property
    def blocked(self) -> bool:
        """Answer whether the message may not be used."""
        return self.by is not None

    @property
    def may_ask_of_medicines(self) -> bool:
        """Answer whether it may ask about a medicine: that may be asked for anybody."""
        return self.by in {None, _ANOTHER}


@dataclass(frozen=True)
class Judge:
    """Holds messages against the guards."""

    knowledge: Knowledge
    guard: Guard[Heard]

    def of(self, state: ConsultationState, heard: Listened) -> Judged:
        """Answer what the guards say."""
        if heard.problem is not None:
            return Judged((_PROBLEMS[heard.problem].in_(state.lang),), heard.problem)
        try:
            self.guard.verify(heard.heard)
        except GuardBlocked as block:
            word = _GUARDED.get(block.guard, phrases.UNCHECKED).in_(state.lang)
            pressing = (
                pressing_for_another(self.knowledge, state, heard.heard.text) if block.guard == _ANOTHER else None
            )
            return Judged((word,) if pressing is None else (pressing, word), block.guard)
        return Judged()
