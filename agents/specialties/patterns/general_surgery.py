"""General surgery: a belly like a board, a lump that is stuck, a gallbladder on fire."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import Likelihood, pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "general_surgery.peritonism",
        (("abdominal_pain.rigid", "rebound_tenderness"),),
        Urgency.EMERGENCY,
        "肚子硬、一碰就痛，可能是腹膜炎，要马上去急诊",
        "a hard belly that hurts at a touch may be peritonitis: emergency care now",
        "Cartwright SL, Knudson MP. Am Fam Physician 2008;77(7):971-978",
        caution=text(
            "看过医生之前别吃东西，别自己吃止痛药",
            "nothing to eat, and no painkillers of your own, until a doctor has looked",
        ),
        tests=("blood_count", "abdominal_ct"),
    ),
    pattern(
        "general_surgery.stuck_hernia",
        (
            ("groin_lump.stuck", "groin_lump", "groin_lump.femoral", "scar_bulge"),
            ("groin_lump.stuck", "groin_pain", "abdominal_pain"),
            ("vomiting", "no_gas_stool", "abdominal_pain.severe"),
        ),
        Urgency.EMERGENCY,
        "疝气推不回去还痛或吐，可能卡住了，要马上去急诊",
        "a hernia that is stuck, with pain or vomiting: emergency care now",
        "HerniaSurge. Hernia 2018;22(1):1-165",
    ),
    pattern(
        "general_surgery.obstruction",
        (
            ("abdominal_pain.colicky", "abdominal_pain"),
            ("no_gas_stool",),
            ("vomiting", "bloating.marked", "vomiting.faeculent", "bloating"),
        ),
        Urgency.EMERGENCY,
        "肚子绞痛、吐、不排气不排便，可能肠子不通，要马上去急诊",
        "cramps, vomiting and no wind or stool may be a blocked bowel: emergency care now",
        "Jackson P, Vigiola Cruz M. Am Fam Physician 2018;98(6):362-367",
        tests=("abdominal_ct", "abdominal_xray"),
    ),
    pattern(
        "general_surgery.cholecystitis",
        (("abdominal_pain.ruq", "murphy_sign", "abdominal_tenderness.ruq"), ("fever", "chills")),
        Urgency.URGENT,
        "右上腹痛还发烧，可能是胆囊炎，今天要看",
        "pain at the upper right with fever may be a gallbladder infection: to be seen today",
        "Yokoe M et al. J Hepatobiliary Pancreat Sci 2018;25(1):41-54 (Tokyo Guidelines 2018)",
        tests=("abdominal_ultrasound", "blood_count", "liver_function"),
    ),
    pattern(
        "general_surgery.charcot",
        (
            ("jaundice",),
            ("fever", "chills.rigors"),
            ("abdominal_pain.ruq", "abdominal_pain.epigastric", "abdominal_pain"),
        ),
        Urgency.EMERGENCY,
        "发烧、黄疸、右上腹痛一起出现，可能是胆管炎，要马上去医院",
        "fever, jaundice and pain at the upper right may be cholangitis: hospital now",
        "Kiriyama S et al. J Hepatobiliary Pancreat Sci 2012;19(5):548-556 (triad: sensitivity 26.4 %, specificity 95.9 %)",
        says=Likelihood(("cholangitis",), 6.4),
        tests=("liver_function", "abdominal_ultrasound", "blood_culture"),
    ),
    pattern(
        "general_surgery.mesenteric",
        (("abdominal_pain.severe", "abdominal_pain.sudden"), ("hx.atrial_fibrillation", "irregular_pulse")),
        Urgency.EMERGENCY,
        "房颤的人突然肚子剧痛，要马上排除肠子缺血",
        "sudden severe belly pain with atrial fibrillation: the bowel's blood supply must be looked at now",
        "Bala M et al. World J Emerg Surg 2022;17:54",
        years=(50.0, 200.0),
        tests=("mesenteric_cta", "lactate_test"),
    ),
    pattern(
        "general_surgery.perianal",
        (("anal_abscess",), ("fever", "anal_pain")),
        Urgency.URGENT,
        "肛门边肿痛，可能是脓肿，今天要看",
        "a painful swelling beside the anus may be an abscess: to be seen today",
        "Vogel JD et al. Dis Colon Rectum 2016;59(12):1117-1133",
    ),
)
