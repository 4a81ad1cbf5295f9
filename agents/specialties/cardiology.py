"""Cardiology: how likely the heart is behind a pain in the chest, what is missing to say so, and clots and their prevention."""

from __future__ import annotations

from typing import Final

from agents.specialties.belief import Belief, between
from agents.specialties.clots import wells_dvt_rule
from agents.specialties.patterns.cardiology import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.chest import HEART_RATIOS, MARBURG_RATIOS, heart, marburg
from agents.specialties.scores.points import text
from agents.specialties.scores.vessels import cha2ds2_vasc, has_bled
from agents.specialties.view import View
from agents.specialties.vital_limits import rate_rule
from kg.schema import LocalText, Urgency

TYPICAL: Final = (
    "chest_pain.exertional",
    "chest_pain.pressing",
    "chest_pain.radiating",
    "sweating",
    "chest_pain.relieved_by_rest",
)
"""Features that make a history typical (Six 2008: retrosternal pressure, radiation, sweating, exertion, relief by rest)."""
ATYPICAL: Final = ("chest_pain.sharp", "chest_pain.pleuritic", "chest_pain.tender", "chest_pain.positional")
RISKS: Final = ("hx.hypertension", "hx.diabetes", "smoking", "obesity", "hx.hyperlipidemia", "hx.family_heart")
VESSELS: Final = ("hx.coronary_disease", "hx.stroke", "claudication")
CORONARY: Final = ("acute_myocardial_infarction", "unstable_angina", "stable_angina", "variant_angina")
ACUTE: Final = ("acute_myocardial_infarction", "unstable_angina")
ADULT_YEARS: Final = 18.0
THINNERS: Final = ("medicine.anticoagulant", "medicine.warfarin")
BLOOD_THINNERS: Final = text(
    "抗凝药由医生定，别自己加、减或停", "blood thinners are for a doctor to decide: do not start, change or stop them"
)
COMPLAINT: Final = ("chest_discomfort", "chest_pain", "chest_tightness")


def _history(view: View) -> int | None:
    """Answer how typical the history is: 2 with two or more typical features, 1 with one, 0 with atypical ones only."""
    typical = sum(view.present(finding) for finding in TYPICAL)
    if typical >= 2:  # noqa: PLR2004 - highly suspicious
        return 2
    if typical == 1:
        return 1
    return 0 if view.present(*ATYPICAL) else None


def _risk_factors(view: View) -> int | None:
    """Answer the number of risk factors; None while one that was never asked could change the score."""
    known = [view.tri(finding) for finding in RISKS]
    count = sum(each is True for each in known)
    return count if count >= 3 or None not in known else None  # noqa: PLR2004 - three is the highest grade


def _ecg(view: View) -> int | None:
    """Answer the grade of an ECG that was shown: 2 where the ST segment is moved, 1 where else the tracing differs in the ways that
    the score names, 0 where it was called normal; None where none was shown, which is never a normal one.
    """  # noqa: D205 - one sentence
    if view.present("ecg_abnormal.st_t.depressed", "ecg_abnormal.st_t.elevated"):
        return 2
    if view.present("ecg_abnormal.st_t", "ecg_abnormal.left_block", "ecg_abnormal.lvh"):
        return 1
    return 0 if view.tri("ecg_abnormal") is False else None


def _troponin(view: View) -> float | None:
    """Answer the highest troponin divided by its own upper limit; None when none was measured."""
    ratios = []
    for lab in view.graph.labs:
        result = view.lab(lab) if lab.startswith("troponin") else None
        if result is not None and result.value is not None and result.high:
            ratios.append(result.value / result.high)
    return max(ratios, default=None)


