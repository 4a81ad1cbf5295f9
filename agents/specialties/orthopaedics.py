"""Orthopaedics and rheumatology: who needs an X-ray after an injury, and which joint is gout."""

from __future__ import annotations

from typing import Final

from agents.specialties.patterns.orthopaedics_rheumatology import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.limbs import c_spine, gout, ottawa_ankle, ottawa_knee
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import Urgency

NECK: Final = ("injury.whiplash", "injury.neck_severe")
ANKLE: Final = ("injury.ankle_sprain",)


def ottawa_rule(view: View) -> Ruling | None:
    """Answer the Ottawa ankle rule for an adult's twisted ankle; whether bone is tender stays unknown until a hand feels it."""
    person = view.case.person
    if person.age_years < 18 or person.pregnant or not view.present(*ANKLE):  # noqa: PLR2004 - the rule's own limit
        return None
    score = ottawa_ankle(
        cannot_walk_four_steps=view.tri("injury.cannot_bear_weight"), bone_tender_outer=None, bone_tender_inner=None
    )
    asks = view.asks("injury.cannot_bear_weight", "injury.deformity")
    tests = tuple(view.graph.tests[test].name for test in ("xray_limb", "xray") if test in view.graph.tests)
    if score.low >= 1:
        reason = text("走不了路，要拍片看看有没有骨折", "unable to walk: needs an X-ray for a fracture")
        return Ruling(score, Urgency.URGENT, reason, asks, tests)
    return Ruling(score=score, asks=asks)


def knee_rule(view: View) -> Ruling | None:
    """Answer the Ottawa knee rule for an adult's injured knee; tenderness stays unknown until a hand feels it."""
    person = view.case.person
    if person.age_years < 18 or person.pregnant or not view.present("injury.knee"):  # noqa: PLR2004 - adults
        return None
    score = ottawa_knee(
        age_years=person.age_years,
        tender_kneecap_only=None,
        tender_fibula_head=None,
        cannot_bend_90=None,
        cannot_walk_four_steps=view.tri("injury.cannot_bear_weight"),
    )
    asks, tests = view.asks("injury.cannot_bear_weight"), view.proposed("xray_knee")
    if view.present("injury.cannot_bear_weight"):
        reason = text("走不了路，要拍片看看有没有骨折", "unable to walk: needs an X-ray for a fracture")
        return Ruling(score, Urgency.URGENT, reason, asks, tests)
    return Ruling(score=score, asks=asks)


def neck_rule(view: View) -> Ruling | None:
    """Answer the Canadian C-spine rule for an adult's injured neck; until it says otherwise the neck is kept still."""
    years = view.case.person.age_years
    if years < 18 or not view.present(*NECK):  # noqa: PLR2004 - adults
        return None
    score = c_spine(
        age_years=years,
        dangerous_mechanism=True if view.present("injury.neck_severe") else None,
        tingling_limbs=view.tri("limb_numbness"),
        safe_to_test=None,
        cannot_turn_45=view.tri("neck_pain.cannot_turn"),
    )
    asks, tests = view.asks("limb_numbness", "neck_pain.cannot_turn"), view.proposed("xray_cervical_spine", "ct_spine")
    if score.low >= 1:
        return Ruling(score, Urgency.URGENT, score.meaning, asks, tests)
    return Ruling(score=score, asks=asks)


def gout_rule(view: View) -> Ruling | None:
    """Answer the gout rule of primary care for an adult with one hot or swollen joint."""
    person = view.case.person
    if person.age_years < 18 or not view.present("joint_swelling.hot_red", "joint_pain.big_toe"):  # noqa: PLR2004 - adults
        return None
    days = view.posterior.duration_days
    score = gout(
        sex=person.sex,
        attack_before=view.tri("hx.gout"),
        within_a_day=True if days is not None and days <= 1 else None,
        red_joint=view.tri("joint_swelling.hot_red"),
        big_toe=view.tri("joint_pain.big_toe"),
        pressure_or_heart=view.tri("hx.hypertension", "hx.coronary_disease", "hx.heart_failure"),
        uric_acid_umol_l=view.measured("uric_acid"),
    )
    caution = text("降尿酸的药别在发作时自己加或停", "do not start or stop gout medicines by yourself during an attack")
    return Ruling(
        score=score, asks=view.asks("hx.gout", "fever"), tests=view.proposed("uric_acid_test"), caution=caution
    )


RULES: Final[tuple[Rule, ...]] = (ottawa_rule, knee_rule, neck_rule, gout_rule, *PATTERNS)
