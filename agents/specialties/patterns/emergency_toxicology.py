"""Emergency and toxicology: what was swallowed or breathed, the head that was hit, the skin that swells."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "emergency_toxicology.battery",
        (("poisoning.button_battery",),),
        Urgency.EMERGENCY,
        "吞了纽扣电池，几小时就会灼伤食管，要马上去急诊",
        "a swallowed button battery burns the gullet within hours: emergency care now",
        "Litovitz T et al. Pediatrics 2010;125(6):1168-1177",
    ),
    pattern(
        "emergency_toxicology.swallowed",
        (
            (
                "poisoning.medicine_overdose",
                "poisoning.pesticide",
                "poisoning.paraquat",
                "poisoning.paracetamol",
                "poisoning.rat_poison",
                "poisoning.corrosive",
                "poisoning.mushroom",
            ),
        ),
        Urgency.EMERGENCY,
        "误服或过量服用，感觉还好也要马上去急诊",
        "something poisonous was taken: emergency care now, even if it feels all right",
        "急性中毒诊断与治疗中国专家共识 2016",
        caution=text(
            "别自己催吐，把药瓶和剩下的东西带上", "do not make yourself vomit; take the bottle and what is left along"
        ),
    ),
    pattern(
        "emergency_toxicology.head_on_thinner",
        (("injury.head",), ("medicine.anticoagulant", "medicine.warfarin")),
        Urgency.EMERGENCY,
        "吃抗凝药的人撞了头，不管痛不痛都要马上去急诊",
        "a knock on the head with a blood thinner: emergency care now, pain or not",
        "NICE NG232 Head injury, 2023",
        caution=text(
            "抗凝药别自己停，带着药去让医生决定",
            "do not stop the blood thinner yourself; take it along and let the doctor decide",
        ),
        tests=("head_ct", "coagulation"),
    ),
    pattern(
        "emergency_toxicology.heat",
        (
            ("heat_exposure",),
            ("confusion", "lethargy", "seizure", "syncope", "unconscious"),
            ("fever.high", "fever", "sweating", "heat_intolerance"),
        ),
        Urgency.EMERGENCY,
        "中暑后神志不清，要马上降温并去急诊",
        "a muddled mind after heat: cool at once, emergency care now",
        "Bouchama A, Knochel JP. N Engl J Med 2002;346(25):1978-1988",
    ),
    pattern(
        "emergency_toxicology.carbon_monoxide",
        (("co_exposure",), ("headache", "dizziness", "nausea", "vomiting", "confusion", "syncope")),
        Urgency.EMERGENCY,
        "烧炭或燃气环境里头痛恶心，可能是一氧化碳中毒，马上离开并去急诊",
        "headache or nausea where something burns may be carbon monoxide: leave and get emergency care",
        "Weaver LK. N Engl J Med 2009;360(12):1217-1225",
        tests=("cohb_test",),
    ),
    pattern(
        "emergency_toxicology.rabies",
        (("bite.dog", "bite.rat"),),
        Urgency.URGENT,
        "被动物咬伤，今天要冲洗伤口并评估疫苗",
        "an animal bite: to be washed out and judged for vaccines today",
        "狂犬病暴露预防处置工作规范 2023",
        days=(0.0, 14.0),
    ),
    pattern(
        "emergency_toxicology.strangled",
        (("exposure.strangled",),),
        Urgency.EMERGENCY,
        "脖子被勒过，感觉好也要马上去急诊",
        "a neck that was squeezed needs emergency care even when it feels all right",
        "Training Institute on Strangulation Prevention, 2020",
    ),
)
