"""Long-standing illnesses that are followed up: what is measured at home, what would mean that they slip, what is checked when.

Items: 国家基本公共卫生服务规范（第三版）(2017), follow-up records for hypertension, type 2 diabetes and severe mental illness;
慢性阻塞性肺疾病患者健康服务规范（试行）(2024); Global Initiative for Asthma (2024), symptom control; 国家基层高血压防治管理指南
(2020) and 国家基层糖尿病防治管理指南 (2022), signs for referral.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from agents.state import ConsultationState, Contribution
from agents.words import local
from kg.schema import FindingId, LocalText, Status


@dataclass(frozen=True)
class Condition:
    """One illness: the findings it is known by, the figures asked for, signs that it slips, and the yearly check."""

    id: str
    known_by: frozenset[str]
    figures: LocalText | None
    signs: tuple[str, ...]
    check: LocalText
    measured: frozenset[str] = field(default_factory=frozenset)


_PRESSURE: Final = local("最近在家量的血压", "your recent blood pressure at home")
_SUGAR: Final = local("最近测的血糖（空腹还是饭后）", "your recent sugar (fasting or after a meal)")

CONDITIONS: Final[tuple[Condition, ...]] = (
    Condition(
        "hypertension",
        frozenset({"hx.hypertension", "medicine.antihypertensive"}),
        _PRESSURE,
        ("headache.severe", "dizziness", "blurred_vision", "chest_discomfort", "dyspnea", "limb_weakness.one_side"),
        local(
            "血脂、血糖、肾功能、尿常规和心电图，一年查一次",
            "blood fats, sugar, kidney function, urine and an ECG once a year",
        ),
        frozenset({"systolic_bp", "diastolic_bp"}),
    ),
    Condition(
        "diabetes",
        frozenset({"hx.diabetes", "medicine.diabetes"}),
        _SUGAR,
        ("polydipsia", "weight_loss", "blurred_vision", "limb_numbness", "skin_ulcer", "sweating.cold"),
        local(
            "糖化血红蛋白三到六个月一次，眼底、尿蛋白、足部一年一次",
            "HbA1c every three to six months; eyes, urine protein and feet once a year",
        ),
        frozenset({"glucose_fasting_home", "glucose_random_home"}),
    ),
    Condition(
        "coronary",
        frozenset({"hx.coronary_disease", "hx.heart_failure"}),
        _PRESSURE,
        ("chest_discomfort", "dyspnea.exertional", "dyspnea.nocturnal", "edema.legs", "palpitations", "near_syncope"),
        local("血脂、心电图，按医生约的时间查", "blood fats and an ECG when your doctor says"),
        frozenset({"systolic_bp", "diastolic_bp"}),
    ),
    Condition(
        "stroke",
        frozenset({"hx.stroke"}),
        _PRESSURE,
        ("facial_droop", "speech_difficulty", "limb_weakness.one_side", "dizziness", "dysphagia"),
        local(
            "血压、血脂、血糖和颈动脉，按医生约的时间查",
            "blood pressure, fats, sugar and the neck arteries when your doctor says",
        ),
        frozenset({"systolic_bp", "diastolic_bp"}),
    ),
    Condition(
        "airways",
        frozenset({"hx.copd", "hx.asthma"}),
        None,
        ("dyspnea", "wheeze", "dyspnea.nocturnal", "cough", "fever", "edema.legs"),
        local(
            "肺功能一年一次，吸药的手法也请医生看一眼；秋天可以问问流感疫苗",
            "lung function once a year, and let your doctor see how you inhale; ask about a flu vaccine in autumn",
        ),
    ),
    Condition(
        "mind",
        frozenset({"hx.depression"}),
        None,
        ("low_mood", "insomnia", "irritability", "hallucinations", "suicidal_thoughts", "appetite_loss"),
        local("按心理科约的时间复诊", "see your mental health doctor as agreed"),
    ),
)


def conditions_of(state: ConsultationState) -> tuple[Condition, ...]:
    """Answer the followed illnesses that were told of."""
    told = present_in(state.contributions)
    return tuple(each for each in CONDITIONS if each.known_by & told)


def present_in(contributions: tuple[Contribution, ...]) -> frozenset[FindingId]:
    """Answer the findings that were told to be there in any turn."""
    return frozenset(f.id for part in contributions for f in part.findings if f.status is Status.PRESENT)
