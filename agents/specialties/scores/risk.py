"""Who should be tested although nothing hurts: STOP-BANG for sleep apnoea, FINDRISC for diabetes."""

from __future__ import annotations

from agents.specialties.scores.points import Band, Graded, Item, above, add_up, stepped, text
from agents.state import ScoreResult
from kg.schema import Sex

STOP_BANG_SOURCE = "Chung F et al. Anesthesiology 2008;108(5):812-821; Br J Anaesth 2012;108(5):768-775"
FINDRISC_SOURCE = (
    "Lindström J, Tuomilehto J. Diabetes Care 2003;26(3):725-731; 26-point form of the Finnish Diabetes Association"
)


def stop_bang(
    *,
    snores: bool | None,
    tired: bool | None,
    seen_to_stop_breathing: bool | None,
    high_pressure: bool | None,
    bmi: float | None,
    age_years: float,
    neck_cm: float | None,
    sex: Sex,
) -> ScoreResult:
    """Answer STOP-BANG (0 to 8): kg/m², cm.

    One point each: loud snoring; tired by day; seen to stop breathing; high blood pressure; BMI above 35; over 50 years; neck
    above 40 cm; male. 0-2 low, 3-4 intermediate, 5-8 high risk of sleep apnoea.
    """
    return add_up(
        "stop_bang",
        text("STOP-BANG评分", "STOP-BANG"),
        (
            Item(text("打鼾响", "loud snoring"), 1, snores),
            Item(text("白天困倦", "tired by day"), 1, tired),
            Item(text("有人见过睡着时停止呼吸", "seen to stop breathing"), 1, seen_to_stop_breathing),
            Item(text("高血压", "high blood pressure"), 1, high_pressure),
            Item(text("体重指数", "BMI"), 1, above(bmi, 35)),
            Item(text("50岁以上", "over 50"), 1, age_years > 50),  # noqa: PLR2004 - as above
            Item(text("颈围", "neck size"), 1, above(neck_cm, 40)),
            Item(text("男性", "male"), 1, sex is Sex.MALE),
        ),
        (
            Band(0, text("睡眠呼吸暂停的风险低", "low risk of sleep apnoea")),
            Band(3, text("睡眠呼吸暂停的风险中等", "intermediate risk of sleep apnoea")),
            Band(
                5, text("睡眠呼吸暂停的风险高，值得做睡眠监测", "high risk of sleep apnoea: a sleep study is worth it")
            ),
        ),
        out_of=8,
        source=STOP_BANG_SOURCE,
    )


def findrisc(
    *,
    age_years: float,
    bmi: float | None,
    waist_cm: float | None,
    sex: Sex,
    active_daily: bool | None,
    greens_daily: bool | None,
    pressure_medicine: bool | None,
    high_glucose_ever: bool | None,
    parent_or_sibling: bool | None,
    other_relative: bool | None,
) -> ScoreResult:
    """Answer FINDRISC (0 to 26), the ten-year risk of type 2 diabetes: kg/m², cm.

    Age 45-54 2, 55-64 3, over 64 4; BMI from 25 1, above 30 3; waist of men from 94 3, above 102 4, of women from 80 3, above
    88 4; under 30 minutes of activity a day 2; vegetables or fruit not daily 1; blood-pressure medicine 2; high glucose once 5;
    parent, sibling or child with diabetes 5, a further relative 3. From 12 moderate, 15 high, above 20 very high.
    """
    edges = (94, 102) if sex is Sex.MALE else (80, 88)
    fat = None if bmi is None else 3 if bmi > 30 else 1 if bmi >= 25 else 0  # noqa: PLR2004 - the score's own limits
    waist = None if waist_cm is None else 4 if waist_cm > edges[1] else 3 if waist_cm >= edges[0] else 0
    family: int | None = 5 if parent_or_sibling else None
    if parent_or_sibling is False and other_relative is not None:
        family = 3 if other_relative else 0
    return add_up(
        "findrisc",
        text("FINDRISC糖尿病风险", "FINDRISC"),
        (
            stepped(text("年龄", "age"), age_years, ((0, 0), (45, 2), (55, 3), (65, 4))),
            Graded(text("体重指数", "BMI"), fat, 3),
            Graded(text("腰围", "waist"), waist, 4),
            Item(
                text("每天活动不到半小时", "under half an hour of activity a day"),
                2,
                None if active_daily is None else not active_daily,
            ),
            Item(
                text("不是每天吃蔬菜水果", "vegetables or fruit not daily"),
                1,
                None if greens_daily is None else not greens_daily,
            ),
            Item(text("在吃降压药", "blood-pressure medicine"), 2, pressure_medicine),
            Item(text("血糖高过", "high glucose once"), 5, high_glucose_ever),
            Graded(
                text("家人有糖尿病", "diabetes in the family"),
                family,
                3 if parent_or_sibling is False else 5,
                3 if other_relative else 0,
            ),
        ),
        (
            Band(0, text("糖尿病风险低", "low risk of diabetes")),
            Band(7, text("糖尿病风险略高", "slightly raised risk of diabetes")),
            Band(12, text("糖尿病风险中等，值得查血糖", "moderate risk: glucose is worth testing")),
            Band(15, text("糖尿病风险高，要查血糖", "high risk: glucose should be tested")),
            Band(21, text("糖尿病风险很高，要尽快查血糖", "very high risk: glucose should be tested soon")),
        ),
        out_of=26,
        source=FINDRISC_SOURCE,
    )
