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

from kg.closure import closure
from kg.graph import Graph
from kg.schema import Disease, DiseaseId, Finding, FindingId, FindingKind, Sex, Status

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


def smoothed(present: Floats, told: Floats, believed: Floats | float, pseudo_count: float = PSEUDO_COUNT) -> Floats:
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


# --- what confirmed cases say of an authored graph


@dataclass(frozen=True, slots=True)
class Change:
    """What the cases say of one frequency. All shares are frequencies as they are authored, without what is there by coincidence.

    `told` cases said whether the finding was there, `present` that it was; where `given` is named, both are counted among those with
    this more general finding. `authored` is None for a finding that the disease does not list.
    """

    disease: DiseaseId
    finding: FindingId
    authored: float | None
    given: FindingId | None
    present: int
    told: int
    fitted: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        """Answer whether what was authored lies outside the 95 % interval."""
        return self.authored is None or not self.low <= self.authored <= self.high


@dataclass(frozen=True, slots=True)
class ShareChange:
    """What the cases say of how common a disease is: new presentations per 100,000 a year, at the graph's total of all diseases."""

    disease: DiseaseId
    authored_per_100k: float
    cases: int
    fitted_per_100k: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that the cases say, for a person to judge."""

    cases: int
    changes: tuple[Change, ...]
    shares: tuple[ShareChange, ...]


def propose(graph: Graph, cases: Sequence[Case], *, pseudo_count: float = PSEUDO_COUNT, at_least: int = 5) -> Proposal:
    """Answer what the cases say of the graph's numbers, for what `at_least` so many of them told.

    A special finding is counted among those who have the general one, because only they are asked about it. Findings that a
    disease does not list are proposed when the cases show them above the background.

    Raises:
        UnknownId: a case names a disease or a finding that the graph does not hold.
    """
    known = [(graph.disease(case.disease).id, _statuses(graph, case)) for case in cases]
    findings = [
        finding
        for block in graph.matrix.blocks
        for finding in block.findings
        if graph.findings[finding].kind
        is not FindingKind.DIAGNOSIS  # that somebody names a disease is no finding of it
    ]
    counts = count([Case(disease, told) for disease, told in known], tuple(graph.diseases), findings)
    column = {finding: number for number, finding in enumerate(findings)}
    changes = []
    for row in np.flatnonzero(counts.cases):
        disease = graph.diseases[counts.diseases[int(row)]]
        for finding in findings:
            change = _change(graph, disease, finding, counts, int(row), column, pseudo_count)
            if change is not None and change.told >= at_least:
                changes.append(change)
    return Proposal(len(cases), tuple(changes), _share_changes(graph, counts, pseudo_count))


def _statuses(graph: Graph, case: Case) -> dict[FindingId, Status]:
    """Answer what is known with what follows; of a special finding only where the general one is there."""
    told = closure(graph, [Finding(id=finding, status=status) for finding, status in case.findings.items()]).status
    answer = {}
    for finding, status in told.items():
        above = graph.findings[finding].parent
        if above is None or told.get(above) is Status.PRESENT:
            answer[finding] = status
    return answer


def _change(
    graph: Graph,
    disease: Disease,
    finding: FindingId,
    counts: Counts,
    row: int,
    column: Mapping[FindingId, int],
    pseudo_count: float,
) -> Change | None:
    at = column[finding]
    told, present = counts.told[row, at], counts.present[row, at]
    if not told:
        return None
    matrix, above = graph.matrix, graph.findings[finding].parent
    believed, background = matrix.probability(finding, disease.id), matrix.background(finding)
    within = 1.0
    if above is not None:
        before = matrix.probability(above, disease.id)
        believed = min(believed / before, 1.0 - 1e-6)
        up = column[above]
        within = _fitted_probability(graph, disease, above, counts, row, up, column, pseudo_count)
    share = float(smoothed(present, told, believed, pseudo_count))
    low, high = credible(float(present), float(told), believed, pseudo_count)
    listed = disease.findings.get(finding)
    if listed is None and low * within <= background:
        return None

    def authored(p: float) -> float:
        """Answer the frequency that makes `p` with what is there by coincidence."""
        leak = background if graph.assumptions.leak else 0.0
        return min(max((p * within - leak) / (1.0 - leak), 0.0), 1.0)

    return Change(
        disease=disease.id,
        finding=finding,
        authored=None if listed is None else listed.probability,
        given=above,
        present=int(present),
        told=int(told),
        fitted=authored(share),
        low=authored(low),
        high=authored(high),
    )


def _fitted_probability(
    graph: Graph,
    disease: Disease,
    finding: FindingId,
    counts: Counts,
    row: int,
    at: int,
    column: Mapping[FindingId, int],
    pseudo_count: float,
) -> float:
    """Answer P(finding | disease) after the cases, up the line of general findings."""
    matrix, above = graph.matrix, graph.findings[finding].parent
    believed = matrix.probability(finding, disease.id)
    within = 1.0
    if above is not None:
        believed = min(believed / matrix.probability(above, disease.id), 1.0)
        within = _fitted_probability(graph, disease, above, counts, row, column[above], column, pseudo_count)
    return within * float(smoothed(counts.present[row, at], counts.told[row, at], believed, pseudo_count))


def _share_changes(graph: Graph, counts: Counts, pseudo_count: float) -> tuple[ShareChange, ...]:
    per_100k = np.array([disease.prevalence.per_100k for disease in graph.diseases.values()])
    total = float(per_100k.sum())
    fitted = smoothed_shares(counts.cases, per_100k / total, pseudo_count * len(per_100k)) * total
    return tuple(
        ShareChange(disease, float(per_100k[n]), int(counts.cases[n]), float(fitted[n]))
        for n, disease in enumerate(counts.diseases)
        if counts.cases[n]
    )
