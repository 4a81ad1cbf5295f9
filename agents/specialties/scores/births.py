"""Scores of pregnancy and childbed: the risk of clots by the RCOG, and pulse by pressure where there is bleeding."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Graded, Item, add_up, text
from agents.state import ScoreResult
from kg.schema import LocalText

CLOTS_SOURCE: Final = "RCOG Green-top Guideline 37a, 2015, appendix III (risk of clots in pregnancy and the puerperium)"
SHOCK_SOURCE: Final = "Nathan HL et al. BJOG 2015;122(2):268-275; 产后出血预防与处理指南（2023）"
WATCH, SEVERE, TREAT = 0.9, 1.0, 1.7
"""Pulse by systolic pressure: 0.9 is above what is usual after birth, 1.0 goes with a litre lost, at 1.7 treatment is pressing."""
FROM_THE_START, LATE, AFTERWARDS = 4, 3, 2
"""Points from which the guideline considers prevention: all through the pregnancy, from 28 weeks, and after birth."""
MOST, MOST_AFTER_BIRTH = 32, 39
"""All points together, before and after birth."""
_NAME: Final = text("孕产期血栓风险评分（RCOG 37a）", "risk of clots in pregnancy (RCOG 37a)")


def pregnancy_clots(
    *,
    after_birth: bool,
    age_years: float,
    previous_clot: bool | None,
    clot_only_by_surgery: bool | None,
    thrombophilia: bool | None,
    illness: bool | None,
    family_clot: bool | None,
    bmi: float | None,
    obese: bool | None,
    three_births: bool | None,
    smokes: bool | None,
    varicose_veins: bool | None,
    preeclampsia: bool | None,
    assisted: bool | None,
    several: bool | None,
    caesarean: bool | None,
    hard_birth: bool | None,
    operation: bool | None,
    hyperemesis: bool | None,
    overstimulated: bool | None,
    infection: bool | None,
    immobile_or_dry: bool | None,
) -> ScoreResult:
    """Answer the guideline's points: kg/m², years.

    A clot before 4 (3 where it came of a large operation alone); thrombophilia of high risk 3, of low risk 1; a heavy illness
    (cancer, heart failure, lupus, inflamed bowel or joints, nephrotic, sickle cells) 3; a clot in the near family 1; over 35 years 1;
    BMI from 30 1, from 40 2; three births 1; smoking 1; large varicose veins 1; pre-eclampsia 1; assisted conception 1; twins 1; an
    operation 3; hyperemesis 3; overstimulated ovaries 4; infection 1; bed rest or dehydration 1. After birth also a caesarean in
    labour 2, a planned one 1, and forceps, a labour over a day, a litre lost, a birth before 37 weeks, a stillbirth, 1 each.
    """
    every: list[Item | Graded] = [
        _graded(text("以前得过血栓", "a clot before"), previous_clot, 4, known=_by_surgery(clot_only_by_surgery)),
        _graded(text("易栓症", "thrombophilia"), thrombophilia, 3, known=(1, 3)),
        Item(text("肿瘤、心衰、狼疮等重病", "cancer, heart failure, lupus or the like"), 3, illness),
        Item(text("直系亲属得过血栓", "a clot in the near family"), 1, family_clot),
        Item(text("35岁以上", "over 35 years"), 1, age_years >= 36),  # noqa: PLR2004 - the guideline's: older than 35
        _weight(bmi, obese),
        Item(text("生过三次以上", "three births or more"), 1, three_births),
        Item(text("吸烟", "smoking"), 1, smokes),
        Item(text("明显的静脉曲张", "large varicose veins"), 1, varicose_veins),
        Item(text("子痫前期", "pre-eclampsia"), 1, preeclampsia),
        Item(text("试管婴儿", "assisted conception"), 1, assisted),
        Item(text("多胎", "twins or more"), 1, several),
        Item(text("这段时间做过手术", "an operation in this time"), 3, operation),
        Item(text("剧吐", "hyperemesis"), 3, hyperemesis),
        Item(text("卵巢过度刺激", "overstimulated ovaries"), 4, overstimulated),
        Item(text("感染", "infection"), 1, infection),
        Item(text("卧床或脱水", "bed rest or dehydration"), 1, immobile_or_dry),
    ]
    if after_birth:
        every.append(_graded(text("剖宫产", "caesarean"), caesarean, 2, known=(1, 2)))
        every.append(
            _graded(
                text("难产、大出血或早产", "a hard birth, heavy bleeding or an early one"), hard_birth, 5, known=(1, 5)
            )
        )
    reached = (
        (Band(0, _LOW), Band(AFTERWARDS, text("达到产后要考虑预防血栓的分数，请产科医生定", _AFTER_EN)))
        if after_birth
        else (
            Band(0, _LOW),
            Band(
                LATE,
                text(
                    "达到孕28周起考虑预防血栓的分数，请产科医生定",
                    "reaches the score for prevention from 28 weeks, for an obstetrician to decide",
                ),
            ),
            Band(
                FROM_THE_START,
                text(
                    "达到整个孕期考虑预防血栓的分数，请产科医生尽早定",
                    "reaches the score for prevention all through pregnancy, for an obstetrician to decide early",
                ),
            ),
        )
    )
    return add_up(
        "pregnancy_clots",
        _NAME,
        tuple(every),
        reached,
        out_of=MOST_AFTER_BIRTH if after_birth else MOST,
        source=CLOTS_SOURCE,
    )


_LOW: Final = text("未达到预防用药的分数，多走动、多喝水", "under the score for prevention: keep moving, drink enough")
_AFTER_EN: Final = "reaches the score for prevention after birth, for an obstetrician to decide"


def _by_surgery(alone: bool | None) -> tuple[float, float]:
    return (3, 4) if alone is None else (3, 3) if alone else (4, 4)


def _graded(name: LocalText, met: bool | None, most: float, *, known: tuple[float, float]) -> Graded:
    """Answer an input whose kind decides the points: within `known` where it is there."""
    if met is None:
        return Graded(name, None, most)
    least, greatest = known if met else (0.0, 0.0)
    return Graded(name, least if least == greatest else None, greatest or most, least)


def _weight(bmi: float | None, obese: bool | None) -> Graded:
    """Answer the points of the body mass index. Obesity told without numbers is of either degree; `obesity` denied leaves it open."""
    name = text("体重指数", "body mass index")
    if bmi is None:
        return Graded(name, None, 2, 1 if obese else 0)
    return Graded(name, 2 if bmi >= 40 else 1 if bmi >= 30 else 0, 2)  # noqa: PLR2004 - the guideline's


def obstetric_shock(*, pulse: float, systolic: float) -> ScoreResult:
    """Answer the shock index of a woman who bleeds in pregnancy or after birth: beats per minute by mmHg.

    After an ordinary birth it is 0.52 to 0.89 in nine of ten. From 0.9 all who came to need intensive care were among them; 1.0 goes with
    about a litre lost, 1.7 is nearly never there without a need of treatment.

    Raises:
        ValueError: a pulse or a pressure that is not above zero.
    """
    if pulse <= 0 or systolic <= 0:
        raise ValueError("the shock index is of a pulse and a pressure above zero")
    index = pulse / systolic
    meaning = text("脉搏和血压的比值在常见范围", "pulse by pressure is in the usual range")
    if index >= TREAT:
        meaning = text("像大出血休克，马上打120", "much like shock by bleeding: an ambulance now")
    elif index >= SEVERE:
        meaning = text("可能已经失血很多，马上去医院", "much blood may be lost: hospital now")
    elif index >= WATCH:
        meaning = text(
            "比值偏高，出血可能比看到的多，今天就要看", "raised: more may be lost than is seen, to be seen today"
        )
    shown = round(index, 2)
    return ScoreResult(
        id="obstetric_shock",
        name=text("产科休克指数", "obstetric shock index"),
        low=shown,
        high=shown,
        out_of=shown,
        meaning=meaning,
        source=SHOCK_SOURCE,
    )
