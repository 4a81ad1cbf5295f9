"""What an input does to the state: words, chips, a changed answer, a photo, checked items, a wish to finish.

Owns what becomes of the open question and of the transcript's resident lines. It judges nothing medical and asks nothing;
what is said back here concerns the input alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from agents.companion.accompany import accompany
from agents.companion.crisis import kind_word
from agents.companion.too_many import took_far_too_many
from agents.companion.unheard import tells_a_life
from agents.dialogue import Answer, Change, ConfirmItems, Finish, PersonInput, Photo, Say, Start, TurnInput
from agents.errors import TurnRefused
from agents.guard.base import Guard
from agents.guard.heard import Heard
from agents.guard.identity import mask_identity
from agents.intake import phrases
from agents.intake.ages import answered_age, with_told_age
from agents.intake.cleaning import clean
from agents.intake.corrections import Unplaced
from agents.intake.emoji import only_pictures, pictures
from agents.intake.general import general_answer, in_place_of
from agents.intake.glossary import explained
from agents.intake.judging import Judge
from agents.intake.known import known
from agents.intake.late import late, referred
from agents.intake.ledger import REPEATS, put, put_before, settled, was_told, with_line
from agents.intake.listening import Listened, listen
from agents.intake.photos import confirmed, photographed
from agents.intake.putting_right import PuttingRight
from agents.intake.questions import AREAS, OPENING, opening
from agents.intake.received import Received
from agents.intake.smalltalk import LATER, MACHINE, WELCOME, asks_back, small_talk
from agents.intake.ways import served
from agents.intake.wishes import with_wishes
from agents.knowledge import Knowledge
from agents.language.assistant import AssistedTurn
from agents.language.hearing import hear
from agents.medicines import desk as medicine_desk
from agents.reports.asking import WHY
from agents.reports.explain import after_whose
from agents.reports.pasted import pasted, said_of, with_pasted
from agents.reports.port import ReportReader
from agents.state import Asked, ConsultationState, Wish
from kg.language.persons.subjects import Relation
from kg.schema import FindingId, Person, Sex, Status

KEPT_TOO_LONG = 1000
"""Characters kept of a message that was too long to read."""


_GROWN_DAYS = round(14 * 365.25)
"""From this age on somebody else may be anybody; a child of somebody else (a grandchild, a niece) is spoken of as a child."""


def begin(knowledge: Knowledge, start: Start, *, now_ms: int) -> ConsultationState:
    """Answer the state of a consultation that has just been opened, its first question put."""
    person = Person(
        age_days=start.person.age_days,
        sex=Sex(start.person.sex),
        pregnant=start.person.pregnant if start.person.sex == "female" else None,
    )
    relation = _relation(start.person)
    first = Asked(question=opening(relation), turn=0)
    return ConsultationState(
        graph_version=knowledge.graph.version,
        lang=start.lang,
        relation=relation,
        person=person,
        started_at_ms=now_ms,
        updated_at_ms=now_ms,
        asked=(first,),
        open=first,
    )


def _relation(person: PersonInput) -> Relation:
    """Answer for whom the consultation is: who asks for somebody else's young child tells of a child (我孙子, 外孙女)."""
    return "child" if person.relation == "other" and person.age_days < _GROWN_DAYS else person.relation


@dataclass(frozen=True)
class Desk:
    """Takes inputs. `guard` judges every message before it is used; `reader` reads photos, None where there is none."""

    knowledge: Knowledge
    reader: ReportReader | None
    guard: Guard[Heard]

    def receive(
        self,
        state: ConsultationState,
        given: TurnInput,
        blobs: tuple[bytes, ...],
        *,
        turn: int,
        now_ms: int,
        assisted: AssistedTurn,
    ) -> Received:
        """Answer what the input does to the state. `assisted` is the part that a language model has in this turn.

        Raises:
            TurnRefused: the input does not belong here.
        """
        state = state.model_copy(update={"updated_at_ms": now_ms})
        words = Words(self.knowledge, self.guard, turn, assisted)
        match given:
            case Start():
                raise TurnRefused("already_started")
            case Say(text=text):
                return words.said(state, text, (), state.open)
            case Answer(question_id=question, options=options, text=text):
                return words.said(state, text, options, put_before(state, question))
            case Change():
                return words.putting_right.changed(state, given)
            case Photo():
                return photographed(self.knowledge, self.reader, state, given, blobs, turn=turn, assisted=assisted)
            case ConfirmItems():
                return confirmed(self.knowledge, state, given, turn=turn)
            case Finish():
                return Received(state, finish=True)


