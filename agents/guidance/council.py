"""The one ranking that comes of many opinions: each field in the order of its own specialty, corrected by published rules.

Only specialties that looked, and did not fail, order their field; the same rule used by two of them counts once. A published
correction can raise the urgency, through the diseases that it makes more probable, and never lowers it: what speaks against a
danger changes the order of what is told, not how soon to be seen. The order inside a field moves no urgency (decision 46).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agents.intake.engine import Thought
from agents.knowledge import Knowledge
from agents.specialties.known_illness import for_the_known
from agents.specialties.reading import read, within_fields
from agents.state import Case, Opinion
from kg.inference import LESSER, Posterior
from kg.triage import triage


def agreed(
    knowledge: Knowledge, case: Case, thought: Thought, opinions: Iterable[Opinion], reading: Posterior | None = None
) -> Thought:
    """Answer the thought with the posterior that the opinions that stand agree on; the thought itself when nobody looked.

    `thought` is one that was not corrected before: a correction is not made twice. `reading` is what the specialists make of the
    case, read here where None.
    """
    standing = [each for each in opinions if not each.failed]
    if not standing:
        return thought
    theirs = reading or read(knowledge.as_specialists, case)
    factors = within_fields(thought.posterior, theirs, {each.specialty for each in standing})
    shifts = {(shift.by, shift.disease): shift.log10_lr for each in standing for shift in each.shifts}
    published = np.ones_like(factors)
    for (_, disease), log10_lr in shifts.items():
        published[knowledge.graph.matrix.index[disease]] *= 10.0**log10_lr
    found = thought.triage
    if shifts:
        weighed = shifted(thought.posterior, published)
        raised = triage(knowledge.graph, case.person, thought.known.findings, weighed)
        found = raised if raised.urgency.rank < found.urgency.rank else found
    looked_after = for_the_known(knowledge.graph, shifted(thought.posterior, factors * published))
    factors = factors * published * looked_after
    return replace(thought, posterior=shifted(thought.posterior, factors), triage=found)


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
