"""Assembly only: the consultation's steps as a LangGraph graph. The one module that imports langgraph.

Compiled once and run without a checkpointer: LangGraph's savers keep some values in clear even with an encrypting serializer
(DESIGN section 6), so the state travels in the capsule and nowhere else. Tracing is switched off for every run, whatever the
environment says, because a trace would carry patients' words to another machine.
"""

from __future__ import annotations

import operator
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypedDict, cast

from langgraph.graph import END, START, StateGraph
from langgraph.types import Send, StreamWriter
from langsmith import tracing_context

from agents.consultation import Steps, Work, in_order
from agents.dialogue import Finish, PersonInput, Photo, Progress, Reply, Say, Start, TurnInput
from agents.guard.after import guards_after
from agents.guard.before import guards_before
from agents.intake.engine import Thought
from agents.intake.receiving import Desk
from agents.knowledge import Knowledge
from agents.language.assistant import Assistant
from agents.language.offline import Offline
from agents.reports.port import ReportReader
from agents.specialties.registry import Registry, standard_registry
from agents.specialties.view import View
from agents.state import ConsultationState, Opinion
from records.model import Essentials

WARM_AGE_DAYS = 15_000


@dataclass(frozen=True)
class Outcome:
    """The end of a turn: the next state, which goes into the capsule, and the reply, which goes to the page.

    `thought` is what was inferred from the state, for the record of this turn; it is kept nowhere.
    """

    state: ConsultationState
    reply: Reply
    thought: Thought


class _Channels(Work, total=False):
    """The graph's channels: those of `Work`, and the opinions as they come in, in whatever order."""

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
        self._history = self._taking_history()
        self._guidance = self._giving_guidance()
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
        last: dict[str, Any]
        with tracing_context(enabled=False):
            if isinstance(turn_input, Photo):
                last = yield from _streamed(self._history, work)
            else:
                last = self._history.invoke(work)  # has nothing to show, and needs no threads for it
            if last["way"] == "summarise":
                last = yield from _streamed(self._guidance, last)
        said = self._steps.reply(cast("Work", last))
        yield Outcome(said["state"], said["reply"], said["thought"])

    def _taking_history(self) -> Any:
        """Compile the way from what came in to the next question, or to where guidance is due."""
        steps = self._steps
        builder: Any = StateGraph(_Channels)  # its overloads know no node that is given a writer by name

        def receive(work: Work, writer: StreamWriter) -> Work:
            return steps.receive(work, writer)

        builder.add_node("receive", receive)
        builder.add_node("think", steps.think)
        builder.add_node("ask", steps.ask)
        builder.add_edge(START, "receive")
        builder.add_edge("receive", "think")
        builder.add_conditional_edges("think", lambda work: work["way"], {"ask": "ask", "summarise": END, "reply": END})
        builder.add_edge("ask", END)
        return builder.compile()

    def _giving_guidance(self) -> Any:
        """Compile the way from the summary over the specialties to the guidance, or to what they ask back."""
        steps = self._steps
        registry = self._registry
        builder: Any = StateGraph(_Channels)

        def summarise(work: Work, writer: StreamWriter) -> Work:
            return steps.summarise(work, writer)

        def look(sent: _Look, writer: StreamWriter) -> dict[str, tuple[Opinion, ...]]:
            return {"gathered": (steps.look(sent["view"], writer),)}

        def weigh(channels: _Channels) -> Work:
            opinions = in_order(registry, channels.get("gathered", ()))
            work: Work = {**channels, "opinions": opinions}  # type: ignore[typeddict-unknown-key]
            return {**steps.weigh(work), "opinions": opinions}

        def synthesise(work: Work, writer: StreamWriter) -> Work:
            return steps.synthesise(work, writer)

        def to_specialties(work: Work) -> list[Send] | str:
            views = steps.concerned(work)
            return [Send("look", {"view": view}) for view in views] if views else "weigh"

        builder.add_node("summarise", summarise)
        builder.add_node("look", look)
        builder.add_node("weigh", weigh)
        builder.add_node("synthesise", synthesise)
        builder.add_edge(START, "summarise")
        builder.add_conditional_edges("summarise", to_specialties, ["look", "weigh"])
        builder.add_edge("look", "weigh")
        builder.add_conditional_edges("weigh", lambda work: work["way"], {"ask": END, "reply": "synthesise"})
        builder.add_edge("synthesise", END)
        return builder.compile()


def _streamed(graph: Any, work: Any) -> Generator[Progress, None, dict[str, Any]]:
    """Yield a graph's progress as it happens, and return what its channels hold at the end."""
    last: dict[str, Any] = {}
    for mode, value in graph.stream(work, stream_mode=["custom", "values"]):
        if mode == "custom":
            yield cast("Progress", value)
        else:
            last = cast("dict[str, Any]", value)
    return last
