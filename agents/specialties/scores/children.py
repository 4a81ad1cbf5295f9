"""Scores of childhood: head injury (PECARN), water loss (WHO, Gorelick), croup (Westley), appendicitis (PAS), jaundice (Kramer)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from agents.specialties.scores.points import Band, Graded, Item, above, add_up, at_least, levels, text
from agents.state import ScoreResult
from kg.schema import LocalText

PECARN_SOURCE = "Kuppermann N et al. Lancet 2009;374(9696):1160-1170"
IMCI_SOURCE = "WHO. Integrated Management of Childhood Illness: chart booklet. Geneva: WHO, 2014"
GORELICK_SOURCE = "Gorelick MH, Shaw KN, Murphy KO. Pediatrics 1997;99(5):e6"
WESTLEY_SOURCE = "Westley CR, Cotton EK, Brooks JG. Am J Dis Child 1978;132(5):484-487"
PAS_SOURCE = "Samuel M. J Pediatr Surg 2002;37(6):877-881"
KRAMER_SOURCE = "Kramer LI. Am J Dis Child 1969;118(3):454-458"

KRAMER_UMOL_L: Final = {1: 101, 2: 152, 3: 202, 4: 257, 5: 257}
"""Mean indirect bilirubin of each zone in µmol/L (5.9, 8.9, 11.8, 15.0 and above 15 mg/dL); that of the fifth is the least."""

_HEAD = (
    Band(0, text("头部受重伤的可能性很小", "a serious head injury is very unlikely")),
    Band(1, text("要在医院观察，由医生决定是否做CT", "observation in hospital; a doctor decides on a scan")),
    Band(2, text("要马上去急诊，多半需要做CT", "emergency care now; a scan is likely to be needed")),
)


def pecarn_under_two(
    *,
    altered_mind: bool | None,
    skull_fracture_felt: bool | None,
    haematoma_not_frontal: bool | None,
    unconscious_5_s: bool | None,
    severe_mechanism: bool | None,
    acts_unlike_normal: bool | None,
) -> ScoreResult:
    """Answer PECARN's level under two years (0 none, 1 intermediate, 2 high), for blunt head injury within 24 hours.

    High: GCS 14 or a changed mind, a fracture that can be felt (4.4 % had an injury that mattered). Intermediate: a swelling
    at the back or side of the head, unconscious five seconds or more, a severe mechanism, not acting as usual to the parents
    (0.9 %). None: under 0.02 %.
    """
    return add_up(
        "pecarn_under_two",
        text("PECARN头部外伤（2岁以下）", "PECARN head injury (under 2)"),
        (
            levels(
                text("头部外伤的表现", "signs after the head injury"),
                (haematoma_not_frontal, unconscious_5_s, severe_mechanism, acts_unlike_normal),
                (altered_mind, skull_fracture_felt),
            ),
        ),
        _HEAD,
        out_of=2,
        source=PECARN_SOURCE,
    )


def pecarn_from_two(
    *,
    altered_mind: bool | None,
    skull_base_signs: bool | None,
    unconscious: bool | None,
    vomiting: bool | None,
    severe_mechanism: bool | None,
    severe_headache: bool | None,
) -> ScoreResult:
    """Answer PECARN's level from two to 17 years (0 none, 1 intermediate, 2 high), for blunt head injury within 24 hours.

    High: GCS 14 or a changed mind, signs of a broken skull base (4.3 %). Intermediate: any loss of consciousness, vomiting, a
    severe mechanism, a severe headache (0.9 %). None: under 0.05 %.
    """
    return add_up(
        "pecarn_from_two",
        text("PECARN头部外伤（2岁及以上）", "PECARN head injury (2 and over)"),
        (
            levels(
                text("头部外伤的表现", "signs after the head injury"),
                (unconscious, vomiting, severe_mechanism, severe_headache),
                (altered_mind, skull_base_signs),
            ),
        ),
        _HEAD,
        out_of=2,
        source=PECARN_SOURCE,
    )


def _two_of(*signs: bool | None) -> bool | None:
    """Answer whether at least two of the signs are there; None while unknown ones could decide."""
    known = sum(each is True for each in signs)
    possible = sum(each is not False for each in signs)
    return True if known >= 2 else False if possible < 2 else None  # noqa: PLR2004 - the rule's own limit


def imci_dehydration(
    *,
    lethargic: bool | None,
    restless: bool | None,
    sunken_eyes: bool | None,
    cannot_drink: bool | None,
    drinks_eagerly: bool | None,
    pinch_slow: bool | None,
    pinch_very_slow: bool | None,
) -> ScoreResult:
    """Answer WHO's classification of a child with diarrhoea (0 none, 1 some, 2 severe dehydration), from 2 months to 5 years.

    Severe: two of lethargic or unconscious, sunken eyes, unable to drink, skin pinch going back in more than two seconds.
    Some: two of restless or irritable, sunken eyes, drinking eagerly, skin pinch going back slowly; a severe sign counts as
    its milder form.
    """

    def either(one: bool | None, other: bool | None) -> bool | None:
        return True if True in {one, other} else None if None in {one, other} else False

    severe = _two_of(lethargic, sunken_eyes, cannot_drink, pinch_very_slow)
    some = _two_of(
        either(restless, lethargic),
        sunken_eyes,
        either(drinks_eagerly, cannot_drink),
        either(pinch_slow, pinch_very_slow),
    )
    return add_up(
        "imci_dehydration",
        text("WHO脱水分级", "WHO dehydration"),
        (levels(text("脱水的表现", "signs of dehydration"), (some,), (severe,)),),
        (
            Band(0, text("没有明显脱水", "no clear dehydration")),
            Band(1, text("有些脱水，今天要看医生", "some dehydration: see a doctor today")),
            Band(2, text("严重脱水，要马上去医院", "severe dehydration: hospital now")),
        ),
        out_of=2,
        source=IMCI_SOURCE,
    )


def gorelick(
    *, looks_ill: bool | None, no_tears: bool | None, dry_mouth: bool | None, slow_refill: bool | None
) -> ScoreResult:
    """Answer Gorelick's four signs (0 to 4), from one month to five years.

    Ill general appearance, no tears, dry mouth, capillary refill above two seconds. Two: at least 5 % of the weight lost;
    three: at least 10 %.
    """
    return add_up(
        "gorelick",
        text("Gorelick脱水征", "Gorelick signs of dehydration"),
        (
            Item(text("看上去病得重", "looks ill"), 1, looks_ill),
            Item(text("哭时没有眼泪", "no tears"), 1, no_tears),
            Item(text("口唇干", "dry mouth"), 1, dry_mouth),
            Item(text("按压后皮色恢复慢", "slow capillary refill"), 1, slow_refill),
        ),
        (
            Band(0, text("脱水不明显", "no clear dehydration")),
            Band(2, text("脱水约5%以上，今天要看医生", "about 5 % or more: see a doctor today")),
            Band(3, text("脱水约10%以上，要马上去医院", "about 10 % or more: hospital now")),
        ),
        out_of=4,
        source=GORELICK_SOURCE,
    )


def _sign(name: LocalText, grade: str | None, points: Mapping[str, int]) -> Graded:
    """Answer a graded sign; `some` is there without a grade."""
    if grade == "some":
        return Graded(name, None, max(points.values()), sorted(points.values())[1])
    return Graded(name, None if grade is None else points[grade], max(points.values()))


def westley(
    *,
    stridor: Literal["none", "some", "agitated", "rest"] | None,
    retractions: Literal["none", "some", "mild", "moderate", "severe"] | None,
    air_entry: Literal["normal", "less", "much_less"] | None,
    cyanosis: Literal["none", "some", "agitated", "rest"] | None,
    altered_mind: bool | None,
) -> ScoreResult:
    """Answer the Westley croup score (0 to 17).

    Stridor when agitated 1, at rest 2; retractions 1, 2, 3; air entry less 1, much less 2; cyanosis when agitated 4, at rest
    5; altered consciousness 5. Up to 2 mild, 3-5 moderate, 6-11 severe, 12 and more failing; the paper of 1978 has no groups, and
    of those published later the earlier "severe" is taken (doi 10.1186/s13052-017-0348-x, table 8; calculate.qxmd.com). "some" says
    that it is there and not how much: the least grade is the lower bound.
    """
    air: dict[str, int] = {"normal": 0, "less": 1, "much_less": 2}
    return add_up(
        "westley",
        text("Westley喉炎评分", "Westley croup score"),
        (
            _sign(text("吸气时的喉鸣", "stridor"), stridor, {"none": 0, "agitated": 1, "rest": 2}),
            _sign(
                text("吸气时胸口凹陷", "retractions"), retractions, {"none": 0, "mild": 1, "moderate": 2, "severe": 3}
            ),
            Graded(text("听诊进气", "air entry"), None if air_entry is None else air[air_entry], 2),
            _sign(text("嘴唇发紫", "cyanosis"), cyanosis, {"none": 0, "agitated": 4, "rest": 5}),
            Item(text("神志改变", "altered mind"), 5, altered_mind),
        ),
        (
            Band(0, text("喉炎较轻", "mild croup")),
            Band(3, text("喉炎中等，要马上看医生", "moderate croup: see a doctor now")),
            Band(6, text("喉炎严重，要马上去急诊", "severe croup: emergency care now")),
            Band(12, text("呼吸可能衰竭，马上打120", "breathing may fail: call 120 now")),
        ),
        out_of=17,
        source=WESTLEY_SOURCE,
    )


def pas(
    *,
    hurts_on_cough_or_hop: bool | None,
    tender_right_lower: bool | None,
    anorexia: bool | None,
    celsius: float | None,
    nausea_or_vomiting: bool | None,
    leukocytes_10e9_l: float | None,
    neutrophils_10e9_l: float | None,
    migration: bool | None,
) -> ScoreResult:
    """Answer the paediatric appendicitis score (0 to 10), 4 to 15 years: °C, 10^9/L.

    Pain on coughing, tapping or hopping 2; tenderness at the lower right 2; no appetite 1; 38 °C 1; nausea or vomiting 1;
    leukocytes above 10 1; neutrophils above 7.5 1; pain that moved 1. Up to 2 unlikely, 7 and more likely (Goldman RD et al.
    J Pediatr 2008;153(2):278-282).
    """
    return add_up(
        "pas",
        text("儿童阑尾炎评分", "paediatric appendicitis score"),
        (
            Item(text("咳嗽或蹦跳时痛", "hurts on coughing or hopping"), 2, hurts_on_cough_or_hop),
            Item(text("右下腹按压痛", "tenderness at the lower right"), 2, tender_right_lower),
            Item(text("没有胃口", "no appetite"), 1, anorexia),
            Item(text("体温", "temperature"), 1, at_least(celsius, 38)),
            Item(text("恶心或呕吐", "nausea or vomiting"), 1, nausea_or_vomiting),
            Item(text("白细胞", "leukocytes"), 1, above(leukocytes_10e9_l, 10)),
            Item(text("中性粒细胞", "neutrophils"), 1, above(neutrophils_10e9_l, 7.5)),
            Item(text("疼痛转移到右下腹", "pain that moved to the lower right"), 1, migration),
        ),
        (
            Band(0, text("阑尾炎的可能性低", "appendicitis unlikely")),
            Band(3, text("可能是阑尾炎，需要检查", "appendicitis possible: needs examination")),
            Band(7, text("很可能是阑尾炎，需外科马上看", "appendicitis probable: surgical review now")),
        ),
        out_of=10,
        source=PAS_SOURCE,
    )


def kramer(zone: Literal[1, 2, 3, 4, 5] | None) -> ScoreResult:
    """Answer how far down a newborn is yellow by Kramer's zones (1 face, 2 chest, 3 belly and thighs, 4 arms and legs, 5 palms
    and soles). The eye misjudges: a zone never clears a baby, it only says who is measured first.
    """  # noqa: D205 - the zones are one sentence
    return add_up(
        "kramer",
        text("黄疸范围（Kramer分区）", "Kramer zone of jaundice"),
        (Graded(text("黄到哪里", "how far down the skin is yellow"), zone, 5, 1),),
        (
            Band(1, text("黄疸范围较小，仍要按时测", "little of the skin is yellow; still to be measured in time")),
            Band(3, text("黄疸到了肚子，今天要测胆红素", "yellow down to the belly: bilirubin to be measured today")),
            Band(5, text("手脚心都黄，要马上去医院", "palms or soles are yellow: hospital now")),
        ),
        out_of=5,
        source=KRAMER_SOURCE,
    )
