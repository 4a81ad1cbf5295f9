"""What each part of the method is worth: the same cases with one part taken away.

An ablation may change the graph, a step of the consultation, or what becomes of a state; everything else is the product as it is.
The dictionary stays that of the full graph throughout, so that what is understood does not change with what is reasoned.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Final

from agents.assessment import guided
from agents.consultation import Steps, Tell, Work
from agents.graph import Outcome
from agents.intake.questions import OWN
from agents.knowledge import Knowledge
from agents.state import Asked, ConsultationState
from kg.candidates import candidates, put
from kg.graph import Graph
from kg.schema import Prevalence, QuestionId, Status


class Ablation:
    """The full method; the others change one thing of it."""

    name: str = "full"

    def graph(self, graph: Graph) -> Graph:
        """Answer the graph that is reasoned with."""
        return graph

    def steps(self, steps: Steps, seed: str) -> Steps:
        """Answer the steps of the consultation; `seed` decides what is left to chance."""
        del seed
        return steps

    def assessed(self, knowledge: Knowledge, outcome: Outcome, now_ms: int) -> Outcome:
        """Answer what becomes of a one-shot assessment."""
        del knowledge, now_ms
        return outcome


# --- questions by chance


@dataclass(frozen=True)
class _ByChance(Steps):
    """Puts, wherever the graph would choose, any of the questions that may be put. When to stop stays the product's decision."""

    seed: str

    def ask(self, work: Work) -> Work:
        before = work["state"]
        answer = super().ask(work)
        chosen = answer["state"].open if "state" in answer else None
        if chosen is None or chosen.id in OWN or chosen.by is not None:
            return answer
        state = answer["state"]
        asked = self._drawn(work, before, chosen)
        return {**answer, "state": state.model_copy(update={"open": asked, "asked": (*before.asked, asked)})}

    def _drawn(self, work: Work, state: ConsultationState, chosen: Asked) -> Asked:
        graph, thought = self.knowledge.graph, work["thought"]
        put_before = frozenset(QuestionId(each.id) for each in state.asked)
        every = sorted(graph.findings)
        may = candidates(graph, state.person, thought.posterior.known, put_before, every, len(every))
        if not may:
            return chosen
        chance = random.Random(f"{self.seed}/{work['turn']}")  # noqa: S311 - a measurement, no secret
        drawn = put(graph, chance.choice(sorted(may, key=lambda each: each.id)))
        return Asked(question=drawn, turn=chosen.turn)


class WithoutSelection(Ablation):
    """Questions are drawn by chance among those that may be put."""

    name = "without question selection"

    def steps(self, steps: Steps, seed: str) -> Steps:
        return _ByChance(steps.knowledge, steps.desk, steps.registry, steps.guard_after, seed)


# --- no hierarchy, no priors


class WithoutHierarchy(Ablation):
    """No finding is more general than another."""

    name = "without hierarchy"

    def graph(self, graph: Graph) -> Graph:
        flat = {key: concept.model_copy(update={"parent": None}) for key, concept in graph.findings.items()}
        return replace(graph, findings=flat)


class WithoutPriors(Ablation):
    """All diseases are equally common in everybody whom they can befall; their sum stays what it was."""

    name = "without priors"

    def graph(self, graph: Graph) -> Graph:
        rates = [disease.prevalence.per_100k for disease in graph.diseases.values()]
        equal = Prevalence(per_100k=sum(rates) / len(rates))
        flat = {key: disease.model_copy(update={"prevalence": equal}) for key, disease in graph.diseases.items()}
        return replace(graph, diseases=flat)


# --- no negation


def _without_absent(state: ConsultationState) -> ConsultationState:
    parts = tuple(
        part.model_copy(
            update={"findings": tuple(each for each in part.findings if each.status is not Status.ABSENT)}
        )
        for part in state.contributions
    )
    return state.model_copy(update={"contributions": parts})


@dataclass(frozen=True)
class _Deaf(Steps):
    """Forgets every denial."""

    def receive(self, work: Work, tell: Tell) -> Work:
        answer = super().receive(work, tell)
        return {**answer, "state": _without_absent(answer["state"])}


class WithoutNegation(Ablation):
    """What is denied is not used."""

    name = "without negation"

    def steps(self, steps: Steps, seed: str) -> Steps:
        del seed
        return _Deaf(steps.knowledge, steps.desk, steps.registry, steps.guard_after)

    def assessed(self, knowledge: Knowledge, outcome: Outcome, now_ms: int) -> Outcome:
        fresh = _without_absent(outcome.state).model_copy(
            update={"guidance": None, "opinions": (), "stage": "intake", "told": ()}
        )
        return guided(knowledge, fresh, now_ms)


FULL: Final = Ablation()
ABLATIONS: Final[tuple[Ablation, ...]] = (
    FULL,
    WithoutSelection(),
    WithoutHierarchy(),
    WithoutPriors(),
    WithoutNegation(),
)
