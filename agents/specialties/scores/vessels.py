"""Scores of clots and bleeding: Wells for leg and lung, PERC, CHA2DS2-VASc, HAS-BLED."""

from __future__ import annotations

from typing import Final

from agents.specialties.scores.points import Band, Item, above, add_up, at_least, below, stepped, text
from agents.state import ScoreResult
from kg.schema import Sex

WELLS_DVT_SOURCE = "Wells PS et al. N Engl J Med 2003;349(13):1227-1235"
WELLS_PE_SOURCE = "Wells PS et al. Thromb Haemost 2000;83(3):416-420"
PERC_SOURCE = "Kline JA et al. J Thromb Haemost 2004;2(8):1247-1255"
CHA2DS2_VASC_SOURCE = "Lip GYH et al. Chest 2010;137(2):263-272"
HAS_BLED_SOURCE = "Pisters R et al. Chest 2010;138(5):1093-1100"

WELLS_DVT_RATIOS: Final = ((-2.0, 0.25), (1.0, 1.0), (3.0, 5.2))
"""Likelihood ratios of the low and the high group (Goodacre S et al. Ann Intern Med 2005;143(2):129-139); the middle one does
not move anything."""
WELLS_PE_RATIOS: Final = ((0.0, 0.34), (2.0, 1.0), (6.5, 5.59))
"""Likelihood ratios of the three groups (BMC Pulm Med 2025;25:162, network meta-analysis of 40 studies)."""


def wells_dvt(
    *,
    active_cancer: bool | None,
    leg_immobile: bool | None,
    bedridden_or_surgery: bool | None,
    tender_deep_veins: bool | None,
    entire_leg_swollen: bool | None,
    calf_wider_3_cm: bool | None,
    pitting_one_leg: bool | None,
    collateral_veins: bool | None,
    previous_dvt: bool | None,
    alternative_as_likely: bool | None,
) -> ScoreResult:
    """Answer the Wells score for clots of the leg (-2 to 9).

    One point each: active cancer; palsy or plaster of the leg; bedridden three days or major surgery within twelve weeks;
    tenderness along the deep veins; the whole leg swollen; calf 3 cm wider than the other; pitting oedema of that leg only;
    collateral veins; an earlier clot. Minus two where something else is at least as likely. 0 or less low (5 % had a clot),
    1-2 moderate (17 %), 3 or more high (53 %; Wells PS et al. JAMA 2006;295(2):199-207).
    """
    return add_up(
        "wells_dvt",
        text("Wells评分（下肢血栓）", "Wells score (leg clot)"),
        (
            Item(text("正在治疗的肿瘤", "active cancer"), 1, active_cancer),
            Item(text("这条腿瘫痪或打了石膏", "the leg is paralysed or in plaster"), 1, leg_immobile),
            Item(text("近期卧床三天以上或大手术", "bedridden three days or major surgery"), 1, bedridden_or_surgery),
            Item(text("沿深静脉按压痛", "tenderness along the deep veins"), 1, tender_deep_veins),
            Item(text("整条腿都肿", "the whole leg swollen"), 1, entire_leg_swollen),
            Item(text("小腿比另一边粗3厘米以上", "calf 3 cm wider than the other"), 1, calf_wider_3_cm),
            Item(text("只有这条腿一按一个坑", "pitting oedema of this leg only"), 1, pitting_one_leg),
            Item(text("浅表静脉侧支", "collateral superficial veins"), 1, collateral_veins),
            Item(text("以前得过深静脉血栓", "an earlier deep vein clot"), 1, previous_dvt),
            Item(text("有没有别的同样可能的原因", "another cause at least as likely"), -2, alternative_as_likely),
        ),
        (
            Band(-2, text("下肢血栓的可能性较低", "a leg clot is less likely")),
            Band(1, text("下肢血栓的可能性中等，要做检查", "a leg clot is possible: needs testing")),
            Band(3, text("下肢血栓的可能性高，要马上做超声", "a leg clot is likely: ultrasound now")),
        ),
        out_of=9,
        source=WELLS_DVT_SOURCE,
    )


def wells_pe(
    *,
    signs_of_dvt: bool | None,
    others_less_likely: bool | None,
    pulse: float | None,
    immobile_or_surgery: bool | None,
    previous_clot: bool | None,
    haemoptysis: bool | None,
    cancer: bool | None,
) -> ScoreResult:
    """Answer the Wells score for clots of the lung (0 to 12.5); pulse in beats per minute.

    Signs of a leg clot 3; anything else less likely 3; pulse above 100 1.5; immobile three days or surgery within four weeks
    1.5; an earlier clot 1.5; coughing blood 1; cancer 1. Under 2 low, 2 to 6 moderate, above 6 high.
    """
    return add_up(
        "wells_pe",
        text("Wells评分（肺栓塞）", "Wells score (lung clot)"),
        (
            Item(text("腿部血栓的表现", "signs of a leg clot"), 3, signs_of_dvt),
            Item(text("别的原因是否更不像", "whether other causes are less likely"), 3, others_less_likely),
            Item(text("心率", "pulse"), 1.5, above(pulse, 100)),
            Item(text("近期卧床或手术", "recent immobility or surgery"), 1.5, immobile_or_surgery),
            Item(text("以前得过血栓", "an earlier clot"), 1.5, previous_clot),
            Item(text("咯血", "coughing blood"), 1, haemoptysis),
            Item(text("肿瘤", "cancer"), 1, cancer),
        ),
        (
            Band(0, text("肺栓塞的可能性较低", "a lung clot is less likely")),
            Band(2, text("肺栓塞的可能性中等，要做检查", "a lung clot is possible: needs testing")),
            Band(6.5, text("肺栓塞的可能性高，要马上检查", "a lung clot is likely: test now")),
        ),
        out_of=12.5,
        source=WELLS_PE_SOURCE,
    )


