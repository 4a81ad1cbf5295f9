"""The next best question: what changes the decision most, dangerous things first, and why it is asked.

Owns the worth of a question. It adds what the answer is expected to tell about the leading diseases (bits), what it is expected
to save in the cost of a wrong urgency (`kg.triage`), and how near it brings a red flag that concerns the complaint. When no
question is worth its trouble the decision stands, and the answer is None. What may be asked at all: `kg.candidates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.candidates import MADE, Candidate, candidates, put
from kg.closure import Closure
from kg.conditions import Situation, chances
from kg.errors import WrongAnswer
from kg.evidence import Floats
from kg.graph import Graph
from kg.inference import Posterior, complaints
from kg.schema import (
    Finding,
    FindingId,
    FindingKind,
    LocalText,
    Option,
    Person,
    Question,
    QuestionId,
    Status,
    Urgency,
)
from kg.triage import LEVELS, UNEXPLAINED_AS, costs
from kg.wording import NONE_OF_THESE, chips, is_speakable, is_unsure, why_apart, why_danger

__all__ = ["NextQuestion", "answer", "chips", "next_question"]

LEADING: Final = 24
DANGEROUS: Final = 12
DANGER_FLOOR: Final = 0.002
"""Considered besides the leading diseases: emergencies and urgent ones above this probability."""
CONSIDERED: Final = 120
FLAGGED: Final = 40
"""So many of the most telling findings, and of those that red flags lack, are weighed exactly."""
WORTH_STOP: Final = 0.06
PATIENCE: Final = 0.015
"""No question below this worth is put: about a twentieth of a bit, or of the cost of one level of urgency; with every question
that was put, the next one must be worth a little more."""
STAKES: Final[dict[Urgency, float]] = {
    Urgency.EMERGENCY: 1.0,
    Urgency.URGENT: 1.0,
    Urgency.SOON: 0.8,
    Urgency.ROUTINE: 0.6,
    Urgency.SELF_CARE: 0.45,
}
"""What a bit is worth when this is the disease: which of two colds it is changes little."""
URGENCY_WEIGHT: Final = 1.5
FLAG_WORTH: Final[dict[Urgency, float]] = {Urgency.EMERGENCY: 0.8, Urgency.URGENT: 0.5}
"""Worth of deciding a red flag, once it is as likely to hold as `FLAG_LIKELY`."""
FLAG_LIKELY: Final = 0.03
RAISED: Final = 2.0
"""So many times likelier than in anybody makes a finding of interest for a rule of which nothing is present yet."""
COMPLAINT: Final = 1.35
"""A finding that describes the complaint itself is asked rather than one beside it."""
HARD: Final[dict[FindingKind, float]] = {
    FindingKind.SIGN: 0.7,
    FindingKind.MEASUREMENT: 0.4,
    FindingKind.EXPOSURE: 0.8,
    FindingKind.RISK: 0.8,
    FindingKind.HISTORY: 0.8,
    FindingKind.MEDICINE: 0.7,
}
"""What residents can tell less surely than a symptom is worth less."""
OVERLAP: Final = 0.75
"""The options of one multiple question tell partly the same."""


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A question worth putting; `gain` is its worth, `why` one kind sentence, `finding` what matters most in it."""

    question: Question
    gain: float
    why: LocalText
    finding: FindingId | None


@dataclass(frozen=True)
class _Field:
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


def _field(graph: Graph, posterior: Posterior) -> _Field:
    p = posterior.probabilities
    order = posterior.order[posterior.explains[posterior.order]]
    leading = order[:LEADING]
    ranks = graph.urgency_ranks
    rest = order[LEADING : LEADING * 10]
    dangerous = rest[(ranks[rest] <= Urgency.URGENT.rank) & (p[rest] >= DANGER_FLOOR)][:DANGEROUS]
    chosen = np.concatenate([leading, dangerous])
    # A disease that explains nothing of the complaint is not what is looked for; it stands with "nothing in the graph".
    beside = float(p[~posterior.explains].sum())
    weights = np.append(p[chosen], max(posterior.unexplained + beside, 1e-6))
    weights /= weights.sum()
    truth = [*(LEVELS[int(rank)] for rank in ranks[chosen]), UNEXPLAINED_AS]
    stakes = float(weights @ np.array([STAKES[level] for level in truth]))
    return _Field(chosen, weights, costs(truth), _shares(graph, posterior.known, chosen), stakes)


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
    answer: Floats = rows.clip(1e-6, 1.0 - 1e-6)
    return answer


def _telling(field: _Field) -> NDArray[np.int64]:
    """Answer the findings (indexes) by how much they tell, most first.

    Told by the variance over the diseases against that of the answer: the leading term of the expected information, without
    logarithms.
    """
    mean = field.weights @ field.shares
    spread = field.weights @ field.shares**2 - mean**2
    answer: NDArray[np.int64] = np.argsort(-spread / (mean * (1.0 - mean)), kind="stable")
    return answer