@dataclass(frozen=True)
class Words:
    """Takes the words and chips of one turn."""

    knowledge: Knowledge
    guard: Guard[Heard]
    turn: int
    assisted: AssistedTurn

    @property
    def judge(self) -> Judge:
        """Answer who judges a message."""
        return Judge(self.knowledge, self.guard)

    @property
    def putting_right(self) -> PuttingRight:
        """Answer what puts earlier messages right."""
        return PuttingRight(self.knowledge, self.judge, self.turn, self.assisted)

    def said(self, state: ConsultationState, text: str, options: tuple[int, ...], asked: Asked | None) -> Received:
        """Answer what words or chips do: explain a word, put an earlier answer right, answer this question or an earlier one."""
        if options:
            return self._taken(state, text, options, asked)
        if only_pictures(text):
            return self._pictures(state, text)
        cleaned = clean(text)
        if cleaned.problem is not None:
            return self._taken(state, text, (), asked)
        line, _ = mask_identity(cleaned.text, state.lang)
        said, rest = explained(self.knowledge, line, asked, state.lang)
        if said and not rest:
            return Received(with_line(state, line, turn=self.turn), said)
        taken_back = self.putting_right.taken_back(state, rest, line)
        if isinstance(taken_back, Received):
            return replace(taken_back, messages=(*said, *taken_back.messages))
        earlier, answer = referred(state, rest)
        taken = None
        if earlier is not None:
            taken = self._taken(state, answer, (), earlier, line=line, only_answer=True)
            asked = None
        if taken is None or not taken.learnt:
            taken = self._taken(state, rest if said else text, (), asked, line=line if said else None)
        general = general_answer(self.knowledge, state, rest)
        told = in_place_of(taken.messages, general, state)
        if general and told is general and not taken.learnt:
            taken = Received(with_line(state, line, turn=self.turn))
        return replace(taken, messages=(*said, *told, *_unplaced(state, taken_back)))

    def _present(self, state: ConsultationState) -> frozenset[FindingId]:
        findings = known(state, self.knowledge.graph).findings
        return frozenset(each.id for each in findings if each.status is Status.PRESENT)

    def _taken(
        self,
        state: ConsultationState,
        text: str,
        options: tuple[int, ...],
        asked: Asked | None,
        *,
        line: str | None = None,
        only_answer: bool = False,
    ) -> Received:
        """Take words or chips as what they tell. `line` is what the transcript keeps, the words themselves when None.

        `only_answer`: they count as the answer to `asked` or not at all.
        """
        present = self._present(state)
        heard = listen(self.knowledge, state, text, options, asked, turn=self.turn, present=present)
        if only_answer and not heard.answered:
            return Received(state)
        messages: list[str] = []
        unread = not heard.understood and heard.problem is None and not options
        earlier = late(self.knowledge, state, text) if unread else None
        if earlier is not None:
            heard = listen(self.knowledge, state, text, (), earlier, turn=self.turn, present=present)
            asked, messages = earlier, [phrases.LATE.in_(state.lang)]
        said = line or heard.said or text[:KEPT_TOO_LONG].strip()
        beside = accompany(state, heard.heard.text, heard.contribution, asked)
        judged = self.judge.of(state, heard, leads_to_people=beside.people, listened_to=beside.taken)
        if said:
            state = with_line(state, said, turn=self.turn)
        if heard.masked:
            messages.append(phrases.IDENTITY.in_(state.lang))
        if judged.may_ask_of_medicines and not beside.people and not took_far_too_many(heard.heard.text):
            counter = medicine_desk.answered(self.knowledge, state, heard, asked, turn=self.turn)
            if counter is not None and (counter.alone or not judged.blocked):
                state, messages = counter.state, [*messages, *counter.messages]
                if counter.alone:
                    state, _ = with_wishes(self.knowledge.graph, state, heard.heard.text, heard.contribution.findings)
                    return Received(state, tuple(messages), learnt=counter.learnt)
        messages += judged.said
        if judged.blocked:
            return Received(state, judged.said)
        heard = replace(heard, contribution=beside.contribution, understood=heard.understood or beside.taken)
        heard = hear(self.assisted, self.knowledge, state, heard)
        first_low = kind_word(heard.contribution.findings, state.lang)
        if first_low is not None and not beside.messages and not present & {FindingId("low_mood")}:
            messages.append(first_low)
        messages += beside.messages
        state = state.model_copy(update={"mind": beside.mind})
        noted = self._noted(state, asked, heard, messages, chips=bool(options), leads=beside.leads)
        return noted if beside.people else replace(noted, kind=beside.messages)

    def _noted(
        self,
        state: ConsultationState,
        asked: Asked | None,
        heard: Listened,
        messages: list[str],
        *,
        chips: bool,
        leads: bool,
    ) -> Received:
        """Write down what was heard, answer its wishes, and close the question that it answers; `leads`: the companion asks next."""
        report = pasted(self.knowledge, state, heard.heard.text)
        part = heard.contribution if report is None else with_pasted(heard.contribution, report)
        if not state.complaint and heard.heard.text and (asked is None or asked.id in {OPENING, AREAS, WHY}):
            state = state.model_copy(update={"complaint": heard.heard.text[:200]})
        state = state.model_copy(update={"contributions": (*state.contributions, part)})
        if report is not None:
            messages += said_of(self.knowledge, state, report, turn=self.turn)
        messages += after_whose(self.knowledge.graph, state, asked)
        state, fresh, said_to = self._wished(state, heard)
        messages += said_to
        understood = heard.understood or report is not None
        if fresh and not understood and asked is not None and asked.id in {OPENING, AREAS}:
            return Received(state.model_copy(update={"open": None}), tuple(messages), learnt=True)
        if understood or heard.age_days is not None:
            state = answered_age(settled(state, asked, heard), asked, heard.said)
            state = with_told_age(state, heard.age_days, turn=self.turn)
            state = state.model_copy(update={"open": None}) if leads else state
            if asks_back(heard.heard.text) and not (fresh or chips or was_told(state, LATER)):
                messages.append(LATER.in_(state.lang))
            return Received(state, (*messages, *self._against(state)), learnt=True)
        outcome = _not_understood(state, asked, heard.heard.text)
        return replace(outcome, messages=(*messages, *outcome.messages))

    def _wished(
        self, state: ConsultationState, heard: Listened
    ) -> tuple[ConsultationState, tuple[Wish, ...], list[str]]:
        """Answer the state with what was wished for, the wishes that are new, and what is said to them at once."""
        text, graph = heard.heard.text, self.knowledge.graph
        state, fresh = with_wishes(graph, state, text, heard.contribution.findings)
        return state, fresh, [said for wish in fresh for said in served(state, wish)]

    def _pictures(self, state: ConsultationState, text: str) -> Received:
        """Ask what pictures mean, or say a kind word to them; the open question stands or is put again afterwards."""
        state = with_line(state, text[:KEPT_TOO_LONG].strip(), turn=self.turn)
        found = pictures(self.knowledge.graph, text)
        if found.question is None or state.guidance is not None:
            return Received(state, (found.say.in_(state.lang),))
        return Received(put(state, Asked(question=found.question, turn=self.turn)))

    def _against(self, state: ConsultationState) -> tuple[str, ...]:
        """Answer a remark on an earlier statement that this turn went against."""
        lang = state.lang
        clashes = [each for each in known(state, self.knowledge.graph).contradictions if each.turn == self.turn]
        answer = []
        for clash in clashes[:1]:
            said = {}
            for key, finding in (("before", clash.before), ("now", clash.now)):
                template = phrases.HAS if finding.status is Status.PRESENT else phrases.HAS_NOT
                said[key] = template.in_(lang).format(name=self.knowledge.graph.name_of(finding.id).in_(lang))
            answer.append(phrases.CONTRADICTION.in_(lang).format(**said))
        return tuple(answer)


def _unplaced(state: ConsultationState, found: Unplaced | None) -> tuple[str, ...]:
    """Answer the question back to a correction of which it is not known what it corrects."""
    return () if found is None else (phrases.WHICH_WRONG.in_(state.lang).format(right=found.right),)


def _not_understood(state: ConsultationState, asked: Asked | None, text: str) -> Received:
    lang = state.lang
    kind = small_talk(text)
    asked = asked or state.open
    if state.guidance is not None or asked is None:
        return Received(state, (kind.in_(lang),) if kind in {WELCOME, MACHINE} else ())
    if kind is not None:
        return Received(state, (kind.in_(lang),))
    if asked.repeats >= REPEATS or asked.id == OPENING:
        words = phrases.NOT_UNDERSTOOD if asked.id == OPENING else phrases.NOT_UNDERSTOOD_MOVING_ON
        if asked.id == OPENING and tells_a_life(text):
            state = state.model_copy(update={"mind": state.mind.model_copy(update={"care": True})})
        return Received(state.model_copy(update={"open": None}), (words.in_(lang),))
    again = asked.model_copy(update={"repeats": asked.repeats + 1})
    return Received(state.model_copy(update={"open": again}), (phrases.NOT_UNDERSTOOD.in_(lang),))
