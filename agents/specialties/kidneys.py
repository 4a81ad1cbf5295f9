"""Nephrology and urology: what a creatinine means at this age and sex, and what haemoglobin says of hidden bleeding."""

from __future__ import annotations

from typing import Final

from agents.specialties.limits import failing_rule, salts_rule
from agents.specialties.patterns.nephrology_urology import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.kidney import CKD_EPI_SOURCE, kidney_stage, stage
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import Urgency

ADULT_YEARS: Final = 18.0


def kidney_rule(view: View) -> Ruling | None:
    """Answer the filtration rate of an adult whose creatinine was measured; one value is not yet a chronic disease."""
    person, creatinine = view.case.person, view.measured("creatinine")
    if person.age_years < ADULT_YEARS or person.pregnant:
        return None
    if not creatinine:
        return _printed(view)
    score = kidney_stage(creatinine, age_years=person.age_years, sex=person.sex)
    category = stage(score.low)
    caution = None
    if category not in {"G1", "G2"}:
        caution = text(
            "肾功能下降时，止痛药、造影剂和有些降糖药要先问医生",
            "with reduced kidneys ask a doctor before painkillers, contrast, and some diabetes medicines",
        )
    tests = view.proposed("urine_acr", "kidney_ultrasound") if caution is not None else ()
    if view.present("hx.dialysis"):  # known, and looked after: the value is no news
        return Ruling(score=score, caution=caution)
    if category == "G5":
        return Ruling(score, Urgency.URGENT, score.meaning, tests=tests, caution=caution)
    if category in {"G4", "G3b"}:
        return Ruling(score, Urgency.SOON, score.meaning, tests=tests, caution=caution)
    return Ruling(score=score, tests=tests, caution=caution)


def _printed(view: View) -> Ruling | None:
    """Answer what a filtration rate that the laboratory printed itself asks for, where the creatinine is not known."""
    rate = view.measured("egfr")
    if rate is None or rate < 0 or view.present("hx.dialysis"):
        return None
    level = {"G5": Urgency.URGENT, "G4": Urgency.SOON, "G3b": Urgency.SOON}.get(stage(rate))
    if level is None:
        return None
    reason = text("肾小球滤过率明显下降，要看肾内科", "a clearly reduced filtration rate: a kidney doctor should look")
    return Ruling(None, level, reason, pattern=("nephrology_urology.rate", CKD_EPI_SOURCE))


RULES: Final[tuple[Rule, ...]] = (kidney_rule, failing_rule, salts_rule, *PATTERNS)