def _entropy(weights: Floats) -> Floats:
    """Answer bits along the last axis."""
    answer: Floats = -(weights * np.log2(np.maximum(weights, 1e-12))).sum(axis=-1)
    return answer


def _told(field: _Field, branches: Floats) -> tuple[Floats, Floats]:
    """Answer (expected bits, expected saving of urgency cost) of answers.

    `branches` is (…, outcomes, diseases): P(outcome and disease), which sums over the outcomes to the weights.
    """
    mass = branches.sum(axis=-1, keepdims=True)
    after = (mass[..., 0] * _entropy(branches / np.maximum(mass, 1e-12))).sum(axis=-1)
    bits = np.maximum(_entropy(field.weights) - after, 0.0)
    now = (field.costs @ field.weights).min()
    then = (branches @ field.costs.T).min(axis=-1).sum(axis=-1)
    return bits, np.maximum(now - then, 0.0)


def _flag_worth(graph: Graph, now: Situation, likely: Mapping[FindingId, float]) -> dict[FindingId, float]:
    """Answer, for the findings that red flags still lack, what asking them is worth for safety, most first.

    It grows with the probability that the rule comes to hold by the finding. A rule of which nothing is present yet counts
    only for what the leading diseases make likelier than in anybody.
    """
    answer: dict[FindingId, float] = {}
    present = now.known.present
    background = graph.matrix.background
    for flag in graph.red_flags.values():
        worth, those = FLAG_WORTH.get(flag.urgency, 0.0), graph.flag_findings[flag.id]
        begun = not present.isdisjoint(those)
        raised = those if begun else {finding for finding in those if likely[finding] >= RAISED * background(finding)}
        if not worth or not raised:
            continue
        for finding, p in chances(flag.when, now, likely).given.items():
            if finding in raised:
                value = worth * min(1.0, likely[finding] * p / FLAG_LIKELY)
                answer[finding] = max(answer.get(finding, 0.0), value)
    return dict(sorted(answer.items(), key=lambda pair: (-pair[1], pair[0])))


def _branches(field: _Field, options: Sequence[Option], rows: dict[FindingId, Floats]) -> Floats:
    """Answer P(option and disease), (options + "none of these", diseases), for a question with one answer."""
    ways = [[rows[finding] for finding in option.present if finding in rows] for option in options if option.present]
    shares = np.array([way[0] if len(way) == 1 else 1.0 - np.prod(1.0 - np.array(way), axis=0) for way in ways])
    shares = shares / np.maximum(shares.sum(axis=0), 1.0)
    rest = np.maximum(1.0 - shares.sum(axis=0), 0.02)
    shares = np.vstack([shares, rest[None, :]])
    answer: Floats = shares / shares.sum(axis=0) * field.weights
    return answer


def _complaint(graph: Graph, known: Closure) -> frozenset[FindingId]:
    """Answer what was told as the complaint, with all that it implies."""
    told = complaints(graph, sorted(known.told_present))
    return frozenset(told).union(*(graph.ancestors(f) for f in told))


def next_question(
    graph: Graph,
    person: Person,
    findings: Iterable[Finding],
    posterior: Posterior,
    *,
    asked: frozenset[QuestionId] = frozenset(),
    month: int | None = None,
    duration_days: float | None = None,
) -> NextQuestion | None:
    """Answer the question that is worth most now, None when none is worth its trouble.

    `posterior` must come from the same findings; `month` and `duration_days` are already in it.
    """
    del findings, month
    known = posterior.known
    matrix = graph.matrix
    field = _field(graph, posterior)
    lasting = posterior.duration_days if duration_days is None else duration_days
    likely = dict(zip(matrix.findings, (field.weights @ field.shares).tolist(), strict=True))
    flags = _flag_worth(graph, Situation(person, known, lasting), likely)
    wanted = chain(islice(flags, FLAGGED), (matrix.findings[number] for number in _telling(field)))
    may = candidates(graph, person, known, asked, wanted, FLAGGED + CONSIDERED)
    if not may:
        return None
    every = tuple(dict.fromkeys(finding for candidate in may for finding in candidate.findings))
    shares = field.shares[:, [matrix.finding_index[finding] for finding in every]].T
    rows = dict(zip(every, shares, strict=True))
    bits, saved = _told(field, np.stack([shares * field.weights, (1.0 - shares) * field.weights], axis=1))
    worth = dict(zip(every, (field.stakes * bits + URGENCY_WEIGHT * saved).tolist(), strict=True))
    complaint = _complaint(graph, known)
    gains = [_worth(graph, field, candidate, rows, worth, flags, complaint) for candidate in may]
    best = min(range(len(may)), key=lambda n: (-gains[n], may[n].id))
    candidate = may[best]
    if gains[best] < WORTH_STOP + PATIENCE * len(asked):
        return None
    matters = max(candidate.findings, key=lambda finding: (worth[finding] + flags.get(finding, 0.0), finding))
    danger = flags.get(matters, 0.0) > worth[matters]
    question = put(graph, candidate)
    why = question.why
    if question.id.startswith(MADE):
        why = _why(graph, posterior, field, matters, rows[matters], danger=danger)
    return NextQuestion(question, gains[best], why, matters)


