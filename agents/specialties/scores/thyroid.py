"""How near an overactive thyroid is to a storm, by Burch and Wartofsky."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Graded, Item, add_up, levels, stepped, text
from agents.state import ScoreResult

STORM_SOURCE: Final = (
    "Burch HB, Wartofsky L. Endocrinol Metab Clin N Am 1993;22(2):263-277; Ross DS et al. Thyroid 2016;26(10):1343-1421"
)
STORM, IMPENDING = 45, 25
_TEMPERATURE: Final = ((0.0, 0.0), (37.2, 5.0), (37.8, 10.0), (38.3, 15.0), (38.9, 20.0), (39.4, 25.0), (40.0, 30.0))
_PULSE: Final = ((0.0, 0.0), (90.0, 5.0), (110.0, 10.0), (120.0, 15.0), (130.0, 20.0), (140.0, 25.0))
_MIND, _BELLY, _HEART = (0, 10, 20, 30), (0, 10, 20), (0, 5, 10, 15)


def _graded(points: tuple[int, ...], level: Graded) -> Graded:
    """Answer the points of a level whose criteria are met, or the bounds that unknown criteria leave."""
    low = level.at_least if level.points is None else level.points
    high = level.at_most if level.points is None else level.points
    least, most = float(points[int(low)]), float(points[int(high)])
    return Graded(level.name, least if least == most else None, most, least)


def storm(
    *,
    celsius: float | None,
    pulse: float | None,
    agitated: bool | None,
    delirious: bool | None,
    fit_or_coma: bool | None,
    vomits_or_diarrhoea: bool | None,
    jaundice: bool | None,
    legs_swollen: bool | None,
    crackles: bool | None,
    lung_oedema: bool | None,
    fibrillation: bool | None,
    precipitant: bool | None,
) -> ScoreResult:
    """Answer Burch and Wartofsky's points (0 to 140) in somebody with too much thyroid hormone: °C, beats per minute.

    From 45 highly suggestive of a storm, 25 to 44 of an impending one, under 25 unlikely. The published steps are in °F.
    """
    mind = levels(text("神志", "mind"), (agitated,), (delirious,), (fit_or_coma,))
    belly = levels(text("胃肠和肝", "gut and liver"), (vomits_or_diarrhoea,), (jaundice,))
    heart = levels(text("心衰表现", "signs of heart failure"), (legs_swollen,), (crackles,), (lung_oedema,))
    return add_up(
        "thyroid_storm",
        text("甲亢危象评分（Burch-Wartofsky）", "Burch-Wartofsky points (thyroid storm)"),
        (
            stepped(text("体温", "temperature"), celsius, _TEMPERATURE),
            stepped(text("心率", "pulse"), pulse, _PULSE),
            _graded(_MIND, mind),
            _graded(_BELLY, belly),
            _graded(_HEART, heart),
            Item(text("房颤", "atrial fibrillation"), 10, fibrillation),
            Item(text("诱因（感染、停药、手术）", "a trigger (infection, stopped medicine, surgery)"), 10, precipitant),
        ),
        (
            Band(0, text("甲亢危象可能性小", "a thyroid storm is unlikely")),
            Band(IMPENDING, text("可能要发生甲亢危象，今天要看", "a thyroid storm may be coming: to be seen today")),
            Band(STORM, text("很像甲亢危象，要马上去急诊", "much like a thyroid storm: emergency care now")),
        ),
        out_of=140,
        source=STORM_SOURCE,
    )
