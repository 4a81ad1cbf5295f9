"""`jiayi evaluate inquiry`: learn a graph from recorded consultations, interview other ones with the engine, count what it gets right.

Owns the simulated patient, the folds and the figures. The patient is that of the published work (Wei et al. 2018 for MZ-4, Xu et
al. 2019 for Dxy, Chen et al. 2022 for DxFormer): it opens with the explicit symptoms, and answers a symptom that is asked from the
implicit ones with yes, no or not sure; DxFormer's simulator answers "not mentioned", apart from "not sure", for what the record
does not hold, and so does this one. A question that the record does not answer costs a turn like any other. Recall
is DxFormer's: the share of all implicit symptoms, whatever their answer, that were asked. Those among them that the patient
came with already (MZ-10 has many) are neither asked nor counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from app.evaluate.intervals import bootstrap, wilson
from app.evaluate_sets.interview import interview
from kg.graph import Graph
from kg.importers.inquiry import InquiryCase, inquiry_graph, opening, said, symptom_of
from kg.schema import Finding, Person, Question, QuestionId, Sex

SOMEBODY: Final = Person(age_days=6 * 365, sex=Sex.MALE)
"""The sets tell neither age nor sex; nothing in their graphs depends on either."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one case."""

    case: str
    right: bool
    hidden: int
    """Implicit symptoms that the patient did not come with."""
    found: int
    questions: int


@dataclass(frozen=True, slots=True)
class InquiryResult:
    """The figures over all cases."""

    cases: tuple[Asked, ...]
    seed: int

    def figures(self) -> dict[str, Any]:
        """Answer the figures under the keys that DESIGN section 10 fixes."""
        n = len(self.cases)
        right = sum(case.right for case in self.cases)
        found = np.array([(case.found, case.hidden) for case in self.cases], dtype=np.float64)
        asked = np.array([case.questions for case in self.cases], dtype=np.float64)
        return {
            "n": n,
            "accuracy": right / n,
            "recall": _recall(found),
            "questions_mean": float(asked.mean()),
            "ci95": {
                "accuracy": wilson(right, n),
                "recall": bootstrap(found, _recall, seed=self.seed),
                "questions_mean": bootstrap(asked, np.mean, seed=self.seed),
            },
        }


def _recall(found: np.ndarray[Any, Any]) -> float:
    hits, hidden = found.sum(axis=0)
    return float(hits / hidden) if hidden else 1.0


def ask(graph: Graph, case: InquiryCase, most: int) -> Asked:
    """Answer what comes of interviewing one case with at most `most` questions."""

    def patient(question: Question) -> tuple[Finding, ...]:
        symptom = symptom_of(question)
        return (said(symptom, case.recorded.get(symptom)),)

    told = frozenset(QuestionId(symptom) for symptom in case.volunteered)
    done = interview(graph, SOMEBODY, opening(graph, case), patient, most=most, never=told)
    hidden = set(case.recorded) - set(case.volunteered)
    leader = done.posterior.ranked[0].disease
    return Asked(case.id, leader == case.disease, len(hidden), len(hidden.intersection(done.asked)), len(done.asked))


def folds(cases: Sequence[InquiryCase], count: int, seed: int) -> list[list[int]]:
    """Answer the indexes of each fold; every disease is spread evenly over them."""
    chance = np.random.default_rng(seed)
    answer: list[list[int]] = [[] for _ in range(count)]
    dealt = 0
    for disease in sorted({case.disease for case in cases}):
        those = np.array([n for n, case in enumerate(cases) if case.disease == disease])
        chance.shuffle(those)
        for number in those.tolist():
            answer[dealt % count].append(number)
            dealt += 1
    return answer


def evaluate(
    train: Sequence[InquiryCase],
    test: Sequence[InquiryCase] | None,
    *,
    most: int,
    fold_count: int,
    seed: int,
    progress: Progress | None = None,
) -> InquiryResult:
    """Answer the figures over `test`, or over the folds of `train`, each asked by the graph of the others, when it is None."""
    if test is not None:
        splits = [(list(train), list(test))]
    else:
        splits = []
        for held in folds(train, fold_count, seed):
            out = set(held)
            splits.append(([c for n, c in enumerate(train) if n not in out], [train[n] for n in held]))
    total = sum(len(those) for _, those in splits)
    done: list[Asked] = []
    for learnt, those in splits:
        graph = inquiry_graph(learnt)
        for case in those:
            done.append(ask(graph, case, most))
            if progress is not None:
                progress(len(done), total)
    return InquiryResult(tuple(done), seed)
