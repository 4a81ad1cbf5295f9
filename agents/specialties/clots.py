"""Clots of leg and lung: the Wells scores and PERC, which cardiology, respiratory and emergency medicine share."""

from __future__ import annotations

from typing import Final

from agents.specialties.belief import Belief, between
from agents.specialties.rule import Ruling
from agents.specialties.scores.points import text
from agents.specialties.scores.vessels import WELLS_DVT_RATIOS, WELLS_PE_RATIOS, perc, wells_dvt, wells_pe
from agents.specialties.view import View, any_of
from kg.schema import Urgency

ADULT_YEARS: Final = 18.0
LEG: Final = ("edema.one_leg", "calf_pain", "calf_pain.tender_one_side")
LUNG: Final = ("dyspnea.sudden", "chest_pain.pleuritic", "hemoptysis")
RESTED: Final = ("hx.immobile", "hx.surgery_recent")
AT_RISK: Final = (*RESTED, "risk.plaster_cast", "hx.dvt_pe", "edema.one_leg", "medicine.chemotherapy")
"""What makes any breathlessness one to score: the strong risks of the ESC (Konstantinides SV et al. Eur Heart J 2020;41(4):543-603)."""
FOUR_WEEKS: Final = 28.0
"""Days that an operation counts in the Wells score of the lung (Wells 2000) and in PERC (Kline 2004)."""
TWELVE_WEEKS: Final = 84.0
"""Days that it counts in the Wells score of the leg (Wells 2003)."""
OESTROGEN: Final = ("medicine.contraceptive", "medicine.hormone_therapy")
LIKELY_LEG: Final = 2
"""Points of the two-level Wells score from which a clot of the leg is likely."""
LIKELY_LUNG: Final = 4.5
"""Half a point above the four that make a clot of the lung unlikely."""
PERC_UNDER_YEARS: Final = 50.0


def _active_cancer(view: View) -> bool | None:
    """Answer whether cancer is active: spread or under chemotherapy. A past one alone does not say."""
    if view.present("hx.cancer_spread", "medicine.chemotherapy"):
        return True
    return False if view.tri("hx.cancer") is False else None


def _rested(view: View, days: float) -> bool | None:
    """Answer whether somebody lay long or was operated on within these days. How long bed rest goes on makes it no older."""
    return any_of((view.lately(days, "hx.surgery_recent"), view.tri("hx.immobile")))


def wells_dvt_rule(view: View) -> Ruling | None:
    """Answer the Wells score for an adult with one leg swollen or tender. Calf width and deep veins need a hand and a tape."""
    if view.case.person.age_years < ADULT_YEARS or not view.present(*LEG):
        return None
    swollen = view.tri("edema.one_leg")
    score = wells_dvt(
        active_cancer=_active_cancer(view),
        leg_immobile=view.tri("risk.plaster_cast"),
        bedridden_or_surgery=_rested(view, TWELVE_WEEKS),
        tender_deep_veins=view.tri("calf_pain.tender_one_side"),
        entire_leg_swollen=False if swollen is False else None,
        calf_wider_3_cm=False if swollen is False else None,
        pitting_one_leg=False if swollen is False else None,
        collateral_veins=None,
        previous_dvt=view.tri("hx.dvt_pe"),
        alternative_as_likely=None,
    )
    belief = Belief(
        ("deep_vein_thrombosis",),
        *between(score, WELLS_DVT_RATIOS),
        ("calf_pain.tender_one_side", "hx.dvt_pe", "risk.plaster_cast", "hx.cancer", *RESTED),
    )
    asks, tests = view.asks("hx.dvt_pe", "hx.immobile"), view.proposed("leg_vein_ultrasound", "d_dimer_test")
    caution = text("别按揉这条腿", "do not rub or massage the leg")
    if score.low >= LIKELY_LEG:
        reason = text("一条腿肿痛又有血栓的危险因素，今天要查", "a sore leg with risks of a clot: to be tested today")
        return Ruling(score, Urgency.URGENT, reason, asks, tests, caution, belief)
    return Ruling(score=score, asks=asks, tests=tests, caution=caution, belief=belief)


def wells_pe_rule(view: View) -> Ruling | None:
    """Answer the Wells score for an adult with sudden breathlessness, pain on breathing in, or blood with the cough."""
    breathless = view.present("dyspnea") and view.present(*AT_RISK)
    if view.case.person.age_years < ADULT_YEARS or not (breathless or view.present(*LUNG)):
        return None
    score = wells_pe(
        signs_of_dvt=view.tri("edema.one_leg", "calf_pain.tender_one_side"),
        others_less_likely=None,
        pulse=view.reading("pulse"),
        immobile_or_surgery=True if view.present("risk.plaster_cast") else _rested(view, FOUR_WEEKS),
        previous_clot=view.tri("hx.dvt_pe"),
        haemoptysis=view.tri("hemoptysis"),
        cancer=_active_cancer(view),
    )
    belief = Belief(
        ("pulmonary_embolism",),
        *between(score, WELLS_PE_RATIOS),
        (
            "edema.one_leg",
            "calf_pain.tender_one_side",
            "tachycardia",
            "hx.dvt_pe",
            "hemoptysis",
            "hx.cancer",
            "risk.plaster_cast",
            *RESTED,
        ),
    )
    asks, tests = view.asks("edema.one_leg", "hx.immobile"), view.proposed("d_dimer_test", "ctpa")
    if score.low >= LIKELY_LUNG:
        reason = text("有肺栓塞的危险因素，要马上查", "risks of a clot in the lung: to be tested now")
        return Ruling(score, Urgency.EMERGENCY, reason, asks, tests, belief=belief)
    return Ruling(score=score, asks=asks, tests=tests, belief=belief)


def perc_rule(view: View) -> Ruling | None:
    """Answer PERC where it could still be negative: under fifty with a chest complaint. It rules nothing out by itself."""
    years = view.case.person.age_years
    if not ADULT_YEARS <= years < PERC_UNDER_YEARS or not view.present(*LUNG):
        return None
    return Ruling(
        score=perc(
            age_years=years,
            pulse=view.reading("pulse"),
            spo2=view.reading("spo2"),
            leg_swelling=view.tri("edema.one_leg"),
            haemoptysis=view.tri("hemoptysis"),
            surgery_or_trauma=view.lately(FOUR_WEEKS, "hx.surgery_recent", "injury"),
            previous_clot=view.tri("hx.dvt_pe"),
            oestrogen=view.tri(*OESTROGEN),
        )
    )
