"""Which findings may be asked about at all for a complaint: what its diseases share, or what would show danger among them.

Owns the boundary, not the order (`kg.worth`). A finding tells something as soon as one improbable disease has it often; asked
of somebody with a twisted ankle, "foamy urine" is still an odd question. So, beyond what describes the complaint, a finding is
asked only when diseases of the complaint's neighbourhood that list it hold a noticeable share of what is believed, or when it
would bring a red flag to its decision for one of the dangerous ones among them. The shares are our assumptions, set by reading
interviews.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log10
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.evidence import Floats
from kg.graph import Graph
from kg.schema import FindingId, Urgency

NEAR: Final = log10(3.0)
"""log10 of how many times likelier than in anybody a disease must make what was told, to be near the complaint,"""
NEAR_THE_FIRST: Final = 0.45
"""and this part of what the disease makes of it that explains most: who twisted an ankle does not come for the swelling alone."""
LISTS: Final = 2.5
OFTEN: Final = 0.1
"""A disease has a finding when it makes it so many times likelier than in anybody, and in this share of its patients."""
NOTICEABLE: Final = 0.12
OF_THE_FIRST: Final = 0.6
"""A share of the belief is noticeable from here on, or from this part of the leading disease's where the belief is spread out."""
DANGER: Final = 0.006
FLAG: Final = 0.1
"""So much is enough for emergencies and urgent diseases together, where the finding is worth this for safety."""
SERIOUS: Final = 0.05
"""So much is enough for diseases that should be seen soon, and those above."""
CANCER: Final = 0.01
"""So much is enough for cancers (ICD-10 chapter C): an old smoker who coughs is asked whether he has lost weight."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """What belongs to a complaint."""

    fits: NDArray[np.bool_]
    """For every finding in the matrix's order, whether it may be asked beside the complaint."""
    near: NDArray[np.bool_]
    """Which of the diseases belong to the complaint's neighbourhood."""


def relevant(
    graph: Graph,
    diseases: NDArray[np.int64],
    weights: Floats,
    shares: Floats,
    told: frozenset[FindingId],
    flags: Mapping[FindingId, float],
) -> Relevance:
    """Answer what may be asked beside the complaint `told`.

    `weights` is (diseases,), `shares` (diseases, findings); `flags` is what findings are worth for safety. Where nothing is
    told, all diseases are near.
    """
    matrix = graph.matrix
    near = _near(graph, diseases, told)
    has = (shares[near] >= np.maximum(LISTS * matrix.backgrounds, OFTEN)).astype(np.float64)
    ranks, weights = graph.urgency_ranks[diseases[near]], weights[near]
    cancer = np.array([graph.diseases[matrix.diseases[int(n)]].icd10.startswith("C") for n in diseases[near]])
    flagged = np.zeros(len(matrix.findings), dtype=bool)
    flagged[[matrix.finding_index[finding] for finding, worth in flags.items() if worth >= FLAG]] = True
    classes = [ranks >= 0, ranks <= Urgency.URGENT.rank, ranks <= Urgency.SOON.rank, cancer]
    share, danger, serious, cancers = (weights * np.stack(classes)) @ has
    noticeable = min(NOTICEABLE, OF_THE_FIRST * float(weights.max(initial=0.0)))
    fits = (share >= noticeable) | ((danger >= DANGER) & flagged) | (serious >= SERIOUS) | (cancers >= CANCER)
    return Relevance(fits, near)


def _near(graph: Graph, diseases: NDArray[np.int64], told: frozenset[FindingId]) -> NDArray[np.bool_]:
    """Answer which of the diseases belong to the complaint's neighbourhood; all of them where none does."""
    matrix = graph.matrix
    closeness = np.zeros(len(diseases))
    listing = [graph.diseases[matrix.diseases[int(number)]] for number in diseases]
    for finding in sorted(told):
        line = frozenset({finding, *graph.ancestors(finding)}) | graph.descendants(finding)
        # What a disease says of a sister finding is no reason to come with this one.
        lists = np.array([not line.isdisjoint(disease.findings) for disease in listing])
        ratio = np.log10(matrix.column(finding, diseases) / matrix.background(finding))
        closeness += np.maximum(ratio, 0.0) * lists
    answer: NDArray[np.bool_] = closeness >= max(NEAR, NEAR_THE_FIRST * float(closeness.max(initial=0.0)))
    return answer if answer.any() else np.ones(len(diseases), dtype=bool)
