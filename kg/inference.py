"""From findings to ranked diseases: priors by person and season, evidence in log space, one disease or two at a time.

Owns the reasoning. A hypothesis is "this disease alone", "these two together", or "nothing in the graph" (LR 1 throughout); their
probabilities sum to one. The probability of a disease is the sum over the hypotheses that hold it. What the numbers mean:
`kg.matrix` (P of finding given disease), `kg.priors`, `kg.evidence` (likelihood ratios and damping).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.closure import Closure, applicable, closure
from kg.derived import BANDS, band_of, duration_id
from kg.evidence import Floats, Term, damp, rows_of_all, rows_of_pairs, terms
from kg.graph import Graph
from kg.posterior import Posterior, Ranking, Shown
from kg.priors import Priors
from kg.schema import Finding, FindingId, FindingKind, Person, Status

__all__ = ["Posterior", "Ranking", "closure", "infer"]

EXPLAINS: Final = 0.1
LESSER: Final = 0.5
"""What the lesser of two diseases at once counts as the reason for the visit."""
SILENT: Final = 1e-9
"""A log10 ratio below this is that of a finding that the disease does not list."""
FEW: Final = 4
"""From so many independent complaints on, what was told counts as it stands."""

PREGNANT: Final = FindingId("hx.pregnant")
_COMPLAINTS = frozenset({FindingKind.SYMPTOM, FindingKind.SIGN, FindingKind.MEASUREMENT, FindingKind.LAB})
_INSTEAD = frozenset({FindingKind.EXPOSURE, FindingKind.DIAGNOSIS})
_EVENTS = frozenset({FindingKind.HISTORY, FindingKind.RISK})
_BEGINS = _COMPLAINTS | {FindingKind.EXPOSURE}
"""What begins with the illness that they consult for, or brings it on; what was there before has a time of its own."""
RECENT_DAYS: Final = 56.0
"""As long as the puerperium (six weeks) and what comes of an operation last: the longest band that is not "months" (`kg.derived`)."""


def complaints(graph: Graph, present: Iterable[FindingId]) -> list[FindingId]:
    """Answer, of present findings, those that somebody consults for.

    These are symptoms, signs, readings and results; where there are none, what happened to them (an injury, a bite, a
    poisoning) or what somebody called it. History, risks and medicines are no complaint.
    """
    those = list(present)
    found = [finding for finding in those if graph.findings[finding].kind in _COMPLAINTS]
    return found or [finding for finding in those if graph.findings[finding].kind in _INSTEAD]


def _leave_unexplained(graph: Graph, those: Sequence[Term], rows: Floats) -> None:
    """Say, in place, what it means for a disease not to list a present complaint (the general finding, once)."""
    told = set(complaints(graph, [term.finding for term in those if term.status is Status.PRESENT]))
    for number, term in enumerate(those):
        if term.given is None and term.finding in told:
            rows[number, np.abs(rows[number]) < SILENT] = graph.assumptions.unexplained_log10


def _unexplaining(graph: Graph, those: Sequence[Term], rows: Floats) -> Shown | None:
    """Answer the row that speaks against diseases explaining no complaint, shown on the rarest complaint; `rows` undamped."""
    present = {term.finding: number for number, term in enumerate(those) if term.status is Status.PRESENT}
    told = complaints(graph, present)
    if not told:
        return None
    explains = (rows[[present[finding] for finding in told]] > EXPLAINS).any(axis=0)
    rarest = min(told, key=lambda finding: (graph.matrix.background(finding), finding))
    return Shown(rarest, Status.PRESENT, np.where(explains, 0.0, graph.assumptions.unexplaining_log10))


def _presenting(graph: Graph, person: Person, known: Closure, those: Sequence[Term]) -> Floats:
    """Answer what the telling adds to the prior of each disease, log10, (diseases,); 0 when nothing complains.

    It belongs to the prior, not to the evidence: who comes with this, not what a finding says.
    """
    told = complaints(graph, [term.finding for term in those if term.status is Status.PRESENT])
    if not told:
        return np.zeros(len(graph.diseases))
    assumed, status = graph.assumptions, dict(known.status)
    if person.pregnant and PREGNANT in graph.findings:
        status[PREGNANT] = Status.PRESENT
    answer = np.where(graph.presentation.causes.unspoken(status), assumed.causeless_log10, 0.0)
    unseen = graph.presentation.evident.unspoken(status)
    answer += np.where(unseen, assumed.unseen_log10, 0.0)
    answer += np.where(graph.presentation.hallmarks.unspoken(status) & ~unseen, assumed.unmarked_log10, 0.0)
    if assumed.presentation:
        answer += assumed.presentation * graph.presentation.log10_share(told, status)
    return answer


def _sharpness(graph: Graph, those: Sequence[Term]) -> float:
    """Answer the exponent of all probabilities: above 1 while few complaints, from different trees of findings, were told."""
    told = complaints(graph, [term.finding for term in those if term.status is Status.PRESENT])
    count = len({graph.matrix.place[finding][0] for finding in told})
    return 1.0 + graph.assumptions.typical * max(FEW - count, 0) / (FEW - 1) if count else 1.0


def _onset(graph: Graph, known: Closure) -> float | None:
    """Answer how long the illness has been there, in days: the longest time told of a complaint or an exposure; None when none was.

    Where neither was given a time, a birth, an operation or the like of at most `RECENT_DAYS` ago stands for it, since what came after
    is no older. Since when somebody smokes, is pregnant or has diabetes is no such time, nor since when an illness has its name.
    """
    told = [
        (graph.findings[f.id].kind, f.onset_days)
        for f in known.told.values()
        if f.status is Status.PRESENT and f.onset_days is not None
    ]
    begun = [days for kind, days in told if kind in _BEGINS]
    return max(begun or [days for kind, days in told if kind in _EVENTS and days <= RECENT_DAYS], default=None)


def _log10(values: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        answer: Floats = np.log10(values)
    return answer


def infer(
    graph: Graph,
    person: Person,
    findings: Iterable[Finding],
    *,
    month: int | None = None,
    duration_days: float | None = None,
) -> Posterior:
    """Answer the posterior over all diseases of the graph.

    `month` (1 to 12) sets the season. `duration_days` is how long the complaint has lasted; without it the longest
    onset that a present finding was told with stands, and without that nothing is assumed.

    Raises:
        UnknownId: when a finding is not in the graph.
    """
    known = closure(graph, applicable(graph, person, findings))
    those = terms(graph, known)
    rows = rows_of_all(graph, those)
    unexplaining = _unexplaining(graph, those, rows)
    damp(rows, [term.group for term in those], graph.assumptions)
    _leave_unexplained(graph, those, rows)
    shown = [Shown(term.finding, term.status, rows[number]) for number, term in enumerate(those)]
    if unexplaining is not None:
        shown.append(unexplaining)
    lasting = _onset(graph, known) if duration_days is None else duration_days
    if lasting is not None:
        band = band_of(lasting)
        ratios = graph.prior_table.duration[:, BANDS.index(band)]
        shown.append(Shown(duration_id(band), Status.PRESENT, ratios))
    priors = graph.prior_table.priors(person, month)
    presenting = _presenting(graph, person, known, those)
    log_prior = _log10(priors.reason) + presenting
    weight_of = graph.assumptions.evidence
    score = log_prior + weight_of * np.sum([row.values for row in shown], axis=0) if shown else log_prior
    sharp = _sharpness(graph, those)
    score, nothing = score * sharp, float(np.log10(priors.nothing)) * sharp
    top = max(nothing, float(score.max(initial=-np.inf)))
    weight, weight_nothing = 10.0 ** (score - top), 10.0 ** (nothing - top)
    total = float(weight.sum()) + weight_nothing
    singles = weight / total
    pairs = _pairs(graph, those, singles, priors, lasting, presenting, sharp)
    # The same scale for single diseases and pairs, whichever is the more probable: nothing overflows.
    above = max(0.0, float(pairs.score.max(initial=-np.inf)) - top)
    scale = 10.0**-above
    pair_weight = 10.0 ** (pairs.score - top - above)
    first, second = np.zeros(len(singles)), np.zeros(len(singles))
    np.add.at(first, pairs.first, pair_weight)
    np.add.at(second, pairs.second, pair_weight)
    whole = total * scale + float(pair_weight.sum())
    heaviest = np.argsort(-pair_weight, kind="stable")
    ids = graph.matrix.diseases
    return Posterior(
        graph=graph,
        person=person,
        known=known,
        duration_days=lasting,
        probabilities=((weight * scale + first + second) / whole).clip(0.0, 1.0),
        reasons=((weight * scale + first + LESSER * second) / whole).clip(0.0, 1.0),
        singles=singles,
        nothing=weight_nothing / total,
        unexplained=weight_nothing * scale / whole,
        pairs=tuple(
            (ids[int(pairs.first[n])], ids[int(pairs.second[n])], float(pair_weight[n]) / whole) for n in heaviest
        ),
        shown=tuple(shown),
        explains=np.ones(len(singles), dtype=bool) if unexplaining is None else unexplaining.values == 0.0,
        presenting=presenting,
        sharpness=sharp,
    )


def leading_of(values: Floats, most: int) -> NDArray[np.int64]:
    """Answer the indexes of the `most` greatest values, greatest first, equal ones in their order, without sorting all."""
    those = np.arange(len(values))
    if most < len(values):
        those = np.flatnonzero(values >= np.partition(values, -most)[-most])
    answer: NDArray[np.int64] = those[np.argsort(-values[those], kind="stable")][:most]
    return answer


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Indexes of the two diseases of each pair, the likelier by itself first, and the pair's log10 weight (prior times LR)."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    score: Floats


def _pairs(
    graph: Graph,
    those: Sequence[Term],
    singles: Floats,
    priors: Priors,
    lasting: float | None,
    presenting: Floats,
    sharp: float,
) -> _Pairs:
    """Answer the pairs among the leading diseases; fewer than two present findings need no second disease."""
    none = np.zeros(0, dtype=np.int64)
    roots = {graph.matrix.place[term.finding][0] for term in those if term.status is Status.PRESENT}
    leading = leading_of(singles, graph.assumptions.pairs_among)
    leading = leading[singles[leading] > 0]
    if len(roots) < 2 or len(leading) < 2:  # noqa: PLR2004 - two complaints, two diseases
        return _Pairs(none, none, np.zeros(0))
    one, two = np.triu_indices(len(leading), k=1)
    first, second = leading[one], leading[two]
    rows = rows_of_pairs(graph, those, first, second)
    unexplaining = _unexplaining(graph, those, rows)
    damp(rows, [term.group for term in those], graph.assumptions)
    _leave_unexplained(graph, those, rows)
    reason, beside = priors.reason, priors.beside
    spoken = rows.sum(axis=0)
    if unexplaining is not None:
        spoken = spoken + unexplaining.values
    if lasting is not None:
        ratios = graph.prior_table.duration[:, BANDS.index(band_of(lasting))]
        spoken = spoken + np.maximum(ratios[first], ratios[second])
    prior = _log10(reason[first] * beside[second] + reason[second] * beside[first])
    prior += np.minimum(presenting[first], presenting[second])
    score = prior + graph.assumptions.pair_log10 + graph.assumptions.evidence * spoken
    return _Pairs(first, second, sharp * score)
