"""Eye: what of a sticky red eye is bacterial, where nothing graver may be behind it."""

from __future__ import annotations

from typing import Final

from agents.specialties.patterns.eye import PATTERNS
from agents.specialties.rule import Rule, Ruling
from agents.specialties.scores.eyes import rietveld
from agents.specialties.view import View

ADULT_YEARS: Final = 18.0
AT_MOST_DAYS: Final = 7.0
GRAVER: Final = (
    "risk.contact_lens",
    "eye_pain",
    "blurred_vision",
    "visual_loss",
    "photophobia",
    "eye_chemical",
    "eye_pierced",
    "hx.eye_surgery_recent",
)
"""What Rietveld left out: lenses, a hurt eye, less sight; there a cause by points would only distract."""


def rietveld_rule(view: View) -> Ruling | None:
    """Answer Rietveld's score for an adult's red and sticky eye of up to a week. It has no urgency of its own."""
    red = view.present("red_eye") and view.lately(AT_MOST_DAYS, "red_eye", "eye_discharge") is not False
    if (
        view.case.person.age_years < ADULT_YEARS
        or not red
        or not view.present("eye_discharge")
        or view.present(*GRAVER)
    ):
        return None
    score = rietveld(
        glued=view.tri("eye_discharge.glued"),
        both_glued=False if view.present("eye_discharge.glued_one") else view.tri("eye_discharge.glued_both"),
        itches=False if view.tri("itching") is False else view.tri("itchy_eyes"),
        had_before=view.tri("hx.conjunctivitis"),
    )
    wanted = "eye_discharge.glued_both" if view.present("eye_discharge.glued") else "eye_discharge.glued"
    return Ruling(score=score, asks=view.asks(wanted, "hx.conjunctivitis"))


RULES: Final[tuple[Rule, ...]] = (rietveld_rule, *PATTERNS)
