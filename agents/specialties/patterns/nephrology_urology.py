"""Nephrology and urology: blood without pain, water that stays, a bladder that burns."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import Likelihood, pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Sex, Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "nephrology_urology.cystitis_together",
        (("dysuria",), ("urinary_frequency", "urinary_urgency")),
        Urgency.SOON,
        "尿痛又尿频、没有白带异常，很像膀胱炎，几天内查个尿",
        "burning and frequency without discharge is much like cystitis: a urine test within days",
        "Bent S et al. JAMA 2002;287(20):2701-2710",
        denied=("vaginal_discharge", "vulval_itch"),
        sex=Sex.FEMALE,
        years=(14.0, 200.0),
        unless=("fever", "flank_pain"),
        says=Likelihood(("cystitis", "recurrent_cystitis", "pyelonephritis", "uti_in_pregnancy"), 24.6),
        tests=("urinalysis",),
    ),
    pattern(
        "nephrology_urology.fever_flank",
        (("flank_pain",), ("fever", "chills.rigors", "fever.high")),
        Urgency.URGENT,
        "腰痛发烧，可能是肾盂肾炎，今天要看",
        "flank pain with fever may be a kidney infection: to be seen today",
        "NICE NG111 Pyelonephritis (acute), 2018",
        tests=("urinalysis", "urine_culture", "blood_count"),
    ),
    pattern(
        "nephrology_urology.painless_blood",
        (("hematuria.painless", "hematuria"),),
        Urgency.SOON,
        "这个年纪无痛尿血，几天内要做泌尿系检查",
        "blood in the urine without pain at this age: to be looked into within days",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        years=(45.0, 200.0),
        unless=("dysuria", "fever", "flank_pain.colicky", "vaginal_bleeding", "injury"),
        tests=("urinalysis", "kidney_ultrasound", "cystoscopy"),
    ),
    pattern(
        "nephrology_urology.nephritic",
        (("hematuria", "dark_urine"), ("edema.face", "edema"), ("high_bp", "oliguria", "recent_infection.throat")),
        Urgency.URGENT,
        "尿色深、浮肿还血压高或尿少，可能是急性肾炎，今天要看",
        "dark urine, swelling and high pressure or little urine may be nephritis: to be seen today",
        "KDIGO 2021 Glomerular Diseases Guideline",
        tests=("urinalysis", "kidney_function"),
        caution=text(
            "查清之前别自己吃止痛退烧药里的布洛芬一类", "no ibuprofen-like painkillers of your own until this is clear"
        ),
    ),
    pattern(
        "nephrology_urology.nephrotic",
        (("foamy_urine",), ("edema", "edema.legs", "edema.face")),
        Urgency.SOON,
        "泡沫尿又浮肿，几天内查尿蛋白",
        "foamy urine with swelling: protein to be tested within days",
        "KDIGO 2021 Glomerular Diseases Guideline",
        tests=("urinalysis", "urine_acr", "kidney_function"),
    ),
    pattern(
        "nephrology_urology.torsion",
        (("testicular_pain.sudden", "testicular_pain"), ("vomiting", "nausea", "testicular_pain.sudden")),
        Urgency.EMERGENCY,
        "睾丸突然剧痛，可能扭转，几小时内要处理，马上去急诊",
        "sudden pain of a testicle may be torsion, which has hours: emergency care now",
        "Barbosa JA et al. J Urol 2013;189(5):1859-1864",
        years=(0.0, 40.0),
        sex=Sex.MALE,
        days=(0.0, 3.0),
    ),
    pattern(
        "nephrology_urology.obstructed_fever",
        (
            ("flank_pain.colicky", "scan.kidney_stone"),
            ("fever", "chills.rigors"),
            ("oliguria", "anuria_retention", "chills.rigors", "scan.hydronephrosis"),
        ),
        Urgency.EMERGENCY,
        "结石绞痛又发烧寒战，可能堵住并感染，要马上去急诊",
        "stone pain with fever and rigors may be a blocked, infected kidney: emergency care now",
        "EAU Guidelines on Urolithiasis, 2024",
    ),
)
