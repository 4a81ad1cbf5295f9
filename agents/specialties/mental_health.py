"""Mental health: low mood screened with what was told, and thoughts of suicide never left unasked."""

from __future__ import annotations

from typing import Final

from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.nerves import phq2, whooley
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import Urgency

MOOD: Final = ("low_mood", "anhedonia", "worthlessness", "anxiety", "insomnia", "fatigue")


def mood_rule(view: View) -> Ruling | None:
    """Answer PHQ-2 as far as it is known, and ask for what a screen needs, thoughts of suicide first when mood is low."""
    if not view.present(*MOOD):
        return None
    low, interest = view.tri("low_mood"), view.tri("anhedonia")
    daily = 14 if view.present("low_mood.two_weeks") else None
    score = phq2(low_mood=low, no_interest=interest, low_mood_days=daily)
    asks = view.asks("suicidal_thoughts", "anhedonia") if low or interest else view.asks("low_mood", "anhedonia")
    if score.low >= 3:  # noqa: PLR2004 - the score's own limit
        reason = text(
            "情绪低落持续两周左右，值得尽快和医生谈谈", "low mood for about two weeks is worth talking over soon"
        )
        return Ruling(score, Urgency.SOON, reason, asks)
    return Ruling(score=score, asks=asks)


def screen_rule(view: View) -> Ruling | None:
    """Answer the two case-finding questions when one of them is known."""
    low, interest = view.tri("low_mood"), view.tri("anhedonia")
    return None if low is None and interest is None else Ruling(score=whooley(low_mood=low, no_interest=interest))


def _answered(view: View, questionnaire: str) -> Ruling | None:
    """Answer a questionnaire that the resident answered: from 10 it should be talked over soon, from 20 of PHQ-9 today."""
    score = next((each for each in view.case.scores if each.id == questionnaire), None)
    if score is None:
        return None
    if score.low >= 20:  # noqa: PLR2004 - severe (PHQ-9 only, GAD-7 ends at 21 and does not reach it but by every item)
        return Ruling(
            score, Urgency.URGENT, text("量表分数很高，今天就该让医生看看", "a very high score: see a doctor today")
        )
    if score.low >= 10:  # noqa: PLR2004 - moderate, the published cut-off of both
        return Ruling(
            score,
            Urgency.SOON,
            text("量表分数偏高，这几天去和医生谈谈", "a raised score: talk to a doctor within days"),
        )
    return Ruling(score)


def phq9_rule(view: View) -> Ruling | None:
    """Answer PHQ-9 as far as it was answered."""
    return _answered(view, "phq9")


def gad7_rule(view: View) -> Ruling | None:
    """Answer GAD-7 as far as it was answered."""
    return _answered(view, "gad7")


RULES: Final[tuple[Rule, ...]] = (mood_rule, screen_rule, phq9_rule, gad7_rule)
