"""Rules of childhood beside fever: the head that was hit, diarrhoea by WHO, croup, the appendix, and yellow skin."""

from __future__ import annotations

from typing import Final

from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.children import (
    gorelick,
    imci_dehydration,
    kramer,
    pas,
    pecarn_from_two,
    pecarn_under_two,
    westley,
)
from agents.specialties.scores.points import text
from agents.specialties.view import View
from agents.state import ScoreResult
from kg.schema import Urgency

BELLY: Final = (
    "abdominal_pain.rlq",
    "abdominal_pain.migrating_rlq",
    "abdominal_pain.lower",
    "abdominal_pain.periumbilical",
)
SKULL_BASE: Final = ("raccoon_eyes", "bruise_behind_ear", "csf_leak")
MIND: Final = ("confusion", "lethargy", "child_listless")
HEAD_UNDER_YEARS: Final = 18.0
HEAD_WITHIN_DAYS: Final = 1.0
HEAD_YOUNGEST_DAYS: Final = 91
"""Under three months an intermediate level is scanned rather than observed (Kuppermann 2009, figure 3; medicalalgorithms.com's
table of the rule; sinaiem.org, "3 kids, 3 head injuries", child A)."""
CROUP_UNDER_YEARS: Final = 7.0
DIARRHOEA_YEARS: Final = (2 / 12, 5.0)
APPENDIX_YEARS: Final = (4.0, 15.0)
NEWBORN_DAYS: Final = 28
APPENDIX_HIGH: Final = 7
CROUP_MODERATE: Final = 3
CROUP_SEVERE: Final = 6


def head_rule(view: View) -> Ruling | None:
    """Answer PECARN for a child whose head was hit within a day, or at a time not told."""
    years, days = view.case.person.age_years, view.posterior.duration_days
    late = days is not None and days > HEAD_WITHIN_DAYS
    if years >= HEAD_UNDER_YEARS or late or not view.present("injury.head"):
        return None
    mind, base = view.either(*MIND), view.tri(*SKULL_BASE)
    out, vomits = view.tri("unconscious", "syncope"), view.tri("vomiting")
    asks = view.asks("injury.head_danger", "vomiting", "lethargy")
    score: ScoreResult
    if years < 2:  # noqa: PLR2004 - the rule's own limit
        score = pecarn_under_two(
            altered_mind=mind,
            skull_fracture_felt=None,
            haematoma_not_frontal=None,
            unconscious_5_s=out,
            severe_mechanism=None,
            acts_unlike_normal=view.either("irritability", "child_inconsolable", "child_listless"),
        )
    else:
        score = pecarn_from_two(
            altered_mind=mind,
            skull_base_signs=base,
            unconscious=out,
            vomiting=vomits,
            severe_mechanism=None,
            severe_headache=view.tri("headache.severe"),
        )
    if score.low >= 1:
        grave = score.low >= 2 or view.case.person.age_days < HEAD_YOUNGEST_DAYS  # noqa: PLR2004 - the rule's own level
        return Ruling(score, Urgency.EMERGENCY if grave else Urgency.URGENT, score.meaning, asks)
    return Ruling(score=score, asks=asks)


def imci_rule(view: View) -> Ruling | None:
    """Answer WHO's classification of a child with diarrhoea, from two months to five years."""
    if not DIARRHOEA_YEARS[0] <= view.case.person.age_years < DIARRHOEA_YEARS[1] or not view.present("diarrhea"):
        return None
    score = imci_dehydration(
        lethargic=view.either("lethargy", "child_listless"),
        restless=view.tri("irritability"),
        sunken_eyes=True if view.present("child_fontanelle_sunken") else None,
        cannot_drink=view.tri("child_poor_feeding"),
        drinks_eagerly=view.tri("polydipsia"),
        pinch_slow=view.tri("skin_tenting"),
        pinch_very_slow=None if view.present("skin_tenting") else view.tri("skin_tenting"),
    )
    asks = view.asks("child_listless", "child_poor_feeding")
    caution = text("别断奶，少量多次喂口服补液", "keep feeding, and give rehydration solution a little at a time")
    if score.low >= 1:
        level = Urgency.EMERGENCY if score.low >= 2 else Urgency.URGENT  # noqa: PLR2004 - severe
        return Ruling(score, level, score.meaning, asks, caution=caution)
    return Ruling(score=score, asks=asks, caution=caution)


