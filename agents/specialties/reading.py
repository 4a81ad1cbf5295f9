"""How specialists read a case: the same graph, with the assumptions of somebody who knows one field and leaves the rest to others.

The generalist holds every complaint against a disease that does not explain it. A specialist does not, because another field may
explain it; takes a special finding at its word, where the field's descriptions list it or do not; and counts a finding for what
the disease does, not for what is common anyway. One such reading serves all fields: how much weight a field has stays the
generalist's, the order within it is the specialist's (decision 17).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agents.state import Case
from kg.graph import Graph
from kg.inference import Posterior, infer
from kg.schema import SpecialtyId, Urgency

UNEXPLAINED_LOG10: Final = 0.0
UNLISTED_SHARE: Final = 0.2
"""The two assumptions of `kg.assumptions` that a specialist's reading changes, beside the leak, which it leaves out. Chosen
over three development sets together, where neighbouring values do as well."""
FAR: Final = 1.5
"""A reading moves no disease by more than this within its field (log10)."""
NOTHING: Final = 1e-9


def specialists_graph(graph: Graph) -> Graph:
    """Answer the graph as specialists read it. Its tables are compiled anew, so it is made once (`agents.knowledge`)."""
    own = replace(graph.assumptions, unexplained_log10=UNEXPLAINED_LOG10, unlisted_share=UNLISTED_SHARE, leak=False)
    return replace(graph, assumptions=own)


def read(as_specialists: Graph, case: Case) -> Posterior:
    """Answer what the specialists make of the case, over all diseases in the graph's order."""
    return infer(as_specialists, case.person, case.findings, month=case.month, duration_days=case.duration_days)


def within_fields(
    base: Posterior, reading: Posterior, fields: Collection[SpecialtyId] | None = None
) -> NDArray[np.float64]:
    """Answer the factor of each disease, (diseases,), that puts the specialists' order into the generalist's fields.

    The fields' own weights stay as they are in `base`. `fields` are the specialties that looked; None for all.
    """
    names, field = base.graph.disease_specialties, base.graph.specialty_index
    ours = np.bincount(field, weights=base.reasons, minlength=len(names))
    theirs = np.bincount(field, weights=reading.reasons, minlength=len(names))
    wanted = reading.reasons * (ours / np.maximum(theirs, NOTHING))[field]
    factors = np.clip(np.log10((wanted + NOTHING) / (base.reasons + NOTHING)), -FAR, FAR)
    factors[np.isin(field, _in_danger(base))] = 0.0
    if fields is not None:
        factors[~np.array([name in fields for name in names], dtype=bool)[field]] = 0.0
    answer: NDArray[np.float64] = 10.0**factors
    return answer


def _in_danger(base: Posterior) -> list[int]:
    """Answer the fields, by number, whose foremost disease is an emergency: there the order stays the generalist's.

    A reading that holds no complaint against a disease lets a harmless one pass the danger that alone explains them all.
    """
    graph, field = base.graph, base.graph.specialty_index
    answer: list[int] = []
    for number in range(len(graph.disease_specialties)):
        own = np.flatnonzero(field == number)
        if own.size:
            first = graph.diseases[base.diseases[int(own[int(base.reasons[own].argmax())])]]
            if first.urgency is Urgency.EMERGENCY:
                answer.append(number)
    return answer
