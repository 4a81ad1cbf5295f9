"""What each part of the method is worth: the same cases with one part taken away.

An ablation may change the graph, with what it assumes (`kg.assumptions`), or a step of the consultation; all else is the product as it is.
The dictionary stays that of the full graph throughout, so that what is understood does not change with what is reasoned.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from agents.consultation import Steps, Work
from agents.intake.questions import is_own
from agents.specialties.view import View
from agents.state import Asked, ConsultationState
from kg.candidates import candidates, put
from kg.graph import Graph
from kg.schema import Prevalence, QuestionId


@dataclass(frozen=True)
class Ablation:
    """A method by its name: `graph` answers the graph that is reasoned with, `steps` the consultation's steps.

    The second argument of `steps` is the seed of what is left to chance.
    """

    name: str
    graph: Callable[[Graph], Graph] = lambda graph: graph
    steps: Callable[[Steps, str], Steps] = lambda steps, _: steps


# --- questions by chance


@dataclass(frozen=True)
class _ByChance(Steps):
    """Puts, wherever the graph would choose, any of the questions that may be put. When to stop stays the product's decision."""

    seed: str

    def ask(self, work: Work) -> Work:
        before = work["state"]
        answer = super().ask(work)
        chosen = answer["state"].open if "state" in answer else None
        if chosen is None or is_own(chosen.id) or chosen.by is not None:
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


def _by_chance(steps: Steps, seed: str) -> Steps:
    return _ByChance(steps.knowledge, steps.desk, steps.registry, steps.guard_after, seed)


# --- one agent


class _Alone(Steps):
    """One generalist: the posterior over everything and its triage. No specialty looks, asks back, or corrects."""

    def concerned(self, work: Work) -> tuple[View, ...]:
        """Answer nobody."""
        del work
        return ()


def _alone(steps: Steps, _: str) -> Steps:
    return _Alone(steps.knowledge, steps.desk, steps.registry, steps.guard_after)


# --- less in the graph


def _without_hierarchy(graph: Graph) -> Graph:
    """Answer the graph in which no finding is more general than another."""
    flat = {key: concept.model_copy(update={"parent": None}) for key, concept in graph.findings.items()}
    return replace(graph, findings=flat)


def _without_priors(graph: Graph) -> Graph:
    """Answer the graph in which all diseases are equally common in everybody whom they can befall; their sum stays what it was."""
    rates = [disease.prevalence.per_100k for disease in graph.diseases.values()]
    equal = Prevalence(per_100k=sum(rates) / len(rates))
    flat = {key: disease.model_copy(update={"prevalence": equal}) for key, disease in graph.diseases.items()}
    return replace(graph, diseases=flat)


def _without_negation(graph: Graph) -> Graph:
    """Answer the graph in which a denial is known, and not asked again, but speaks neither for nor against anything."""
    return replace(graph, assumptions=replace(graph.assumptions, denials=False))


FULL: Final = Ablation("full")
MULTI: Final = Ablation("multi")
SINGLE: Final = Ablation("single", steps=_alone)
WITHOUT_SELECTION: Final = Ablation("without question selection", steps=_by_chance)
"""Says nothing of a single shot, which asks no question."""
ABLATIONS: Final[tuple[Ablation, ...]] = (
    FULL,
    WITHOUT_SELECTION,
    Ablation("without hierarchy", graph=_without_hierarchy),
    Ablation("without priors", graph=_without_priors),
    Ablation("without negation", graph=_without_negation),
)
