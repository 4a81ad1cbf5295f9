"""Haematology and oncology: an anaemia of iron asks where the blood goes, small cells for the reason; some counts ask for haste."""

from __future__ import annotations

from typing import Final

from agents.specialties.belief import Belief
from agents.specialties.limits import inr_rule, platelets_rule
from agents.specialties.patterns.haematology_oncology import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.blood import LIMIT, THALASSAEMIA_RATIO, mentzer
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import Sex, Urgency

IRON_SOURCE: Final = "Snook J et al. Gut 2021;70(11):2030-2051 (BSG iron deficiency anaemia); NICE NG12, 2015"
WHO_HAEMOGLOBIN: Final = {Sex.MALE: 130.0, Sex.FEMALE: 120.0}
"""Haemoglobin in g/L under which an adult who is not pregnant is anaemic (WHO, 2011)."""
LOW_FERRITIN: Final = 45.0
"""Ferritin in ng/mL under which iron is short in an anaemic adult (AGA, Gastroenterology 2020;159(3):1085-1094)."""
SMALL_CELLS: Final = 80.0
SEVERE_HAEMOGLOBIN: Final = 70.0
FEW_NEUTROPHILS: Final = 0.5
OLDER_YEARS: Final = 50.0


def iron_rule(view: View) -> Ruling | None:
    """Answer what an iron-deficient anaemia asks for in a man, or in a woman past her periods: where the blood is lost."""
    person, haemoglobin = view.case.person, view.measured("hgb")
    if person.age_years < 18 or haemoglobin is None or haemoglobin >= WHO_HAEMOGLOBIN[person.sex]:  # noqa: PLR2004 - adults
        return None
    ferritin, cells = view.measured("ferritin"), view.measured("mcv")
    short = ferritin < LOW_FERRITIN if ferritin is not None else cells < SMALL_CELLS if cells is not None else None
    bleeds_monthly = person.sex is Sex.FEMALE and person.age_years < OLDER_YEARS and not view.present("hx.menopause")
    pattern = ("haematology_oncology.iron", IRON_SOURCE)
    tests = view.proposed("iron_studies", "fecal_occult_blood_test", "gastroscopy", "colonoscopy")
    asks = view.asks("melena", "heavy_periods", "weight_loss")
    if haemoglobin < SEVERE_HAEMOGLOBIN:
        reason = text("血红蛋白很低，今天要看", "haemoglobin is very low: to be seen today")
        return Ruling(None, Urgency.URGENT, reason, asks, tests, pattern=pattern)
    if short and not bleeds_monthly:
        reason = text(
            "缺铁性贫血，要查是不是胃肠道在出血", "an anaemia of iron: the gut should be checked for bleeding"
        )
        red = view.measured("rbc")
        if ferritin is None and cells is not None and red and cells / red < LIMIT:
            reason = text(
                "红细胞偏小的贫血，先查铁蛋白分清缺铁和地贫；缺铁就要查胃肠道",
                "an anaemia of small cells: ferritin tells a want of iron, which has the gut checked, from thalassaemia",
            )
        return Ruling(None, Urgency.SOON, reason, asks, tests, pattern=pattern)
    return Ruling(asks=asks, tests=tests[:1])


def mentzer_rule(view: View) -> Ruling | None:
    """Answer Mentzer's index where the red cells are small: which of two tests would tell. It has no urgency of its own."""
    volume, number = view.measured("mcv"), view.measured("rbc")
    if volume is None or not number or not 0 < volume < SMALL_CELLS:
        return None
    score = mentzer(mcv_fl=volume, red_cells_10e12_l=number)
    if volume / number < LIMIT:
        belief = Belief(("thalassaemia",), THALASSAEMIA_RATIO, THALASSAEMIA_RATIO, ("lab.rbc.high", "lab.rbc.low"))
        tests = view.proposed("hb_a2", "iron_studies")
        return Ruling(score=score, asks=view.asks("hx.family_anaemia"), tests=tests, belief=belief)
    return Ruling(score=score, tests=view.proposed("iron_studies"))


def counts_rule(view: View) -> Ruling | None:
    """Answer what very few neutrophils ask for, with or without a complaint."""
    neutrophils = view.measured("neut_abs")
    if neutrophils is not None and neutrophils < FEW_NEUTROPHILS:
        level = Urgency.EMERGENCY if view.present("fever", "chills") else Urgency.URGENT
        reason = text(
            "中性粒细胞很低，容易严重感染，要尽快看", "very few neutrophils: infections turn severe, to be seen soon"
        )
        return Ruling(
            None, level, reason, pattern=("haematology_oncology.neutrophils", "NICE CG151 Neutropenic sepsis, 2012")
        )
    return None


RULES: Final[tuple[Rule, ...]] = (mentzer_rule, iron_rule, counts_rule, platelets_rule, inr_rule, *PATTERNS)
