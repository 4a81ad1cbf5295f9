"""What a published rule says about diseases, beside what the graph has made of the same findings already.

A score adds nothing to the graph by repeating it. What it does know is what its items say *together*: the likelihood ratio
that was measured for the whole score. The graph takes the items one by one. So the two are compared: the odds of the
score's diseases with its items and without them give the ratio that the graph implies; where a score speaks for its diseases
and the graph says less than was published, the rest is added, and the same where it speaks against. It never takes back:
published ratios were measured among people who were suspected already, the graph's are against everybody, so that the graph
says more is no error. Missing inputs widen what was published, as they widen the score, so an incomplete score corrects
little and one of which nothing is known corrects nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10
from typing import Final

from agents.specialties.view import View
from agents.state import ScoreResult, Shift
from kg.inference import Posterior, infer
from kg.schema import DiseaseId, Finding, FindingId, Status

MOST: Final = 1.5
"""No rule moves a disease by more than this (log10): a ratio of about thirty is as much as any published one is worth here."""
LEAST: Final = 0.05
"""A correction below this is not made."""
CERTAIN: Final = 1e-4
"""Below this probability, and as near to one, there is nothing to correct."""


@dataclass(frozen=True)
class Belief:
    """The published ratios at the bounds of a rule, the diseases it is about, and the findings that it counts.

    `low` and `high` are likelihood ratios, `low <= high`; `counts` are the findings whose parts the rule replaces, with all
    that are more special.
    """

    diseases: tuple[str, ...]
    low: float
    high: float
    counts: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.diseases or not 0 < self.low <= self.high:
            raise ValueError("a belief is about diseases, with ratios above zero in rising order")


def between(score: ScoreResult, ratios: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Answer the least and the greatest published ratio that the score's bounds allow.

    `ratios` are (points from which it holds, likelihood ratio) in rising order of points; the first starts at or below the
    lowest possible score.
    """
    starts = [start for start, _ in ratios]
    first = max(place for place, start in enumerate(starts) if start <= score.low)
    last = max(place for place, start in enumerate(starts) if start <= score.high)
    possible = [ratio for _, ratio in ratios[first : last + 1]]
    return min(possible), max(possible)


def corrections(view: View, belief: Belief, *, by: str) -> tuple[Shift, ...]:
    """Answer the shift of each of the belief's diseases; none where the graph already says what was published."""
    those = [DiseaseId(each) for each in belief.diseases if each in view.graph.diseases]
    now = _log10_odds(view.posterior, those)
    if now is None:
        return ()
    without = _log10_odds(_without(view, belief.counts), those)
    if without is None:
        return ()
    implied = now - without
    shift = 0.0
    if belief.low > 1:
        shift = min(max(log10(belief.low) - implied, 0.0), MOST)
    elif belief.high < 1:
        shift = max(min(log10(belief.high) - implied, 0.0), -MOST)
    if abs(shift) < LEAST:
        return ()
    return tuple(Shift(disease=each, log10_lr=round(shift, 3), by=by) for each in those)


def _log10_odds(posterior: Posterior, diseases: Iterable[DiseaseId]) -> float | None:
    """Answer the odds that one of the diseases is the reason of the visit; None where they are as good as settled."""
    index = posterior.graph.matrix.index
    mass = float(sum(posterior.reasons[index[each]] for each in diseases))
    if not CERTAIN < mass < 1 - CERTAIN:
        return None
    return log10(mass / (1 - mass))


def _without(view: View, counted: Sequence[str]) -> Posterior:
    """Answer the posterior without the counted findings; what they are special cases of stays, because it was complained of."""
    graph = view.graph
    gone = {FindingId(each) for each in counted}
    gone |= {finding for each in gone if each in graph.findings for finding in graph.descendants(each)}
    left = [each for each in view.case.findings if each.id not in gone]
    known = {each.id for each in left}
    for told in view.case.findings:
        if told.id in gone and told.status is Status.PRESENT:
            general = next((each for each in graph.ancestors(told.id) if each not in gone), None)
            if general is not None and general not in known:
                left.append(Finding(id=general, status=Status.PRESENT))
                known.add(general)
    return infer(graph, view.case.person, left, month=view.case.month, duration_days=view.posterior.duration_days)
