"""Sore throat: the McIsaac score, which general practice and ear, nose and throat share."""

from __future__ import annotations

from agents.specialties.rule import Ruling
from agents.specialties.scores.infection import mcisaac
from agents.specialties.view import View
from kg.schema import Urgency

FEVER = 38.0


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
    if score.low >= 4:  # noqa: PLR2004 - the score's own limit
        return Ruling(score, Urgency.SOON, score.meaning, asks)
    return Ruling(score=score, asks=asks)
