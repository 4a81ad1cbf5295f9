"""What a disease is brought for: how much of what it shows is what was told, and whether what it comes from was spoken of.

Owns three ratios. Somebody with a cold may have a headache, but comes because of the nose and says so; who tells of a headache
alone comes sooner with a disease whose headache is the whole story. What was told is therefore weighed against what the disease
shows and nobody has spoken of yet. An answer settles it, yes or no: the ratio speaks of the telling, not of the finding, and
nothing that was not told counts as absent. Reporting of this kind is known from diaries, where most symptoms are felt and few are
brought to a doctor (Green et al., N Engl J Med 2001;344:2021).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.matrix import Matrix
from kg.schema import Disease, DiseaseId, FindingConcept, FindingId, FindingKind, Status

Floats = NDArray[np.float64]

SHOWS: Final = 2.0
"""A disease shows a finding that it makes so many times likelier than it is in anybody."""
LEAST: Final = 0.03
"""The share below which it is no longer told how little of a disease was spoken of."""
TYPICAL: Final = 0.85
RARE: Final = 0.02
"""What happened or was there before is the cause that a disease hardly exists without, and a complaint its hallmark, when it stands in
at least this share of its patients and in at most that share of others. Risks are no cause: many do not know them, and of some
nobody speaks first. Of a complaint's kinds only the general one is looked for, since people do not tell them apart unasked."""
_CAUSES: Final = frozenset({FindingKind.EXPOSURE, FindingKind.HISTORY})
_FELT: Final = frozenset({FindingKind.SYMPTOM, FindingKind.SIGN})


def shown(matrix: Matrix, finding: FindingId) -> Floats:
    """Answer P(finding | disease) where the disease shows it, else 0, (diseases,)."""
    at, row = matrix.place[finding]
    block = matrix.blocks[at]
    answer = np.zeros(len(matrix.diseases))
    p = block.p[row] if len(block.support) else np.zeros(0)
    answer[block.support] = np.where(p > SHOWS * block.background[row], p, 0.0)
    return answer


@dataclass(frozen=True)
class Required:
    """What diseases hardly exist without, of one sort: the diseases (indexes) of each finding, and which have any, (diseases,)."""

    by_finding: Mapping[FindingId, NDArray[np.int64]]
    have: NDArray[np.bool_]

    def unspoken(self, status: Mapping[FindingId, Status]) -> NDArray[np.bool_]:
        """Answer which diseases have such findings and none of theirs is known to be there, (diseases,)."""
        answer = self.have.copy()
        for finding, known in status.items():
            if known is Status.PRESENT and (those := self.by_finding.get(finding)) is not None:
                answer[those] = False
        return answer


@dataclass(frozen=True)
class Presentation:
    """How many findings each disease shows on average, (diseases,): symptoms and signs, each with its kinds counted once."""

    matrix: Matrix
    general: frozenset[FindingId]
    all_shown: Floats
    causes: Required
    hallmarks: Required
    evident: Required
    _rows: dict[FindingId, Floats] = field(default_factory=dict, init=False, repr=False, compare=False)

    def log10_share(self, told: Iterable[FindingId], status: Mapping[FindingId, Status]) -> Floats:
        """Answer log10 of the share of what each disease shows that was told, (diseases,); at most 0.

        `told` are the present complaints, `status` is what is known. A finding that was answered counts on neither side when it
        is absent; of a finding and its kinds the general one stands for all.
        """
        roots = sorted({self._root(finding) for finding in told} & self.general)
        said = np.sum([self._shown(finding) for finding in roots], axis=0) if roots else np.zeros(len(self.all_shown))
        answered = [f for f, known in status.items() if known is not Status.UNSURE and f in self.general]
        settled = np.sum([self._shown(finding) for finding in sorted(answered)], axis=0) if answered else 0.0
        unspoken = np.maximum(self.all_shown - settled, 0.0)
        share: Floats = np.log10(np.maximum(said / np.maximum(said + unspoken, 1e-9), LEAST))
        return share

    def _shown(self, finding: FindingId) -> Floats:
        """Answer `shown`, made once; rows are never written to."""
        if (row := self._rows.get(finding)) is None:
            row = self._rows[finding] = shown(self.matrix, finding)
        return row

    def _root(self, finding: FindingId) -> FindingId:
        return self.matrix.blocks[self.matrix.place[finding][0]].findings[0]


def compile_presentation(
    matrix: Matrix, findings: Mapping[FindingId, FindingConcept], diseases: Mapping[DiseaseId, Disease]
) -> Presentation:
    """Answer what is compiled once for a graph; `diseases` in the matrix's order."""
    general = frozenset(f.id for f in findings.values() if f.parent is None and f.kind in _FELT)
    total = np.sum([shown(matrix, finding) for finding in sorted(general)], axis=0) if general else 0.0
    causes = _required(matrix, diseases, {f.id for f in findings.values() if f.kind in _CAUSES})
    roots = {f.id for f in findings.values() if f.parent is None and f.kind is FindingKind.SYMPTOM}
    everything = np.zeros(len(matrix.diseases)) + total
    hallmarks = _required(matrix, diseases, roots)
    evident = _required(matrix, diseases, {f.id for f in findings.values() if f.evident})
    return Presentation(matrix, general, everything, causes, hallmarks, evident)


def _required(matrix: Matrix, diseases: Mapping[DiseaseId, Disease], among: set[FindingId]) -> Required:
    rare = {finding for finding in among if matrix.background(finding) <= RARE}
    found: dict[FindingId, list[int]] = {}
    have = np.zeros(len(matrix.diseases), dtype=bool)
    for number, disease in enumerate(diseases.values()):
        for finding, told in disease.findings.items():
            if told.probability >= TYPICAL and finding in rare:
                found.setdefault(finding, []).append(number)
                have[number] = True
    return Required({finding: np.array(those, dtype=np.int64) for finding, those in sorted(found.items())}, have)
