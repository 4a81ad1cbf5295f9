"""The steps of one turn, each a plain function from what is known so far to a change of it. Knows nothing of LangGraph.

receive -> think -> (emergency | ask | summarise -> look… -> weigh -> (ask | synthesise)) -> reply. What each step says while it
works goes to the `tell` that it is given, so progress is what really happens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypedDict

from agents.casefile import background_of
from agents.companion.crisis import CRISIS
from agents.dialogue import EmergencyView, Photo, Progress, Reply, ReportView, Start, TurnInput
from agents.errors import GuardBlocked, TurnRefused
from agents.guard.after import Shown
from agents.guard.base import Guard
from agents.guidance.follow_up import with_follow_up
from agents.guidance.synthesis import Page
from agents.guidance.worry import worry_words
from agents.intake import phrases
from agents.intake.engine import Thought, assessment_of, case_of, month_of, reasons_of, think
from agents.intake.interview import has_complaint, next_asked, remaining
from agents.intake.questions import AREAS
from agents.intake.receiving import Desk, begin
from agents.intake.views import emergency_view, question_view
from agents.knowledge import Knowledge
from agents.memory import remember
from agents.note import visit_summary
from agents.specialties.registry import MOST, MOST_IN_HASTE, Registry
from agents.specialties.view import View
from agents.state import Case, ConsultationState, Line, Opinion, Wanted
from kg.schema import Urgency
from records.model import Essentials

Tell = Callable[[Progress], None]
Way = Literal["ask", "summarise", "reply"]
MOST_WANTED: Final = 3
"""Questions that all specialties together may hand back."""


class Work(TypedDict, total=False):
    """What one turn knows so far. Nothing of it outlives the turn but `state`."""

    before: ConsultationState | None
    given: TurnInput
    blobs: tuple[bytes, ...]
    essentials: Essentials | None
    turn: int
    now_ms: int
    state: ConsultationState
    messages: tuple[str, ...]
    report: ReportView | None
    emergency: EmergencyView | None
    learnt: bool
    finish: bool
    retracted: bool
    thought: Thought
    case: Case
    way: Way
    opinions: tuple[Opinion, ...]
    reply: Reply


@dataclass(frozen=True)
class Steps:
    """The steps with what they need. Shared by all consultations of a process; holds nothing of any."""

    knowledge: Knowledge
    desk: Desk
    registry: Registry
    guard_after: Guard[Shown]

    # --- what came in

    def receive(self, work: Work, tell: Tell) -> Work:
        """Take the input into the state.

        Raises:
            TurnRefused: the input does not belong at this place.
        """
        before, given, turn = work.get("before"), work["given"], work["turn"]
        if before is None:
            if not isinstance(given, Start):
                raise TurnRefused("not_started")
            state = begin(self.knowledge, given, now_ms=work["now_ms"])
            messages: tuple[str, ...] = (phrases.WELCOME.in_(state.lang),)
            essentials = work.get("essentials")
            if essentials is not None:
                state, seen = remember(self.knowledge.graph, state, essentials)
                messages = (*messages, *seen)
            return {"state": state, "messages": messages, "learnt": False}
        if turn != before.turn + 1:
            raise TurnRefused("out_of_order")
        if isinstance(given, Photo) and self.desk.reader is not None:
            tell(Progress(kind="reading_report", text=phrases.READING.in_(before.lang)))
        received = self.desk.receive(before, given, work["blobs"], turn=turn, now_ms=work["now_ms"])
        return {
            "state": received.state,
            "messages": received.messages,
            "report": received.report,
            "learnt": received.learnt,
            "finish": received.finish,
            "retracted": received.retracted,
        }

    # --- what follows from it

    def think(self, work: Work) -> Work:
        """Infer, triage, and decide which way the turn goes. An emergency interrupts whatever was going on."""
        state = work["state"]
        thought = think(self.knowledge.graph, state, month=month_of(work["now_ms"]))
        if not work.get("learnt") and (not work.get("finish") or state.guidance is not None):
            way: Way = "reply" if state.open is not None or state.guidance is not None else "ask"
            return {"thought": thought, "way": way, "messages": (*work["messages"], *self._repeated(work, state))}
        fresh = tuple(flag for flag in thought.triage.red_flags if flag.id not in state.told)
        if _interrupts(thought):
            told = dict.fromkeys((*state.told, *(flag.id for flag in thought.triage.red_flags)))
            grave = any(flag.urgency is Urgency.EMERGENCY for flag in fresh)
            new = grave or state.stage != "emergency"
            state = state.model_copy(update={"stage": "emergency", "open": None, "told": tuple(told)})
            view = emergency_view(state, thought.triage, crisis=_crisis(thought)) if new else None
            return {"thought": thought, "state": state, "emergency": view, "way": "summarise"}
        if state.guidance is not None and not (work.get("retracted") and state.stage == "emergency"):
            state = state.model_copy(update={"stage": "guided"})
            return {"thought": thought, "state": state, "way": "summarise"}
        state = state.model_copy(update={"stage": "intake", "guidance": None, "opinions": ()})
        messages = work["messages"]
        urgent = [flag for flag in fresh if flag.urgency is Urgency.URGENT]
        if urgent:
            say = urgent[0].say.in_(state.lang)
            messages = (*messages, phrases.URGENT.in_(state.lang).format(say=say))
            told = dict.fromkeys((*state.told, *(flag.id for flag in fresh)))
            first = state.urgent_turn if state.told else work["turn"]
            state = state.model_copy(update={"told": tuple(told), "urgent_turn": first})
        if work.get("finish") and (has_complaint(thought, self.knowledge) or _asked_where(state)):
            return {
                "thought": thought,
                "state": state.model_copy(update={"open": None}),
                "messages": messages,
                "way": "summarise",
            }
        if work.get("finish"):
            state = state.model_copy(update={"open": None})
        return {"thought": thought, "state": state, "messages": messages, "way": "ask"}

    def _repeated(self, work: Work, state: ConsultationState) -> tuple[str, ...]:
        """Answer the guidance once more, kindly, to a message that brought nothing new after it."""
        if state.guidance is None or work["messages"]:
            return ()
        view, lang = state.guidance.view, state.lang
        again = phrases.GUIDED_AGAIN.in_(lang).format(headline=view.headline, now=view.now[0])
        return (
            again,
            phrases.EMERGENCY_FIRST.in_(lang) if state.stage == "emergency" else phrases.STILL_HERE.in_(lang),
        )

    def ask(self, work: Work) -> Work:
        """Put the next question, or find that the history suffices. A question that stands open stays."""
        state, thought = work["state"], work["thought"]
        if state.open is not None and not _settled(thought, state):
            return {"way": "reply"}
        asked = next_asked(state, thought, self.knowledge, turn=work["turn"])
        if asked is None:
            return {"state": state.model_copy(update={"open": None}), "way": "summarise"}
        state = state.model_copy(update={"open": asked, "asked": (*state.asked, asked)})
        return {"state": state, "way": "reply"}

    # --- the specialties

    def summarise(self, work: Work, tell: Tell) -> Work:
        """Write the case for the specialties."""
        state = work["state"]
        tell(Progress(kind="summary", text=phrases.SUMMARY.in_(state.lang)))
        return {"case": case_of(self.knowledge.graph, state, work["thought"])}

    def concerned(self, work: Work) -> tuple[View, ...]:
        """Answer the views of the specialties that look at this case, in the registry's order."""
        graph, case, thought = self.knowledge.graph, work["case"], work["thought"]
        flagged = dict.fromkeys(flag.specialty for flag in thought.triage.red_flags)
        reasons = reasons_of(graph, thought.triage)
        ids = self.registry.concerned(graph, case, thought.posterior, flagged, most=self._how_many(work))
        return tuple(View(graph, case, thought.posterior, each, reasons) for each in ids)

    @staticmethod
    def _how_many(work: Work) -> int:
        """Answer how many specialties look: in an emergency only the few that matter, because it is read in haste."""
        return MOST_IN_HASTE if work["state"].stage == "emergency" else MOST

    def look(self, view: View, tell: Tell) -> Opinion:
        """Let one specialty look, and say so when it starts and when it is done."""
        name = view.graph.specialties[view.specialty].name.in_(view.case.lang)
        lang = view.case.lang
        tell(
            Progress(
                kind="specialty_started", specialty=view.specialty, text=phrases.LOOKING.in_(lang).format(name=name)
            )
        )
        opinion = self.registry.by_id[view.specialty].look(view)
        tell(Progress(kind="specialty_done", specialty=view.specialty, text=phrases.LOOKED.in_(lang).format(name=name)))
        return opinion

    def weigh(self, work: Work) -> Work:
        """Let the specialties ask back once, a few questions, where there is time for it."""
        state, thought = work["state"], work["thought"]
        if state.stage != "intake" or state.rounds or work.get("finish"):
            return {"way": "reply"}
        wanted: dict[str, Wanted] = {}
        for opinion in work["opinions"]:
            for finding in opinion.asks:
                wanted.setdefault(finding, Wanted(finding=finding, specialty=opinion.specialty))
        state = state.model_copy(update={"rounds": 1, "pending": tuple(wanted.values())[:MOST_WANTED]})
        asked = next_asked(state, thought, self.knowledge, turn=work["turn"]) if state.pending else None
        if asked is None:
            return {"state": state, "way": "reply"}
        lang = state.lang
        messages = work["messages"]
        if asked.by is not None:
            name = self.knowledge.graph.specialties[asked.by].name.in_(lang)
            messages = (*messages, phrases.FROM_SPECIALTY.in_(lang).format(name=name))
        state = state.model_copy(update={"open": asked, "asked": (*state.asked, asked), "opinions": work["opinions"]})
        return {"state": state, "messages": messages, "way": "ask"}

    # --- the end of a turn

    def synthesise(self, work: Work, tell: Tell) -> Work:
        """Write the resident's page and let the guards look at it; what they block is replaced by a hand-over."""
        state, thought, case = work["state"], work["thought"], work["case"]
        lang = state.lang
        tell(Progress(kind="synthesis", text=phrases.WEIGHING.in_(lang)))
        graph = self.knowledge.graph
        page = Page(self.knowledge, state, case, thought, work["opinions"], reasons_of(graph, thought.triage))
        summary = visit_summary(graph, state, case, background_of(state))
        messages = work["messages"]
        before = state.guidance
        guidance = page.guidance(summary)
        followed = with_follow_up(guidance.view, state, case)
        if followed is not guidance.view:
            guidance = guidance.model_copy(update={"view": followed})
        if before is None:
            messages = (*messages, *worry_words(self.knowledge, state, thought))
        try:
            self.guard_after.verify(page.shown(guidance))
        except GuardBlocked:
            guidance = page.hand_over(summary)
        if before is not None and work.get("learnt") and guidance.view != before.view:
            rose = guidance.view.urgency.rank < before.view.urgency.rank
            messages = (*messages, (phrases.MORE_URGENT if rose else phrases.REASSESSED).in_(lang))
        stage = "emergency" if state.stage == "emergency" else "guided"
        found = assessment_of(graph, thought, final=True)
        found = found.model_copy(update={"urgency": page.urgency, "reasons": page.reasons})
        state = state.model_copy(
            update={
                "stage": stage,
                "open": None,
                "pending": (),
                "guidance": guidance,
                "opinions": work["opinions"],
                "assessment": found,
            }
        )
        return {"state": state, "messages": messages}

    def reply(self, work: Work) -> Work:
        """Answer the turn, and write down what was said."""
        state, thought, turn = work["state"], work["thought"], work["turn"]
        if state.guidance is None:
            state = state.model_copy(update={"assessment": assessment_of(self.knowledge.graph, thought, final=False)})
        question = question_view(state.open, state.lang, state.relation) if state.open is not None else None
        emergency = work.get("emergency")
        guidance = state.guidance.view if state.guidance is not None else None
        shown = list(work["messages"])
        if emergency is not None:
            shown += [emergency.headline, emergency.say]
        if guidance is not None and guidance.headline not in shown:
            shown.append(guidance.headline)
        if question is not None:
            shown.append(question.text)
        left = remaining(state, thought) if question is not None and turn > 0 else None
        lines = (Line(turn=turn, who="assistant", text=text, at_ms=work["now_ms"]) for text in shown)
        state = state.model_copy(update={"turn": turn, "left": left, "transcript": (*state.transcript, *lines)})
        reply = Reply(
            turn=turn,
            lang=state.lang,
            stage=state.stage,
            messages=work["messages"],
            question=question,
            remaining=left,
            report=work.get("report"),
            emergency=emergency,
            guidance=guidance,
        )
        return {"state": state, "reply": reply}


def in_order(registry: Registry, opinions: tuple[Opinion, ...]) -> tuple[Opinion, ...]:
    """Answer the opinions in the registry's order, whichever was ready first."""
    return tuple(sorted(opinions, key=lambda opinion: registry.order(opinion.specialty)))


def _interrupts(thought: Thought) -> bool:
    """Answer whether a rule says emergency, or the person speaks of ending their life; the posterior alone never does."""
    ruled = any(reason.kind == "red_flag" for reason in thought.triage.reasons)
    return (ruled and thought.triage.urgency is Urgency.EMERGENCY) or _crisis(thought)


def _crisis(thought: Thought) -> bool:
    return any(thought.posterior.known.is_present(finding) for finding in CRISIS)


def _asked_where(state: ConsultationState) -> bool:
    return any(asked.id == AREAS for asked in state.asked)


def _settled(thought: Thought, state: ConsultationState) -> bool:
    """Answer whether what the open question asks has become known by other ways."""
    if state.open is None or state.open.question.finding is None:
        return False
    return state.open.question.finding in thought.posterior.known.status and state.open.repeats > 0
