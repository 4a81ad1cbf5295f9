"""Limits of single values at which guidelines hurry, each for the specialty whose field it is.

A graph knows "high" and "critical"; a specialist also asks of whom, with what beside it, and against which of several limits. What was
not measured says nothing. Known long illness, pregnancy and medicines decide as much as the number.
"""

from __future__ import annotations

from typing import Final

from agents.specialties.rule import Ruling
from agents.specialties.scores.points import text
from agents.specialties.view import View
from kg.schema import LocalText, Urgency

ADULT_YEARS: Final = 18.0

PREGNANCY_SOURCE: Final = "NICE NG133 Hypertension in pregnancy, 2019 (updated 2023); ACOG Practice Bulletin 222, 2020"
SEVERE_IN_PREGNANCY: Final = (160.0, 110.0)
HIGH_IN_PREGNANCY: Final = (140.0, 90.0)
ECLAMPTIC: Final = (
    "headache", "blurred_vision", "visual_loss", "floaters_flashes", "abdominal_pain.epigastric", "abdominal_pain.ruq", "dyspnea",
    "vomiting", "confusion", "seizure", "edema.face",
)  # fmt: skip

SALTS_SOURCE: Final = (
    "Spasovski G et al. Eur J Endocrinol 2014;170(3):G1-G47 (sodium); UK Kidney Association, Hyperkalaemia, 2023"
)
PROFOUND_SODIUM: Final = 125.0
"""Sodium in mmol/L under which hyponatraemia is profound."""
BRAIN: Final = (
    "confusion",
    "lethargy",
    "seizure",
    "vomiting",
    "unconscious",
    "headache.severe",
    "hallucinations",
    "unsteady_gait",
)
POTASSIUM_NOW: Final = 6.5
POTASSIUM_TODAY: Final = 6.0
POTASSIUM_LOW_NOW: Final = 2.5
POTASSIUM_LOW_TODAY: Final = 3.0
HEART: Final = ("palpitations", "irregular_pulse", "syncope", "near_syncope", "limb_weakness", "chest_discomfort")

KIDNEY_SOURCE: Final = (
    "KDIGO Clinical Practice Guideline for Acute Kidney Injury. Kidney Int Suppl 2012;2:1-138; NICE NG148, 2019"
)
STAGE_3_CREATININE: Final = 354.0
"""Creatinine in µmol/L (4.0 mg/dL) that is stage 3 of an acute injury."""
KNOWN_KIDNEYS: Final = ("hx.kidney_disease", "named.ckd", "hx.dialysis", "hx.kidney_transplant")

BLEEDING: Final = (
    "gum_bleeding", "epistaxis", "easy_bruising", "rash.petechiae", "hematuria", "melena", "hematochezia", "hemoptysis", "hematemesis",
    "vaginal_bleeding.heavy", "heavy_periods", "prolonged_bleeding", "injury.head",
)  # fmt: skip
PLATELETS_SOURCE: Final = "Neunert C et al. Blood Adv 2019;3(23):3829-3866 (ASH); NICE NG24 Blood transfusion, 2015"
PLATELETS_NOW: Final = 10.0
PLATELETS_TODAY: Final = 20.0
PLATELETS_SOON: Final = 50.0
INR_SOURCE: Final = "Keeling D et al. Br J Haematol 2011;154(3):311-324 (BSH, oral anticoagulation with warfarin)"
INR_NOW: Final = 8.0
INR_RANGE: Final = 3.0
"""The upper end of the usual range under warfarin; above it nobody who bleeds waits."""
INR_TODAY: Final = 5.0

PANCREAS_SOURCE: Final = "Banks PA et al. Gut 2013;62(1):102-111 (revised Atlanta classification)"
TIMES_UPPER: Final = 3.0
UPPER: Final = {"amylase": 135.0}
"""Upper end of the usual range in U/L (WS/T 404.8-2015). Lipase has none that holds for every method: its own report says what is high."""
LIVER_SOURCE: Final = (
    "EASL Clinical Practice Guidelines on acute (fulminant) liver failure. J Hepatol 2017;66(5):1047-1081"
)
LIVER_INR: Final = 1.5
LIVER_ALT: Final = 400.0
"""Ten times the usual upper end, in U/L."""


