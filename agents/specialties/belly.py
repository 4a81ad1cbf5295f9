"""Pain in the belly: the Alvarado score, which gastroenterology and general surgery share."""

from __future__ import annotations

from typing import Final

from agents.specialties.rule import Ruling
from agents.specialties.scores.abdomen import alvarado
from agents.specialties.view import View
from kg.schema import Urgency

LOW_RIGHT: Final = ("abdominal_pain.rlq", "abdominal_pain.migrating_rlq")
BELLY: Final = (*LOW_RIGHT, "abdominal_pain.lower", "abdominal_pain.periumbilical")


def alvarado_rule(view: View) -> Ruling | None:
    """Answer the Alvarado score for pain in the lower belly. Tenderness needs a hand, so at home two points stay unknown."""
    if not view.present(*BELLY):
        return None
    leukocytes, neutrophils = view.lab("wbc"), view.lab("neut_pct")
    score = alvarado(
        migration=view.tri("abdominal_pain.migrating_rlq"),
        anorexia=view.tri("appetite_loss"),
        nausea_or_vomiting=view.tri("nausea", "vomiting"),
        tender_right_lower=None,
        rebound=view.tri("abdominal_pain.rigid"),
        celsius=view.reading("temperature"),
        leukocytes_10e9_l=None if leukocytes is None else leukocytes.value,
        neutrophils_percent=None if neutrophils is None else neutrophils.value,
    )
    asks = view.asks("abdominal_pain.migrating_rlq", "appetite_loss")
    if view.present(*LOW_RIGHT) and score.low >= 3:  # noqa: PLR2004 - with tenderness alone it would be 5, "possible"
        level = Urgency.EMERGENCY if score.low >= 7 else Urgency.URGENT  # noqa: PLR2004 - the score's own limit
        return Ruling(score, level, score.meaning, asks)
    return Ruling(score=score, asks=asks)
