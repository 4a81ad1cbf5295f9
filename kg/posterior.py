"""What is believed after the findings: probabilities, and for every disease the evidence that moved it.

Owns the values that reasoning answers with; how they come about is `kg.inference`'s. A hypothesis with its evidence is built when
it is looked at, so that a large graph costs no more than what is shown of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from kg.closure import Closure
from kg.errors import UnknownId
from kg.evidence import Floats
from kg.graph import Graph
from kg.hypotheses import Evidence, Hypothesis
from kg.schema import Disease, DiseaseId, FindingId, Person, SourceId, Status

NEGLIGIBLE: Final = 0.005
"""Evidence below this absolute log10 ratio is not shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of evidence: a finding, its status, and its log10 ratio for every disease."""

    finding: FindingId
    status: Status
    values: Floats


class Ranking(Sequence[Hypothesis]):
    """All diseases, most probable first; each hypothesis is built, with its evidence, when it is looked at."""

    def __init__(self, posterior: Posterior) -> None:
        self._posterior = posterior
        self._order = posterior.order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, at: int) -> Hypothesis: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Hypothesis, ...]: ...
    def __getitem__(self, at: int | slice) -> Hypothesis | tuple[Hypothesis, ...]:
        if isinstance(at, slice):
            return tuple(self._posterior.hypothesis_at(int(number)) for number in self._order[at])
        return self._posterior.hypothesis_at(int(self._order[at]))


@dataclass(frozen=True, eq=False)
class Posterior:
    """What is believed after the findings. Arrays are over the diseases in the graph's order (`diseases`)."""

    graph: Graph = field(repr=False)
    person: Person
    known: Closure = field(repr=False)
    duration_days: float | None
    probabilities: Floats = field(repr=False)
    """Probability that the disease is there, alone or with another."""
    reasons: Floats = field(repr=False)
    """Probability that the disease is why they consult: of two at once, the lesser counts half. The ranking is by this."""
    singles: Floats = field(repr=False)
    """Probability if one disease at most is there; sums to 1 with `nothing`."""
    nothing: float
    unexplained: float
    """Probability that none of the graph's diseases fits."""
    pairs: tuple[tuple[DiseaseId, DiseaseId, float], ...] = field(repr=False)
    """Two diseases at a time with their probability, most probable first."""
    shown: tuple[Shown, ...] = field(repr=False)
    explains: NDArray[np.bool_] = field(repr=False)
    """Whether the disease explains any present complaint; true throughout when there is none."""
    presenting: Floats = field(repr=False)
    """What the telling adds to each prior, log10: how much of what the disease shows was told (`kg.presentation`)."""
    sharpness: float
    """Exponent of all probabilities, at least 1: log odds are this times prior, telling and evidence together."""

    @property
    def diseases(self) -> tuple[DiseaseId, ...]:
        """Answer the diseases in the order of the arrays."""
        return self.graph.matrix.diseases

    def probability(self, disease: DiseaseId) -> float:
        """Answer the probability of the disease. Raises UnknownId."""
        return float(self.probabilities[self._number(disease)])

    def single_probability(self, disease: DiseaseId) -> float:
        """Answer the probability of the disease if one disease at most is there. Raises UnknownId."""
        return float(self.singles[self._number(disease)])

    def _number(self, disease: DiseaseId) -> int:
        number = self.graph.matrix.index.get(disease)
        if number is None:
            raise UnknownId("disease", disease)
        return number

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """Answer the disease indexes, most probable first; equal ones by id."""
        answer: NDArray[np.int64] = np.argsort(-self.reasons, kind="stable")
        return answer

    @cached_property
    def ranked(self) -> Ranking:
        """Answer all diseases as hypotheses with their evidence, most probable first."""
        return Ranking(self)

    @property
    def foremost(self) -> float:
        """Answer the probability of the foremost hypothesis; 0 for a graph without diseases."""
        return float(self.reasons.max(initial=0.0))

    def at_least(self, least: float, most: int) -> tuple[Hypothesis, ...]:
        """Answer up to `most` hypotheses that are at least so probable, most probable first; builds no others."""
        return tuple(self.hypothesis_at(int(number)) for number in self.order[:most] if self.reasons[number] >= least)

    def hypothesis(self, disease: DiseaseId) -> Hypothesis:
        """Answer one disease with its evidence, strongest first. Raises UnknownId."""
        return self.hypothesis_at(self._number(disease))

    def hypothesis_at(self, number: int) -> Hypothesis:
        """Answer the disease of this index with its evidence, strongest first; built when it is first asked for."""
        built = self._built.get(number)
        if built is None:
            built = self._built[number] = self._hypothesis_at(number)
        return built

    @cached_property
    def _built(self) -> dict[int, Hypothesis]:
        return {}

    @cached_property
    def _said(self) -> Floats:
        """Answer what the rows of `shown` say, (diseases, shown)."""
        return np.array([row.values for row in self.shown]).reshape(len(self.shown), -1).T

    def _hypothesis_at(self, number: int) -> Hypothesis:
        disease = self.graph.diseases[self.diseases[number]]
        said: list[float] = self._said[number].tolist() if self.shown else []
        spoke = [
            Evidence.model_construct(
                finding=row.finding,
                hypothesis=disease.id,
                status=row.status,
                log10_lr=log10_lr,
                source=source_of(self.graph, disease, row.finding),
            )
            for row, log10_lr in zip(self.shown, said, strict=True)
            if abs(log10_lr) >= NEGLIGIBLE
        ]
        spoke.sort(key=lambda evidence: (-abs(evidence.log10_lr), evidence.finding))
        p = min(max(float(self.reasons[number]), 0.0), 1.0)
        return Hypothesis.model_construct(disease=disease.id, probability=p, evidence=tuple(spoke))


def source_of(graph: Graph, disease: Disease, finding: FindingId) -> SourceId:
    """Answer who says so: the source of the frequency, else of the nearest listed relative, else the disease's first."""
    told = disease.findings.get(finding)
    if told is not None:
        return told.source
    if finding in graph.findings:
        for relative in (*graph.ancestors(finding), *sorted(graph.descendants(finding))):
            told = disease.findings.get(relative)
            if told is not None:
                return told.source
    return disease.sources[0]
