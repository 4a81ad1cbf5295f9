"""Frequencies learnt from confirmed cases: what was counted, smoothed towards what was believed before.

Owns the arithmetic. A case says of each finding present, absent or unsure, or nothing at all; what was not recorded is not absent,
and what somebody was unsure of counts on neither side. P(finding | disease) is the mean of a Beta distribution whose prior has
the believed frequency as its mean and the weight of `pseudo_count` cases; the shares of the diseases are the mean of a
Dirichlet distribution in the same way (Gelman et al., Bayesian Data Analysis, 3rd ed., sections 2.4 and 3.4). Nothing is written
here: a person accepts (`jiayi kg fit`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.schema import DiseaseId, FindingId, Sex, Status

Floats = NDArray[np.float64]

PSEUDO_COUNT: Final = 10.0
"""Cases that the believed frequency is worth. An authored HPO class is good to a factor of two or so, which is what about ten
cases tell."""
INTERVAL: Final = (0.025, 0.975)
_GRID: Final = 4001


@dataclass(frozen=True, slots=True)
class Case:
    """One confirmed case: the disease and what was recorded. A finding that is not in `findings` was not recorded."""

    disease: DiseaseId
    findings: Mapping[FindingId, Status]
    age_years: float | None = None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each finding was present, and told either way, in the cases of each disease; `cases` per disease."""

    diseases: tuple[DiseaseId, ...]
    findings: tuple[FindingId, ...]
    cases: Floats
    present: Floats
    told: Floats

    @property
    def pooled(self) -> Floats:
        """Answer the share of all cases, whatever the disease, in which each finding was present; half a case either way."""
        answer: Floats = (self.present.sum(axis=0) + 0.5) / (self.told.sum(axis=0) + 1.0)
        return answer


def count(cases: Sequence[Case], diseases: Sequence[DiseaseId], findings: Sequence[FindingId]) -> Counts:
    """Answer the counts; cases of other diseases, and other findings, are passed over."""
    row = {disease: number for number, disease in enumerate(diseases)}
    column = {finding: number for number, finding in enumerate(findings)}
    present, told = np.zeros((2, len(row), len(column)))
    of_disease = np.zeros(len(row))
    for case in cases:
        at = row.get(case.disease)
        if at is None:
            continue
        of_disease[at] += 1
        for finding, status in case.findings.items():
            where = column.get(finding)
            if where is not None and status is not Status.UNSURE:
                told[at, where] += 1
                present[at, where] += status is Status.PRESENT
    return Counts(tuple(diseases), tuple(findings), of_disease, present, told)


def smoothed(present: Floats, told: Floats, believed: Floats, pseudo_count: float = PSEUDO_COUNT) -> Floats:
    """Answer the mean of the Beta posterior; `believed` is in (0, 1) and broadcasts."""
    answer: Floats = (present + pseudo_count * believed) / (told + pseudo_count)
    return answer


def smoothed_shares(cases: Floats, believed: Floats, pseudo_count: float = PSEUDO_COUNT) -> Floats:
    """Answer the mean of the Dirichlet posterior over the diseases; `believed` sums to 1."""
    answer: Floats = (cases + pseudo_count * believed) / (cases.sum() + pseudo_count)
    return answer


def credible(present: float, told: float, believed: float, pseudo_count: float = PSEUDO_COUNT) -> tuple[float, float]:
    """Answer the central 95 % interval of the Beta posterior, to about a thousandth."""
    a = present + pseudo_count * believed
    b = told - present + pseudo_count * (1.0 - believed)
    x = (np.arange(_GRID) + 0.5) / _GRID
    log_density = (a - 1.0) * np.log(x) + (b - 1.0) * np.log1p(-x)
    mass = np.exp(log_density - log_density.max()).cumsum()
    low, high = np.interp(INTERVAL, mass / mass[-1], x)
    return float(low), float(high)
