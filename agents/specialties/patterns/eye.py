"""Eye: a red eye that hurts or sees less is not conjunctivitis, and a flash may be the retina."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from agents.specialties.scores.points import text
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "eye.painful_red_loss",
        (("red_eye",), ("eye_pain",), ("blurred_vision", "visual_loss", "photophobia")),
        Urgency.URGENT,
        "眼睛又红又痛，还怕光或看不清，可能不是普通结膜炎，当天要看眼科",
        "a red, painful eye that shuns light or sees less is more than conjunctivitis: an eye doctor today",
        "AAO Preferred Practice Pattern: Conjunctivitis, 2023; 眼科学 第9版",
        tests=("visual_acuity", "slit_lamp", "tonometry"),
        caution=text("看清原因之前，别自己用含激素的眼药水", "no steroid eye drops before the cause is known"),
    ),
    pattern(
        "eye.contact_lens",
        (("risk.contact_lens",), ("red_eye",), ("eye_pain", "blurred_vision", "corneal_spot", "photophobia")),
        Urgency.URGENT,
        "戴隐形眼镜的眼睛红痛，要当天排除角膜感染",
        "a red, sore eye in a lens wearer needs a look at the cornea today",
        "Stapleton F et al. Ophthalmology 2008;115(10):1655-1662",
        tests=("slit_lamp",),
        caution=text("先摘下隐形眼镜，看过医生再戴", "take the lenses out until a doctor has looked"),
    ),
    pattern(
        "eye.glaucoma",
        (
            ("eye_pain.severe", "headache.periorbital", "eye_pain"),
            ("halos", "blurred_vision", "visual_loss"),
            ("vomiting", "nausea"),
        ),
        Urgency.EMERGENCY,
        "眼睛胀痛、看灯有光圈还恶心，可能是急性青光眼，要马上去眼科急诊",
        "a painful eye with halos or dim sight and nausea may be acute glaucoma: eye emergency now",
        "EGS Terminology and Guidelines for Glaucoma, 5th ed., 2020",
        years=(40.0, 200.0),
        unless=("headache.aura", "hx.migraine"),
        tests=("tonometry",),
    ),
    pattern(
        "eye.white_pupil",
        (("white_pupil",),),
        Urgency.URGENT,
        "孩子瞳孔发白，要尽快查眼底",
        "a white pupil in a child needs a look at the retina without delay",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        years=(0.0, 14.0),
        tests=("fundus_photo",),
    ),
    pattern(
        "eye.diabetic_dim",
        (("hx.diabetes",), ("blurred_vision.gradual", "blurred_vision")),
        Urgency.SOON,
        "糖尿病的人视力变差，几天内要查眼底",
        "dimmer sight with diabetes: the retina should be looked at within days",
        "ADA Standards of Care 2024, section 12",
        unless=("red_eye",),
        tests=("fundus_photo", "hba1c_test"),
    ),
)