def _worth(
    graph: Graph,
    field: _Field,
    candidate: Candidate,
    rows: dict[FindingId, Floats],
    worth: dict[FindingId, float],
    flags: dict[FindingId, float],
    complaint: frozenset[FindingId],
) -> float:
    those = candidate.findings
    if candidate.is_choice:
        bits, saved = _told(field, _branches(field, candidate.options, rows))
        gain = field.stakes * float(bits) + URGENCY_WEIGHT * float(saved)
    else:
        ordered = sorted((worth[finding] for finding in those), reverse=True)
        gain = sum(each * OVERLAP**place for place, each in enumerate(ordered))
    gain *= COMPLAINT if candidate.about in complaint else 1.0
    safety = sorted((flags.get(finding, 0.0) for finding in those), reverse=True)
    gain += sum(each * 0.5**place for place, each in enumerate(safety))
    return gain * max(HARD.get(graph.findings[finding].kind, 1.0) for finding in those)


def _why(
    graph: Graph, posterior: Posterior, field: _Field, matters: FindingId, row: Floats, *, danger: bool
) -> LocalText:
    concept = graph.findings[matters]
    if danger:
        return why_danger(concept)
    weights = field.weights[:-1]
    usual = float(row[:-1] @ weights / max(weights.sum(), 1e-9))
    pull = weights * (row[:-1] - usual)
    diseases = [graph.diseases[posterior.diseases[int(number)]] for number in field.diseases]
    gentle = [n for n, disease in enumerate(diseases) if is_speakable(disease)]
    more = max(gentle, key=lambda n: pull[n], default=None)
    less = min(gentle, key=lambda n: pull[n], default=None)
    if more is None or pull[more] <= 0:
        return why_apart(concept, None, None)
    return why_apart(concept, diseases[more], None if less is None or pull[less] >= 0 else diseases[less])


def answer(graph: Graph, question: Question, chosen: Sequence[int]) -> tuple[Finding, ...]:
    """Answer what the chosen quick answers say (indexes into `chips(question)`).

    "Not sure" says unsure of everything asked. For `choice` and `multi`, what was offered and not chosen is absent, unless
    the choice implies it. Nothing chosen says nothing.

    Raises:
        WrongAnswer: for an index that the question does not offer, or two for a question that takes one.
        UnknownId: when the question names a finding that the graph does not hold.
    """
    offered = chips(question)
    wrong = next((index for index in chosen if not 0 <= index < len(offered)), None)
    if wrong is None and question.kind != "multi" and len(set(chosen)) > 1:
        wrong = sorted(set(chosen))[1]
    if wrong is not None:
        raise WrongAnswer(question.id, wrong)
    if not chosen:
        return ()
    if question.kind == "yes_no":
        assert question.finding is not None
        graph.finding(question.finding)
        status = (Status.PRESENT, Status.ABSENT, Status.UNSURE)[chosen[0]]
        return (Finding(id=question.finding, status=status, text=offered[chosen[0]].zh),)
    return _answered(graph, question, sorted(set(chosen)), offered)


def _answered(
    graph: Graph, question: Question, chosen: Sequence[int], offered: Sequence[LocalText]
) -> tuple[Finding, ...]:
    asked = list(dict.fromkeys(finding for option in question.options for finding in option.present))
    taken = [question.options[index] for index in chosen if index < len(question.options)]
    says = [option for option in taken if not is_unsure(option)]
    none = any(offered[index] is NONE_OF_THESE for index in chosen if index >= len(question.options))
    words = "、".join(offered[index].zh for index in chosen)
    if not says and not none:
        return tuple(Finding(id=finding, status=Status.UNSURE, text=words) for finding in asked)
    present = dict.fromkeys(finding for option in says for finding in option.present)
    implied = set(present).union(*(graph.ancestors(finding) for finding in present))
    absent = dict.fromkeys(finding for option in says for finding in option.absent)
    absent |= dict.fromkeys(finding for finding in asked if finding not in implied)
    found = [Finding(id=finding, status=Status.PRESENT, text=words) for finding in present]
    found += [Finding(id=finding, status=Status.ABSENT, text=words) for finding in absent if finding not in implied]
    return tuple(found)
