"""Score of the eye: what of a sticky red eye is bacterial, by Rietveld."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Graded, Item, add_up, text
from agents.state import ScoreResult

RIETVELD_SOURCE: Final = "Rietveld RP et al. BMJ 2004;329(7459):206-210 (bacterial conjunctivitis)"
BACTERIAL: Final = 2
"""Points from which a bacterial cause is the likelier one: sensitivity 67 %, specificity 73 %."""


def rietveld(
    *, glued: bool | None, both_glued: bool | None, itches: bool | None, had_before: bool | None
) -> ScoreResult:
    """Answer Rietveld's score (-3 to 5) of an adult's red eye with discharge or lids that stick, without lenses.

    Both eyes glued on waking 5, one 2; itch -1; conjunctivitis before -2. It tells causes apart and says nothing of how soon.
    """
    return add_up(
        "rietveld",
        text("细菌性结膜炎评分（Rietveld）", "Rietveld's score of bacterial conjunctivitis"),
        (
            _lids(glued, both_glued),
            Item(text("痒不痒", "itch"), -1, itches),
            Item(text("以前得没得过结膜炎", "conjunctivitis before"), -2, had_before),
        ),
        (
            Band(-3, text("不太像细菌引起的", "a bacterial cause is less likely")),
            Band(BACTERIAL, text("更像细菌引起的", "a bacterial cause is more likely")),
        ),
        out_of=5,
        source=RIETVELD_SOURCE,
    )


def _lids(glued: bool | None, both: bool | None) -> Graded:
    name = text("早上几只眼被粘住", "how many eyes are glued in the morning")
    if both is True:
        return Graded(name, 5, 5)
    if glued is False:
        return Graded(name, 0, 5)
    if glued is None:
        return Graded(name, None, 2 if both is False else 5, 0)
    return Graded(name, 2, 5) if both is False else Graded(name, None, 5, 2)
