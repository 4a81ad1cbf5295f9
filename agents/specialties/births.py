"""Obstetrics: the risk of clots in pregnancy and childbed, and the shock index of a woman who bleeds."""

from __future__ import annotations

from typing import Final

from agents.specialties.clots import LEG, LUNG
from agents.specialties.limits import pregnancy_pressure_rule
from agents.specialties.patterns.obstetrics_gynaecology import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.births import SEVERE, WATCH, obstetric_shock, pregnancy_clots
from agents.specialties.view import View
from kg.schema import Urgency

ILLNESSES: Final = (
    "hx.cancer",
    "hx.heart_failure",
    "hx.ibd",
    "named.lupus",
    "named.rheumatoid_arthritis",
    "named.nephrotic_syndrome",
)
WORTH: Final = 2.0
"""Points from which the risk of clots is worth a line where nothing makes one think of a clot."""


def clots_rule(view: View) -> Ruling | None:
    """Answer the RCOG's points for somebody pregnant or lately delivered. Prevention waits for the obstetrician, so no urgency."""
    person = view.case.person
    after_birth = view.present("hx.delivery_recent")
    if not (after_birth or person.pregnant or view.present("hx.pregnant")):
        return None
    score = pregnancy_clots(
        after_birth=after_birth,
        age_years=person.age_years,
        previous_clot=view.tri("hx.dvt_pe"),
        clot_only_by_surgery=None,
        thrombophilia=view.tri("hx.thrombophilia"),
        illness=view.tri(*ILLNESSES),
        family_clot=view.tri("hx.family_clots"),
        bmi=view.bmi(),
        obese=view.tri("obesity"),
        three_births=view.tri("hx.births_three"),
        smokes=view.tri("smoking"),
        varicose_veins=view.tri("varicose_veins"),
        preeclampsia=view.tri("named.preeclampsia"),
        assisted=view.tri("hx.ivf_stimulation"),
        several=view.tri("hx.twin_pregnancy"),
        caesarean=view.tri("hx.cesarean"),
        hard_birth=None,
        operation=None,
        hyperemesis=view.tri("named.hyperemesis"),
        overstimulated=None,
        infection=False if view.tri("fever") is False else None,
        immobile_or_dry=True if view.present("hx.immobile") else None,
    )
    suspected = view.present(*LEG, *LUNG, "dyspnea")
    if score.low < WORTH and not suspected:
        return None
    return Ruling(score=score, asks=view.asks("hx.dvt_pe", "hx.family_clots") if suspected else ())


def shock_rule(view: View) -> Ruling | None:
    """Answer the shock index where a pregnant or lately delivered woman bleeds and pulse and pressure were read."""
    pulse, systolic = view.reading("pulse"), view.reading("systolic_bp")
    expects = view.case.person.pregnant or view.present("hx.pregnant", "hx.delivery_recent")
    if not expects or not view.present("vaginal_bleeding") or not pulse or not systolic:
        return None
    score = obstetric_shock(pulse=pulse, systolic=systolic)
    index = pulse / systolic
    if index < WATCH:
        return Ruling(score=score)
    heavy = index >= SEVERE or view.present("vaginal_bleeding.heavy", "syncope", "near_syncope", "shock_signs")
    return Ruling(score, Urgency.EMERGENCY if heavy else Urgency.URGENT, score.meaning)


RULES: Final[tuple[Rule, ...]] = (pregnancy_pressure_rule, clots_rule, shock_rule, *PATTERNS)
