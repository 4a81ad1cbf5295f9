"""Scores of sore throat beside McIsaac: Centor and FeverPAIN."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Item, add_up, text
from agents.state import ScoreResult

CENTOR_SOURCE = "Centor RM et al. Med Decis Making 1981;1(3):239-246"
FEVERPAIN_SOURCE = "Little P et al. BMJ 2013;347:f5806"
CENTOR_RATIOS: Final = ((0.0, 0.16), (1.0, 0.3), (2.0, 0.75), (3.0, 2.1), (4.0, 6.3))
"""Likelihood ratios for streptococci by points (Ebell MH et al. JAMA 2000;284(22):2912-2918)."""


def centor(
    *, fever: bool | None, cough: bool | None, tender_neck_nodes: bool | None, coated_tonsils: bool | None
) -> ScoreResult:
    """Answer the Centor score (0 to 4) of an adult's sore throat.

    One point each: coated tonsils; swollen tender nodes at the front of the neck; fever told; no cough.
    """
    return add_up(
        "centor",
        text("Centor评分", "Centor score"),
        (
            Item(text("扁桃体有白膜", "coated tonsils"), 1, coated_tonsils),
            Item(text("颈前淋巴结是否肿痛", "tender nodes at the front of the neck"), 1, tender_neck_nodes),
            Item(text("有没有咳嗽", "cough or not"), 1, None if cough is None else not cough),
            Item(text("发烧", "fever"), 1, fever),
        ),
        (
            Band(0, text("链球菌咽炎的可能性低", "strep throat unlikely")),
            Band(2, text("可以考虑做咽拭子", "a throat swab is worth considering")),
            Band(4, text("链球菌咽炎的可能性较高，应请医生看", "strep throat fairly likely; a doctor should look")),
        ),
        out_of=4,
        source=CENTOR_SOURCE,
    )


def fever_pain(
    *,
    fever_in_24_h: bool | None,
    pus: bool | None,
    within_3_days: bool | None,
    severely_inflamed: bool | None,
    cough_or_cold: bool | None,
) -> ScoreResult:
    """Answer FeverPAIN (0 to 5) from three years.

    One point each: fever in 24 hours; pus; seen within three days of onset; severely inflamed tonsils; neither cough nor cold.
    Streptococci: 0-1 13-18 %, 2-3 34-40 %, 4-5 62-65 %.
    """
    return add_up(
        "fever_pain",
        text("FeverPAIN评分", "FeverPAIN"),
        (
            Item(text("一天内发过烧", "fever in 24 hours"), 1, fever_in_24_h),
            Item(text("扁桃体有脓", "pus on the tonsils"), 1, pus),
            Item(text("三天以内", "within three days"), 1, within_3_days),
            Item(text("扁桃体红肿得厉害", "severely inflamed tonsils"), 1, severely_inflamed),
            Item(text("有没有咳嗽或流涕", "cough or cold"), 1, None if cough_or_cold is None else not cough_or_cold),
        ),
        (
            Band(0, text("链球菌感染的可能性低", "strep infection unlikely")),
            Band(2, text("链球菌感染的可能性中等", "strep infection possible")),
            Band(4, text("链球菌感染的可能性较高", "strep infection fairly likely")),
        ),
        out_of=5,
        source=FEVERPAIN_SOURCE,
    )
