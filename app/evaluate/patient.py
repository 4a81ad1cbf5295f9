"""The simulated patient: knows what a text says, opens with the complaint, and answers only what is asked.

Answers by the chips that a resident sees. **What the text does not say is "not sure"**: a missing finding is never a normal one, so a
chip is chosen only where the text, or the hierarchy of findings, says that it holds. Two of the product's conventions would turn
silence into a denial (of several chips, those not chosen are absent); there the patient adds in words what it is not sure of and what it
knows to be absent, and only words that the product reads as they are meant. A question of one choice excludes its
other options by itself.

Open questions (since when, long-standing illness and medicines) are answered with the sentences of the text that speak of it. A
question that comes twice, because the answer was not understood, is answered "not sure". No photo is ever at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from agents.dialogue import Answer, Finish, Say, TurnInput
from agents.intake.questions import AREAS, BACKGROUND, DURATION, OPENING, PHOTO
from agents.intake.views import chips_of
from agents.words import fits
from kg.closure import Closure, closure
from kg.schema import Finding, FindingId, FindingKind, Lang, Option, Person, Question, Status
from kg.text import Understanding, understand
from kg.wording import NONE_OF_THESE, UNSURE, is_unsure, plain

if TYPE_CHECKING:
    from agents.knowledge import Knowledge
    from agents.state import Asked, Relation

_SENTENCE: Final = re.compile(r"[^。！？!?\n；;]+?(?:\.(?=\s+\S|$)|[。！？!?\n；;]|$)+")
_BACKGROUND: Final = frozenset({FindingKind.HISTORY, FindingKind.MEDICINE})
_COMPLAINT: Final = frozenset({FindingKind.SYMPTOM, FindingKind.SIGN, FindingKind.MEASUREMENT, FindingKind.EXPOSURE})
_DURATION_LIMITS: Final = (1.0, 4.0, 15.0, 61.0)
"""Upper bounds, in days, of the chips of "how long has it been like this" but for the last."""
MOST_SAID: Final = 3500
"""Characters of one message; the product refuses more than 4000."""


def sentences(text: str) -> tuple[str, ...]:
    """Answer a text's sentences, in Chinese and English; a decimal point ends none."""
    return tuple(each.strip() for each in _SENTENCE.findall(text) if each.strip(" \n.。"))


