"""One turn of the real consultation without LangGraph: the steps of `agents.consultation` in the order of `agents.graph`.

Hundreds of thousands of turns are run to measure, and an ablation has to change one step. Nothing is decided here; that both ways give
the same outcome is held by a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.consultation import Steps, Work, in_order
from agents.graph import Outcome
from agents.language.assistant import Assistant
from agents.language.offline import Offline

if TYPE_CHECKING:
    from agents.dialogue import TurnInput
    from agents.state import ConsultationState


@dataclass(frozen=True)
class Turns:
    """Runs turns through these steps."""

    steps: Steps

    def run(self, state: ConsultationState | None, given: TurnInput, *, turn: int, now_ms: int) -> Outcome:
        """Answer the outcome of a turn.

        Raises:
            TurnRefused: the input does not belong at this place of the consultation.
        """
        steps = self.steps
        assisted = Assistant(steps.knowledge, Offline()).turn(turn)
        work: Work = {
            "before": state,
            "given": given,
            "blobs": (),
            "turn": turn,
            "now_ms": now_ms,
            "assisted": assisted,
        }
        work = {**work, **steps.receive(work)}
        work = {**work, **steps.think(work)}
        if work["way"] == "ask":
            work = {**work, **steps.ask(work)}
        if work["way"] == "summarise":
            work = {**work, **steps.summarise(work)}
            opinions = tuple(steps.look(view) for view in work["views"])
            work = {**work, "opinions": in_order(steps.registry, opinions)}
            work = {**work, **steps.weigh(work)}
            if work["way"] == "reply":
                work = {**work, **steps.synthesise(work)}
        work = {**work, **steps.reply(work)}
        return Outcome(work["state"], work["reply"], work["thought"])
