"""The simulated patient: knows what a text says, opens with the complaint, and answers only what is asked.

Answers by the chips that a resident sees. **What the text does not say is "not sure"**: a missing finding is never a normal one, so a
chip is chosen only where the text, or the hierarchy of findings, says that it holds. Two of the product's conventions would turn
silence into a denial (of several chips, those not chosen are absent); there the patient adds in words what it is not sure of and what it
knows to be absent, and only words that the product reads as they are meant. A question of one choice excludes its
other options by itself.

Open questions (since when, long-standing illness and medicines, anything else) are answered with the sentences of the text that speak
of it. A
question that comes twice, because its answer was not taken, is answered "not sure". No photo is ever at hand.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from agents.companion.questions import is_own as is_of_mind
from agents.dialogue import Answer, Finish, Say, TurnInput
from agents.intake.histories import asks, is_core
from agents.intake.questions import AREAS, DURATION, ELSE, OPENING, PHOTO, is_own
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
_TIME: Final = re.compile(
    r"\b(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|few|couple of|last|past)[- ]+"
    r"(?:minute|min|hour|hr|day|week|month|year)s?\b|\b(?:today|yesterday|this morning|last night)\b"
    r"|[\d一二两三四五六七八九十半几数多]个?多?(?:分钟|小时|钟头|天|日|周|星期|礼拜|月|年)|今天|今早|昨天|昨晚|前天|刚才",
    re.IGNORECASE,
)
MOST_TRIED: Final = 4
"""Words tried for a finding whose name is not read as it is meant."""
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

    def opening(self, attempt: int = 0) -> TurnInput:
        """Answer the first words: the complaint, else the first sentence; where these were not taken, the next sentences in turn."""
        first = [self.complaint] if self.complaint else []
        words = [*first, *sentences(self.text)]
        return Say(text=words[attempt][:MOST_SAID]) if attempt < len(words) else Finish()

    def answer(self, asked: Asked | None, attempt: int = 0, known: Container[FindingId] = ()) -> TurnInput:
        """Answer what is said to the open question; without one, that nothing is to be added.

        `attempt` counts how often this question was answered before; `known` is what has been told by now.
        """
        if asked is None:
            return Finish()
        question = asked.question
        if question.id == OPENING:
            return self.opening(attempt)
        if attempt or is_of_mind(question.id):  # a text tells nothing of a questionnaire's two weeks
            return self._unsure(question)
        if is_own(question.id) and not (asks(question.id) and question.kind == "multi"):
            return self._own_question(question, known)
        return self._yes_or_no(question) if question.kind == "yes_no" else self._chosen(question)

    # --- the interview's own questions

    def _own_question(self, question: Question, known: Container[FindingId]) -> Answer:
        if question.id == PHOTO:
            return Answer(question_id=question.id, options=(0,))
        if question.id == DURATION:
            return self._since_when(question)
        if is_core(question.id):
            return self._in_words(question, self._holding(_BACKGROUND))
        if question.id == ELSE:
            return self._in_words(question, self._not_yet_told(known))
        return self._where(question)

    def _in_words(self, question: Question, said: list[str]) -> Answer:
        if not said:
            return self._unsure(question)
        glue = "" if self.lang == "zh" else " "
        return Answer(question_id=question.id, text=glue.join(said)[:MOST_SAID])

    def _since_when(self, question: Question) -> Answer:
        """Answer with the first sentence that holds a duration, or by the chip for one that is read over several sentences.

        Else the first sentence that speaks of time is said: whether it is understood is the product's business.
        """
        said = [sentence for sentence, read in self._sentences if read.duration_days is not None]
        days = self.understanding.duration_days
        if said or days is None:
            spoken = [sentence for sentence, _ in self._sentences if _TIME.search(sentence)]
            return self._in_words(question, (said or spoken)[:1])
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

    def _not_yet_told(self, known: Container[FindingId]) -> list[str]:
        """Answer, to "anything else?", the sentences that tell of something present that has not come up."""
        return [
            sentence
            for sentence, read in self._sentences
            if any(each.status is Status.PRESENT and each.id not in known for each in read.findings)
        ]

    def _where(self, question: Question) -> Answer:
        """Answer where it is: by the chips, else with the first sentence that tells of a complaint.

        Any other question of the interview's own is answered by its chips alone, what the text does not say by "not sure".
        """
        options = self._options_present(question)
        if options:
            return Answer(question_id=question.id, options=options if question.kind == "multi" else options[:1])
        if question.id != AREAS:
            return self._unsure(question)
        said = self._holding(_COMPLAINT)
        return self._in_words(question, said[:1])

    # --- the graph's questions

    def _yes_or_no(self, question: Question) -> Answer:
        assert question.finding is not None
        status = self.knows.status.get(question.finding, Status.UNSURE)
        return Answer(question_id=question.id, options=((Status.PRESENT, Status.ABSENT, Status.UNSURE).index(status),))

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
        return self._unsure(question).model_copy(update={"text": self._words(absent, ())})

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
        """Answer by the chip that says nothing."""
        offered = chips_of(question)
        # The last of their chips says nothing: "not sure", "none of these", "skip".
        if is_own(question.id) or is_of_mind(question.id):
            return Answer(question_id=question.id, options=(len(offered) - 1,))
        silent = next((index for index, option in enumerate(question.options) if is_unsure(option)), None)
        return Answer(question_id=question.id, options=(offered.index(UNSURE) if silent is None else silent,))

    def _words(self, absent: Iterable[FindingId], unsure: Iterable[FindingId]) -> str:
        """Answer words for what no chip says, leaving out those that the product would read otherwise."""
        zh = self.lang == "zh"
        said = [
            *self._meant(absent, Status.ABSENT, "没有{name}。" if zh else "No {name}."),
            *self._meant(unsure, Status.UNSURE, "{name}不清楚。" if zh else "Not sure about {name}."),
        ]
        return ("" if zh else " ").join(said)

    def _meant(self, findings: Iterable[FindingId], status: Status, sentence: str) -> Iterable[str]:
        """Answer a sentence for each finding: by its name, else by a word for it that is read as it is meant."""
        for finding in findings:
            concept = self.knowledge.graph.findings[finding]
            words = concept.words.zh if self.lang == "zh" else concept.words.en
            for name in (plain(concept.name).in_(self.lang), *words[:MOST_TRIED]):
                said = sentence.format(name=name if self.lang == "zh" else name.lower())
                if _only(self._read(said, self.knows.present).findings, finding, status):
                    yield said
                    break


def _only(read: tuple[Finding, ...], finding: FindingId, status: Status) -> bool:
    return bool(read) and all(each.status is status for each in read) and any(each.id == finding for each in read)
