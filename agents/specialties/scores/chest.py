"""Scores for pain in the chest and for pneumonia: Marburg heart score, HEART, CRB-65, CURB-65."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Graded, Item, above, add_up, at_least, text
from agents.state import ScoreResult
from kg.schema import Sex

MARBURG_SOURCE = "Bösner S et al. CMAJ 2010;182(12):1295-1300"
HEART_SOURCE = "Six AJ, Backus BE, Kelder JC. Neth Heart J 2008;16(6):191-196"
CRB65_SOURCE = "Lim WS et al. Thorax 2003;58(5):377-382"


MARBURG_RATIOS: Final = ((0.0, 0.16), (3.0, 4.5))
"""From sensitivity 87.1 % and specificity 80.8 % at three points for coronary disease (Bösner 2010, validation)."""
HEART_RATIOS: Final = ((0.0, 0.2), (4.0, 1.0), (7.0, 13.0))
"""Likelihood ratios for an acute coronary syndrome (Fanaroff AC et al. JAMA 2015;314(18):1955-1965); the middle group decides
nothing."""


def marburg(
    *,
    age_years: float,
    sex: Sex,
    vascular_disease: bool | None,
    worse_on_exertion: bool | None,
    reproducible_by_palpation: bool | None,
    believes_cardiac: bool | None,
) -> ScoreResult:
    """Answer the Marburg heart score (0 to 5) for chest pain in primary care.

    One point each: man of 55 or woman of 65 and over; known vascular disease; pain worse on exertion; pain not
    reproducible by palpation; the patient takes it for the heart. Coronary disease as the cause: 0-2 points about 2.5 %,
    3 points about 17 %, 4-5 points about 50 % (the paper's validation).
    """
    not_palpable = None if reproducible_by_palpation is None else not reproducible_by_palpation
    return add_up(
        "marburg",
        text("马尔堡心脏评分", "Marburg heart score"),
        (
            Item(text("年龄和性别", "age and sex"), 1, age_years >= (55 if sex is Sex.MALE else 65)),
            Item(text("已知的血管病", "known vascular disease"), 1, vascular_disease),
            Item(text("活动时加重", "worse on exertion"), 1, worse_on_exertion),
            Item(text("按压不会引起疼痛", "not reproduced by pressing"), 1, not_palpable),
            Item(text("本人觉得是心脏的问题", "the patient thinks it is the heart"), 1, believes_cardiac),
        ),
        (
            Band(0, text("冠心病的可能性低", "coronary disease unlikely")),
            Band(3, text("冠心病的可能性中等", "coronary disease moderately likely")),
            Band(4, text("冠心病的可能性高", "coronary disease likely")),
        ),
        out_of=5,
        source=MARBURG_SOURCE,
    )


def heart(
    *,
    history: int | None,
    ecg: int | None,
    age_years: float,
    risk_factors: int | None,
    atherosclerosis: bool | None,
    troponin_times_limit: float | None,
) -> ScoreResult:
    """Answer the HEART score (0 to 10).

    `history` and `ecg` are graded 0 to 2; `risk_factors` is their number; `troponin_times_limit` is the value divided by
    its upper limit. Age: under 45 0, 45 to 64 1, from 65 2. Risk: none 0, one or two 1, three or more or known
    atherosclerotic disease 2. Troponin: up to the limit 0, up to three times 1, above 2. Major adverse cardiac events:
    0-3 points 2.5 %, 4-6 points 20.3 %, 7-10 points 72.7 % (the paper's 122 patients).
    """
    age = 0 if age_years < 45 else 1 if age_years < 65 else 2  # noqa: PLR2004 - the score's own limits
    risk: int | None = None
    if atherosclerosis:
        risk = 2
    elif risk_factors is not None and atherosclerosis is not None:
        risk = min(2, (risk_factors + 1) // 2)
    troponin: int | None = None
    if troponin_times_limit is not None:
        troponin = 0 if troponin_times_limit <= 1 else 1 if troponin_times_limit <= 3 else 2  # noqa: PLR2004 - as above
    return add_up(
        "heart",
        text("HEART评分", "HEART score"),
        (
            Graded(text("症状的典型程度", "how typical the history is"), history, 2),
            Graded(text("心电图", "ECG"), ecg, 2),
            Graded(text("年龄", "age"), age, 2),
            Graded(text("危险因素", "risk factors"), risk, 2),
            Graded(text("肌钙蛋白", "troponin"), troponin, 2),
        ),
        (
            Band(0, text("低风险", "low risk")),
            Band(4, text("中等风险", "moderate risk")),
            Band(7, text("高风险", "high risk")),
        ),
        out_of=10,
        source=HEART_SOURCE,
    )


def _low_pressure(systolic: float | None, diastolic: float | None) -> bool | None:
    """Answer whether the systolic is under 90 or the diastolic 60 mmHg and under; half a reading can say yes, never no."""
    if (systolic is not None and systolic < 90) or (diastolic is not None and diastolic <= 60):  # noqa: PLR2004 - the score's
        return True
    return None if systolic is None or diastolic is None else False


def crb65(
    *,
    confusion: bool | None,
    respiratory_rate: float | None,
    systolic: float | None,
    diastolic: float | None,
    age_years: float,
) -> ScoreResult:
    """Answer CRB-65 (0 to 4) for suspected pneumonia: breaths per minute, mmHg.

    One point each: new confusion; 30 breaths a minute or more; systolic under 90 or diastolic 60 and under; 65 years and
    over. Death within 30 days: 0 points 1.2 %, 1-2 points 8.2 %, 3-4 points 31 %.
    """
    low_pressure = _low_pressure(systolic, diastolic)
    fast = at_least(respiratory_rate, 30)
    return add_up(
        "crb65",
        text("CRB-65评分", "CRB-65"),
        (
            Item(text("意识不清", "confusion"), 1, confusion),
            Item(text("每分钟呼吸次数", "breaths per minute"), 1, fast),
            Item(text("血压", "blood pressure"), 1, low_pressure),
            Item(text("年龄65岁及以上", "65 years or over"), 1, age_years >= 65),  # noqa: PLR2004 - the score's own limit
        ),
        (
            Band(0, text("如果是肺炎，属低风险", "if it is pneumonia, low risk")),
            Band(
                1,
                text(
                    "如果是肺炎，属中等风险，宜到医院评估", "if it is pneumonia, intermediate risk: hospital assessment"
                ),
            ),
            Band(3, text("如果是肺炎，属高风险", "if it is pneumonia, high risk")),
        ),
        out_of=4,
        source=CRB65_SOURCE,
    )


def curb65(
    *,
    confusion: bool | None,
    urea_mmol_l: float | None,
    respiratory_rate: float | None,
    systolic: float | None,
    diastolic: float | None,
    age_years: float,
) -> ScoreResult:
    """Answer CURB-65 (0 to 5) for pneumonia: mmol/L, breaths per minute, mmHg.

    CRB-65 with a point for urea above 7 mmol/L. Death within 30 days: 0-1 points 1.5 %, 2 points 9.2 %, 3 and more 22 %.
    """
    return add_up(
        "curb65",
        text("CURB-65评分", "CURB-65"),
        (
            Item(text("意识不清", "confusion"), 1, confusion),
            Item(text("尿素", "urea"), 1, above(urea_mmol_l, 7)),
            Item(text("每分钟呼吸次数", "breaths per minute"), 1, at_least(respiratory_rate, 30)),
            Item(text("血压", "blood pressure"), 1, _low_pressure(systolic, diastolic)),
            Item(text("年龄65岁及以上", "65 years or over"), 1, at_least(age_years, 65)),
        ),
        (
            Band(0, text("如果是肺炎，属低风险", "if it is pneumonia, low risk")),
            Band(2, text("如果是肺炎，宜住院治疗", "if it is pneumonia, to be treated in hospital")),
            Band(3, text("如果是肺炎，属高风险", "if it is pneumonia, high risk")),
        ),
        out_of=5,
        source=CRB65_SOURCE,
    )
