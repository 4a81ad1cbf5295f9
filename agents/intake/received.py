"""What becomes of one input: the state, what is said back at once, and which way the turn goes."""

from __future__ import annotations

from dataclasses import dataclass

from agents.dialogue import ReportView
from agents.state import ConsultationState


@dataclass(frozen=True)
class Received:
    """The state after an input. `messages` are said before whatever comes next; `learnt`: something new is known.

    `finish`: the resident wants the guidance now. `retracted`: an earlier answer was taken back. `kind`: those of the messages that only
    comfort, which nobody is kept with whose life is in danger.
    """

    state: ConsultationState
    messages: tuple[str, ...] = ()
    report: ReportView | None = None
    learnt: bool = False
    finish: bool = False
    retracted: bool = False
    kind: tuple[str, ...] = ()
