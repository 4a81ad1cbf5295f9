"""Index of the blood count: whether small cells look like thalassaemia or like a want of iron, by Mentzer."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import text
from agents.state import ScoreResult

MENTZER_SOURCE: Final = "Mentzer WC. Lancet 1973;1(7808):882; Vehapoglu A et al. Anemia 2014;2014:576738"
LIMIT: Final = 13.0
THALASSAEMIA_RATIO: Final = 5.6
"""Likelihood ratio of an index under 13 for the trait against a want of iron: sensitivity 98.7 %, specificity 82.3 % (Vehapoglu)."""


def mentzer(*, mcv_fl: float, red_cells_10e12_l: float) -> ScoreResult:
    """Answer the mean volume of the red cells in fL by their number in 10^12/L, where the cells are small.

    Under 13 thalassaemia trait is the likelier, above it a want of iron; at 13 neither is said. A screen, which electrophoresis or
    ferritin settles.

    Raises:
        ValueError: a volume or a number that is not above zero.
    """
    if mcv_fl <= 0 or red_cells_10e12_l <= 0:
        raise ValueError("Mentzer's index is of a volume and a number above zero")
    index = mcv_fl / red_cells_10e12_l
    meaning = text("在界值上，两种都有可能", "at the limit: either is possible")
    if index < LIMIT:
        meaning = text(
            "更像地中海贫血携带，要查血红蛋白电泳", "more like a trait of thalassaemia: electrophoresis tells"
        )
    elif index > LIMIT:
        meaning = text("更像缺铁，要查铁蛋白", "more like a want of iron: ferritin tells")
    shown = round(index, 1)
    return ScoreResult(
        id="mentzer",
        name=text("Mentzer指数", "Mentzer index"),
        low=shown,
        high=shown,
        out_of=shown,
        meaning=meaning,
        source=MENTZER_SOURCE,
    )
