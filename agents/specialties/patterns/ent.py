"""Ear, nose and throat: hearing that goes at once, a voice that stays away, one side that bleeds."""

from __future__ import annotations

from typing import Final

from agents.specialties.pattern import pattern
from agents.specialties.rule import Rule
from kg.schema import Urgency

PATTERNS: Final[tuple[Rule, ...]] = (
    pattern(
        "ent.sudden_deaf",
        (("hearing_loss.sudden",),),
        Urgency.URGENT,
        "耳朵突然听不见，三天内治效果最好，今天就看耳鼻喉科",
        "sudden deafness is best treated within days: an ear doctor today",
        "Chandrasekhar SS et al. Otolaryngol Head Neck Surg 2019;161(1_suppl):S1-S45; 突发性聋诊断和治疗指南 2015",
        days=(0.0, 31.0),
        tests=("audiometry",),
    ),
    pattern(
        "ent.hoarse",
        (("hoarseness.over_3_weeks",),),
        Urgency.SOON,
        "声音哑了三周以上，要用喉镜看看",
        "hoarse for over three weeks: the larynx should be looked at",
        "NICE NG12 Suspected cancer: recognition and referral, 2015 (updated 2023)",
        years=(40.0, 200.0),
        tests=("laryngoscopy",),
    ),
    pattern(
        "ent.npc",
        (
            (
                "nasal_congestion.one_side",
                "epistaxis.sniffed_blood",
                "hearing_loss.one_side_slow",
                "tinnitus.one_side",
                "headache.one_sided",
            ),
            ("epistaxis.sniffed_blood", "neck_lump", "lymph_nodes.cervical", "lymph_nodes.hard_fixed", "diplopia"),
            ("neck_lump", "lymph_nodes.hard_fixed", "hx.family_npc", "diplopia", "lymph_nodes.painless"),
        ),
        Urgency.SOON,
        "回吸性涕血、一侧鼻塞或耳闷，又有颈部肿块，要查鼻咽",
        "blood sniffed back or a blocked side with a lump in the neck: the nasopharynx should be looked at",
        "中国临床肿瘤学会鼻咽癌诊疗指南 2022",
        years=(18.0, 200.0),
        tests=("laryngoscopy",),
    ),
    pattern(
        "ent.quinsy",
        (
            ("sore_throat",),
            ("trismus_drooling", "sore_throat.severe_swallow"),
            ("fever", "fever.high"),
            ("trismus_drooling", "drooling", "neck_swelling_hot"),
        ),
        Urgency.URGENT,
        "咽痛一侧重、张口困难还发烧，可能有脓肿，今天要看",
        "a sore throat with fever and a jaw that will not open may be an abscess: to be seen today",
        "Galioto NJ. Am Fam Physician 2017;95(8):501-506",
    ),
    pattern(
        "ent.mastoid",
        (("ear_pain", "ear_discharge"), ("postauricular_swelling",)),
        Urgency.EMERGENCY,
        "耳朵痛，耳后也肿，可能是乳突炎，要马上去医院",
        "ear pain with swelling behind the ear may be mastoiditis: hospital now",
        "NICE NG91 Otitis media (acute), 2018 (updated 2022)",
    ),
    pattern(
        "ent.battery_nose",
        (("nose_foreign_body",),),
        Urgency.URGENT,
        "鼻子里有异物，今天要取出来，别自己掏",
        "something in the nose should be taken out today, not at home",
        "Heim SW, Maughan KL. Am Fam Physician 2007;76(8):1185-1189",
    ),
)
