"""The ICD-10 code of each lasting illness that a resident can tell: what it is called in a list of problems.

Three characters, and where the words leave open which one, the category for unspecified or other (ICD-10, WHO, 10th revision, 2019).
History that is no illness of the person's own (a family's, a pregnancy, an operation) has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PROBLEM_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hx.hypertension": "I10",
        "hx.diabetes": "E14",
        "hx.coronary_disease": "I25",
        "hx.heart_failure": "I50",
        "hx.atrial_fibrillation": "I48",
        "hx.valve_disease": "I38",
        "hx.stroke": "I64",
        "hx.asthma": "J45",
        "hx.copd": "J44",
        "hx.kidney_disease": "N18",
        "hx.liver_disease": "K76",
        "hx.cirrhosis": "K74",
        "hx.hepatitis_b": "B18",
        "hx.gallstones": "K80",
        "hx.peptic_ulcer": "K27",
        "hx.thyroid": "E07",
        "hx.hyperthyroid": "E05",
        "hx.gout": "M10",
        "hx.epilepsy": "G40",
        "hx.migraine": "G43",
        "hx.depression": "F32",
        "hx.osteoporosis": "M81",
        "hx.hyperlipidemia": "E78",
    }
)