def _ruled(some_id: str, source: str, urgency: Urgency, reason: LocalText) -> Ruling:
    return Ruling(urgency=urgency, reason=reason, pattern=(some_id, source))


def pregnancy_pressure_rule(view: View) -> Ruling | None:
    """Answer what a blood pressure means in pregnancy and in the weeks after birth, where 160/110 is severe already."""
    systolic, diastolic = view.reading("systolic_bp"), view.reading("diastolic_bp")
    expecting = bool(view.case.person.pregnant) or view.present("hx.pregnant", "hx.delivery_recent")

    def reaches(limit: tuple[float, float]) -> bool:
        return (systolic is not None and systolic >= limit[0]) or (diastolic is not None and diastolic >= limit[1])

    if not expecting or not reaches(HIGH_IN_PREGNANCY):
        return None
    if reaches(SEVERE_IN_PREGNANCY) or view.present(*ECLAMPTIC):
        reason = text(
            "怀孕或刚生完时血压这么高、或血压高又有头痛眼花，要马上去医院",
            "in pregnancy or after birth so high a pressure, or a high one with headache or dim sight: hospital now",
        )
        return _ruled("obstetrics_gynaecology.pressure", PREGNANCY_SOURCE, Urgency.EMERGENCY, reason)
    reason = text("怀孕或刚生完血压偏高，今天要看", "a raised pressure in pregnancy or after birth: to be seen today")
    return _ruled("obstetrics_gynaecology.pressure", PREGNANCY_SOURCE, Urgency.URGENT, reason)


def salts_rule(view: View) -> Ruling | None:
    """Answer what sodium and potassium (mmol/L) ask for, with what the brain or the heart says beside them."""
    sodium, potassium = view.measured("na"), view.measured("k")
    level: Urgency | None = None
    if sodium is not None and sodium < PROFOUND_SODIUM:
        level = Urgency.EMERGENCY if view.present(*BRAIN) else Urgency.URGENT
    if potassium is not None:
        now = potassium >= POTASSIUM_NOW or potassium < POTASSIUM_LOW_NOW
        today = potassium >= POTASSIUM_TODAY or potassium < POTASSIUM_LOW_TODAY
        if now or (today and view.present(*HEART)):
            level = Urgency.EMERGENCY
        elif today:
            level = level or Urgency.URGENT
    if level is None:
        return None
    reason = (
        text("血钠或血钾到了危险的程度，要马上去急诊", "sodium or potassium is dangerous: emergency care now")
        if level is Urgency.EMERGENCY
        else text("血钠或血钾明显不正常，今天要看", "sodium or potassium is clearly off: to be seen today")
    )
    return _ruled("nephrology_urology.salts", SALTS_SOURCE, level, reason)


def failing_rule(view: View) -> Ruling | None:
    """Answer what a creatinine of stage 3 means where no kidney disease is known: until shown otherwise it is new."""
    creatinine = view.measured("creatinine")
    known = view.present(*KNOWN_KIDNEYS)
    if creatinine is None or creatinine < STAGE_3_CREATININE or known or view.case.person.age_years < ADULT_YEARS:
        return None
    reason = text(
        "肌酐高到这个程度，又不知道原来有肾病，要当急性肾损伤马上去医院",
        "so high a creatinine without a known kidney disease counts as an acute injury: hospital now",
    )
    return _ruled("nephrology_urology.failing", KIDNEY_SOURCE, Urgency.EMERGENCY, reason)


