"""What one message says: cleaned, identity taken out, read by the dictionary, and read as an answer to the open question.

A message may answer the open question, tell something else besides, correct what was said before, or all of it at once;
nothing of it is lost. What was not understood is told, so that the resident can be asked once more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from agents.companion.crisis import CRISIS, with_crisis
from agents.companion.questions import chosen_by, findings_by
from agents.companion.questions import is_own as is_of_mind
from agents.guard.aside import read_plainly
from agents.guard.heard import Heard
from agents.guard.identity import mask_identity
from agents.intake.cleaning import Problem, clean
from agents.intake.corrections import takes_back
from agents.intake.exposures import with_exposures
from agents.intake.follow_up import in_context
from agents.intake.histories import asks, is_core
from agents.intake.history_answers import (
    chosen_by_words,
    explicit,
    findings_by_chips,
    items_by_chips,
    items_in_words,
)
from agents.intake.others import as_told_of, told_of_another
from agents.intake.periods import period_told
from agents.intake.questions import BACKGROUND, DURATION, ELSE, PERIOD, answer_own, is_own, takes_any_words
from agents.intake.since import date_answering, days_answered, today_of
from agents.intake.smalltalk import small_talk, unsure
from agents.intake.told import followed_items, of_an_old_allergy, told_items
from agents.intake.views import chips_of
from agents.knowledge import Knowledge
from agents.medicines.told import put_right, told_in
from agents.state import Asked, ConsultationState, Contribution, HomeReading, ToldItem
from agents.words import fits
from kg.errors import KgError
from kg.questions import answer
from kg.schema import Finding, FindingId, FindingKind, Lang, LocalText, Option, Question, Status
from kg.text import Understanding, read_answer, understand
from kg.wording import NONE_OF_THESE, chips

_CORRECTS: Final = re.compile(
    r"说错|讲错|记错|写错|弄错|搞错|打错|纠正|更正|刚才.{0,6}(不对|错)|不对[,，、 ]?(是|应该)|应该是"
    r"|\b(i was wrong|my mistake|correction|i meant|actually|sorry,? (not|no)|i misspoke)\b",
    re.IGNORECASE,
)
MOST_SAID: Final = 600
"""Characters of a message kept with its contribution; the transcript keeps all of it."""


@dataclass(frozen=True)
class Listened:
    """One message or answer. `problem` is set when there was nothing to use; `masked` when identity was taken out.

    `answered` says that the open question has its answer, "not sure" included.
    """

    said: str
    contribution: Contribution
    heard: Heard
    problem: Problem | None = None
    masked: bool = False
    answered: bool = False
    understood: bool = False
    age_days: int | None = None
    """The age of the one who is ill, when it was told."""


def _joined(first: tuple[Finding, ...], second: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Answer both, the first's word standing where they speak of the same finding."""
    have = {finding.id for finding in first}
    return (*first, *(finding for finding in second if finding.id not in have))


def _fitting(knowledge: Knowledge, state: ConsultationState, understanding: Understanding) -> tuple[Finding, ...]:
    """Answer the findings that a person of this age and sex can have: an adult's dribbling is no teething."""
    concepts = knowledge.graph.findings
    return tuple(
        each for each in understanding.findings if each.id in concepts and fits(concepts[each.id], state.person)
    )


