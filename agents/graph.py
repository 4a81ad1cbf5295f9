"""Assembly only: the consultation's steps as a LangGraph graph. The one module that imports langgraph.

Compiled once and run without a checkpointer: LangGraph's savers keep some values in clear even with an encrypting serializer
(DESIGN section 6), so the state travels in the capsule and nowhere else. Tracing is switched off for every run, whatever the
environment says, because a trace would carry patients' words to another machine.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict, cast

from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, Send
from langsmith import tracing_context

from agents.consultation import Steps, Work, in_order
from agents.dialogue import Finish, PersonInput, Progress, Reply, Say, Start, TurnInput
from agents.guard.after import guards_after
from agents.guard.before import guards_before
from agents.intake.engine import Thought
from agents.intake.receiving import Desk
from agents.knowledge import Knowledge
from agents.language.assistant import Assistant
from agents.language.offline import Offline
from agents.progress import after, at_first
from agents.reports.port import ReportReader
from agents.specialties.registry import MOST, Registry, standard_registry
from agents.specialties.view import View
from agents.state import ConsultationState, Opinion
from records.model import Essentials

WARM_AGE_DAYS = 15_000
_SIDE_BY_SIDE: RunnableConfig = {"max_concurrency": MOST}
"""Threads for specialties at most; without a word on it LangGraph asks the kernel for its cores in each turn."""


@dataclass(frozen=True)
class Outcome:
    """The end of a turn: the next state, which goes into the capsule, and the reply, which goes to the page.

    `thought` is what was inferred from the state, for the record of this turn; it is kept nowhere.
    """

    state: ConsultationState
    reply: Reply
    thought: Thought


class _Channels(TypedDict, total=False):
    """The graph's channels: the work as one value, and the opinions as they come in, in whatever order.

    LangGraph handles each channel in each step: a channel for each part of `Work` costs half a millisecond a turn and tells nothing more.
    """

    work: Work
    gathered: Annotated[tuple[Opinion, ...], operator.add]


class _Look(TypedDict):
    """What is sent to one specialty."""

    view: View


class Consultation:
    """Runs turns. Made once in a process; holds no resident's word between turns, and may be used by several threads."""

    def __init__(
        self,
        knowledge: Knowledge,
        reader: ReportReader | None = None,
        registry: Registry | None = None,
        language: Assistant | None = None,
    ) -> None:
        self.knowledge = knowledge
        self._assistant = Assistant(knowledge, Offline())
        self._registry = registry if registry is not None else standard_registry()
        self._steps = Steps(knowledge, Desk(knowledge, reader, guards_before()), self._registry, guards_after())
        self._graph = self._assembled()
        self._warm()
        # Only now: warming up is nobody's consultation, and no model is to hear of it.
        self._assistant = language or self._assistant

    def _warm(self) -> None:
        """Let the graph compile its tables now: the first resident should not wait for them."""
        start = Start(lang="zh", person=PersonInput(relation="self", age_days=WARM_AGE_DAYS, sex="female"))
        state: ConsultationState | None = None
        inputs: tuple[TurnInput, ...] = (start, Say(text="头疼两天"), Finish())
        for turn, given in enumerate(inputs):
            *_, last = self.run(state, given, turn=turn, now_ms=0)
            state = cast("Outcome", last).state

    def run(
        self,
        state: ConsultationState | None,
        turn_input: TurnInput,
        blobs: tuple[bytes, ...] = (),
        *,
        turn: int,
        now_ms: int,
        essentials: Essentials | None = None,
        within_minutes: int | None = None,
    ) -> Iterator[Progress | Outcome]:
        """Answer the turn's progress as it happens, and at last its outcome.

        `blobs` are the request's binary parts; `turn` counts from 0; `now_ms` is the time in Unix milliseconds, which
        also decides the season; `essentials` is what was released of the resident's record, on turn 0; `within_minutes` is
        within what time a doctor releases guidance, None where it is told at once. Without a language model the same arguments
        give the same outcome.

        Raises:
            TurnRefused: the input does not belong at this place of the consultation.
        """
        assisted = self._assistant.turn(turn)
        work: Work = {
            "before": state,
            "given": turn_input,
            "blobs": blobs,
            "essentials": essentials,
            "within_minutes": within_minutes,
            "turn": turn,
            "now_ms": now_ms,
            "assisted": assisted,
        }
        yield from at_first(work, reads_photos=self._steps.desk.reader is not None)
        with tracing_context(enabled=False):
            for ended in self._graph.stream({"work": work}, _SIDE_BY_SIDE, stream_mode="updates"):
                for step, change in ended.items():
                    work = change.get("work", work)
                    yield from after(step, work, change.get("gathered", ()))
        said = self._steps.reply(work)
        yield Outcome(said["state"], said["reply"], said["thought"])

    def _assembled(self) -> Any:
        """Compile the way from what came in to the next question, or over the specialties to the guidance or what they ask back."""
        steps = self._steps
        registry = self._registry
        builder: Any = StateGraph(_Channels)  # its types want every node's argument to be called `state`

        def step(does: Callable[[Work], Work], goes: Callable[[Work], Any]) -> Callable[[_Channels], Command[Any]]:
            def node(channels: _Channels) -> Command[Any]:
                work: Work = {**channels["work"], **does(channels["work"])}
                return Command(update={"work": work}, goto=goes(work))

            return node

        def look(sent: _Look) -> dict[str, tuple[Opinion, ...]]:
            return {"gathered": (steps.look(sent["view"]),)}

        def weigh(channels: _Channels) -> Command[Any]:
            opinions = in_order(registry, channels.get("gathered", ()))
            work: Work = {**channels["work"], "opinions": opinions}
            work = {**work, **steps.weigh(work)}
            return Command(update={"work": work}, goto="synthesise" if work["way"] == "reply" else END)

        def way(work: Work) -> str:
            return END if work["way"] == "reply" else work["way"]

        def to_specialties(work: Work) -> list[Send] | str:
            return [Send("look", {"view": view}) for view in work["views"]] or "weigh"

        # In one step, because each costs LangGraph a third of a millisecond, and nothing is shown between these.
        def intake(work: Work) -> Work:
            work = {**work, **steps.receive(work)}
            work = {**work, **steps.think(work)}
            return {**work, **steps.ask(work)} if work["way"] == "ask" else work

        builder.add_node("intake", step(intake, way), destinations=("summarise", END))
        builder.add_node("summarise", step(steps.summarise, to_specialties), destinations=("look", "weigh"))
        builder.add_node("look", look)
        builder.add_node("weigh", weigh, destinations=("synthesise", END))
        builder.add_node("synthesise", step(steps.synthesise, lambda _: END), destinations=(END,))
        builder.add_edge(START, "intake")
        builder.add_edge("look", "weigh")
        return builder.compile()
