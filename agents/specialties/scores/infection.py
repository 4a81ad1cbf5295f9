"""Scores for sore throat, sepsis and the feverish infant: McIsaac, qSOFA, NICE's fever rule."""

from __future__ import annotations

from agents.specialties.scores.points import Band, Graded, Item, add_up, text
from agents.state import ScoreResult

MCISAAC_SOURCE = "McIsaac WJ et al. CMAJ 1998;158(1):75-83"
QSOFA_SOURCE = "Singer M et al. JAMA 2016;315(8):801-810"
FEVER_SOURCE = "NICE NG143 Fever in under 5s, 2019 (updated 2021), traffic light table"


def mcisaac(
    *,
    fever_over_38: bool | None,
    cough: bool | None,
    tender_neck_nodes: bool | None,
    tonsils_swollen_or_coated: bool | None,
    age_years: float,
) -> ScoreResult:
    """Answer the modified Centor (McIsaac) score (-1 to 5) for streptococcal sore throat from the age of three.

    One point each: above 38 °C; no cough; tender nodes at the front of the neck; swollen or coated tonsils. Age 3 to 14
    one point, 15 to 44 none, from 45 minus one. Culture positive: 0 or less 1-2.5 %, 1 5-10 %, 2 11-17 %, 3 28-35 %,
    4 or more 51-53 %.
    """
    age = 1 if age_years < 15 else 0 if age_years < 45 else -1  # noqa: PLR2004 - the score's own limits
    return add_up(
        "mcisaac",
        text("改良Centor评分", "McIsaac score"),
        (
            Item(text("体温是否超过38℃", "temperature above 38 °C"), 1, fever_over_38),
            Item(text("有没有咳嗽", "cough or not"), 1, None if cough is None else not cough),
            Item(text("颈前淋巴结是否肿痛", "tender nodes at the front of the neck"), 1, tender_neck_nodes),
            Item(text("扁桃体是否肿大或有白膜", "swollen or coated tonsils"), 1, tonsils_swollen_or_coated),
            Graded(text("年龄", "age"), age, 1, -1),
        ),
        (
            Band(-1, text("链球菌咽炎的可能性低，一般不需要化验", "strep throat unlikely; usually no test needed")),
            Band(2, text("可以考虑做咽拭子或快速检测", "a throat swab or rapid test is worth considering")),
            Band(4, text("链球菌咽炎的可能性较高，应请医生看", "strep throat fairly likely; a doctor should look")),
        ),
        out_of=5,
        source=MCISAAC_SOURCE,
    )


def qsofa(*, altered_mind: bool | None, respiratory_rate: float | None, systolic: float | None) -> ScoreResult:
    """Answer qSOFA (0 to 3) in suspected infection: breaths per minute, mmHg.

    One point each: altered mentation; 22 breaths a minute or more; systolic 100 mmHg or less. Two or more: a bad course
    is likely enough that somebody must look for sepsis now.
    """
    return add_up(
        "qsofa",
        text("qSOFA评分", "qSOFA"),
        (
            Item(text("神志改变", "altered mind"), 1, altered_mind),
            Item(
                text("每分钟呼吸次数", "breaths per minute"),
                1,
                None if respiratory_rate is None else respiratory_rate >= 22,  # noqa: PLR2004 - the score's own limit
            ),
            Item(text("收缩压", "systolic pressure"), 1, None if systolic is None else systolic <= 100),  # noqa: PLR2004 - as above
        ),
        (
            Band(0, text("没有提示脓毒症", "no sign of sepsis")),
            Band(2, text("要警惕脓毒症，需马上评估", "sepsis possible: assess now")),
        ),
        out_of=3,
        source=QSOFA_SOURCE,
    )


def infant_fever(*, age_days: int, celsius: float | None) -> ScoreResult:
    """Answer NICE's rule by age for a child under five: 2 high risk (under 3 months and 38 °C or more), 1 intermediate
    (3 to 6 months and 39 °C or more), 0 neither. Without a reading, a child young enough for the rule is not judged.
    """  # noqa: D205 - the three levels are one sentence
    young, half_year = age_days < 91, age_days < 183  # noqa: PLR2004 - three and six months
    points: int | None = 0
    if celsius is None:
        points = None if half_year else 0
    elif young and celsius >= 38:  # noqa: PLR2004 - the rule's own limit
        points = 2
    elif not young and half_year and celsius >= 39:  # noqa: PLR2004 - as above
        points = 1
    return add_up(
        "infant_fever",
        text("婴儿发热分级", "fever by age in infants"),
        (Graded(text("体温", "temperature"), points, 2 if young else 1),),
        (
            Band(0, text("仅凭年龄和体温不算高风险", "not at high risk by age and temperature alone")),
            Band(1, text("中等风险", "intermediate risk")),
            Band(
                2, text("高风险：三个月以内发热要马上去医院", "high risk: fever under three months needs hospital now")
            ),
        ),
        out_of=2,
        source=FEVER_SOURCE,
    )
