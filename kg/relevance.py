"""Which findings may be asked about at all for a complaint: what its diseases share, or what would show danger among them.

Owns the boundary, not the order (`kg.worth`). A finding tells something as soon as one improbable disease has it often; asked
of somebody with a twisted ankle, "foamy urine" is still an odd question. So, beyond what describes the complaint, a finding is
asked only when diseases of the complaint's neighbourhood that list it hold a noticeable share of what is believed, or when it
would show one of the dangerous ones among them. The shares are our assumptions, set by reading interviews.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.evidence import Floats
from kg.graph import Graph
from kg.schema import FindingId, Urgency

NEAR: Final = 3.0
"""A disease is near the complaint when it makes something that was told this many times likelier than in anybody."""
LISTS: Final = 2.5
"""... and lists a finding that it makes so many times likelier than in anybody,"""
OFTEN: Final = 0.04
"""and that occurs in this share of its patients at least."""
NOTICEABLE: Final = 0.12
OF_THE_FIRST: Final = 0.6
"""A share of the belief is noticeable from here on, or from this part of the leading disease's where the belief is spread out."""
DANGER: Final = 0.004
"""So much is enough for emergencies and urgent diseases together."""


def relevant(
    graph: Graph, diseases: NDArray[np.int64], weights: Floats, shares: Floats, told: frozenset[FindingId]
) -> NDArray[np.bool_]:
    """Answer, for every finding in the matrix's order, whether it may be asked beside the complaint `told`.

    `weights` is (diseases,), `shares` (diseases, findings). Where nothing is told, everything may be asked.
    """
    matrix = graph.matrix
    backgrounds = matrix.backgrounds
    near = np.ones(len(diseases), dtype=bool)
    if told:
        index = np.array(sorted(matrix.finding_index[finding] for finding in told))
        likely = np.array([matrix.column(matrix.findings[number], diseases) for number in index])
        close = (likely >= NEAR * backgrounds[index][:, None]).any(axis=0)
        near = close if close.any() else near
    listed = (shares >= np.maximum(LISTS * backgrounds, OFTEN)) & near[:, None]
    share = weights @ listed
    dangerous = graph.urgency_ranks[diseases] <= Urgency.URGENT.rank
    danger = (weights * dangerous) @ listed
    first = float((weights * near).max(initial=0.0))
    answer: NDArray[np.bool_] = (share >= min(NOTICEABLE, OF_THE_FIRST * first)) | (danger >= DANGER)
    return answer
