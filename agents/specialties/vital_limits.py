"""Limits of pulse and blood pressure at which the number itself hurries, each for the specialty whose field it is.

What was not measured says nothing. Normal values differ by age: these are limits beyond which guidelines look for what is failing.
"""

from __future__ import annotations

from typing import Final

from agents.specialties.rule import Ruling
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import Urgency

TEENAGE_YEARS: Final = 12.0
RATE_SOURCE: Final = (
    "Resuscitation Council UK, Adult arrhythmia algorithms, 2021; Panchal AR et al. Circulation 2020;142(16 Suppl 2)"
)
SLOW: Final = 40.0
FAST: Final = 150.0
"""Beats per minute beyond which the rate itself may be what makes ill, from twelve years."""
ADVERSE: Final = (
    "syncope", "near_syncope", "dyspnea", "chest_discomfort", "confusion", "low_bp", "shock_signs", "sweating.cold",
)  # fmt: skip
ADVERSE_WHEN_SLOW: Final = (*ADVERSE, "dizziness", "lethargy", "seizure")
"""Too slow a heart starves the brain first."""

CHILD_RATE_SOURCE: Final = (
    "Resuscitation Council UK, Paediatric advanced life support, 2021; "
    "Topjian AA et al. Circulation 2020;142(16 Suppl 2):S469-S523"
)
INFANT_FAST: Final = 220.0
CHILD_FAST: Final = 180.0
"""Beats per minute, under one year and from one to twelve, from which a rhythm of its own is likelier than fever or crying."""
CHILD_SLOW: Final = 60.0
CHILD_ADVERSE: Final = (
    *ADVERSE_WHEN_SLOW, "child_listless", "pallor", "cyanosis", "child_poor_feeding", "palpitations", "vomiting",
)  # fmt: skip

PRESSURE_SOURCE: Final = (
    "Royal College of Physicians, National Early Warning Score (NEWS) 2, 2017; "
    "Vahdatpour C et al. J Am Heart Assoc 2019;8(8):e011991"
)
SHOCK: Final = 80.0
LOW: Final = 90.0
"""Systolic pressure in mmHg of adults: the first is shock until shown otherwise, under the second it is with a sign of it."""
STARVED: Final = (
    "dizziness", "syncope", "near_syncope", "confusion", "lethargy", "sweating.cold", "shock_signs", "pallor", "dyspnea",
    "chest_discomfort", "fever", "melena", "hematemesis", "hematochezia", "diarrhea", "vomiting", "fatigue",
)  # fmt: skip
ADULT_YEARS: Final = 18.0


def rate_rule(view: View) -> Ruling | None:
    """Answer what a very slow or very fast pulse at rest asks for from twelve years: with an adverse sign it is an emergency."""
    pulse = view.reading("pulse")
    if pulse is None or view.case.person.age_years < TEENAGE_YEARS or SLOW <= pulse < FAST:
        return None
    if view.present(*(ADVERSE_WHEN_SLOW if pulse < SLOW else ADVERSE)):
        reason = text(
            "心率太慢或太快又有头晕要倒、气短、胸痛这些，要马上去急诊",
            "a very slow or fast pulse with faintness, breathlessness or chest pain: emergency care now",
        )
        return Ruling(urgency=Urgency.EMERGENCY, reason=reason, pattern=("cardiology.rate", RATE_SOURCE))
    reason = text("心率太慢或太快，今天要做心电图", "a very slow or fast pulse: an ECG today")
    return Ruling(urgency=Urgency.URGENT, reason=reason, pattern=("cardiology.rate", RATE_SOURCE))


def child_rate_rule(view: View) -> Ruling | None:
    """Answer what a pulse asks for under twelve years that is faster than fever makes it, or slower than a child's heart may be."""
    pulse, years = view.reading("pulse"), view.case.person.age_years
    if pulse is None or years >= TEENAGE_YEARS:
        return None
    fast = INFANT_FAST if years < 1.0 else CHILD_FAST
    if CHILD_SLOW <= pulse < fast:
        return None
    if view.present(*CHILD_ADVERSE) or (pulse < CHILD_SLOW and years < 1.0):
        reason = text(
            "孩子心跳太快或太慢，又蔫、脸白或不舒服，要马上去急诊",
            "a child's heart this fast or slow, pale, listless or unwell: emergency care now",
        )
        return Ruling(urgency=Urgency.EMERGENCY, reason=reason, pattern=("paediatrics.rate", CHILD_RATE_SOURCE))
    reason = text("孩子心跳太快或太慢，今天要做心电图", "a child's heart this fast or slow: an ECG today")
    return Ruling(urgency=Urgency.URGENT, reason=reason, pattern=("paediatrics.rate", CHILD_RATE_SOURCE))


def low_pressure_rule(view: View) -> Ruling | None:
    """Answer what a low systolic pressure asks for in adults: under 80 mmHg, or under 90 with a sign of it, it is an emergency."""
    systolic = view.reading("systolic_bp")
    if systolic is None or systolic >= LOW or view.case.person.age_years < ADULT_YEARS:
        return None
    if systolic >= SHOCK and not view.present(*STARVED):
        return None
    reason = text("血压低到这个程度，可能是休克，要马上去急诊", "a pressure this low may be shock: emergency care now")
    return Ruling(
        urgency=Urgency.EMERGENCY, reason=reason, pattern=("emergency_toxicology.low_pressure", PRESSURE_SOURCE)
    )
