"""First aid after an accident: what helps within minutes and waits for nobody, whatever the cause turns out to be.

Cooling a burn, pressing on a bleeding wound, washing a bite, keeping a knocked-out tooth wet: each is worth most at once
(`aha_first_aid_2024`). Owns which findings are accidents; the lines are the graph's.
"""

from __future__ import annotations

from itertools import islice
from typing import Final

from kg.posterior import Posterior
from kg.schema import LocalText

_ACCIDENTS: Final = (
    "bite.",
    "burn",
    "epistaxis",
    "eye_chemical",
    "eye_foreign_body",
    "injury",
    "poisoning",
    "tooth_injury",
)
"""Beginnings of the ids of what happened to the body and wants first aid, not a diagnosis."""
_MOST_LINES: Final = 2
_MOST_RANKED: Final = 10


def first_aid(posterior: Posterior) -> list[LocalText]:
    """Answer the first lines at home for the likeliest disease that follows from an accident told; none without an accident."""
    told = {each for each in posterior.known.present if each.startswith(_ACCIDENTS) and not each.startswith("burning")}
    if not told:
        return []
    leading = (posterior.diseases[int(number)] for number in posterior.order[:_MOST_RANKED])
    diseases = (posterior.graph.diseases[each] for each in leading)
    of_it = (disease for disease in diseases if told & disease.findings.keys())
    return [line for disease in islice(of_it, 1) for line in disease.home[:_MOST_LINES]]
