"""What an input does to the state: words, chips, a changed answer, a photo, checked items, a wish to finish.

Owns what becomes of the open question and of the transcript's resident lines. It judges nothing medical and asks nothing;
what is said back here concerns the input alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from agents.companion.crisis import kind_word
from agents.dialogue import Answer, Change, ConfirmItems, Finish, Photo, ReportView, Say, Start, TurnInput
from agents.errors import GuardBlocked, ImageRefused, TurnRefused
from agents.guard.base import Guard
from agents.guard.heard import Heard
from agents.intake import phrases
from agents.intake.known import known
from agents.intake.listening import Listened, listen
from agents.intake.questions import AREAS, OPENING, PHOTO, opening
from agents.intake.smalltalk import WELCOME, small_talk
from agents.intake.views import report_view
from agents.knowledge import Knowledge
from agents.reports.asking import WHY, came_first
from agents.reports.explain import after_whose, explained, pressing
from agents.reports.merge import confirm, merge_reading, unread
from agents.reports.pasted import pasted, said_of, with_pasted
from agents.reports.port import Reading, ReportReader
from agents.reports.understanding import understood
from agents.reports.whose import put
from agents.state import Asked, ConsultationState, Line, Report
from agents.words import local
from kg.schema import FindingId, LocalText, Person, Sex, Status

REPEATS = 1
"""Times that an unanswered question is put again."""
KEPT_TOO_LONG = 1000
"""Characters kept of a message that was too long to read."""

_GUARDED: dict[str, LocalText] = {
    "injection": phrases.INJECTION,
    "abuse": phrases.ABUSE,
    "not_medical": phrases.NOT_MEDICAL,
    "other_person": phrases.SOMEONE_ELSE,
}
_PROBLEMS: dict[str, LocalText] = {
    "empty": phrases.EMPTY,
    "too_long": phrases.TOO_LONG,
    "language": phrases.LANGUAGE,
}


@dataclass(frozen=True)
class Received:
    """The state after an input, what is said back about the input itself, and whether anything new was learnt.

    `finish`: the resident wants the guidance now. `retracted`: an earlier answer was taken back.
    """

    state: ConsultationState
    messages: tuple[str, ...] = ()
    report: ReportView | None = None
    learnt: bool = False
    finish: bool = False
    retracted: bool = False


def begin(knowledge: Knowledge, start: Start, *, now_ms: int) -> ConsultationState:
    """Answer the state of a consultation that has just been opened, its first question put."""
    person = Person(
        age_days=start.person.age_days,
        sex=Sex(start.person.sex),
        pregnant=start.person.pregnant if start.person.sex == "female" else None,
    )
    first = Asked(question=opening(start.person.relation), turn=0)
    return ConsultationState(
        graph_version=knowledge.graph.version,
        lang=start.lang,
        relation=start.person.relation,
        person=person,
        started_at_ms=now_ms,
        updated_at_ms=now_ms,
        asked=(first,),
        open=first,
    )


@dataclass(frozen=True)
class Desk:
    """Takes inputs. `guard` judges every message before it is used; `reader` reads photos, None where there is none."""

    knowledge: Knowledge
    reader: ReportReader | None
    guard: Guard[Heard]

    def receive(
        self, state: ConsultationState, given: TurnInput, blobs: tuple[bytes, ...], *, turn: int, now_ms: int
    ) -> Received:
        """Answer what the input does to the state.

        Raises:
            TurnRefused: the input does not belong here.
        """
        state = state.model_copy(update={"updated_at_ms": now_ms})
        match given:
            case Start():
                raise TurnRefused("already_started")
            case Say(text=text):
                return self._words(state, text, (), state.open, turn=turn)
            case Answer(question_id=question, options=options, text=text):
                return self._words(state, text, options, _asked(state, question), turn=turn)
            case Change():
                return self._change(state, given, turn=turn)
            case Photo():
                return self._photo(state, given, blobs, turn=turn)
            case ConfirmItems():
                return self._confirm(state, given, turn=turn)
            case Finish():
                return Received(state, finish=True)

    # --- words and chips

    def _present(self, state: ConsultationState) -> frozenset[FindingId]:
        findings = known(state, self.knowledge.graph).findings
        return frozenset(each.id for each in findings if each.status is Status.PRESENT)

    def _words(
        self, state: ConsultationState, text: str, options: tuple[int, ...], asked: Asked | None, *, turn: int
    ) -> Received:
        heard = listen(self.knowledge, state, text, options, asked, turn=turn, present=self._present(state))
        said = heard.said or text[:KEPT_TOO_LONG].strip()
        blocked = self._blocked(state, heard)
        if said:
            state = _with_line(state, said, turn=turn)
        if blocked is not None:
            return Received(state, (blocked,))
        messages = [phrases.IDENTITY.in_(state.lang)] if heard.masked else []
        first_low = kind_word(heard.contribution.findings, state.lang)
        if first_low is not None and not self._present(state) & {FindingId("low_mood")}:
            messages.append(first_low)
        if not state.complaint and heard.heard.text and (asked is None or asked.id in {OPENING, AREAS, WHY}):
            state = state.model_copy(update={"complaint": heard.heard.text[:200]})
        report = pasted(self.knowledge, state, heard.heard.text)
        part = heard.contribution if report is None else with_pasted(heard.contribution, report)
        state = state.model_copy(update={"contributions": (*state.contributions, part)})
        if report is not None:
            messages += said_of(self.knowledge, state, report, turn=turn)
        messages += after_whose(self.knowledge.graph, state, asked)
        if heard.understood or report is not None:
            state = _settle(state, asked, heard)
            return Received(state, (*messages, *self._against(state, turn)), learnt=True)
        outcome = self._not_understood(state, asked, heard.heard.text)
        return replace(outcome, messages=(*messages, *outcome.messages))

    def _blocked(self, state: ConsultationState, heard: Listened) -> str | None:
        """Answer the kind word for a message that cannot be used, None when it can."""
        if heard.problem is not None:
            return _PROBLEMS[heard.problem].in_(state.lang)
        try:
            self.guard.verify(heard.heard)
        except GuardBlocked as block:
            return _GUARDED.get(block.guard, phrases.UNCHECKED).in_(state.lang)
        return None

    def _not_understood(self, state: ConsultationState, asked: Asked | None, text: str) -> Received:
        lang = state.lang
        kind = small_talk(text)
        if state.guidance is not None or asked is None:
            return Received(state, (kind.in_(lang),) if kind is WELCOME else ())
        if kind is not None:
            return Received(state, (kind.in_(lang),))
        if asked.repeats >= REPEATS or asked.id == OPENING:
            words = phrases.NOT_UNDERSTOOD if asked.id == OPENING else phrases.NOT_UNDERSTOOD_MOVING_ON
            return Received(state.model_copy(update={"open": None}), (words.in_(lang),))
        again = asked.model_copy(update={"repeats": asked.repeats + 1})
        return Received(state.model_copy(update={"open": again}), (phrases.NOT_UNDERSTOOD.in_(lang),))

    def _against(self, state: ConsultationState, turn: int) -> tuple[str, ...]:
        """Answer a remark on an earlier statement that this turn went against."""
        lang = state.lang
        clashes = [each for each in known(state, self.knowledge.graph).contradictions if each.turn == turn]
        answer = []
        for clash in clashes[:1]:
            said = {}
            for key, finding in (("before", clash.before), ("now", clash.now)):
                template = phrases.HAS if finding.status is Status.PRESENT else phrases.HAS_NOT
                said[key] = template.in_(lang).format(name=self.knowledge.graph.name_of(finding.id).in_(lang))
            answer.append(phrases.CONTRADICTION.in_(lang).format(**said))
        return tuple(answer)

    # --- an earlier answer

    def _change(self, state: ConsultationState, change: Change, *, turn: int) -> Received:
        lang = state.lang
        before = next((part for part in state.contributions if part.turn == change.turn), None)
        if before is None:
            return Received(state, (phrases.NOT_CHANGEABLE.in_(lang),))
        asked = _asked(state, before.question) if before.question is not None else None
        without = state.model_copy(
            update={"contributions": tuple(part for part in state.contributions if part.turn != change.turn)}
        )
        heard = listen(
            self.knowledge,
            without,
            change.text,
            change.options,
            asked,
            turn=change.turn,
            present=self._present(without),
        )
        blocked = self._blocked(state, heard)
        if blocked is not None:
            return Received(state, (blocked,))
        if not heard.understood and asked is not None and asked.question.options:
            return Received(state, (phrases.NOT_UNDERSTOOD.in_(lang),))
        fresh = heard.contribution.model_copy(update={"corrected": True})
        parts = sorted((*without.contributions, fresh), key=lambda part: part.turn)
        changed = without.model_copy(update={"contributions": tuple(parts)})
        first = next((part for part in state.contributions if part.question in {OPENING, None}), None)
        if first is not None and first.turn == change.turn and heard.heard.text:
            changed = changed.model_copy(update={"complaint": heard.heard.text[:200]})
        changed = _with_line(changed, phrases.CHANGE_LINE.in_(lang).format(said=heard.said), turn=turn)
        return Received(changed, (phrases.CHANGED.in_(lang),), learnt=True, retracted=True)

    # --- reports

    def _photo(self, state: ConsultationState, photo: Photo, blobs: tuple[bytes, ...], *, turn: int) -> Received:
        if photo.blob >= len(blobs) or hashlib.sha256(blobs[photo.blob]).hexdigest() != photo.digest:
            raise TurnRefused("no_blob")
        lang = state.lang
        state = _with_line(state, phrases.PHOTO_LINE.in_(lang), turn=turn, attachment_id=photo.attachment_id)
        if state.open is not None and state.open.id == PHOTO:
            state = state.model_copy(update={"open": None})
        elif not any(asked.id == PHOTO for asked in state.asked):
            state = state.model_copy(update={"asked": (*state.asked, _photo_put(turn))})
        if self.reader is None:
            return Received(unread(state, photo, turn=turn), (phrases.NO_READER.in_(lang),))
        try:
            reading = self.reader.read(blobs[photo.blob], photo.media_type)
        except ImageRefused as refused:
            return Received(unread(state, photo, turn=turn), (phrases.REFUSED[refused.reason].in_(lang),))
        state = understood(
            self.knowledge, merge_reading(self.knowledge.graph, state, photo, reading, turn=turn), reading
        )
        report = state.reports[-1]
        view = report_view(self.knowledge.graph, state, report)
        if report.question:
            state = put(state, report, turn=turn)
            return Received(state, self._of_report(state, reading, report), view)
        if state.open is not None and state.open.id == OPENING and came_first(state):
            state = state.model_copy(update={"open": None})
        return Received(
            state, self._of_report(state, reading, report), view, learnt=bool(report.items or report.statements)
        )

    def _of_report(self, state: ConsultationState, reading: Reading, report: Report) -> tuple[str, ...]:
        """Answer what is said of a report that was read."""
        lang = state.lang
        if reading.what == "unreadable":
            return (phrases.UNREADABLE.in_(lang),)
        if reading.what == "not_a_report":
            return (phrases.NOT_A_REPORT.in_(lang),)
        return explained(self.knowledge.graph, state, report)

    def _confirm(self, state: ConsultationState, confirmed: ConfirmItems, *, turn: int) -> Received:
        lang = state.lang
        if not any(report.attachment_id == confirmed.attachment_id for report in state.reports):
            return Received(state, (phrases.NOT_CHANGEABLE.in_(lang),))
        state = confirm(self.knowledge.graph, state, confirmed)
        state = _with_line(state, phrases.CONFIRM_LINE.in_(lang), turn=turn, attachment_id=confirmed.attachment_id)
        seen = next(each for each in state.reports if each.attachment_id == confirmed.attachment_id)
        grave = pressing(self.knowledge.graph, state, seen)
        return Received(state, (phrases.ITEMS_CONFIRMED.in_(lang), *grave), learnt=True)


def _photo_put(turn: int) -> Asked:
    """Answer the photo request as put, for a resident who sent one unasked: it is not asked again."""
    text = local("照片", "Photo")
    return Asked(question=opening("self").model_copy(update={"id": PHOTO, "text": text, "why": text}), turn=turn)


def _asked(state: ConsultationState, question: str) -> Asked | None:
    """Answer the question of this id as it was put, the open one first; None when it never was."""
    if state.open is not None and state.open.id == question:
        return state.open
    return next((asked for asked in reversed(state.asked) if asked.id == question), None)


def _with_line(
    state: ConsultationState, text: str, *, turn: int, attachment_id: str | None = None
) -> ConsultationState:
    line = Line(turn=turn, who="resident", text=text, at_ms=state.updated_at_ms, attachment_id=attachment_id)
    return state.model_copy(update={"transcript": (*state.transcript, line)})


def _settle(state: ConsultationState, asked: Asked | None, heard: Listened) -> ConsultationState:
    """Answer the state with the open question closed when it was answered, or put once more when it was passed over."""
    if asked is None or state.open is None or state.open.id != asked.id:
        return state
    if heard.answered or asked.id in {OPENING, AREAS} or asked.repeats >= REPEATS:
        return state.model_copy(update={"open": None})
    return state.model_copy(update={"open": asked.model_copy(update={"repeats": asked.repeats + 1})})