def gorelick_rule(view: View) -> Ruling | None:
    """Answer Gorelick's four signs beside it where a sign was told of; tears and capillary refill need a look."""
    young = DIARRHOEA_YEARS[0] <= view.case.person.age_years < DIARRHOEA_YEARS[1]
    if not young or not view.present("diarrhea", "vomiting") or view.tri("dry_mouth") is None:
        return None
    score = gorelick(
        looks_ill=view.either("child_listless", "lethargy"),
        no_tears=None,
        dry_mouth=view.tri("dry_mouth"),
        slow_refill=None,
    )
    if score.low >= 2:  # noqa: PLR2004 - the signs' own limit
        return Ruling(score, Urgency.URGENT, score.meaning)
    return Ruling(score=score)


def croup_rule(view: View) -> Ruling | None:
    """Answer the Westley score for a small child with a barking cough; what needs an ear on the chest stays unknown."""
    if view.case.person.age_years >= CROUP_UNDER_YEARS or not view.present("cough.barking", "stridor"):
        return None
    sounds, draws, blue = view.tri("stridor"), view.tri("chest_indrawing"), view.tri("cyanosis")
    score = westley(
        stridor=None if sounds is None else "some" if sounds else "none",
        retractions=None if draws is None else "some" if draws else "none",
        air_entry=None,
        cyanosis=None if blue is None else "some" if blue else "none",
        altered_mind=view.either(*MIND),
    )
    asks = view.asks("stridor", "chest_indrawing")
    if score.low >= CROUP_MODERATE:
        level = Urgency.EMERGENCY if score.low >= CROUP_SEVERE else Urgency.URGENT
        return Ruling(score, level, score.meaning, asks)
    return Ruling(score=score, asks=asks)


def appendix_rule(view: View) -> Ruling | None:
    """Answer the paediatric appendicitis score for pain in the lower belly from four to fifteen years."""
    if not APPENDIX_YEARS[0] <= view.case.person.age_years <= APPENDIX_YEARS[1] or not view.present(*BELLY):
        return None
    neutrophils = view.measured("neut_abs")
    score = pas(
        hurts_on_cough_or_hop=view.either("abdominal_pain.worse_moving", "abdominal_pain.rigid"),
        tender_right_lower=view.tri("abdominal_tenderness.rlq"),
        anorexia=view.tri("appetite_loss"),
        celsius=view.reading("temperature"),
        nausea_or_vomiting=view.tri("nausea", "vomiting"),
        leukocytes_10e9_l=view.measured("wbc"),
        neutrophils_10e9_l=neutrophils,
        migration=view.tri("abdominal_pain.migrating_rlq"),
    )
    asks = view.asks("abdominal_pain.worse_moving", "abdominal_pain.migrating_rlq")
    tests = view.proposed("blood_count", "abdominal_ultrasound")
    if score.low >= APPENDIX_HIGH:
        return Ruling(score, Urgency.EMERGENCY, score.meaning, asks, tests)
    return Ruling(score=score, asks=asks, tests=tests)


def jaundice_rule(view: View) -> Ruling | None:
    """Answer Kramer's zones for a yellow newborn. How far down it goes nobody has told, so no zone clears the baby."""
    if view.case.person.age_days > NEWBORN_DAYS or not view.present("newborn_jaundice"):
        return None
    asks = view.asks("newborn_jaundice.early_deep", "child_poor_feeding")
    return Ruling(score=kramer(None), asks=asks, tests=view.proposed("newborn_bilirubin"))


CHILD_RULES: Final[tuple[Rule, ...]] = (head_rule, imci_rule, gorelick_rule, croup_rule, appendix_rule, jaundice_rule)
