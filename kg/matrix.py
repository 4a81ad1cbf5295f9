"""P(finding | disease) as compiled arrays: one block for each tree of findings, sparse over the diseases.

Owns how authored frequencies become probabilities that respect the hierarchy. All findings of a tree share one list of
diseases (the block's support: every disease that lists any finding of the tree); for other diseases each finding has its
background, and its likelihood ratio is exactly one.

Within a tree, bottom up: a parent is at least as frequent as each child; a parent that a disease does not list is the
noisy-or of the listed children. Then leak, unless the frequencies are counted ones (`Assumptions.leak`):
P = 1 - (1 - p)(1 - background); "excluded" is a small share of the background, never
zero. Then top down: a child that a disease does not list is not a child that the disease lacks (missing is not normal): it is
as frequent within the parent as in anybody, with a part of the parent's excess given up, because what is typical gets listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.assumptions import Assumptions
from kg.derived import named_probabilities
from kg.schema import Disease, DiseaseId, FindingConcept, FindingId

DEFAULT_CHILD_SHARE: Final = 0.3
"""Background of a child without an authored one, as a share of its parent's."""
MAX_BACKGROUND_SHARE: Final = 0.7
"""A child's background is at most this share of its parent's; a smaller parent is raised. Otherwise "the pain is there but it
is not this kind of pain" would be near impossible in everybody and speak loudly for whatever disease lists the pain."""
EXCLUDED_SHARE: Final = 0.05
"""What "excluded" leaves of the background."""
MAX_NOISY_OR: Final = 0.97
MOST_WRITTEN_OUT: Final = 8_000_000
"""Probabilities that are kept written out, every finding for every disease: at most 64 MB. A larger graph writes out what is asked for."""


@dataclass(frozen=True)
class Block:
    """One tree of findings: rows in topological order (root first), columns are `support` (indexes of diseases, sorted).

    `p` is (rows, support) and in (0, 1); `background` is (rows,), in (0, 1).
    """

    findings: tuple[FindingId, ...]
    background: NDArray[np.float64]
    support: NDArray[np.int32]
    p: NDArray[np.float64]


@dataclass(frozen=True)
class Matrix:
    """All blocks, and where each finding stands."""

    diseases: tuple[DiseaseId, ...]
    index: Mapping[DiseaseId, int]
    blocks: tuple[Block, ...]
    place: Mapping[FindingId, tuple[int, int]]
    findings: tuple[FindingId, ...]
    finding_index: Mapping[FindingId, int]
    backgrounds: NDArray[np.float64]
    """The effective background of every finding, in the order of `findings`."""
    row_of: tuple[NDArray[np.int32], ...]
    """For each disease, the findings (indexes) of the trees that it lists something of, and beside it their probability."""
    row_p: tuple[NDArray[np.float64], ...]

    def background(self, finding: FindingId) -> float:
        """Answer the effective background of the finding."""
        block, row = self.place[finding]
        return float(self.blocks[block].background[row])

    def column(self, finding: FindingId, diseases: NDArray[np.int64]) -> NDArray[np.float64]:
        """Answer P(finding | disease) for the diseases asked for (indexes)."""
        at, row = self.place[finding]
        block = self.blocks[at]
        answer = np.full(len(diseases), block.background[row])
        if len(block.support):
            where = np.searchsorted(block.support, diseases).clip(max=len(block.support) - 1)
            listed = block.support[where] == diseases
            answer[listed] = block.p[row, where[listed]]
        return answer

    def rows(self, diseases: NDArray[np.int64]) -> NDArray[np.float64]:
        """Answer P(finding | disease) of every finding, (diseases + 1, findings); the last row is the background."""
        if self._written_out is not None:
            answer: NDArray[np.float64] = self._written_out[np.append(diseases, len(self.diseases))]
            return answer
        return self._write_out(diseases)

    def of_each(self, diseases: NDArray[np.int64], findings: NDArray[np.int64]) -> NDArray[np.float64]:
        """Answer P(finding | disease) of some findings (indexes), (diseases, findings)."""
        if self._written_out is not None:
            answer: NDArray[np.float64] = self._written_out[diseases[:, None], findings]
            return answer
        return self._write_out(diseases)[:-1, findings]

    def _write_out(self, diseases: NDArray[np.int64]) -> NDArray[np.float64]:
        answer = np.tile(self.backgrounds, (len(diseases) + 1, 1))
        for number, disease in enumerate(diseases):
            answer[number, self.row_of[int(disease)]] = self.row_p[int(disease)]
        return answer

    @cached_property
    def _written_out(self) -> NDArray[np.float64] | None:
        """Answer P(finding | disease) of all, (diseases + 1, findings), where that is not too much to keep."""
        if (len(self.diseases) + 1) * len(self.findings) > MOST_WRITTEN_OUT:
            return None
        return self._write_out(np.arange(len(self.diseases)))

    def probability(self, finding: FindingId, disease: DiseaseId) -> float:
        """Answer P(finding | disease) with the leak."""
        return float(self.column(finding, np.array([self.index[disease]]))[0])


def effective_backgrounds(
    order: list[FindingId], parent: Mapping[FindingId, FindingId | None], findings: Mapping[FindingId, FindingConcept]
) -> dict[FindingId, float]:
    """Answer the backgrounds of one tree (`order` is root first), made coherent with the hierarchy."""
    answer: dict[FindingId, float] = {}
    for finding in order:
        concept, above = findings[finding], parent[finding]
        told = "background" in concept.model_fields_set or above is None
        answer[finding] = concept.background if told or above is None else answer[above] * DEFAULT_CHILD_SHARE
    for finding in reversed(order):
        above = parent[finding]
        if above is not None:
            answer[above] = max(answer[above], min(answer[finding] / MAX_BACKGROUND_SHARE, 0.95))
    for finding in order:
        above = parent[finding]
        if above is not None:
            answer[finding] = min(answer[finding], answer[above] * MAX_BACKGROUND_SHARE)
    return answer


