"""Scores for the belly and for water loss: Alvarado, AIR, NICE's red flags of dehydration."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Graded, Item, add_up, at_least, stepped, text
from agents.state import ScoreResult

ALVARADO_SOURCE = "Alvarado A. Ann Emerg Med 1986;15(5):557-564"
DEHYDRATION_SOURCE = "NICE CG84 Diarrhoea and vomiting in children under 5, 2009, table 1"
AIR_SOURCE: Final = (
    "Andersson M, Andersson RE. World J Surg 2008;32(8):1843-1849; Di Saverio S et al. World J Emerg Surg 2020;15:27"
)
AIR_POSSIBLE, AIR_HIGH = 5, 9


ALVARADO_RATIOS: Final = ((0.0, 0.03), (5.0, 0.45), (7.0, 4.3))
"""From pooled sensitivity 99 % and specificity 43 % at five points, 82 % and 81 % at seven (Ohle R et al. BMC Med 2011;9:139)."""


def alvarado(
    *,
    migration: bool | None,
    anorexia: bool | None,
    nausea_or_vomiting: bool | None,
    tender_right_lower: bool | None,
    rebound: bool | None,
    celsius: float | None,
    leukocytes_10e9_l: float | None,
    neutrophils_percent: float | None,
) -> ScoreResult:
    """Answer the Alvarado score (0 to 10) for appendicitis: °C, 10^9/L, percent.

    Pain that moved to the right lower belly 1, no appetite 1, nausea or vomiting 1, tenderness there 2, rebound 1,
    37.3 °C or more 1, leukocytes above 10 2, neutrophils above 75 % 1. 5-6 possible, 7-8 probable, 9-10 very probable.
    """
    return add_up(
        "alvarado",
        text("Alvarado评分", "Alvarado score"),
        (
            Item(text("疼痛转移到右下腹", "pain that moved to the lower right"), 1, migration),
            Item(text("没有胃口", "no appetite"), 1, anorexia),
            Item(text("恶心或呕吐", "nausea or vomiting"), 1, nausea_or_vomiting),
            Item(text("右下腹按压痛", "tenderness at the lower right"), 2, tender_right_lower),
            Item(text("反跳痛", "rebound tenderness"), 1, rebound),
            Item(text("体温", "temperature"), 1, None if celsius is None else celsius >= 37.3),  # noqa: PLR2004 - the score's
            Item(
                text("白细胞", "leukocytes"),
                2,
                None if leukocytes_10e9_l is None else leukocytes_10e9_l > 10,  # noqa: PLR2004 - the score's own limit
            ),
            Item(
                text("中性粒细胞比例", "share of neutrophils"),
                1,
                None if neutrophils_percent is None else neutrophils_percent > 75,  # noqa: PLR2004 - as above
            ),
        ),
        (
            Band(0, text("阑尾炎的可能性较低", "appendicitis less likely")),
            Band(5, text("可能是阑尾炎，需要检查", "appendicitis possible: needs examination")),
            Band(7, text("很可能是阑尾炎，需外科马上看", "appendicitis probable: surgical review now")),
        ),
        out_of=10,
        source=ALVARADO_SOURCE,
    )


def dehydration(
    *,
    looks_worse: bool | None,
    drowsy_or_irritable: bool | None,
    sunken_eyes: bool | None,
    passes_less_urine: bool | None,
    fast_breathing: bool | None,
) -> ScoreResult:
    """Answer how many of NICE's five signs of clinical dehydration that parents can see are there (0 to 5).

    One red-flag sign is enough for a child to be seen the same day.
    """
    return add_up(
        "dehydration",
        text("脱水征象", "signs of dehydration"),
        (
            Item(text("看上去越来越差", "looks unwell or worse"), 1, looks_worse),
            Item(text("精神差或烦躁", "drowsy or irritable"), 1, drowsy_or_irritable),
            Item(text("眼窝凹陷", "sunken eyes"), 1, sunken_eyes),
            Item(text("小便变少", "passes less urine"), 1, passes_less_urine),
            Item(text("呼吸快", "fast breathing"), 1, fast_breathing),
        ),
        (
            Band(0, text("目前没有脱水的迹象", "no sign of dehydration so far")),
            Band(1, text("可能有脱水，今天要看医生", "may be dehydrated: see a doctor today")),
            Band(3, text("脱水可能较重，要马上去医院", "may be badly dehydrated: hospital now")),
        ),
        out_of=5,
        source=DEHYDRATION_SOURCE,
    )


def air(
    *,
    vomiting: bool | None,
    pain_right_lower: bool | None,
    rebound: bool | None,
    celsius: float | None,
    leukocytes_10e9_l: float | None,
    neutrophils_percent: float | None,
    crp_mg_l: float | None,
) -> ScoreResult:
    """Answer the appendicitis inflammatory response score (0 to 12): °C, 10^9/L, percent, mg/L.

    Vomiting 1, pain low on the right 1, rebound or guarding light 1, medium 2, strong 3, 38.5 °C or more 1, leukocytes 10 to 14.9 1,
    from 15 2, neutrophils 70 to 84 % 1, from 85 2, CRP 10 to 49 1, from 50 2. How strong the rebound is only a hand can say.
    """
    if rebound is None:
        felt = Graded(text("反跳痛、肌紧张", "rebound or guarding"), None, 3)
    elif rebound:
        felt = Graded(text("反跳痛、肌紧张的轻重", "how strong rebound or guarding is"), None, 3, 1)
    else:
        felt = Graded(text("反跳痛、肌紧张", "rebound or guarding"), 0, 3)
    return add_up(
        "air",
        text("AIR评分（阑尾炎炎症反应）", "AIR score (appendicitis)"),
        (
            Item(text("呕吐", "vomiting"), 1, vomiting),
            Item(text("右下腹痛", "pain low on the right"), 1, pain_right_lower),
            felt,
            Item(text("体温", "temperature"), 1, at_least(celsius, 38.5)),
            stepped(text("白细胞", "leukocytes"), leukocytes_10e9_l, ((0.0, 0.0), (10.0, 1.0), (15.0, 2.0))),
            stepped(
                text("中性粒细胞比例", "share of neutrophils"),
                neutrophils_percent,
                ((0.0, 0.0), (70.0, 1.0), (85.0, 2.0)),
            ),
            stepped(text("C反应蛋白", "C-reactive protein"), crp_mg_l, ((0.0, 0.0), (10.0, 1.0), (50.0, 2.0))),
        ),
        (
            Band(0, text("阑尾炎的可能性较低，有变化要再看", "appendicitis less likely: look again if it changes")),
            Band(
                AIR_POSSIBLE,
                text("可能是阑尾炎，要在医院观察或做影像", "appendicitis possible: observation or imaging in hospital"),
            ),
            Band(AIR_HIGH, text("很可能是阑尾炎，外科马上看", "appendicitis likely: surgical review now")),
        ),
        out_of=12,
        source=AIR_SOURCE,
    )