def marburg_rule(view: View) -> Ruling | None:
    """Answer the Marburg heart score for an adult with pain in the chest."""
    if not view.present(*COMPLAINT) or view.case.person.age_years < 18:  # noqa: PLR2004 - validated in adults
        return None
    score = marburg(
        age_years=view.case.person.age_years,
        sex=view.case.person.sex,
        vascular_disease=view.tri(*VESSELS),
        worse_on_exertion=view.tri("chest_pain.exertional"),
        reproducible_by_palpation=view.tri("chest_pain.tender"),
        believes_cardiac=None,
    )
    asks = view.asks("chest_pain.exertional", "chest_pain.tender", "hx.coronary_disease")
    belief = Belief(CORONARY, *between(score, MARBURG_RATIOS), ("chest_pain.exertional", "chest_pain.tender", *VESSELS))
    if score.low >= 3:  # noqa: PLR2004 - the score's own limit
        reason = text(
            "胸口不舒服的特点提示要尽快查心脏",
            "the features of the chest complaint call for a prompt look at the heart",
        )
        return Ruling(score, Urgency.URGENT, reason, asks, _tests(view), belief=belief)
    return Ruling(score=score, asks=asks, tests=_tests(view), belief=belief)


def heart_rule(view: View) -> Ruling | None:
    """Answer the HEART score for an adult with pain in the chest; an ECG counts by its report, and is never normal unseen."""
    if not view.present(*COMPLAINT) or view.case.person.age_years < 18:  # noqa: PLR2004 - validated in adults
        return None
    score = heart(
        history=_history(view),
        ecg=_ecg(view),
        age_years=view.case.person.age_years,
        risk_factors=_risk_factors(view),
        atherosclerosis=view.tri("hx.coronary_disease"),
        troponin_times_limit=_troponin(view),
    )
    belief = Belief(ACUTE, *between(score, HEART_RATIOS), (*TYPICAL, *ATYPICAL, *RISKS))
    if score.low >= 4:  # noqa: PLR2004 - the score's own limit
        reason = text("HEART评分已到中等或更高的风险", "the HEART score is moderate or higher already")
        troponin = _troponin(view)
        high = score.low >= 7 or (troponin is not None and troponin > 1)  # noqa: PLR2004 - the score's own limit
        level = Urgency.EMERGENCY if high else Urgency.URGENT
        return Ruling(score, level, reason, (), _tests(view), belief=belief)
    return Ruling(score=score, belief=belief)


def fibrillation_rule(view: View) -> Ruling | None:
    """Answer CHA2DS2-VASc for an adult with known atrial fibrillation; thinning the blood is for a doctor to decide."""
    person = view.case.person
    if person.age_years < ADULT_YEARS or not view.present("hx.atrial_fibrillation"):
        return None
    score = cha2ds2_vasc(
        heart_failure=view.tri("hx.heart_failure"),
        hypertension=view.tri("hx.hypertension"),
        age_years=person.age_years,
        diabetes=view.tri("hx.diabetes"),
        stroke_or_clot=view.tri("hx.stroke"),
        vascular_disease=view.tri("hx.coronary_disease", "claudication"),
        sex=person.sex,
    )
    return Ruling(score=score, asks=view.asks("hx.stroke", "hx.hypertension"), caution=BLOOD_THINNERS)


def bleeding_rule(view: View) -> Ruling | None:
    """Answer HAS-BLED beside it, for whoever has atrial fibrillation or takes a blood thinner."""
    person = view.case.person
    if person.age_years < ADULT_YEARS or not view.present("hx.atrial_fibrillation", *THINNERS):
        return None
    score = has_bled(
        systolic=view.reading("systolic_bp"),
        kidney_disease=view.tri("hx.kidney_disease", "hx.dialysis", "hx.kidney_transplant"),
        liver_disease=view.tri("hx.cirrhosis", "hx.liver_disease"),
        stroke=view.tri("hx.stroke"),
        bleeding=view.tri("hematemesis", "melena", "hematochezia"),
        labile_inr=None,
        age_years=person.age_years,
        drugs=view.tri("medicine.nsaid"),
        alcohol=view.tri("alcohol_use.heavy"),
    )
    return Ruling(score=score, caution=BLOOD_THINNERS)


def _tests(view: View) -> tuple[LocalText, ...]:
    wanted = [view.graph.tests[test].name for test in ("ecg",) if test in view.graph.tests]
    if _troponin(view) is None:
        wanted += [lab.name for key, lab in view.graph.labs.items() if key.startswith("troponin")][:1]
    return tuple(wanted)


RULES: Final[tuple[Rule, ...]] = (
    rate_rule,
    marburg_rule,
    heart_rule,
    wells_dvt_rule,
    fibrillation_rule,
    bleeding_rule,
    *PATTERNS,
)
