"""The steps of one turn, each a plain function from what is known so far to a change of it. Knows nothing of LangGraph.

receive -> think -> (emergency | ask | summarise -> look… -> weigh -> (ask | synthesise)) -> reply. What is shown meanwhile is
`agents.progress`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypedDict

from agents.casefile import background_of
from agents.companion.accompany import next_of_mind
from agents.companion.crisis import CRISIS
from agents.dialogue import EmergencyView, Reply, ReportView, Start, TurnInput
from agents.errors import GuardBlocked, TurnRefused
from agents.guard.after import Shown, Spoken, guards_of_speech
from agents.guard.base import Guard
from agents.guard.reply import safe
from agents.guidance.council import agreed
from agents.guidance.follow_up import with_follow_up
from agents.guidance.holding import TOLD_TOO, held, said_again
from agents.guidance.synthesis import Page
from agents.guidance.weighing import wanted
from agents.guidance.worry import worry_words
from agents.intake import phrases
from agents.intake.engine import Thought, assessment_of, case_of, month_of, reasons_of, think
from agents.intake.interview import has_complaint, next_asked, remaining
from agents.intake.questions import AREAS
from agents.intake.receiving import Desk, begin
from agents.intake.views import emergency_view, question_view
from agents.knowledge import Knowledge
from agents.language.assistant import AssistedTurn
from agents.language.hearing import confirming
from agents.language.saying import kinder_messages, kinder_page
from agents.medicines.cautions import with_caution
from agents.memory import remember
from agents.note import visit_summary
from agents.specialties.reading import read, within_fields
from agents.specialties.registry import MOST, MOST_IN_HASTE, Registry
from agents.specialties.view import View
from agents.state import Asked, Case, ConsultationState, Line, Mind, Opinion
from kg.inference import Posterior
from kg.schema import Status, Urgency
from records.model import Essentials

Way = Literal["ask", "summarise", "reply"]
MOST_WANTED: Final = 3
"""Questions that all specialties together may hand back."""


class Work(TypedDict, total=False):
    """What one turn knows so far. Nothing of it outlives the turn but `state`."""

    before: ConsultationState | None
    given: TurnInput
    blobs: tuple[bytes, ...]
    essentials: Essentials | None
    within_minutes: int | None
    turn: int
    now_ms: int
    assisted: AssistedTurn
    state: ConsultationState
    messages: tuple[str, ...]
    kind: tuple[str, ...]
    report: ReportView | None
    emergency: EmergencyView | None
    learnt: bool
    finish: bool
    retracted: bool
    thought: Thought
    case: Case
    reading: Posterior
    views: tuple[View, ...]
    way: Way
    opinions: tuple[Opinion, ...]
    agreed: Thought
    reply: Reply


@dataclass(frozen=True)
class Steps:
    """The steps with what they need. Shared by all consultations of a process; holds nothing of any."""

    knowledge: Knowledge
    desk: Desk
    registry: Registry
    guard_after: Guard[Shown]
    guard_speech: Guard[Spoken] = field(default_factory=guards_of_speech, kw_only=True)

    # --- what came in

    def receive(self, work: Work) -> Work:
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
                state, seen = remember(self.knowledge, state, essentials)
                messages = (*messages, *seen)
            return {"state": state, "messages": messages, "learnt": False}
        if turn != before.turn + 1:
            raise TurnRefused("out_of_order")
        assisted = work["assisted"]
        received = self.desk.receive(before, given, work["blobs"], turn=turn, now_ms=work["now_ms"], assisted=assisted)
        return {
            "state": received.state,
            "messages": (*received.messages, *assisted.remarks),
            "kind": received.kind,
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
            said = tuple(each for each in work["messages"] if each not in work.get("kind", ()))
            return {"thought": thought, "state": state, "emergency": view, "messages": said, "way": "summarise"}
        if state.guidance is not None and not (work.get("retracted") and state.stage == "emergency"):
            state = state.model_copy(update={"stage": "guided"})
            return {"thought": thought, "state": state, "way": "summarise"}
        state = state.model_copy(update={"stage": "intake", "guidance": None, "held": None, "opinions": ()})
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
        if state.held is not None:
            again = said_again(state.held, lang)
        return (
            again,
            phrases.EMERGENCY_FIRST.in_(lang) if state.stage == "emergency" else phrases.STILL_HERE.in_(lang),
        )

    def ask(self, work: Work) -> Work:
        """Put the next question, or find that the history suffices. A question that stands open stays."""
        state, thought = work["state"], work["thought"]
        asked = confirming(work["assisted"], self.knowledge, state, turn=work["turn"])
        if asked is None and state.open is not None and not _settled(thought, state):
            return {"way": "reply"}
        asked, mind = self._next(state, thought, asked, turn=work["turn"])
        if asked is None:
            return {"state": state.model_copy(update={"open": None}), "way": "summarise"}
        if mind is not None:
            state = state.model_copy(update={"mind": mind[1]})
        state = state.model_copy(update={"open": asked, "asked": (*state.asked, asked)})
        return {"state": state, "way": "reply"}

    def _next(
        self, state: ConsultationState, thought: Thought, asked: Asked | None, *, turn: int
    ) -> tuple[Asked | None, tuple[Asked, Mind] | None]:
        """Answer the next question, and where it is the companion's, what it remembers: the companion may lead, and comes last."""
        if asked is not None:
            return asked, None
        present = frozenset(each.id for each in thought.known.findings if each.status is Status.PRESENT)
        mind = next_of_mind(state, present, turn=turn)
        if mind is None:
            asked = next_asked(state, thought, self.knowledge, turn=turn)
            if asked is not None:
                return asked, None
            mind = next_of_mind(state, present, turn=turn, last=True)
        return (None, None) if mind is None else (mind[0], mind)

    # --- the specialties

    def summarise(self, work: Work) -> Work:
        """Write the case for the specialties, and answer which of them look at it, with what."""
        case = case_of(self.knowledge.graph, work["state"], work["thought"])
        told: Work = {"case": case, "reading": read(self.knowledge.as_specialists, case)}
        return {**told, "views": self.concerned({**work, **told})}

    def concerned(self, work: Work) -> tuple[View, ...]:
        """Answer the views of the specialties that look at this case, in the registry's order."""
        graph, case, thought = self.knowledge.graph, work["case"], work["thought"]
        flagged = dict.fromkeys(flag.specialty for flag in thought.triage.red_flags)
        reasons = reasons_of(graph, thought.triage)
        ids = self.registry.concerned(graph, case, thought.posterior, flagged, most=self._how_many(work))
        posterior = thought.posterior
        read_as = posterior.reasons * within_fields(posterior, work["reading"])
        return tuple(View(graph, case, posterior, each, reasons, read_as) for each in ids)

    @staticmethod
    def _how_many(work: Work) -> int:
        """Answer how many specialties look: in an emergency only the few that matter, because it is read in haste."""
        return MOST_IN_HASTE if work["state"].stage == "emergency" else MOST

    def look(self, view: View) -> Opinion:
        """Let one specialty look."""
        return self.registry.by_id[view.specialty].look(view)

    def weigh(self, work: Work) -> Work:
        """Let the specialties ask back once, a few questions, where there is time for it."""
        state, thought = work["state"], work["thought"]
        if state.stage != "intake" or state.rounds or work.get("finish"):
            return {"way": "reply"}
        pending = wanted(work["opinions"], most=MOST_WANTED)
        state = state.model_copy(update={"rounds": 1, "pending": pending})
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

    def synthesise(self, work: Work) -> Work:
        """Write the resident's page and let the guards look at it; what they block is replaced by a hand-over."""
        state, case = work["state"], work["case"]
        thought = agreed(self.knowledge, case, work["thought"], work["opinions"], work["reading"])
        lang = state.lang
        graph = self.knowledge.graph
        page = Page(self.knowledge, state, case, thought, work["opinions"], reasons_of(graph, thought.triage))
        summary = visit_summary(graph, state, case, background_of(state))
        messages = work["messages"]
        before = state.guidance
        guidance = page.guidance(summary)
        second = state.second_opinion
        followed = with_follow_up(guidance.view, state, case)
        if followed is not guidance.view:
            guidance = guidance.model_copy(update={"view": followed})
        try:
            self.guard_after.verify(page.shown(guidance))
        except GuardBlocked:
            guidance = page.hand_over(summary)
        else:
            if second is None and page.urgency is not Urgency.EMERGENCY:
                scores = tuple(score for opinion in work["opinions"] for score in opinion.scores)
                second = work["assisted"].second_opinion(state, case, thought.posterior, scores)
            guidance = kinder_page(work["assisted"], self.knowledge.graph, page, guidance, self.guard_after)
        waits = held(
            page,
            guidance,
            state,
            turn=work["turn"],
            now_ms=work["now_ms"],
            within_minutes=work.get("within_minutes"),
        )
        if before is None and waits is None:
            messages = (*messages, *worry_words(self.knowledge, state, thought))
        if before is not None and work.get("learnt") and guidance.view != before.view:
            rose = guidance.view.urgency.rank < before.view.urgency.rank and (waits is None or waits.today)
            again = phrases.REASSESSED if waits is None else TOLD_TOO
            messages = (*messages, (phrases.MORE_URGENT if rose else again).in_(lang))
        stage = "emergency" if state.stage == "emergency" else "guided"
        found = assessment_of(graph, thought, final=True)
        found = found.model_copy(update={"urgency": page.urgency, "reasons": page.reasons})
        state = state.model_copy(
            update={
                "stage": stage,
                "open": None,
                "pending": (),
                "guidance": guidance,
                "held": waits,
                "opinions": with_caution(graph, state, work["opinions"]),
                "assessment": found,
                "second_opinion": second,
            }
        )
        return {"state": state, "messages": messages, "agreed": thought}

    def reply(self, work: Work) -> Work:
        """Answer the turn, and write down what was said."""
        state, thought, turn = work["state"], work["thought"], work["turn"]
        if "agreed" in work:
            thought = work["agreed"]
        elif state.guidance is not None:  # what is recorded is ranked as the page that stands was
            case = case_of(self.knowledge.graph, state, thought)
            thought = agreed(self.knowledge, case, thought, state.opinions)
        if state.guidance is None:
            state = state.model_copy(update={"assessment": assessment_of(self.knowledge.graph, thought, final=False)})
        question = question_view(state.open, state.lang, state.relation) if state.open is not None else None
        emergency = work.get("emergency")
        waits = state.held if state.guidance is not None else None
        guidance = state.guidance.view if state.guidance is not None and waits is None else None
        messages = work["messages"]
        if work.get("report") is None:
            messages = kinder_messages(work["assisted"], self.knowledge.graph, state, thought, messages)
        used = work["assisted"].use()
        if used is not None:
            state = state.model_copy(update={"language": (*state.language, used)})
        shown = list(messages)
        if emergency is not None:
            shown += [emergency.headline, emergency.say]
        page = waits or guidance
        if page is not None and page.headline not in shown:
            shown.append(page.headline)
        if question is not None:
            shown.append(question.text)
        left = remaining(state, thought, self.knowledge) if question is not None and turn > 0 else None
        lines = (Line(turn=turn, who="assistant", text=text, at_ms=work["now_ms"]) for text in shown)
        state = state.model_copy(update={"turn": turn, "left": left, "transcript": (*state.transcript, *lines)})
        reply = Reply(
            turn=turn,
            lang=state.lang,
            stage=state.stage,
            messages=messages,
            question=question,
            remaining=left,
            report=work.get("report"),
            emergency=emergency,
            guidance=guidance,
            held=waits,
        )
        return {"state": state, "reply": safe(reply, self.guard_speech), "thought": thought}


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
