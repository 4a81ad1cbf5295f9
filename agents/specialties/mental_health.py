"""Mental health: low mood screened with what was told, and thoughts of suicide never left unasked."""

from __future__ import annotations

from typing import Final

from agents.specialties.belief import Belief, between
from agents.specialties.patterns.mental_health import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.mood import cssrs, gad7_of_sum, phq9, phq9_of_sum
from agents.specialties.scores.nerves import PHQ2_RATIOS, phq2, whooley
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import Urgency

LOW: Final = ("depression", "dysthymia", "mixed_anxiety_depression", "postpartum_depression")
MOOD: Final = ("low_mood", "anhedonia", "worthlessness", "anxiety", "insomnia", "fatigue")


_PHQ9_FINDINGS: Final = (
    "anhedonia",
    "low_mood",
    "insomnia",
    "fatigue",
    "appetite_loss",
    "worthlessness",
    "poor_concentration",
    "suicidal_thoughts",
)
"""The items of PHQ-9 by the findings that say the same, all but the eighth: of moving slowly or restlessly the graph knows
nothing."""


def mood_rule(view: View) -> Ruling | None:
    """Answer PHQ-2 as far as it is known, and ask for what a screen needs, thoughts of suicide first when mood is low."""
    if not view.present(*MOOD):
        return None
    low, interest = view.tri("low_mood"), view.tri("anhedonia")
    daily = 14 if view.present("low_mood.two_weeks") else None
    score = phq2(low_mood=low, no_interest=interest, low_mood_days=daily)
    belief = Belief(LOW, *between(score, PHQ2_RATIOS), ("low_mood", "anhedonia"))
    asks = view.asks("suicidal_thoughts", "anhedonia") if low or interest else view.asks("low_mood", "anhedonia")
    if score.low >= 3:  # noqa: PLR2004 - the score's own limit
        reason = text(
            "情绪低落持续两周左右，值得尽快和医生谈谈", "low mood for about two weeks is worth talking over soon"
        )
        return Ruling(score, Urgency.SOON, reason, asks, belief=belief)
    return Ruling(score=score, asks=asks, belief=belief)


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


def safety_rule(view: View) -> Ruling | None:
    """Answer the Columbia screen as far as it was told. Any thought of suicide is for a person to hear, today."""
    thinks, plan, harmed = view.tri("suicidal_thoughts"), view.tri("suicidal_plan"), view.tri("self_harm")
    if not view.present("suicidal_thoughts", "suicidal_plan", "self_harm"):
        return None
    score = cssrs(
        wishes_to_be_dead=None,
        thinks_of_suicide=thinks,
        thought_of_method=view.tri("means_at_hand"),
        some_intent=None,
        plan_and_intent=plan,
        behaviour_ever=harmed,
        behaviour_three_months=harmed,
    )
    high = score.low >= 3  # noqa: PLR2004 - the screen's own level
    level = Urgency.EMERGENCY if high else Urgency.URGENT
    caution = text("把药和刀具收好，身边留个人陪着", "put medicines and blades away, and let somebody stay")
    return Ruling(score, level, score.meaning, view.asks("suicidal_plan", "means_at_hand"), caution=caution)


def questionnaire_rule(view: View) -> Ruling | None:
    """Answer what a PHQ-9 or GAD-7 sum on a report says; where only complaints were told, PHQ-9 within bounds."""
    if any(each.id in {"phq9", "gad7"} for each in view.case.scores):
        return None  # it was answered in the conversation, and stands as such
    sums = [(each, view.measured(each)) for each in ("phq9", "gad7")]
    known = [(name, value) for name, value in sums if value is not None]
    if known:
        name, value = max(known, key=lambda pair: pair[1])
        score = phq9_of_sum(value) if name == "phq9" else gad7_of_sum(value)
        if value >= 10:  # noqa: PLR2004 - both scales' own limit
            return Ruling(score, Urgency.SOON, score.meaning)
        return Ruling(score=score)
    if not view.present("low_mood", "anhedonia"):
        return None
    told = [view.tri(each) for each in _PHQ9_FINDINGS]
    return Ruling(score=phq9((*told[:7], None, told[7])))


RULES: Final[tuple[Rule, ...]] = (
    mood_rule,
    safety_rule,
    screen_rule,
    phq9_rule,
    gad7_rule,
    questionnaire_rule,
    *PATTERNS,
)