@dataclass(frozen=True)
class Patient:
    """One person who knows `text` and `denied` and nothing else; understands both as the product does."""

    knowledge: Knowledge
    person: Person
    relation: Relation
    lang: Lang
    text: str
    denied: str = ""
    complaint: str = ""

    def _read(self, text: str, known: Iterable[FindingId] = ()) -> Understanding:
        return understand(
            self.knowledge.lexicon,
            text,
            lang=self.lang,
            person=self.person,
            relation=self.relation,
            known=frozenset(known),
        )

    @cached_property
    def understanding(self) -> Understanding:
        """Answer what the product understands of the text."""
        return self._read(self.text)

    @cached_property
    def knows(self) -> Closure:
        """Answer what is so, with what follows from it by the hierarchy; whatever is not in it is not known."""
        concepts = self.knowledge.graph.findings
        told = self.understanding.findings
        denied = self._read(self.denied).findings if self.denied else ()
        both = (*told, *(each for each in denied if each.status is Status.ABSENT))
        return closure(self.knowledge.graph, [each for each in both if fits(concepts[each.id], self.person)])

    @cached_property
    def _sentences(self) -> tuple[tuple[str, Understanding], ...]:
        present = self.knows.present
        return tuple((each, self._read(each, present)) for each in sentences(self.text))

    def opening(self) -> Say:
        """Answer the first words: the complaint, else the first sentence."""
        first = self.complaint or next(iter(sentences(self.text)), self.text)
        return Say(text=first[:MOST_SAID])

    def answer(self, asked: Asked | None) -> TurnInput:
        """Answer what is said to the open question; without one, that nothing is to be added."""
        if asked is None:
            return Finish()
        question = asked.question
        if asked.repeats:
            return self._unsure(question)
        match question.id:
            case _ if question.id == OPENING:
                return self.opening()
            case _ if question.id == PHOTO:
                return Answer(question_id=question.id, options=(0,))
            case _ if question.id == DURATION:
                return self._since_when(question)
            case _ if question.id == BACKGROUND:
                return self._in_words(question, self._background())
            case _ if question.id == AREAS:
                return self._where(question)
            case _ if question.kind == "yes_no":
                return self._yes_or_no(question)
            case _:
                return self._chosen(question)

    # --- the interview's own questions

    def _in_words(self, question: Question, said: list[str]) -> Answer:
        if not said:
            return self._unsure(question)
        glue = "" if self.lang == "zh" else " "
        return Answer(question_id=question.id, text=glue.join(said)[:MOST_SAID])

    def _since_when(self, question: Question) -> Answer:
        said = [sentence for sentence, read in self._sentences if read.duration_days is not None]
        if said:
            return self._in_words(question, said[:1])
        days = self.understanding.duration_days
        if days is None:
            return self._unsure(question)
        band = sum(days >= limit for limit in _DURATION_LIMITS)
        return Answer(question_id=question.id, options=(band,))

    def _holding(self, kinds: frozenset[FindingKind]) -> list[str]:
        """Answer the sentences that hold a finding of these kinds, present or absent."""
        concepts = self.knowledge.graph.findings
        return [
            sentence
            for sentence, read in self._sentences
            if any(concepts[each.id].kind in kinds and each.status is not Status.UNSURE for each in read.findings)
        ]

    def _background(self) -> list[str]:
        return self._holding(_BACKGROUND)

    def _where(self, question: Question) -> Answer:
        """Answer where it is: by the chips, else with the first sentence that tells of a complaint."""
        options = self._options_present(question)
        if options:
            return Answer(question_id=question.id, options=options)
        said = self._holding(_COMPLAINT)
        return self._in_words(question, said[:1])

    # --- the graph's questions

    def _yes_or_no(self, question: Question) -> Answer:
        assert question.finding is not None
        status = self.knows.status.get(question.finding, Status.UNSURE)
        return Answer(
            question_id=question.id, options=((Status.PRESENT, Status.ABSENT, Status.UNSURE).index(status),)
        )

    def _holds(self, option: Option) -> bool:
        """Answer whether what the option says is so: something of what it makes present, or all that it makes absent."""
        if option.present:
            return any(self.knows.is_present(finding) for finding in option.present)
        return bool(option.absent) and all(self.knows.is_absent(finding) for finding in option.absent)

    def _options_present(self, question: Question) -> tuple[int, ...]:
        return tuple(n for n, option in enumerate(question.options) if option.present and self._holds(option))

    def _chosen(self, question: Question) -> Answer:
        """Answer a question of one or several choices."""
        asked = dict.fromkeys(finding for option in question.options for finding in option.present)
        present = self._options_present(question)
        if question.kind == "choice":
            best = max(present, key=lambda n: self._told(question.options[n]), default=None)
            if best is not None:
                return Answer(question_id=question.id, options=(best,))
        elif present:
            unsure = [finding for finding in asked if finding not in self.knows.status]
            return Answer(question_id=question.id, options=present, text=self._words((), unsure))
        if all(self.knows.is_absent(finding) for finding in asked):
            return self._none(question)
        absent = [finding for finding in asked if self.knows.is_absent(finding)]
        unsure = self._unsure(question)
        return unsure.model_copy(update={"text": self._words(absent, ())})

    def _told(self, option: Option) -> int:
        """Answer how many of the option's findings the text says outright: the closest choice is the one told."""
        return sum(finding in self.knows.told_present for finding in option.present)

    def _none(self, question: Question) -> Answer:
        offered = chips_of(question)
        for index, option in enumerate(question.options):
            if option.absent and not option.present:
                return Answer(question_id=question.id, options=(index,))
        return Answer(question_id=question.id, options=(offered.index(NONE_OF_THESE),))

    def _unsure(self, question: Question) -> Answer:
        """Answer by the chip that says nothing; in words where no such chip is offered."""
        offered = chips_of(question)
        for index, option in enumerate(question.options):
            if is_unsure(option):
                return Answer(question_id=question.id, options=(len(question.options) - 1 if _own(question) else index,))
        if UNSURE in offered:
            return Answer(question_id=question.id, options=(offered.index(UNSURE),))
        return Answer(question_id=question.id, text=UNSURE.in_(self.lang))

    def _words(self, absent: Iterable[FindingId], unsure: Iterable[FindingId]) -> str:
        """Answer words for what no chip says, leaving out those that the product would read otherwise."""
        zh = self.lang == "zh"
        said = [
            *self._meant(absent, Status.ABSENT, "没有{name}。" if zh else "No {name}."),
            *self._meant(unsure, Status.UNSURE, "{name}不清楚。" if zh else "Not sure about {name}."),
        ]
        return ("" if zh else " ").join(said)

    def _meant(self, findings: Iterable[FindingId], status: Status, sentence: str) -> Iterable[str]:
        for finding in findings:
            concept = self.knowledge.graph.findings[finding]
            name = plain(concept.name).in_(self.lang)
            words = sentence.format(name=name if self.lang == "zh" else name.lower())
            read = self._read(words, self.knows.present).findings
            if _only(read, finding, status):
                yield words


def _own(question: Question) -> bool:
    """Answer whether it is an own question of the interview whose last chip says "not sure"."""
    return question.id in {AREAS, DURATION, BACKGROUND}


def _only(read: tuple[Finding, ...], finding: FindingId, status: Status) -> bool:
    return bool(read) and all(each.status is status for each in read) and any(each.id == finding for each in read)
