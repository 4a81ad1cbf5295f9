"""Respiratory medicine: blood with the cough, a breath that stops short, a chest that does not clear."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "respiratory.lung_cancer",
        (
            ("hemoptysis", "hemoptysis.streaks", "cough.chronic", "cough.over_2_weeks"),
            ("weight_loss", "hemoptysis", "finger_clubbing", "hoarseness.over_3_weeks"),
            ("smoking", "smoking.heavy", "weight_loss", "finger_clubbing"),
        ),
        Urgency.SOON,
        "老咳又带血或消瘦，几天内要拍胸片",
        "a cough that stays, with blood or weight loss: a chest picture within days",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        years=(40.0, 200.0),
        tests=("chest_ct", "chest_xray"),
    ),
    pattern(
        "respiratory.pneumothorax",
        (("chest_pain.pleuritic", "chest_pain.sudden_severe"), ("dyspnea.sudden",)),
        Urgency.EMERGENCY,
        "突然胸痛又喘不上气，要马上去急诊拍片",
        "sudden chest pain with sudden breathlessness: emergency care and a picture now",
        "Roberts ME et al. Thorax 2023;78(Suppl 3):s1-s42",
        tests=("chest_xray",),
    ),
    pattern(
        "respiratory.exacerbation",
        (
            ("hx.copd",),
            ("dyspnea", "dyspnea.at_rest", "dyspnea.progressive"),
            ("cough.productive.purulent", "cough.productive", "dyspnea.at_rest"),
        ),
        Urgency.URGENT,
        "慢阻肺的人更喘、痰多变黄，今天要看",
        "chronic lung disease with more breathlessness and discoloured phlegm: to be seen today",
        "GOLD 2024 report",
        tests=("chest_xray", "blood_gas"),
        caution=text("平时的吸入药照常用", "inhalers as usual"),
    ),
    pattern(
        "respiratory.tuberculosis",
        (
            ("cough.over_2_weeks", "cough.chronic"),
            ("night_sweats", "fever.afternoon", "hemoptysis", "weight_loss"),
            ("exposure.tb", "fever.afternoon", "night_sweats", "hemoptysis", "hx.tuberculosis"),
        ),
        Urgency.SOON,
        "咳嗽两周以上又盗汗或痰里带血，几天内查结核",
        "a cough of two weeks with night sweats or blood: tuberculosis to be tested within days",
        "WS 288-2017 肺结核诊断",
        tests=("chest_xray", "sputum_afb", "igra"),
    ),
)
