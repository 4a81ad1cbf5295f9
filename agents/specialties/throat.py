"""Sore throat: the McIsaac score, which general practice and ear, nose and throat share."""

from __future__ import annotations

from typing import Final

from agents.specialties.belief import Belief, between
from agents.specialties.rule import Ruling
from agents.specialties.scores.infection import mcisaac
from agents.specialties.scores.throat import CENTOR_RATIOS, centor, fever_pain
from agents.specialties.view import View
from kg.schema import Urgency

FEVER: Final = 38.0
CENTOR_FROM_YEARS: Final = 15.0
"""The likelihood ratios of Centor's four points were measured in adults and older teenagers."""
STREP: Final = ("tonsillitis", "scarlet_fever")
COUNTED: Final = ("fever", "cough", "lymph_nodes", "sore_throat.pus")


def _fever_over_38(view: View) -> bool | None:
    """Answer whether the temperature is above 38 °C: by reading, else by what was told of the fever's height."""
    celsius = view.reading("temperature")
    if celsius is not None:
        return celsius > FEVER
    if view.present("fever.high"):
        return True
    return False if view.tri("fever") is False or view.present("fever.low_grade") else None


def mcisaac_rule(view: View) -> Ruling | None:
    """Answer the McIsaac score for a sore throat from the age of three; a high one is worth a doctor's look within days."""
    years = view.case.person.age_years
    if years < 3 or not view.present("sore_throat"):  # noqa: PLR2004 - the score's own limit
        return None
    score = mcisaac(
        fever_over_38=_fever_over_38(view),
        cough=view.tri("cough"),
        tender_neck_nodes=view.either("lymph_nodes.cervical", "lymph_nodes"),
        tonsils_swollen_or_coated=view.tri("sore_throat.pus"),
        age_years=years,
    )
    asks = view.asks("cough", "sore_throat.pus")
    belief = None
    if years >= CENTOR_FROM_YEARS:
        four = centor(
            fever=view.tri("fever"),
            cough=view.tri("cough"),
            tender_neck_nodes=view.either("lymph_nodes.cervical", "lymph_nodes"),
            coated_tonsils=view.tri("sore_throat.pus"),
        )
        belief = Belief(STREP, *between(four, CENTOR_RATIOS), COUNTED)
    if score.low >= 4:  # noqa: PLR2004 - the score's own limit
        return Ruling(score, Urgency.SOON, score.meaning, asks, view.proposed("throat_swab_strep"), belief=belief)
    return Ruling(score=score, asks=asks, belief=belief)


def fever_pain_rule(view: View) -> Ruling | None:
    """Answer FeverPAIN for a sore throat from the age of three: the same question asked in other words."""
    if view.case.person.age_years < 3 or not view.present("sore_throat"):  # noqa: PLR2004 - the score's own limit
        return None
    days = view.posterior.duration_days
    return Ruling(
        score=fever_pain(
            fever_in_24_h=view.tri("fever"),
            pus=view.tri("sore_throat.pus"),
            within_3_days=None if days is None else days <= 3,  # noqa: PLR2004 - as above
            severely_inflamed=None,
            cough_or_cold=view.tri("cough", "runny_nose", "nasal_congestion"),
        )
    )
