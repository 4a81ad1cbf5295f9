"""Neurology: the signs of stroke, which nobody should have to remember alone."""

from __future__ import annotations

from typing import Final, Literal

from agents.specialties.belief import Belief, between
from agents.specialties.patterns.neurology import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.nerves import fast
from agents.specialties.scores.points import text
from agents.specialties.scores.stroke import FAST_RATIOS, POUND_RATIOS, abcd2, befast, pound
from agents.specialties.view import View
from kg.schema import DiseaseId, Urgency

NERVES: Final = (
    "headache",
    "dizziness",
    "vertigo",
    "limb_weakness",
    "limb_numbness",
    "facial_droop",
    "speech_difficulty",
    "confusion",
    "visual_loss",
    "unsteady_gait",
    "imbalance_sudden",
    "diplopia",
)
NEW_WITHIN_DAYS: Final = 7.0
STROKE: Final = (
    "ischaemic_stroke",
    "lacunar_stroke",
    "posterior_circulation_stroke",
    "intracerebral_haemorrhage",
    "tia",
)
MIGRAINE: Final = ("migraine", "chronic_migraine", "hemiplegic_migraine")
TIA: Final = DiseaseId("tia")
TIA_FROM: Final = 0.1
"""Probability of a transient attack from which its risk is counted."""
VOICE: Final = ("hoarseness", "sore_throat", "mouth_ulcer")
"""What takes the voice, or makes speaking hurt, without touching speech itself."""
HOURS_4: Final = 4 / 24
DAYS_3: Final = 3.0


def _new(view: View) -> bool | None:
    """Answer whether the complaint is new: within a week, or told to be sudden; None when its duration is not known."""
    if view.present("limb_weakness.sudden", "speech_difficulty.sudden", "limb_numbness.sudden", "imbalance_sudden"):
        return True
    days = view.posterior.duration_days
    return None if days is None else days <= NEW_WITHIN_DAYS


def fast_rule(view: View) -> Ruling | None:
    """Answer BE-FAST for complaints of the nervous system in an adult.

    A droop that takes the forehead too is the face nerve's own palsy and no sign of stroke. Balance and sight are counted and
    told, but only face, arm and speech rule: dizziness and double vision have too many milder causes. A sign of unknown age
    counts as new, because the cost of waiting is the greater one. Whoever is hoarse, or has a sore throat or mouth, may have lost
    the voice and not the speech: that alone tells nothing, unless it came suddenly.
    """
    if view.case.person.age_years < 18 or not view.present(*NERVES):  # noqa: PLR2004 - adults
        return None
    face = False if view.present("facial_droop.forehead_too") else view.tri("facial_droop")
    speech = view.tri("speech_difficulty")
    if view.present(*VOICE) and not view.present("speech_difficulty.sudden"):
        speech = None
    balance = view.tri("imbalance_sudden")
    score = befast(
        balance=balance,
        eyes=view.either("visual_loss.sudden", "diplopia"),
        face=face,
        arm=view.tri("limb_weakness.one_side"),
        speech=speech,
    )
    three = fast(face=face, arm=view.tri("limb_weakness.one_side"), speech=speech)
    asks = view.asks("facial_droop", "limb_weakness.one_side", "speech_difficulty")
    belief = None
    if _new(view) is not False:
        belief = Belief(STROKE, *between(three, FAST_RATIOS), ("facial_droop", "limb_weakness", "speech_difficulty"))
    if three.low >= 1 and _new(view) is not False:
        reason = text("有中风的典型表现，每一分钟都要紧", "there is a typical sign of stroke, and every minute counts")
        return Ruling(score, Urgency.EMERGENCY, reason, tests=view.proposed("head_ct"), belief=belief)
    return Ruling(score=score, asks=asks, belief=belief)


def abcd2_rule(view: View) -> Ruling | None:
    """Answer ABCD2 for an adult whose signs of stroke have gone again; the attack itself is urgent at every score."""
    if view.case.person.age_years < 18 or view.posterior.probability(TIA) < TIA_FROM:  # noqa: PLR2004 - adults
        return None
    feature: Literal["weakness", "speech"] | None = None
    if view.present("limb_weakness.one_side", "facial_droop"):
        feature = "weakness"
    elif view.present("speech_difficulty") and view.tri("limb_weakness") is False:
        feature = "speech"
    score = abcd2(
        age_years=view.case.person.age_years,
        systolic=view.reading("systolic_bp"),
        diastolic=view.reading("diastolic_bp"),
        feature=feature,
        minutes=None,
        diabetes=view.tri("hx.diabetes"),
    )
    return Ruling(
        score=score, asks=view.asks("hx.diabetes"), tests=view.proposed("head_mri", "carotid_ultrasound", "ecg")
    )


def pound_rule(view: View) -> Ruling | None:
    """Answer POUND for a headache that is not new: how much like migraine it is."""
    if not view.present("headache") or view.present(
        "headache.thunderclap", "fever", "injury.head", "headache.after_trauma"
    ):
        return None
    days = view.posterior.duration_days
    score = pound(
        pulsating=view.tri("headache.throbbing"),
        lasts_4_to_72_hours=True if days is not None and HOURS_4 <= days <= DAYS_3 else None,
        one_sided=view.tri("headache.one_sided"),
        nausea=view.tri("nausea", "vomiting"),
        disabling=view.either("headache.worse_activity", "headache.severe"),
    )
    counted = (
        "headache.throbbing",
        "headache.one_sided",
        "nausea",
        "vomiting",
        "headache.worse_activity",
        "headache.severe",
    )
    return Ruling(
        score=score,
        asks=view.asks("headache.throbbing", "headache.one_sided"),
        belief=Belief(MIGRAINE, *between(score, POUND_RATIOS), counted),
    )


RULES: Final[tuple[Rule, ...]] = (fast_rule, abcd2_rule, pound_rule, *PATTERNS)
