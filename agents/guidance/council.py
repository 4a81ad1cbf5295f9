"""The one ranking that comes of many opinions: the graph's posterior, corrected by what the specialties' published rules say.

The same rule used by two specialties counts once. A correction can raise the urgency, through the diseases that it makes more
probable, and never lowers it: rules that speak against a danger change the order of what is told, not how soon to be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agents.intake.engine import Thought
from agents.state import Opinion
from kg.graph import Graph
from kg.inference import LESSER, Posterior
from kg.schema import Person
from kg.triage import triage


def agreed(graph: Graph, person: Person, thought: Thought, opinions: Iterable[Opinion]) -> Thought:
    """Answer the thought with the posterior that the opinions that stand agree on; the thought itself when none corrects it.

    `thought` is one that was not corrected before: a correction is not made twice.
    """
    shifts = {
        (shift.by, shift.disease): shift.log10_lr for each in opinions if not each.failed for shift in each.shifts
    }
    if not shifts:
        return thought
    factors = np.zeros(len(thought.posterior.diseases))
    for (_, disease), log10_lr in shifts.items():
        factors[graph.matrix.index[disease]] += log10_lr
    posterior = shifted(thought.posterior, 10.0**factors)
    found = triage(graph, person, thought.known.findings, posterior)
    if found.urgency.rank >= thought.triage.urgency.rank:
        found = thought.triage
    return replace(thought, posterior=posterior, triage=found)


def shifted(posterior: Posterior, factors: NDArray[np.float64]) -> Posterior:
    """Answer the posterior with the weight of every hypothesis times its diseases' factors (n_diseases,), all above zero.

    Exact: single diseases, pairs and "none of them" are weighed anew, and the marginals follow from them.
    """
    index = posterior.graph.matrix.index
    share = posterior.unexplained / posterior.nothing
    singles = posterior.singles * share * factors
    pairs = [(index[one], index[two], p * factors[index[one]] * factors[index[two]]) for one, two, p in posterior.pairs]
    first, second = np.zeros(len(singles)), np.zeros(len(singles))
    for one, two, weight in pairs:
        first[one] += weight
        second[two] += weight
    whole = float(singles.sum() + first.sum()) + posterior.unexplained
    alone = posterior.singles * factors
    total = float(alone.sum()) + posterior.nothing
    ids = posterior.diseases
    return replace(
        posterior,
        probabilities=((singles + first + second) / whole).clip(0.0, 1.0),
        reasons=((singles + first + LESSER * second) / whole).clip(0.0, 1.0),
        singles=alone / total,
        nothing=posterior.nothing / total,
        unexplained=posterior.unexplained / whole,
        pairs=tuple(
            (ids[one], ids[two], weight / whole) for one, two, weight in sorted(pairs, key=lambda pair: -pair[2])
        ),
    )