def _short(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Answer the findings without spans, which only mean something beside the text they came from."""
    return tuple(each.model_copy(update={"span": None, "text": each.text[:80]}) for each in findings)


def _told_by(knowledge: Knowledge, state: ConsultationState, text: str, present: frozenset[FindingId]) -> Understanding:
    def read(words: str) -> Understanding:
        return understand(
            knowledge.lexicon,
            words,
            lang=state.lang,
            person=state.person,
            relation=state.relation,
            known=present,
            today=today_of(state),
        )

    return read_plainly(text, state.relation, read)


def _chosen_in_words(knowledge: Knowledge, state: ConsultationState, question: Question, text: str) -> Chosen | None:
    """Answer what a text says to the open question, the companion's questions read by their own words."""
    if is_of_mind(question.id):
        index = chosen_by(question, text)
        return Chosen((index,)) if index is not None else None
    if is_own(question.id) and asks(question.id):
        whole = chosen_by_words(question, text)
        return Chosen(whole) if whole else None
    return _answer_in_words(knowledge, state, question, text)


def _answer_in_words(knowledge: Knowledge, state: ConsultationState, question: Question, text: str) -> Chosen | None:
    """Answer what a text says to the open question; None when it speaks of something else."""
    own = is_own(question.id)
    offered = chips_of(question)
    if (own and not question.options) or takes_back(text):
        return None
    if unsure(text):
        return Chosen((len(offered) - 1,) if not own or question.id == DURATION else ())
    asked = question
    if question.kind != "yes_no" and not own:
        asked = question.model_copy(
            update={"options": (*question.options, *(Option(text=chip) for chip in offered[len(question.options) :]))}
        )
    read = read_answer(knowledge.lexicon, asked, text, state.lang)
    if read is None:
        return None
    if isinstance(read, tuple):
        none = () if own else (_none_of(offered),)
        return Chosen(read or none)
    if question.kind == "yes_no":
        return Chosen((_YES_NO.index(read),))
    return Chosen(() if own else (len(offered) - 1,))


_YES_NO: Final = ("yes", "no", "unsure")


def _none_of(offered: tuple[LocalText, ...]) -> int:
    """Answer the index of "none of these", else of the last chip, which says that it is not known."""
    return next((index for index, chip in enumerate(offered) if chip == NONE_OF_THESE), len(offered) - 1)


@dataclass(frozen=True)
class Chosen:
    """Options of the open question."""

    options: tuple[int, ...]


def _from_options(
    knowledge: Knowledge, question: Question, chosen: tuple[int, ...]
) -> tuple[tuple[Finding, ...], float | None]:
    """Answer the findings and the duration that chosen options bring; wrong indexes bring nothing."""
    if is_of_mind(question.id):
        return findings_by(question.id, chosen), None
    if is_own(question.id) and asks(question.id):
        return findings_by_chips(question, chosen), None
    if is_own(question.id):
        own = answer_own(question, chosen)
        return own.findings, own.duration_days
    offered = chips(question)
    valid = tuple(dict.fromkeys(index for index in chosen if 0 <= index < len(offered)))
    try:
        said = answer(knowledge.graph, question, valid if question.kind == "multi" else valid[:1])
        return explicit(question, valid, said) if question.id == PERIOD else said, None
    except KgError:
        return (), None  # the question came from a graph that this node does not have


def _answered(
    knowledge: Knowledge, state: ConsultationState, asked: Asked | None, chosen: tuple[int, ...], words: str
) -> tuple[tuple[Finding, ...], float | None, bool]:
    """Answer what chips, or else words, say to the open question, and whether they answer it."""
    if asked is None:
        return (), None, False
    if not chosen and words and small_talk(words) is None:  # "能吃鸡蛋吗" holds a 能 and answers nothing
        read = _chosen_in_words(knowledge, state, asked.question, words)
        if read is None:
            return (), None, False
        chosen = read.options
    elif not chosen:
        return (), None, False
    return (*_from_options(knowledge, asked.question, chosen), True)


def _readings(state: ConsultationState, understanding: Understanding | None) -> tuple[HomeReading, ...]:
    """Answer the readings that can be right; what is usual, only of what was not measured yet."""
    told = understanding.readings if understanding is not None else ()
    measured = {reading.measurement for part in state.contributions for reading in part.readings}
    return tuple(
        HomeReading(measurement=each.measurement, value=each.value, unit=each.unit)
        for each in told
        if each.plausible and not (each.usual and each.measurement in measured)
    )


def listen(
    knowledge: Knowledge,
    state: ConsultationState,
    text: str,
    options: tuple[int, ...],
    asked: Asked | None,
    *,
    turn: int,
    present: frozenset[FindingId],
) -> Listened:
    """Answer what this input brings. `asked` is the question it may answer; `present` is what is known from earlier turns."""
    cleaned = clean(text)
    chips_said = tuple(chips_of(asked.question)[i] for i in options if asked and 0 <= i < len(chips_of(asked.question)))
    by_chip = bool(asked and chips_said)
    words, masked = mask_identity(cleaned.text, state.lang)
    if cleaned.problem is not None and not by_chip:
        empty = Contribution(turn=turn)
        return Listened(words, empty, Heard("", state.lang, state.relation, ()), problem=cleaned.problem, masked=masked)
    if cleaned.problem is not None:
        words = ""
    findings, days, answered = _answered(knowledge, state, asked, options if by_chip else (), words)
    understanding = _told_by(knowledge, state, in_context(asked, words), present) if words else None
    told_of_medicines = told_in(
        knowledge, state, words, answers=asked is not None and (asked.id == ELSE or _asks_medicines(asked))
    )
    if understanding is not None:
        understanding = as_told_of(knowledge, state, words, understanding)
        background = asked is not None and is_core(asked.id)
        old = of_an_old_allergy(words, understanding.findings, background=background)
        own = tuple(each for each in understanding.findings if each not in old)
        own = put_right(knowledge, own, told_of_medicines)
        understanding = understanding.model_copy(update={"findings": own})
    if understanding is not None and not answered and _unread(understanding, words):
        empty = Contribution(turn=turn)
        return Listened(words, empty, Heard("", state.lang, state.relation, ()), problem="language", masked=masked)
    told = with_crisis(words, _short(_fitting(knowledge, state, understanding))) if understanding is not None else ()
    told = with_exposures(words, told) if told else told
    told = _joined(told, period_told(state.person, words, today_of(state), asked))
    # What the words say outright stands before what the answer implies of options that were not chosen.
    findings = _joined(told, findings)
    readings = _readings(state, understanding)
    dated = date_answering(asked, words, state)
    days = days if dated is None else dated
    if days is None and understanding is not None and not (asked is not None and takes_any_words(asked.id)):
        days = understanding.duration_days  # "over a year ago" of a check-up is no time course
    if days is None and understanding is not None and not (answered or understanding.findings):
        days = days_answered(asked, words, state.lang, lambda said: _told_by(knowledge, state, said, present))
    if asked is not None and asked.id == DURATION and days is not None:
        answered = True
    if asked is not None and takes_any_words(asked.id) and words and small_talk(words) is None:
        answered = True
    covered = asked is not None and any(each.id in _asked_of(asked.question) for each in told)
    said = words or "、".join(chip.in_(state.lang) for chip in chips_said)
    if words and chips_said:
        said = f"{'、'.join(chip.in_(state.lang) for chip in chips_said)}；{words}"
    history = _history(knowledge, state, asked, words, said, told)
    history = (*history, *_headed(knowledge, asked, options if by_chip else (), words, history, told, state.lang))
    return Listened(
        said=said,
        contribution=Contribution(
            turn=turn,
            question=asked.id if asked is not None else None,
            findings=_short(findings),
            readings=readings,
            duration_days=days,
            corrected=bool(_CORRECTS.search(words)),
            history=history,
            said=said[:MOST_SAID],
            medicines=told_of_medicines.medicines,
            allergens=told_of_medicines.allergens,
        ),
        heard=Heard(
            words,
            state.lang,
            state.relation,
            (*_complaints(understanding), *_crisis_of(told)),
            told,
            told_of_another(understanding) if understanding is not None else (),
        ),
        masked=masked,
        answered=answered or covered,
        understood=answered
        or bool(told or history)
        or bool(readings)
        or days is not None
        or bool(understanding and (understanding.spoken or understanding.earlier)),
        age_days=understanding.age_days if understanding is not None else None,
    )


def _history(
    knowledge: Knowledge,
    state: ConsultationState,
    asked: Asked | None,
    words: str,
    said: str,
    told: tuple[Finding, ...],
) -> tuple[ToldItem, ...]:
    """Answer the free words for the sections of the history."""
    items = told_items(knowledge.graph, state.person, words, told) if words else ()
    return (*(followed_items(asked.id, said, state.lang) if asked is not None else ()), *items)


def _asks_medicines(asked: Asked) -> bool:
    return asked.id.startswith(BACKGROUND) and "medicines" in asks(asked.id)


def _headed(
    knowledge: Knowledge,
    asked: Asked | None,
    options: tuple[int, ...],
    words: str,
    history: tuple[ToldItem, ...],
    told: tuple[Finding, ...],
    lang: Lang,
) -> tuple[ToldItem, ...]:
    """Answer what chips, or words, settle of the headings that the open question asks for, beside the `history` that was told."""
    if asked is None or not asks(asked.id):
        return ()
    chosen = options or (chosen_by_words(asked.question, words) if is_own(asked.id) else ())
    settled = items_by_chips(asked.question, chosen, lang)
    if settled or chosen:
        return settled
    illness = {FindingKind.SYMPTOM, FindingKind.SIGN}
    strays = any(
        knowledge.graph.findings[each.id].kind in illness and each.id not in _asked_of(asked.question) for each in told
    )
    return items_in_words(asked, words, history, strays=strays or small_talk(words) is not None)


def _asked_of(question: Question) -> frozenset[FindingId]:
    asked = {finding for option in question.options for finding in (*option.present, *option.absent)}
    return frozenset(asked | ({question.finding} if question.finding is not None else set()))


def _unread(understanding: Understanding, words: str) -> bool:
    """Answer whether a text is for the most part in a language that is not read, and nothing of it was understood."""
    unread = sum(span.end - span.start for span in understanding.unreadable)
    return not understanding.findings and unread * 2 > len(words)


def _crisis_of(told: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(each for each in told if each.id in CRISIS)


def _complaints(understanding: Understanding | None) -> tuple[Finding, ...]:
    """Answer what a guard may take for medical content: findings, and what was spoken of somebody or of the past."""
    if understanding is None:
        return ()
    spoken = tuple(
        Finding(id=FindingId(each.ids[0]), status=Status.UNSURE, text=each.text[:40])
        for each in understanding.spoken
        if each.ids
    )
    return (*understanding.findings, *spoken)
