"""What a question is worth: how much its answer is expected to change the ranking, the urgency, or the state of a red flag.

Owns the arithmetic. Worth adds up what the answer is expected to tell about the leading diseases (bits, times how much it
matters which of them it is), what it is expected to save in the cost of a wrong urgency (`kg.triage`), and how probably it
brings a red flag to its decision. A worth of one is about a bit between serious diseases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.candidates import Candidate
from kg.closure import Closure
from kg.conditions import Situation, leaf_holds
from kg.evidence import Floats
from kg.graph import Graph
from kg.inference import Posterior, complaints
from kg.relevance import Relevance, relevant
from kg.schema import FindingId, FindingKind, Option, Urgency
from kg.triage import LEVELS, UNEXPLAINED_AS, costs

LEADING: Final = 24
DANGEROUS: Final = 12
DANGER_FLOOR: Final = 0.002
"""Considered besides the leading diseases: emergencies and urgent ones above this probability."""
FLAGGED: Final = 40
"""So many of the findings that red flags lack are looked at."""
FLAG_WORTH: Final[dict[Urgency, float]] = {Urgency.EMERGENCY: 0.8, Urgency.URGENT: 0.5}
"""Worth of deciding a red flag, once it is as likely to hold as `FLAG_LIKELY`."""
_FLAG_WORTHS: Final = np.array([FLAG_WORTH.get(level, 0.0) for level in LEVELS])
FLAG_LIKELY: Final = 0.03
FLAG_HARDLY: Final = 0.0005
"""A rule less likely than this to come to hold is passed over: no finding of it can then be worth more than a sixtieth of a rule."""
RAISED: Final = 2.0
"""So many times likelier than in anybody makes a finding of interest for a rule of which nothing is present yet."""
HARD: Final[dict[FindingKind, float]] = {
    FindingKind.SIGN: 0.7,
    FindingKind.MEASUREMENT: 0.4,
    FindingKind.EXPOSURE: 0.8,
    FindingKind.RISK: 0.8,
    FindingKind.HISTORY: 0.9,
    FindingKind.MEDICINE: 0.7,
}
"""What residents can tell less surely than a symptom is worth less."""
OVERLAP: Final = 0.6
SAFETY_OVERLAP: Final = 0.5
"""The options of one multiple question tell partly the same."""
SAME: Final = 0.7
"""How much a finding loses, put beside one that has the same shape over the diseases."""


@dataclass(frozen=True)
class Field:
    """The diseases that the worth is judged by, and what they say of every finding.

    `diseases` are indexes; "nothing in the graph" stands last in the other arrays. `weights` sum to 1; `costs` is
    (5, diseases + 1), the cost of each urgency; `shares` is (diseases + 1, findings), P(finding | disease, what is known
    of the finding's ancestors); `stakes` is how much it matters which of the diseases it is.
    """

    diseases: NDArray[np.int64]
    weights: Floats
    costs: Floats
    shares: Floats
    stakes: float


def _doubted(posterior: Posterior) -> tuple[Floats, float]:
    """Answer the probabilities, (diseases,), and that of nothing in the graph, as they were before they were sharpened.

    Few complaints told point at what is common, and belief follows; what is dangerous and improbable is asked about all the same.
    """
    weights = posterior.probabilities ** (1.0 / posterior.sharpness)
    nothing = posterior.unexplained ** (1.0 / posterior.sharpness)
    total = float(weights.sum()) + nothing
    return weights / total, nothing / total


def _field(graph: Graph, posterior: Posterior) -> Field:
    p, nothing = _doubted(posterior)
    order = posterior.order[posterior.explains[posterior.order]]
    leading = order[:LEADING]
    ranks = graph.urgency_ranks
    rest = order[LEADING : LEADING * 10]
    dangerous = rest[(ranks[rest] <= Urgency.URGENT.rank) & (p[rest] >= DANGER_FLOOR)][:DANGEROUS]
    chosen = np.concatenate([leading, dangerous])
    # A disease that explains nothing of the complaint is not what is looked for; it stands with "nothing in the graph".
    beside = float(p[~posterior.explains].sum())
    weights = np.append(p[chosen], max(nothing + beside, 1e-6))
    weights /= weights.sum()
    truth = [*(LEVELS[int(rank)] for rank in ranks[chosen]), UNEXPLAINED_AS]
    stakes = float(weights @ np.array([graph.assumptions.stakes[level.rank] for level in truth]))
    return Field(chosen, weights, costs(truth), _shares(graph, posterior.known, chosen), stakes)


def _shares(graph: Graph, known: Closure, diseases: NDArray[np.int64]) -> Floats:
    matrix = graph.matrix
    rows = matrix.rows(diseases)
    given: dict[int, int] = {}
    for finding in known.present:
        for below in graph.descendants(finding):
            if below not in known.present:
                nearest = next(above for above in graph.ancestors(below) if above in known.present)
                given[matrix.finding_index[below]] = matrix.finding_index[nearest]
    if given:
        below_index = np.fromiter(given.keys(), dtype=np.int64)
        rows[:, below_index] /= rows[:, np.fromiter(given.values(), dtype=np.int64)]
    return np.clip(rows, 1e-6, 1.0 - 1e-6, out=rows)


def _telling(field: Field, those: NDArray[np.int64]) -> NDArray[np.int64]:
    """Answer those findings (indexes, rising) by how much they tell, most first.

    Told by the variance over the diseases against that of the answer: the leading term of the expected information, without
    logarithms.
    """
    shares = field.shares[:, those]
    mean = field.weights @ shares
    spread = field.weights @ shares**2 - mean**2
    telling = spread / (mean * (1.0 - mean))
    answer: NDArray[np.int64] = those[np.argsort(-telling, kind="stable")]
    return answer


def _entropy(weights: Floats) -> Floats:
    """Answer bits along the last axis."""
    answer: Floats = -(weights * np.log2(np.maximum(weights, 1e-12))).sum(axis=-1)
    return answer


def _told(field: Field, branches: Floats) -> tuple[Floats, Floats]:
    """Answer (expected bits, expected saving of urgency cost) of answers.

    `branches` is (…, outcomes, diseases): P(outcome and disease), which sums over the outcomes to the weights.
    """
    mass = branches.sum(axis=-1, keepdims=True)
    after = (mass[..., 0] * _entropy(branches / np.maximum(mass, 1e-12))).sum(axis=-1)
    bits = np.maximum(_entropy(field.weights) - after, 0.0)
    now = (field.costs @ field.weights).min()
    then = (branches @ field.costs.T).min(axis=-1).sum(axis=-1)
    return bits, np.maximum(now - then, 0.0)


def _flag_worth(graph: Graph, now: Situation, likely: Floats) -> dict[FindingId, float]:
    """Answer, for the findings that red flags still lack, what asking them is worth for safety, most first.

    `likely` is the probability of each finding of the rule table. The worth grows with the probability that the rule comes to hold
    by the finding. A rule of which nothing is present yet counts only for what the leading diseases make likelier than in anybody.
    """
    table = graph.rule_table
    outlook = table.outlook(now.known.status, likely, partial(leaf_holds, now=now))
    rule, finding, given = outlook.lacking.rules, outlook.lacking.findings, outlook.lacking.given
    present = [table.index[finding] for finding in now.known.present if finding in table.index]
    begun = graph.flag_incidence[:, present].sum(axis=1) > 0
    loud = likely >= RAISED * graph.matrix.backgrounds[graph.flagged_index]
    worth_of = _FLAG_WORTHS[graph.flag_ranks]
    counts = (worth_of[rule] > 0.0) & (outlook.p[rule] >= FLAG_HARDLY) & (begun[rule] | loud[finding])
    rule, finding, given = rule[counts], finding[counts], given[counts]
    worth = np.zeros(len(table.findings))
    np.maximum.at(worth, finding, worth_of[rule] * np.minimum(1.0, likely[finding] * given / FLAG_LIKELY))
    # Sorted by id before: of equal worth, the first id stands first.
    order = np.argsort(-worth, kind="stable")[: int((worth > 0.0).sum())]
    return {table.findings[number]: value for number, value in zip(order, worth[order].tolist(), strict=True)}


def _complaint(graph: Graph, known: Closure) -> frozenset[FindingId]:
    """Answer what was told as the complaint, with all that it implies."""
    told = complaints(graph, sorted(known.told_present))
    return frozenset(told).union(*(graph.ancestors(f) for f in told))


@dataclass(frozen=True)
class Worth:
    """The worth of questions in one situation.

    `flags` is what the findings that red flags lack are worth for safety, most first.
    """

    graph: Graph
    field: Field
    flags: Mapping[FindingId, float]
    complaint: frozenset[FindingId]
    relevance: Relevance

    @classmethod
    def of(cls, graph: Graph, posterior: Posterior, now: Situation) -> Worth:
        """Answer the worth of questions after this posterior."""
        field = _field(graph, posterior)
        expected = field.weights @ field.shares
        told = frozenset(complaints(graph, sorted(now.known.told_present)))
        flags = _flag_worth(graph, now, expected[graph.flagged_index])
        relevance = relevant(graph, field.diseases, field.weights[:-1], field.shares[:-1], told, flags)
        return cls(graph, field, flags, _complaint(graph, now.known), relevance)

    def belongs(self, finding: FindingId) -> bool:
        """Answer whether the finding may be asked beside the complaint."""
        return not self.graph.assumptions.only_relevant or bool(
            self.relevance.fits[self.graph.matrix.finding_index[finding]]
        )

    def telling(self) -> Iterator[FindingId]:
        """Answer the findings that may be asked here: what red flags lack first, then by how much they tell.

        Those are what belongs beside the complaint, and what describes it.
        """
        matrix = self.graph.matrix
        describes = (self.graph.describing.get(finding, frozenset()) for finding in self.complaint)
        described = frozenset[FindingId]().union(*describes)
        yield from (finding for finding in islice(self.flags, FLAGGED) if finding in described or self.belongs(finding))
        may = self.graph.asked_index
        if self.graph.assumptions.only_relevant:
            fits = self.relevance.fits.copy()
            fits[[matrix.finding_index[finding] for finding in described]] = True
            may = may[fits[may]]
        yield from (matrix.findings[number] for number in _telling(self.field, may).tolist())

    def row(self, finding: FindingId) -> Floats:
        """Answer P(finding | disease) over the field's diseases and "nothing"."""
        answer: Floats = self.field.shares[:, self.graph.matrix.finding_index[finding]]
        return answer

    def of_findings(self, findings: Sequence[FindingId]) -> dict[FindingId, float]:
        """Answer what asking each finding alone tells, without its worth for safety."""
        index = self.graph.matrix.finding_index
        shares = self.field.shares[:, [index[finding] for finding in findings]].T
        weights = self.field.weights
        bits, saved = _told(self.field, np.stack([shares * weights, (1.0 - shares) * weights], axis=1))
        told: Floats = self.field.stakes * bits + self.graph.assumptions.urgency_weight * saved
        return dict(zip(findings, told.tolist(), strict=True))

    def of_candidate(self, candidate: Candidate, alone: Mapping[FindingId, float]) -> float:
        """Answer what the question is worth; `alone` holds what each of its findings tells alone."""
        those = candidate.findings
        if candidate.is_choice:
            bits, saved = _told(self.field, self._branches(candidate.options))
            gain = self.field.stakes * float(bits) + self.graph.assumptions.urgency_weight * float(saved)
        else:
            ordered = sorted((alone[finding] for finding in those), reverse=True)
            gain = sum(each * OVERLAP**place for place, each in enumerate(ordered))
        gain *= self.graph.assumptions.complaint if candidate.about in self.complaint else 1.0
        safety = sorted((self.flags.get(finding, 0.0) for finding in those), reverse=True)
        gain += sum(each * SAFETY_OVERLAP**place for place, each in enumerate(safety))
        return gain * max(HARD.get(self.graph.findings[finding].kind, 1.0) for finding in those)

    def most_together(
        self, findings: Sequence[FindingId], alone: Mapping[FindingId, float], most: int
    ) -> list[FindingId]:
        """Answer up to `most` of the findings that tell most together: of two that tell the same, one."""
        index = self.graph.matrix.finding_index
        weights = self.field.weights
        shares = self.field.shares[:, [index[finding] for finding in findings]].T
        centred = (shares - (shares @ weights)[:, None]) * np.sqrt(weights)
        shape = centred / np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-12)
        value = np.array([alone[finding] + self.flags.get(finding, 0.0) for finding in findings])
        likeness = np.zeros(len(findings))
        chosen: list[int] = []
        while len(chosen) < min(most, len(findings)):
            worth = value * (1.0 - SAME * likeness)
            worth[chosen] = -1.0
            best = int(worth.argmax())
            chosen.append(best)
            likeness = np.maximum(likeness, np.abs(shape @ shape[best]))
        return [findings[number] for number in chosen]

    def _branches(self, options: Sequence[Option]) -> Floats:
        """Answer P(option and disease), (options + "none of these", diseases), for a question with one answer."""
        index = self.graph.matrix.finding_index
        ways = [self.field.shares[:, [index[f] for f in option.present]] for option in options if option.present]
        shares = np.array([1.0 - np.prod(1.0 - way, axis=1) for way in ways])
        shares = shares / np.maximum(shares.sum(axis=0), 1.0)
        rest = np.maximum(1.0 - shares.sum(axis=0), 0.02)
        shares = np.vstack([shares, rest[None, :]])
        answer: Floats = shares / shares.sum(axis=0) * self.field.weights
        return answer
