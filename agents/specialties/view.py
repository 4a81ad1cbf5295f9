"""One specialty's view of a case: three-valued look-ups, readings with units, and its own part of the ranking.

Owns the rule that what is not known stays unknown: every look-up answers None for it, and no default stands in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agents.state import Case, Reason
from kg.graph import Graph
from kg.hypotheses import Hypothesis
from kg.inference import Posterior
from kg.schema import Disease, DiseaseId, FindingId, LabId, LabResult, LocalText, SpecialtyId, Status
from kg.units import factor

SHOWN = 3
"""Hypotheses that one opinion lists."""
GENERALIST = SpecialtyId("general_practice")
WEIGHTLESS = 0.001
"""A disease below this probability is not looked at by anybody."""
NEGLIGIBLE = 0.005
"""A disease below this probability is not worth a specialty's word."""


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Answer whether one of several things is so: True where one is, False where none is, None where that is not known of all."""
    known = set(answers)
    if True in known:
        return True
    return False if known == {False} else None


_ANSWERED: Final = {Status.PRESENT: True, Status.ABSENT: False}


@dataclass(frozen=True)
class View:
    """What a specialty is given. `reasons` are those of the triage of the whole case.

    `read_as` is the probability of each disease as its own specialty reads the case, in the posterior's order; without it the
    posterior's own stand.
    """

    graph: Graph
    case: Case
    posterior: Posterior
    specialty: SpecialtyId
    reasons: tuple[Reason, ...] = ()
    read_as: NDArray[np.float64] | None = None

    def tri(self, *findings: str) -> bool | None:
        """Answer True when one of the findings is present (said or implied), False when all are absent, else None."""
        return any_of(self._answer(each) for each in findings)

    def lately(self, days: float, *findings: str) -> bool | None:
        """Answer as `tri` for events that count only so many days: one that is told to be longer ago is none, undated it counts."""
        return any_of(False if self._older(each, days) else self._answer(each) for each in findings)

    def either(self, *findings: str) -> bool | None:
        """Answer as `tri` for findings that say the same in other words: one of them denied is enough for False."""
        answers = {self._answer(each) for each in findings}
        if True in answers:
            return True
        return False if False in answers else None

    def _answer(self, finding: str) -> bool | None:
        status = self.posterior.known.status.get(FindingId(finding))
        return None if status is None else _ANSWERED.get(status)

    def _older(self, finding: str, days: float) -> bool:
        told = self.posterior.known.told.get(FindingId(finding))
        return told is not None and told.onset_days is not None and told.onset_days > days

    def present(self, *findings: str) -> bool:
        """Answer whether one of the findings is known to be present."""
        return self.tri(*findings) is True

    def reading(self, measurement: str) -> float | None:
        """Answer the value of a home reading in the measurement's unit; None when nobody measured."""
        found = [each.value for each in self.case.readings if each.measurement == measurement]
        return found[-1] if found else None

    def lab(self, lab: str) -> LabResult | None:
        """Answer the latest result of a laboratory indicator; None when it was not measured."""
        found = [result for result in self.case.results if result.lab == lab and result.value is not None]
        return found[-1] if found else None

    def measured(self, lab: str) -> float | None:
        """Answer the latest value of an indicator in the graph's own unit; None when not measured or its unit is not known."""
        result = self.lab(lab)
        if result is None or result.value is None:
            return None
        times = factor(self.graph.labs[LabId(lab)], result.unit)
        return None if times is None else result.value * times

    def bmi(self) -> float | None:
        """Answer the body mass index in kg/m² from weight and height read at home; None when one is missing."""
        kilos, centimetres = self.reading("weight"), self.reading("height")
        return None if kilos is None or not centimetres else kilos / (centimetres / 100) ** 2

    def proposed(self, *tests: str) -> tuple[LocalText, ...]:
        """Answer the names of those tests and indicators that the graph knows."""
        return tuple(self.name(each) for each in tests if each in self.graph.tests or each in self.graph.labs)

    def asks(self, *findings: str) -> tuple[FindingId, ...]:
        """Answer those of the findings that a resident could still tell: known to the graph, askable, and not yet told."""
        return tuple(
            FindingId(finding)
            for finding in findings
            if FindingId(finding) in self.graph.findings
            and self.graph.findings[FindingId(finding)].askable
            and FindingId(finding) not in self.posterior.known.status
        )

    def name(self, some_id: str) -> LocalText:
        """Answer the name of whatever has this id."""
        return self.graph.name_of(some_id)

    def is_mine(self, disease: Disease) -> bool:
        """Answer whether the disease belongs to this specialty, alone or beside another; to the generalist all do."""
        return self.specialty in {GENERALIST, disease.specialty} or self.specialty in disease.also

    @cached_property
    def weighty(self) -> tuple[tuple[Disease, float], ...]:
        """Answer the diseases that weigh anything, of whatever specialty, most probable first: as specialists read the case, or,
        for the generalist, as the graph does.
        """  # noqa: D205 - who reads is one sentence
        if self.read_as is None or self.specialty == GENERALIST:
            return weighty(self.graph, self.posterior)
        those = np.flatnonzero(self.read_as >= WEIGHTLESS)
        order = those[np.argsort(-self.read_as[those], kind="stable")]
        return tuple(
            (self.graph.diseases[self.posterior.diseases[int(number)]], float(self.read_as[number])) for number in order
        )

    @cached_property
    def mine(self) -> tuple[Hypothesis, ...]:
        """Answer the specialty's own ranking: its diseases by their probability in the whole, the negligible left out."""
        own = [(each.id, share) for each, share in self.weighty if share >= NEGLIGIBLE and self.is_mine(each)]
        return tuple(self._hypothesis(disease, share) for disease, share in own[:SHOWN])

    def _hypothesis(self, disease: DiseaseId, share: float) -> Hypothesis:
        found = self.posterior.hypothesis(disease)
        if self.read_as is None or self.specialty == GENERALIST:
            return found
        return found.model_copy(update={"probability": min(max(share, 0.0), 1.0)})


def weighty(graph: Graph, posterior: Posterior) -> tuple[tuple[Disease, float], ...]:
    """Answer the diseases with a probability of a thousandth or more, most probable first, with that probability."""
    answer: list[tuple[Disease, float]] = []
    for number in posterior.order:
        share = float(posterior.probabilities[int(number)])
        if share < WEIGHTLESS:
            break
        answer.append((graph.diseases[posterior.diseases[int(number)]], share))
    return tuple(answer)
