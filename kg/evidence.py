"""How much each finding speaks for or against each disease: base-10 log likelihood ratios against the background.

Owns the factor of one finding given its nearest known ancestor, and the damping of findings that tend to come together.
In a present line from root to leaf the factors add up to exactly the leaf's own ratio, so nothing is counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.assumptions import Assumptions
from kg.closure import Closure
from kg.graph import Graph
from kg.schema import FindingId, Status

Floats = NDArray[np.float64]

DENIED: Final = "denied"


@dataclass(frozen=True, slots=True)
class Term:
    """One finding that speaks: its status, its nearest ancestor known to be present, and the group it is damped in."""

    finding: FindingId
    status: Status
    given: FindingId | None
    group: str | None


def terms(graph: Graph, known: Closure) -> tuple[Term, ...]:
    """Answer the findings that speak, sorted by id.

    These are what is present, and what was said to be absent and does not already follow from an absent ancestor.
    Unsure findings say nothing.
    """
    denials = graph.assumptions.denials
    answer: list[Term] = []
    for finding, status in sorted(known.status.items()):
        if status is Status.UNSURE or (status is Status.ABSENT and (finding not in known.told or not denials)):
            continue
        given: FindingId | None = None
        silent = False
        for above in graph.ancestors(finding):
            of_above = known.status.get(above)
            if of_above is Status.PRESENT or of_above is Status.ABSENT:
                given, silent = above, of_above is Status.ABSENT
                break
        if not silent:
            group = DENIED if status is Status.ABSENT else group_of(graph, finding)
            answer.append(Term(finding, status, given, group))
    return tuple(answer)


def group_of(graph: Graph, finding: FindingId) -> str | None:
    """Answer the damping group: the authored cluster where the parent is not in it as well, else the siblings."""
    concept = graph.findings[finding]
    parent = None if concept.parent is None else graph.findings[concept.parent]
    if concept.cluster is not None and (parent is None or parent.cluster != concept.cluster):
        return f"cluster {concept.cluster}"
    return None if parent is None else f"below {parent.id}"


def log10_ratio(status: Status, p: Floats, b: float, p_given: Floats | float = 1.0, b_given: float = 1.0) -> Floats:
    """Answer log10 of the likelihood ratio; `p_given` and `b_given` belong to an ancestor that is known to be present."""
    share, usual = p / p_given, b / b_given
    ratio = share / usual if status is Status.PRESENT else (1.0 - share) / (1.0 - usual)
    answer: Floats = np.log10(np.maximum(ratio, 1e-12))
    return answer


def damp(rows: Floats, groups: Sequence[str | None], assumed: Assumptions) -> None:
    """Damp, in place, the rows (findings, diseases) that share a group: for each disease and sign the strongest stays whole."""
    members: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        if group is not None:
            members.setdefault(group, []).append(row)
    for group, those in members.items():
        if len(those) < 2:  # noqa: PLR2004 - nothing to damp beside
            continue
        block = rows[those]
        columns = np.arange(block.shape[1])
        strongest, weakest = block.argmax(axis=0), block.argmin(axis=0)
        damped = block * (assumed.damping_denied if group == DENIED else assumed.damping)
        keep = block[strongest, columns] > 0
        damped[strongest[keep], columns[keep]] = block[strongest[keep], columns[keep]]
        keep = block[weakest, columns] < 0
        damped[weakest[keep], columns[keep]] = block[weakest[keep], columns[keep]]
        rows[those] = damped


def rows_of_all(graph: Graph, those: Sequence[Term]) -> Floats:
    """Answer the undamped log10 ratios, (terms, all diseases); computed only where a disease lists the finding's tree."""
    matrix = graph.matrix
    rows = np.zeros((len(those), len(matrix.diseases)))
    for number, term in enumerate(those):
        at, row = matrix.place[term.finding]
        block = matrix.blocks[at]
        if not len(block.support):
            continue
        b = float(block.background[row])
        if term.given is None:
            rows[number, block.support] = log10_ratio(term.status, block.p[row], b)
        else:
            up = matrix.place[term.given][1]
            rows[number, block.support] = log10_ratio(
                term.status, block.p[row], b, block.p[up], float(block.background[up])
            )
    return rows


def rows_of_pairs(graph: Graph, those: Sequence[Term], first: NDArray[np.int64], second: NDArray[np.int64]) -> Floats:
    """Answer the undamped log10 ratios, (terms, pairs), when both diseases of a pair are there (noisy-or, one leak)."""
    matrix = graph.matrix
    involved, where = np.unique(np.concatenate([first, second]), return_inverse=True)
    one, two = where[: len(first)], where[len(first) :]

    def both(findings: Sequence[FindingId]) -> tuple[Floats, Floats]:
        columns = np.array([matrix.finding_index[finding] for finding in findings], dtype=np.int64)
        b = matrix.backgrounds[columns][:, None]
        of_each = matrix.of_each(involved, columns)
        p, q = of_each[one].T, of_each[two].T
        joint = 1.0 - (1.0 - p) * (1.0 - q) / (1.0 - b)
        lacking = (p < b) | (q < b)
        return np.where(lacking, np.maximum(p, q), joint).clip(1e-9, 1.0 - 1e-6), b

    share, usual = both([term.finding for term in those])
    below = [number for number, term in enumerate(those) if term.given is not None]
    if below:
        p_given, b_given = both([term.given for term in those if term.given is not None])
        share[below] = np.minimum(share[below] / p_given, 1.0 - 1e-6)
        usual[below] /= b_given
    present = np.array([term.status is Status.PRESENT for term in those])[:, None]
    ratio = np.where(present, share / usual, (1.0 - share) / (1.0 - usual))
    answer: Floats = np.log10(np.maximum(ratio, 1e-12))
    return answer
