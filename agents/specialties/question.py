"""The one question a specialty would still put of its own: the answer that best tells its leading diseases apart.

Intake asks what is worth most over all diseases, and stops when a question tells little on the whole. What decides between two
diseases of one specialty can be little on the whole and everything to that specialty.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from agents.specialties.view import View
from kg.closure import applies
from kg.schema import DiseaseId, FindingId, FindingKind

LEADING: Final = 4
"""Diseases of the specialty that are told apart."""
WORTH_TELLING: Final = 0.05
"""A disease below this probability is not asked after."""
DECIDED: Final = 0.75
"""A disease that holds this much of the specialty's leading mass leaves nothing to ask."""
LEAST_BITS: Final = 0.2
"""An answer expected to tell less than a fifth of a bit is not asked for: intake had its reasons to stop."""
HARD: Final = frozenset({FindingKind.LAB, FindingKind.MEASUREMENT, FindingKind.DIAGNOSIS})
"""What nobody can tell by being asked."""


def own_question(view: View) -> tuple[FindingId, ...]:
    """Answer the finding whose answer tells most about the specialty's leading diseases; none where nothing tells enough."""
    graph = view.graph
    own = [(each.id, share) for each, share in view.weighty if share >= WORTH_TELLING and view.is_mine(each)][:LEADING]
    if len(own) < 2:  # noqa: PLR2004 - it takes two to be told apart
        return ()
    weights = np.array([share for _, share in own])
    weights /= weights.sum()
    if weights.max() > DECIDED:
        return ()
    numbers = np.array([graph.matrix.index[disease] for disease, _ in own], dtype=np.int64)
    best: tuple[float, FindingId] | None = None
    for finding in _may_be_asked(view, [disease for disease, _ in own]):
        bits = told_bits(weights, graph.matrix.column(finding, numbers))
        if bits >= LEAST_BITS and (best is None or (bits, finding) > best):
            best = bits, finding
    return () if best is None else (best[1],)


def _may_be_asked(view: View, diseases: list[DiseaseId]) -> list[FindingId]:
    """Answer what these diseases list, somebody can tell, and is not known; a special finding waits for its general one."""
    graph, known = view.graph, view.posterior.known
    listed = {finding for disease in diseases for finding in graph.diseases[disease].findings}
    answer = []
    for finding in sorted(listed):
        concept = graph.findings[finding]
        fits = concept.askable and concept.kind not in HARD and applies(concept, view.case.person)
        if not fits or finding in known.status:
            continue
        if concept.parent is None or known.is_present(concept.parent):
            answer.append(finding)
    return answer


def told_bits(weights: NDArray[np.float64], shares: NDArray[np.float64]) -> float:
    """Answer the expected information of a yes-no answer about which disease it is, in bits.

    `weights` (n,) sum to 1; `shares` (n,) are P(finding | disease).
    """
    yes = float(weights @ shares)

    def surprise(p: NDArray[np.float64] | float) -> NDArray[np.float64]:
        inside = np.clip(np.asarray(p, dtype=np.float64), 1e-12, 1 - 1e-12)
        bits: NDArray[np.float64] = -inside * np.log2(inside) - (1 - inside) * np.log2(1 - inside)
        return bits

    return float(surprise(yes)) - float(weights @ surprise(shares))
