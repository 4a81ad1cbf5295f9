"""An age told in words that is not the one of the form: asked once; for a child the younger counts until it is answered."""

from __future__ import annotations

from typing import Final

from agents.state import Asked, ConsultationState
from agents.words import age_text, local
from kg.schema import LocalText, Option, Person, Question, QuestionId

PREFIX: Final = "intake.age."
CHILD_YEARS: Final = 14.0
_YEAR: Final = 365.25
_TOLD_IN_YEARS: Final = 2 * _YEAR - 1
"""From this age on people tell whole years, so that the form may be nearly a year ahead. Two years are 730 days and a half."""
_SLACK_DAYS: Final = 45.0
_SLACK_ADULT: Final = 2 * _YEAR


def differs(person: Person, told_days: int) -> bool:
    """Answer whether an age told in words cannot be that of the form, with the slack that rounding leaves."""
    if max(person.age_days, told_days) >= CHILD_YEARS * _YEAR:
        return abs(person.age_days - told_days) > _SLACK_ADULT
    slack = _YEAR if told_days >= _TOLD_IN_YEARS else _SLACK_DAYS
    return not told_days - _SLACK_DAYS <= person.age_days <= told_days + slack


def _aged(person: Person, days: int) -> Person:
    """Answer the person at another age, made anew: a copy would keep the years that were reckoned before."""
    return Person(age_days=days, sex=person.sex, pregnant=person.pregnant)


def _both(person: Person, told_days: int) -> LocalText:
    told = _aged(person, told_days)
    zh, en = (age_text(told, "zh"), age_text(person, "zh")), (age_text(told, "en"), age_text(person, "en"))
    return local(
        f"您刚才说是{zh[0]}，开始时填的是{zh[1]}，按哪个算？",
        f"You just said {en[0]}, and {en[1]} at the start. Which is right?",
    )


def age_question(state: ConsultationState, told_days: int, *, turn: int) -> Asked:
    """Answer the question which of two ages is right; its id carries both, in days: as told, as in the form."""
    told = _aged(state.person, told_days)
    options = tuple(Option(text=local(age_text(each, "zh"), age_text(each, "en"))) for each in (told, state.person))
    question = Question(
        id=QuestionId(f"{PREFIX}{told_days}.{state.person.age_days}"),
        kind="choice",
        text=_both(state.person, told_days),
        why=local("年龄不同，判断会差很多。", "At another age the judgement may be quite different."),
        options=options,
    )
    return Asked(question=question, turn=turn)


def with_age(state: ConsultationState, days: int) -> ConsultationState:
    """Answer the state for a person of this age."""
    return state.model_copy(update={"person": _aged(state.person, days)})


def with_told_age(state: ConsultationState, told_days: int | None, *, turn: int) -> ConsultationState:
    """Answer the state with the question of age put, when an age was told that differs and it was not asked before.

    A child that may be younger than the form says is judged as the younger one meanwhile: for the small the danger is greater.
    """
    asked_before = any(asked.id.startswith(PREFIX) for asked in state.asked)
    if told_days is None or asked_before or not differs(state.person, told_days):
        return state
    asked = age_question(state, told_days, turn=turn)
    rest = tuple(each for each in state.asked if state.open is None or each.id != state.open.id)
    state = state.model_copy(update={"open": asked, "asked": (*rest, asked)})
    younger_child = told_days < state.person.age_days and told_days < CHILD_YEARS * _YEAR
    return with_age(state, told_days) if younger_child else state


def answered_age(state: ConsultationState, asked: Asked | None, said: str) -> ConsultationState:
    """Answer the state with the age that was chosen, when `asked` is the question of age."""
    if asked is None or not asked.id.startswith(PREFIX):
        return state
    told, form = (int(each) for each in asked.id[len(PREFIX) :].split("."))
    texts = [option.text.in_(state.lang) for option in asked.question.options]
    chosen = [text in said for text in texts]
    if chosen == [True, False]:
        return with_age(state, told)
    return with_age(state, form) if chosen == [False, True] else state