def _trees(findings: Mapping[FindingId, FindingConcept]) -> list[list[FindingId]]:
    below: dict[FindingId, list[FindingId]] = {}
    roots: list[FindingId] = []
    for concept in findings.values():
        if concept.parent is None:
            roots.append(concept.id)
        else:
            below.setdefault(concept.parent, []).append(concept.id)
    trees = []
    for root in sorted(roots):
        order = [root]
        for finding in order:
            order.extend(sorted(below.get(finding, ())))
        trees.append(order)
    return trees


def _bottom_up(p: NDArray[np.float64], children: list[list[int]]) -> None:
    """Lift parents to their children, in place; nan is "not listed", 0 is "excluded"."""
    for row in range(len(p) - 1, -1, -1):
        if not children[row]:
            continue
        under = np.nan_to_num(p[children[row]])
        highest = under.max(axis=0)
        either = np.minimum(1.0 - np.prod(1.0 - under, axis=0), MAX_NOISY_OR)
        shown = highest > 0
        listed = ~np.isnan(p[row])
        p[row] = np.where(listed, np.fmax(p[row], highest), np.where(shown, np.maximum(either, highest), np.nan))


def _top_down(
    p: NDArray[np.float64], b: NDArray[np.float64], above: list[int], assumed: Assumptions
) -> NDArray[np.float64]:
    """Answer coherent probabilities with the leak."""
    added = b[:, None] if assumed.leak else 0.0
    leaky = np.where(p > 0, 1.0 - (1.0 - np.nan_to_num(p)) * (1.0 - added), EXCLUDED_SHARE * b[:, None])
    answer = np.empty_like(p)
    for row, up in enumerate(above):
        listed = ~np.isnan(p[row])
        if up < 0:
            answer[row] = np.where(listed, leaky[row], b[row])
            continue
        excess = answer[up] - b[up]
        # Where no disease lists the finding at all, its not being listed says nothing: a critical value keeps all that a high one says.
        share = assumed.unlisted_share if listed.any() else 1.0
        kept = b[up] + np.where(excess > 0, share, 1.0) * excess
        answer[row] = np.where(
            listed, np.minimum(leaky[row], assumed.max_child_share * answer[up]), kept * (b[row] / b[up])
        )
    tiny = 1e-9
    return answer.clip(tiny, 1.0 - 1e-6)


def compile_matrix(
    findings: Mapping[FindingId, FindingConcept], diseases: Mapping[DiseaseId, Disease], assumed: Assumptions
) -> Matrix:
    """Answer the compiled matrix. The findings must form a forest and the diseases name known findings (see `kg.load`)."""
    parent = {concept.id: concept.parent for concept in findings.values()}
    trees = _trees(findings)
    place = {finding: (at, row) for at, tree in enumerate(trees) for row, finding in enumerate(tree)}
    entries: list[list[tuple[int, int, float]]] = [[] for _ in trees]
    for number, disease in enumerate(diseases.values()):
        for finding, frequency in disease.findings.items():
            at, row = place[finding]
            entries[at].append((row, number, frequency.probability))
        for finding, probability in named_probabilities(disease.id):
            if finding in place:
                at, row = place[finding]
                entries[at].append((row, number, probability))
    blocks: list[Block] = []
    for at, tree in enumerate(trees):
        told = effective_backgrounds(tree, parent, findings)
        b = np.array([told[finding] for finding in tree])
        support = np.array(sorted({number for _, number, _ in entries[at]}), dtype=np.int32)
        column = {int(number): k for k, number in enumerate(support)}
        p = np.full((len(tree), len(support)), np.nan)
        for row, number, probability in entries[at]:
            p[row, column[number]] = probability
        above = [-1 if (up := parent[finding]) is None else place[up][1] for finding in tree]
        if len(support):
            children: list[list[int]] = [[] for _ in tree]
            for row, up_row in enumerate(above):
                if up_row >= 0:
                    children[up_row].append(row)
            _bottom_up(p, children)
            p = _top_down(p, b, above, assumed)
        blocks.append(Block(tuple(tree), b, support, p))
    return _indexed(tuple(diseases), tuple(blocks), place)


def _indexed(
    diseases: tuple[DiseaseId, ...], blocks: tuple[Block, ...], place: Mapping[FindingId, tuple[int, int]]
) -> Matrix:
    """Answer the matrix of the blocks, with their content laid out by disease as well."""
    findings = tuple(finding for block in blocks for finding in block.findings)
    first = np.cumsum([0, *(len(block.findings) for block in blocks)])
    rows: list[list[NDArray[np.int32]]] = [[] for _ in diseases]
    values: list[list[NDArray[np.float64]]] = [[] for _ in diseases]
    for at, block in enumerate(blocks):
        those = np.arange(first[at], first[at + 1], dtype=np.int32)
        for k, number in enumerate(block.support):
            rows[int(number)].append(those)
            values[int(number)].append(block.p[:, k])
    return Matrix(
        diseases=diseases,
        index={disease: number for number, disease in enumerate(diseases)},
        blocks=blocks,
        place=place,
        findings=findings,
        finding_index={finding: number for number, finding in enumerate(findings)},
        backgrounds=np.concatenate([block.background for block in blocks]) if blocks else np.zeros(0),
        row_of=tuple(np.concatenate(each) if each else np.zeros(0, dtype=np.int32) for each in rows),
        row_p=tuple(np.concatenate(each) if each else np.zeros(0) for each in values),
    )
