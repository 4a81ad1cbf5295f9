"""The Glasgow-Blatchford score: who with bleeding of the upper gut needs a hospital."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Item, add_up, at_least, stepped, text
from agents.state import ScoreResult
from kg.schema import Sex

BLATCHFORD_SOURCE = "Blatchford O, Murray WR, Blatchford M. Lancet 2000;356(9238):1318-1321"

_UREA: Final = ((0.0, 0.0), (6.5, 2.0), (8.0, 3.0), (10.0, 4.0), (25.0, 6.0))
_HAEMOGLOBIN: Final = {
    Sex.MALE: ((0.0, 6.0), (100.0, 3.0), (120.0, 1.0), (130.0, 0.0)),
    Sex.FEMALE: ((0.0, 6.0), (100.0, 1.0), (120.0, 0.0)),
}
_SYSTOLIC: Final = ((0.0, 3.0), (90.0, 2.0), (100.0, 1.0), (110.0, 0.0))


def blatchford(
    *,
    urea_mmol_l: float | None,
    haemoglobin_g_l: float | None,
    sex: Sex,
    systolic: float | None,
    pulse: float | None,
    melaena: bool | None,
    syncope: bool | None,
    liver_disease: bool | None,
    heart_failure: bool | None,
) -> ScoreResult:
    """Answer the Glasgow-Blatchford score (0 to 23): mmol/L, g/L, mmHg, beats per minute.

    Urea from 6.5 2, 8 3, 10 4, 25 6; haemoglobin of men under 130 1, 120 3, 100 6, of women under 120 1, 100 6; systolic
    under 110 1, 100 2, 90 3; pulse of 100 and more 1; black stool 1; syncope 2; liver disease 2; heart failure 2. Only 0 (and
    perhaps 1) may be looked after without a hospital bed.
    """
    return add_up(
        "blatchford",
        text("Blatchford评分", "Glasgow-Blatchford score"),
        (
            stepped(text("尿素", "urea"), urea_mmol_l, _UREA),
            stepped(text("血红蛋白", "haemoglobin"), haemoglobin_g_l, _HAEMOGLOBIN[sex]),
            stepped(text("收缩压", "systolic pressure"), systolic, _SYSTOLIC),
            Item(text("心率", "pulse"), 1, at_least(pulse, 100)),
            Item(text("黑便", "black stool"), 1, melaena),
            Item(text("昏倒", "syncope"), 2, syncope),
            Item(text("肝病", "liver disease"), 2, liver_disease),
            Item(text("心力衰竭", "heart failure"), 2, heart_failure),
        ),
        (
            Band(0, text("消化道出血风险低", "low risk from bleeding of the gut")),
            Band(2, text("消化道出血要到医院处理", "bleeding of the gut that needs a hospital")),
            Band(6, text("消化道出血风险高，很可能要马上处理", "high risk: treatment is likely to be needed at once")),
        ),
        out_of=23,
        source=BLATCHFORD_SOURCE,
    )
