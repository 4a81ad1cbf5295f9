"""Rules for limbs and neck: Ottawa ankle and knee, Canadian C-spine, gout without a needle."""

from __future__ import annotations

from agents.specialties.scores.points import Band, Item, above, add_up, at_least, levels, text
from agents.state import ScoreResult
from kg.schema import Sex

OTTAWA_SOURCE = "Stiell IG et al. Ann Emerg Med 1992;21(4):384-390"
KNEE_SOURCE = "Stiell IG et al. Ann Emerg Med 1995;26(4):405-413"
C_SPINE_SOURCE = "Stiell IG et al. JAMA 2001;286(15):1841-1848"
GOUT_SOURCE = "Janssens HJEM et al. Arch Intern Med 2010;170(13):1120-1126"


def ottawa_ankle(
    *, cannot_walk_four_steps: bool | None, bone_tender_outer: bool | None, bone_tender_inner: bool | None
) -> ScoreResult:
    """Answer how many criteria of the Ottawa ankle rule are met (0 to 3), for adults with pain about the malleoli.

    Criteria: cannot walk four steps, both then and now; tender bone at the back edge or tip of the outer, or of the inner
    malleolus. One met: X-ray. None met: a fracture that matters is very unlikely (sensitivity near 100 %). Not for people
    under 18, in pregnancy, or more than ten days after the injury.
    """
    return add_up(
        "ottawa_ankle",
        text("渥太华踝关节规则", "Ottawa ankle rule"),
        (
            Item(text("能不能走四步", "can walk four steps"), 1, cannot_walk_four_steps),
            Item(text("外踝骨头按压痛", "bone tenderness of the outer ankle"), 1, bone_tender_outer),
            Item(text("内踝骨头按压痛", "bone tenderness of the inner ankle"), 1, bone_tender_inner),
        ),
        (
            Band(0, text("骨折的可能性很小，一般不用拍片", "fracture very unlikely; usually no X-ray")),
            Band(1, text("需要拍片排除骨折", "needs an X-ray to rule out a fracture")),
        ),
        out_of=3,
        source=OTTAWA_SOURCE,
    )


def ottawa_knee(
    *,
    age_years: float,
    tender_kneecap_only: bool | None,
    tender_fibula_head: bool | None,
    cannot_bend_90: bool | None,
    cannot_walk_four_steps: bool | None,
) -> ScoreResult:
    """Answer how many criteria of the Ottawa knee rule are met (0 to 5), for adults within a week of the injury.

    55 years or more; bone tenderness of the kneecap alone; of the head of the fibula; cannot bend to 90 degrees; cannot walk
    four steps, both then and now. One met: X-ray. None met: a fracture that matters is very unlikely.
    """
    return add_up(
        "ottawa_knee",
        text("渥太华膝关节规则", "Ottawa knee rule"),
        (
            Item(text("55岁及以上", "55 years or over"), 1, at_least(age_years, 55)),
            Item(text("只有髌骨按压痛", "tenderness of the kneecap alone"), 1, tender_kneecap_only),
            Item(text("腓骨头按压痛", "tenderness of the head of the fibula"), 1, tender_fibula_head),
            Item(text("弯不到90度", "cannot bend to 90 degrees"), 1, cannot_bend_90),
            Item(text("能不能走四步", "can walk four steps"), 1, cannot_walk_four_steps),
        ),
        (
            Band(0, text("骨折的可能性很小，一般不用拍片", "fracture very unlikely; usually no X-ray")),
            Band(1, text("需要拍片排除骨折", "needs an X-ray to rule out a fracture")),
        ),
        out_of=5,
        source=KNEE_SOURCE,
    )


def c_spine(
    *,
    age_years: float,
    dangerous_mechanism: bool | None,
    tingling_limbs: bool | None,
    safe_to_test: bool | None,
    cannot_turn_45: bool | None,
) -> ScoreResult:
    """Answer whether the Canadian C-spine rule asks for pictures (0 no, 1 yes) in an alert adult with a neck injury.

    Yes from 65 years, after a dangerous mechanism, with tingling of limbs; without a sign that it is safe to test (a simple
    rear-end collision, sitting, walking at any time, pain that came later, no tenderness in the middle); or when the neck
    cannot be turned 45 degrees to both sides.
    """
    unsafe = None if safe_to_test is None else not safe_to_test
    old = at_least(age_years, 65)
    return add_up(
        "c_spine",
        text("加拿大颈椎规则", "Canadian C-spine rule"),
        (
            levels(
                text("颈部受伤的表现", "signs after the neck injury"),
                (old, dangerous_mechanism, tingling_limbs, unsafe, cannot_turn_45),
            ),
        ),
        (
            Band(0, text("一般不用拍颈椎片", "usually no pictures of the neck")),
            Band(1, text("要拍颈椎片，之前别乱动脖子", "needs pictures of the neck; keep it still until then")),
        ),
        out_of=1,
        source=C_SPINE_SOURCE,
    )


def gout(
    *,
    sex: Sex,
    attack_before: bool | None,
    within_a_day: bool | None,
    red_joint: bool | None,
    big_toe: bool | None,
    pressure_or_heart: bool | None,
    uric_acid_umol_l: float | None,
) -> ScoreResult:
    """Answer the gout rule of primary care (0 to 13) for one sore, swollen joint: µmol/L.

    Male 2; an attack before 2; at its worst within a day 0.5; red 1; big toe 2.5; hypertension or heart disease 1.5; uric acid
    above 350 µmol/L (5.88 mg/dL) 3.5. Up to 4 gout is unlikely, from 8 likely (over 80 %); between, the joint is tapped.
    """
    return add_up(
        "gout",
        text("痛风评分", "gout rule"),
        (
            Item(text("男性", "male"), 2, sex is Sex.MALE),
            Item(text("以前发作过", "an attack before"), 2, attack_before),
            Item(text("一天内到最痛", "at its worst within a day"), 0.5, within_a_day),
            Item(text("关节发红", "the joint is red"), 1, red_joint),
            Item(text("大脚趾", "the big toe"), 2.5, big_toe),
            Item(text("高血压或心脏病", "hypertension or heart disease"), 1.5, pressure_or_heart),
            Item(text("尿酸", "uric acid"), 3.5, above(uric_acid_umol_l, 350)),
        ),
        (
            Band(0, text("痛风的可能性低", "gout unlikely")),
            Band(4.5, text("可能是痛风，要检查", "gout possible: needs tests")),
            Band(8, text("很可能是痛风", "gout likely")),
        ),
        out_of=13,
        source=GOUT_SOURCE,
    )