def perc(
    *,
    age_years: float,
    pulse: float | None,
    spo2: float | None,
    leg_swelling: bool | None,
    haemoptysis: bool | None,
    surgery_or_trauma: bool | None,
    previous_clot: bool | None,
    oestrogen: bool | None,
) -> ScoreResult:
    """Answer how many of the eight PERC criteria speak against ruling a lung clot out (0 to 8); beats per minute, percent.

    Fifty years or more; pulse 100 or more; oxygen saturation under 95 %; one leg swollen; coughing blood; surgery or injury
    in hospital within four weeks; an earlier clot; oestrogen. None at all rules a lung clot out where a doctor thinks it
    unlikely anyway (sensitivity 97 %, specificity 22 %: Singh B et al. Ann Emerg Med 2012;59(6):517-520), and only there.
    """
    return add_up(
        "perc",
        text("PERC排除标准", "PERC rule"),
        (
            Item(text("50岁及以上", "fifty years or over"), 1, at_least(age_years, 50)),
            Item(text("心率", "pulse"), 1, at_least(pulse, 100)),
            Item(text("血氧", "oxygen saturation"), 1, below(spo2, 95)),
            Item(text("一条腿肿", "one leg swollen"), 1, leg_swelling),
            Item(text("咯血", "coughing blood"), 1, haemoptysis),
            Item(text("四周内手术或外伤住院", "surgery or injury within four weeks"), 1, surgery_or_trauma),
            Item(text("以前得过血栓", "an earlier clot"), 1, previous_clot),
            Item(text("在用雌激素", "taking oestrogen"), 1, oestrogen),
        ),
        (
            Band(
                0,
                text("医生也认为可能性低时，可以排除肺栓塞", "rules a lung clot out where a doctor thinks it unlikely"),
            ),
            Band(1, text("不能仅凭问诊排除肺栓塞", "a lung clot cannot be ruled out by history alone")),
        ),
        out_of=8,
        source=PERC_SOURCE,
    )


def cha2ds2_vasc(
    *,
    heart_failure: bool | None,
    hypertension: bool | None,
    age_years: float,
    diabetes: bool | None,
    stroke_or_clot: bool | None,
    vascular_disease: bool | None,
    sex: Sex,
) -> ScoreResult:
    """Answer CHA2DS2-VASc (0 to 9), the risk of stroke in atrial fibrillation.

    Heart failure 1, hypertension 1, 75 years and over 2 (65 to 74 1), diabetes 1, stroke, TIA or embolism 2, vascular disease
    1, female 1. Whether to thin the blood is a doctor's decision, made with the bleeding risk beside it.
    """
    return add_up(
        "cha2ds2_vasc",
        text("CHA2DS2-VASc评分", "CHA2DS2-VASc"),
        (
            Item(text("心力衰竭", "heart failure"), 1, heart_failure),
            Item(text("高血压", "hypertension"), 1, hypertension),
            stepped(text("年龄", "age"), age_years, ((0, 0), (65, 1), (75, 2))),
            Item(text("糖尿病", "diabetes"), 1, diabetes),
            Item(text("中风或栓塞史", "earlier stroke or embolism"), 2, stroke_or_clot),
            Item(text("血管病", "vascular disease"), 1, vascular_disease),
            Item(text("女性", "female"), 1, sex is Sex.FEMALE),
        ),
        (
            Band(0, text("房颤引起中风的风险低", "low risk of stroke from atrial fibrillation")),
            Band(
                2, text("房颤引起中风的风险升高，要和医生商量预防", "raised risk of stroke: prevention to be discussed")
            ),
        ),
        out_of=9,
        source=CHA2DS2_VASC_SOURCE,
    )


def has_bled(
    *,
    systolic: float | None,
    kidney_disease: bool | None,
    liver_disease: bool | None,
    stroke: bool | None,
    bleeding: bool | None,
    labile_inr: bool | None,
    age_years: float,
    drugs: bool | None,
    alcohol: bool | None,
) -> ScoreResult:
    """Answer HAS-BLED (0 to 9), the risk of bleeding on blood thinners; mmHg.

    One point each: systolic above 160; abnormal kidneys; abnormal liver; stroke; bleeding or a leaning to it; unsteady INR;
    over 65 years; antiplatelets or NSAIDs; alcohol. Three or more asks for caution and for mending what can be mended.
    """
    return add_up(
        "has_bled",
        text("HAS-BLED评分", "HAS-BLED"),
        (
            Item(text("收缩压", "systolic pressure"), 1, above(systolic, 160)),
            Item(text("肾功能异常", "abnormal kidneys"), 1, kidney_disease),
            Item(text("肝功能异常", "abnormal liver"), 1, liver_disease),
            Item(text("中风史", "earlier stroke"), 1, stroke),
            Item(text("出血史", "bleeding"), 1, bleeding),
            Item(text("INR不稳", "unsteady INR"), 1, labile_inr),
            Item(text("65岁以上", "over 65"), 1, age_years > 65),  # noqa: PLR2004 - as above
            Item(text("在用抗血小板药或止痛药", "antiplatelets or NSAIDs"), 1, drugs),
            Item(text("饮酒多", "much alcohol"), 1, alcohol),
        ),
        (
            Band(0, text("出血风险不高", "bleeding risk not high")),
            Band(3, text("出血风险高，要找出能纠正的原因", "high bleeding risk: look for what can be mended")),
        ),
        out_of=9,
        source=HAS_BLED_SOURCE,
    )
