"""Scores of the skin: the weighted seven-point checklist of a mole, and LRINEC for an infection that runs deep."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Item, above, add_up, at_least, below, stepped, text
from agents.state import ScoreResult

MOLE_SOURCE: Final = "NICE NG12 Suspected cancer: recognition and referral, 2015 (weighted 7-point checklist); Walter FM et al. BJGP 2013"
LRINEC_SOURCE: Final = "Wong CH et al. Crit Care Med 2004;32(7):1535-1541 (LRINEC)"
REFER: Final = 3
"""Points of the checklist from which NICE refers a mole for an appointment within two weeks."""
SUSPECT: Final = 6
HIGH: Final = 8
"""LRINEC: from six points a necrotising infection is suspected, from eight its probability was above 75 %."""


def mole_checklist(
    *,
    changed_in_size: bool | None,
    irregular_shape: bool | None,
    irregular_colour: bool | None,
    seven_mm: bool | None,
    inflamed: bool | None,
    oozes: bool | None,
    feels_different: bool | None,
) -> ScoreResult:
    """Answer the weighted seven-point checklist (0 to 10) of one pigmented spot.

    Two points each: changed in size, irregular shape, irregular colour. One each: 7 mm or more across, inflamed, oozing or
    crusted, feeling different (itch included). Referred from three.
    """
    return add_up(
        "mole_checklist",
        text("痣的七点检查表（加权）", "weighted 7-point checklist of a mole"),
        (
            Item(text("变大或变小", "changed in size"), 2, changed_in_size),
            Item(text("形状不规则", "irregular shape"), 2, irregular_shape),
            Item(text("颜色不均匀", "irregular colour"), 2, irregular_colour),
            Item(text("最宽处有没有7毫米", "7 mm or more across"), 1, seven_mm),
            Item(text("发红发炎", "inflamed"), 1, inflamed),
            Item(text("渗液、出血或结痂", "oozing, bleeding or crusted"), 1, oozes),
            Item(text("感觉变了（痒、痛）", "feels different (itch, pain)"), 1, feels_different),
        ),
        (
            Band(0, text("分数不高，留意变化", "a low score: watch for change")),
            Band(
                REFER,
                text("达到转皮肤科的分数，两周内去看", "reaches the score of referral: a skin doctor within two weeks"),
            ),
        ),
        out_of=10,
        source=MOLE_SOURCE,
    )


def lrinec(
    *,
    crp_mg_l: float | None,
    leukocytes_10e9_l: float | None,
    haemoglobin_g_l: float | None,
    sodium_mmol_l: float | None,
    creatinine_umol_l: float | None,
    glucose_mmol_l: float | None,
) -> ScoreResult:
    """Answer LRINEC (0 to 13) of a red, swollen, painful patch of skin: mg/L, 10^9/L, g/L, mmol/L, µmol/L, mmol/L.

    CRP from 150 4; leukocytes 15 to 25 1, above 25 2; haemoglobin 110 to 135 1, under 110 2; sodium under 135 2; creatinine above
    141 2; glucose above 10 1. Of those who had the deep infection one in ten stayed under six, so a low score excludes nothing.
    """
    leukocytes = stepped(text("白细胞", "leukocytes"), leukocytes_10e9_l, ((0.0, 0.0), (15.0, 1.0), (25.000001, 2.0)))
    blood = stepped(text("血红蛋白", "haemoglobin"), haemoglobin_g_l, ((0.0, 2.0), (110.0, 1.0), (135.000001, 0.0)))
    return add_up(
        "lrinec",
        text("LRINEC评分", "LRINEC"),
        (
            Item(text("C反应蛋白", "C-reactive protein"), 4, at_least(crp_mg_l, 150)),
            leukocytes,
            blood,
            Item(text("血钠", "sodium"), 2, below(sodium_mmol_l, 135)),
            Item(text("肌酐", "creatinine"), 2, above(creatinine_umol_l, 141)),
            Item(text("血糖", "glucose"), 1, above(glucose_mmol_l, 10)),
        ),
        (
            Band(0, text("分数低，但不能据此排除深部坏死感染", "a low score, which does not exclude a deep infection")),
            Band(
                SUSPECT,
                text(
                    "要怀疑深部坏死性感染，马上请外科看",
                    "a deep necrotising infection is suspected: surgical review now",
                ),
            ),
            Band(
                HIGH,
                text(
                    "深部坏死性感染的可能性大，马上请外科看",
                    "a deep necrotising infection is likely: surgical review now",
                ),
            ),
        ),
        out_of=13,
        source=LRINEC_SOURCE,
    )
