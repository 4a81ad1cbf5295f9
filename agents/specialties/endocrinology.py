"""Endocrinology: what a glucose value means, and when it cannot wait."""

from __future__ import annotations

from typing import Final

from agents.specialties.patterns.endocrinology import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.points import text
from agents.specialties.scores.risk import findrisc
from agents.specialties.scores.sugar import glucose, glucose_level
from agents.specialties.scores.thyroid import IMPENDING, STORM, storm
from agents.specialties.view import View
from kg.schema import DiseaseId, LocalText, Urgency

ADULT_YEARS: Final = 18.0
WORTH_TESTING: Final = 12
"""Points of FINDRISC from which glucose is worth testing."""
DECOMPENSATED: Final = ("vomiting", "confusion", "lethargy", "dyspnea", "abdominal_pain")
"""With a very high glucose these point to ketoacidosis or a hyperosmolar state (ADA Standards of Care 2024, section 16)."""


def _value(view: View) -> tuple[float, bool | None] | None:
    """Answer the most telling glucose value in mmol/L and whether it was fasting; None when nobody measured."""
    known: list[tuple[float, bool | None]] = []
    labs: tuple[tuple[str, bool | None], ...] = (
        ("glucose_fasting", True),
        ("glucose_2h", False),
        ("glucose_random", None),
    )
    home: tuple[tuple[str, bool | None], ...] = (("glucose_fasting_home", True), ("glucose_random_home", None))
    for lab, fasting in labs:
        measured = view.measured(lab)
        if measured is not None:
            known.append((measured, fasting))
    for reading, fasting in home:
        value = view.reading(reading)
        if value is not None:
            known.append((value, fasting))
    return max(known, key=lambda pair: pair[0], default=None)


def glucose_rule(view: View) -> Ruling | None:
    """Answer what the measured glucose means; without a value there is nothing to say."""
    value = _value(view)
    if value is None:
        return None
    score = glucose(value[0], fasting=value[1])
    level = glucose_level(value[0], fasting=value[1])
    urgency: tuple[Urgency, LocalText] | None = None
    if level == "severe_low":
        urgency = Urgency.EMERGENCY, score.meaning
    elif level == "very_high" and view.present(*DECOMPENSATED):
        urgency = (
            Urgency.EMERGENCY,
            text("血糖很高又有这些表现，要马上去急诊", "very high glucose with these signs needs hospital now"),
        )
    elif level in {"very_high", "low"}:
        urgency = Urgency.URGENT, score.meaning
    elif level == "diabetic":
        urgency = Urgency.SOON, score.meaning
    asks = view.asks("polyuria", "polydipsia") if level in {"diabetic", "very_high", "impaired"} else ()
    if urgency is None:
        return Ruling(score=score, asks=asks)
    return Ruling(score, urgency[0], urgency[1], asks)


RISK: Final = ("hx.family_diabetes", "obesity", "waist_large", "acanthosis", "high_glucose")


def risk_rule(view: View) -> Ruling | None:
    """Answer FINDRISC for an adult with a reason to think of diabetes in whom no glucose was measured and none is known."""
    if view.case.person.age_years < ADULT_YEARS or not view.present(*RISK) or view.present("hx.diabetes"):
        return None
    if _value(view) is not None:
        return None
    score = findrisc(
        age_years=view.case.person.age_years,
        bmi=view.bmi(),
        waist_cm=None,
        sex=view.case.person.sex,
        active_daily=None,
        greens_daily=None,
        pressure_medicine=view.tri("medicine.antihypertensive"),
        high_glucose_ever=view.tri("high_glucose"),
        parent_or_sibling=None if view.present("hx.family_diabetes") else view.tri("hx.family_diabetes"),
        other_relative=view.tri("hx.family_diabetes"),
    )
    tests = view.proposed("blood_glucose", "hba1c_test")
    return Ruling(score=score, tests=tests if score.high >= WORTH_TESTING else ())


OVERACTIVE: Final = ("medicine.antithyroid", "lab.tsh.low", "lab.ft4.high", "lab.ft3.high", "named.hyperthyroidism")
LIKELY: Final = 0.5
"""Probability of an overactive thyroid from which its storm is scored though nobody has found it yet."""


def storm_rule(view: View) -> Ruling | None:
    """Answer Burch and Wartofsky's points where the thyroid is known, measured or likely to be overactive."""
    index = view.posterior.graph.matrix.index.get(DiseaseId("hyperthyroidism"))
    likely = index is not None and float(view.posterior.probabilities[index]) >= LIKELY
    if not likely and not view.present(*OVERACTIVE):
        return None
    celsius, pulse = view.reading("temperature"), view.reading("pulse")
    if celsius is None and pulse is None:
        return None
    score = storm(
        celsius=celsius,
        pulse=pulse,
        agitated=view.tri("irritability"),
        delirious=view.either("confusion", "lethargy"),
        fit_or_coma=view.tri("seizure", "unconscious"),
        vomits_or_diarrhoea=view.tri("vomiting", "diarrhea", "abdominal_pain"),
        jaundice=view.tri("jaundice"),
        legs_swollen=view.tri("edema.legs"),
        crackles=view.tri("chest_crackles"),
        lung_oedema=view.tri("dyspnea.orthopnea", "cough.productive.pink_frothy"),
        fibrillation=view.either("hx.atrial_fibrillation", "irregular_pulse"),
        precipitant=view.tri("recent_infection", "hx.surgery_recent", "hx.delivery_recent"),
    )
    asks = view.asks("confusion", "vomiting")
    if score.low >= IMPENDING:
        level = Urgency.EMERGENCY if score.low >= STORM else Urgency.URGENT
        return Ruling(score, level, _STORM_NOW if level is Urgency.EMERGENCY else _STORM_COMING, asks)
    return Ruling(score=score)


_STORM_NOW: Final = text("很像甲亢危象，要马上去急诊", "much like a thyroid storm: emergency care now")
_STORM_COMING: Final = text(
    "甲亢又发烧或心跳很快，今天要看", "an overactive thyroid with fever or a racing heart: to be seen today"
)

RULES: Final[tuple[Rule, ...]] = (glucose_rule, storm_rule, risk_rule, *PATTERNS)
