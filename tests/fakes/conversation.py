"""A resident in a script: knows what is so, says how it began, and answers only what is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.dialogue import Answer, NameMarks, PersonInput, Photo, Progress, Reply, Start, TurnInput
from agents.errors import ImageRefused
from agents.graph import Consultation, Outcome
from agents.intake.views import question_view
from agents.reports.names import letter_mark
from agents.reports.port import Reading
from agents.state import Asked, ConsultationState
from kg.schema import Lang, Question

NOON_MS = 1_795_000_000_000
"""18 November 2026 in China."""


def person(
    relation: str = "self", years: float = 40, sex: str = "female", *, pregnant: bool | None = None
) -> PersonInput:
    return PersonInput(relation=relation, age_days=round(years * 365.25), sex=sex, pregnant=pregnant)


def photo(image: bytes, number: int = 1) -> Photo:
    return Photo(
        attachment_id=f"{number:032x}", media_type="image/jpeg", digest=hashlib.sha256(image).hexdigest(), blob=0
    )


def marks(name: str) -> NameMarks:
    """Answer what the page sends of a registered name."""
    salt = "44" * 16
    return NameMarks(salt=salt, marks=tuple(letter_mark(letter, salt) for letter in name))


@dataclass
class DrawnReader:
    """A reader whose readings are laid down: by the image's bytes, a reading or a refusal."""

    readings: Mapping[bytes, Reading | ImageRefused]

    def read(self, image: bytes, media_type: str) -> Reading:
        del media_type
        found = self.readings[image]
        if isinstance(found, ImageRefused):
            raise found
        return found


@dataclass
class Script:
    """One consultation, turn by turn; the state goes through its bytes between turns, as it does in a capsule."""

    consultation: Consultation
    lang: Lang = "zh"
    facts: Mapping[str, bool] = field(default_factory=dict)
    state: ConsultationState | None = None
    turn: int = 0
    replies: list[Reply] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)

    def take(self, given: TurnInput, *blobs: bytes) -> Reply:
        outcome = None
        for step in self.consultation.run(
            self.state, given, blobs, turn=self.turn, now_ms=NOON_MS + self.turn * 60_000
        ):
            if isinstance(step, Outcome):
                outcome = step
            else:
                self.progress.append(step)
        assert outcome is not None
        self.state = ConsultationState.from_bytes(outcome.state.to_bytes())
        assert self.state == outcome.state
        self.turn += 1
        self.replies.append(outcome.reply)
        return outcome.reply

    def start(self, who: PersonInput) -> Reply:
        return self.take(Start(lang=self.lang, person=who))

    def put(self, question: Question) -> None:
        """Put a question, whatever the engine would ask next."""
        assert self.state is not None
        asked = Asked(question=question, turn=self.turn - 1)
        self.state = self.state.model_copy(update={"open": asked, "asked": (*self.state.asked, asked)})
        shown = self.replies[-1].model_copy(update={"question": question_view(asked, self.lang)})
        self.replies[-1] = shown

    def say(self, text: str) -> Reply:
        question = self.replies[-1].question
        return self.take(Answer(question_id="none" if question is None else question.id, text=text))

    def answer_by_facts(self) -> Reply:
        """Answer the open question by what is so; what nobody told of is not there."""
        assert self.state is not None
        assert self.state.open is not None
        question = self.state.open.question
        shown = self.replies[-1].question
        assert shown is not None
        if question.finding is not None:
            return self.take(Answer(question_id=question.id, options=(0 if self.facts.get(question.finding) else 1,)))
        so = tuple(
            index
            for index, option in enumerate(question.options)
            if any(self.facts.get(each) for each in option.present)
        )
        if not so:
            none = [option.index for option in shown.options if option.text in _NONE]
            so = (none[0] if none else len(shown.options) - 1,)
        return self.take(Answer(question_id=question.id, options=so if question.kind == "multi" else so[:1]))

    def to_the_end(self, most: int = 20) -> Reply:
        """Answer until no question is open."""
        for _ in range(most):
            if self.replies[-1].question is None:
                return self.replies[-1]
            self.answer_by_facts()
        raise AssertionError("the interview does not end")


_NONE = {"都没有", "都不是", "没有，跳过", "None of these", "No, skip", "没有", "No"}