def platelets_rule(view: View) -> Ruling | None:
    """Answer what few platelets (10⁹/L) ask for: under ten, or under twenty with any bleeding, they cannot wait."""
    platelets = view.measured("plt")
    if platelets is None or platelets >= PLATELETS_SOON:
        return None
    bleeds = view.present(*BLEEDING)
    if platelets < PLATELETS_NOW or (platelets < PLATELETS_TODAY and bleeds):
        reason = text("血小板太低，随时可能出血，要马上去医院", "so few platelets can bleed at any time: hospital now")
        return _ruled("haematology_oncology.platelets_now", PLATELETS_SOURCE, Urgency.EMERGENCY, reason)
    level = Urgency.URGENT if platelets < PLATELETS_TODAY or bleeds else Urgency.SOON
    if view.present("injury.head"):
        reason = text("碰了头又血小板低，要马上去医院", "a blow to the head with few platelets: hospital now")
        return _ruled("haematology_oncology.platelets_now", PLATELETS_SOURCE, Urgency.EMERGENCY, reason)
    reason = (
        text("血小板很低，今天要看", "very few platelets: to be seen today")
        if level is Urgency.URGENT
        else text("血小板低，要尽快看血液科", "few platelets: a blood specialist should look soon")
    )
    return _ruled("haematology_oncology.platelets_low", PLATELETS_SOURCE, level, reason)


def inr_rule(view: View) -> Ruling | None:
    """Answer what an INR above the range means for somebody on warfarin."""
    inr = view.measured("inr")
    bleeds = view.present(*BLEEDING)
    if inr is None or inr < (INR_RANGE if bleeds else INR_TODAY):
        return None
    if not view.present("medicine.warfarin", "medicine.anticoagulant"):
        return None
    if inr >= INR_NOW or bleeds:
        reason = text("INR太高，容易大出血，要马上去医院", "so high an INR can bleed badly: hospital now")
        return _ruled("haematology_oncology.inr", INR_SOURCE, Urgency.EMERGENCY, reason)
    reason = text("INR明显偏高，今天就要看医生", "a clearly high INR: to be seen today")
    return _ruled("haematology_oncology.inr", INR_SOURCE, Urgency.URGENT, reason)


def pancreas_rule(view: View) -> Ruling | None:
    """Answer what three times the upper end of amylase or lipase means with pain in the belly: two of Atlanta's three criteria."""
    values = [(view.measured(lab), TIMES_UPPER * upper) for lab, upper in UPPER.items()]
    if not any(value is not None and value >= limit for value, limit in values):
        return None
    if not view.present("abdominal_pain", "bloating", "vomiting"):
        return None
    reason = text(
        "肚子不舒服又淀粉酶（脂肪酶）高到三倍以上，像急性胰腺炎，要马上去医院",
        "belly pain with amylase or lipase above three times the limit is much like pancreatitis: hospital now",
    )
    return _ruled("gastroenterology.pancreas", PANCREAS_SOURCE, Urgency.EMERGENCY, reason)


def liver_rule(view: View) -> Ruling | None:
    """Answer what a poor clotting means beside a damaged liver, in somebody who takes nothing against clots."""
    inr, alt = view.measured("inr"), view.measured("alt")
    if inr is None or inr < LIVER_INR or view.present("medicine.warfarin", "medicine.anticoagulant"):
        return None
    if view.present("hx.cirrhosis") and not view.present("confusion", "lethargy"):
        if not view.present("jaundice"):
            return None
        reason = text(
            "肝硬化又黄疸、凝血变差，今天就要看", "cirrhosis with jaundice and poor clotting: to be seen today"
        )
        return _ruled("gastroenterology.liver", LIVER_SOURCE, Urgency.URGENT, reason)
    if not (view.present("jaundice") or (alt is not None and alt >= LIVER_ALT)):
        return None
    reason = text(
        "肝损伤又凝血变差，可能肝衰竭，要马上去医院", "a damaged liver with poor clotting may be failing: hospital now"
    )
    return _ruled("gastroenterology.liver", LIVER_SOURCE, Urgency.EMERGENCY, reason)
