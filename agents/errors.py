"""What can go wrong in a consultation, as one tree. Messages carry ids and never a patient's words.

AgentError
├── StateUnreadable        the bytes of a capsule are no consultation state of this version
├── TurnRefused            an input that does not belong here (turn out of order, unknown turn to change)
├── ImageRefused           the report reader will not read this image, with one of five reasons
├── LanguageModelAway      a language model gave no answer of the right form in time, with its reason
├── NoGuards               a set of guards without a guard
└── GuardBlocked           a guard does not let this pass, or could not run
"""

from __future__ import annotations

from typing import Literal, get_args

ImageRefusal = Literal["not_an_image", "too_large", "bomb", "too_many_pixels", "unreadable"]
"""The closed list of reasons for which an image is refused."""

TurnRefusal = Literal["already_started", "not_started", "out_of_order", "unknown_turn", "not_changeable", "no_blob"]
"""The closed list of reasons for which a turn's input is refused."""


class AgentError(Exception):
    """Root of everything that the agents raise."""


class StateUnreadable(AgentError):
    """The bytes are not a consultation state that this version can read."""


class TurnRefused(AgentError):
    """The input does not belong at this place of the consultation; `reason` is from the closed list."""

    def __init__(self, reason: TurnRefusal) -> None:
        super().__init__(f"turn refused: {reason}")
        self.reason = reason


class ImageRefused(AgentError):
    """The reader will not read this image; `reason` is from the closed list."""

    def __init__(self, reason: ImageRefusal) -> None:
        if reason not in get_args(ImageRefusal):
            raise ValueError(f"unknown image refusal: {reason}")
        super().__init__(f"image refused: {reason}")
        self.reason = reason


LanguageRefusal = Literal[
    "budget", "busy", "cut", "deadline", "malformed", "no_leash", "not_there", "refused", "resting", "too_much", "tools"
]
"""The closed list of reasons for which a language model has no part in a turn."""


class LanguageModelAway(AgentError):
    """A language model has no answer to give; the engine's stands. `reason` is from the closed list."""

    def __init__(self, reason: LanguageRefusal) -> None:
        super().__init__(f"language model away: {reason}")
        self.reason = reason


class NoGuards(AgentError):
    """An empty set of guards would let everything pass, and is refused when it is built."""


class GuardBlocked(AgentError):
    """A guard does not let this pass. `guard` is its id; `reason` is its own short code, `cannot_run` when it failed."""

    def __init__(self, guard: str, reason: str) -> None:
        super().__init__(f"blocked by {guard}: {reason}")
        self.guard = guard
        self.reason = reason
