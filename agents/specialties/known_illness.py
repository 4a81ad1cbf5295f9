"""The long illness that somebody comes to have looked after: who tells of one and complains of nothing comes for that one.

The graph has no complaint for such a visit, so a known illness alone speaks for its complications (an eye, a nerve, a bleed) as much as for
itself. A specialist, and the family doctor who follows such illnesses up, thinks of what the person has.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.graph import Graph
from kg.inference import Posterior
from kg.schema import DiseaseId, FindingId, FindingKind

MOST: Final = 2.5
"""A known illness is moved by no more than this (log10)."""
AHEAD: Final = 2.0
"""How many times as probable as the foremost other disease a known illness becomes."""
BACKGROUND: Final = frozenset(
    {
        FindingKind.HISTORY,
        FindingKind.MEDICINE,
        FindingKind.RISK,
        FindingKind.EXPOSURE,
        FindingKind.LAB,
        FindingKind.MEASUREMENT,
    }
)
"""Kinds of findings that are no complaint. A reading or a result out of range belongs to following up."""

_ILLNESS: Final[tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...]] = (
    ("hx.diabetes", ("medicine.metformin", "medicine.insulin_sulfonylurea", "medicine.glp1", "medicine.sglt2"), (), "type2_diabetes"),
    ("hx.hypertension", ("medicine.antihypertensive",), (), "hypertension"),
    ("hx.atrial_fibrillation", (), (), "atrial_fibrillation"),
    ("hx.heart_failure", (), (), "heart_failure"),
    ("hx.coronary_disease", (), (), "stable_angina"),
    ("hx.asthma", (), (), "asthma"),
    ("hx.copd", (), (), "copd"),
    ("hx.epilepsy", (), (), "epilepsy"),
    ("hx.gout", (), (), "gout"),
    ("hx.hepatitis_b", ("medicine.hbv_antiviral",), (), "chronic_hepatitis_b"),
    ("hx.kidney_disease", (), (), "ckd"),
    ("hx.cirrhosis", (), (), "cirrhosis"),
    ("hx.osteoporosis", ("medicine.bisphosphonate",), (), "osteoporosis"),
    ("hx.depression", (), (), "depression"),
    ("hx.migraine", (), (), "migraine"),
    ("hx.hyperlipidemia", ("medicine.statin",), ("hx.coronary_disease", "hx.stroke", "hx.diabetes"), "hyperlipidaemia"),
    ("medicine.antithyroid", (), (), "hyperthyroidism"),
    ("medicine.thyroxine", (), ("hx.thyroid_removed",), "hypothyroidism"),
)  # fmt: skip
"""What tells of an illness (its history, or medicines that hardly serve anything else), what must not stand beside it, its disease."""


def known_illnesses(graph: Graph, posterior: Posterior) -> tuple[DiseaseId, ...]:
    """Answer the illnesses that somebody without any complaint tells of; none where one symptom or sign is there."""
    known = posterior.known
    present = [each for each in known.status if known.is_present(each) and each in graph.findings]
    kinds = {graph.findings[each].kind for each in present}
    named = [each.removeprefix("named.") for each in present if graph.findings[each].kind is FindingKind.DIAGNOSIS]
    if not present or not kinds <= BACKGROUND | {FindingKind.DIAGNOSIS}:
        return ()
    found = [DiseaseId(each) for each in named if each in graph.diseases]
    for sign, medicines, unless, disease in _ILLNESS:
        told = any(known.is_present(FindingId(each)) for each in (sign, *medicines))
        other = any(known.is_present(FindingId(each)) for each in unless)
        if told and not other and disease in graph.diseases:
            found.append(DiseaseId(disease))
    return tuple(dict.fromkeys(found))


def for_the_known(graph: Graph, posterior: Posterior) -> NDArray[np.float64]:
    """Answer the factor of each disease, (diseases,), that puts known illnesses before what nothing but they speak for."""
    index, factors = posterior.graph.matrix.index, np.ones(len(posterior.diseases))
    those = [index[each] for each in known_illnesses(graph, posterior)]
    if not those:
        return factors
    others = np.delete(posterior.reasons, those)
    foremost = float(others.max()) if others.size else 0.0
    for each in those:
        have = max(float(posterior.reasons[each]), 1e-9)
        factors[each] = min(max(AHEAD * foremost / have, 1.0), 10.0**MOST)
    return factors
