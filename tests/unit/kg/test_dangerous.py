"""What must never be told to wait, and what must not be frightened: the packaged rules, on findings alone.

Each danger is written as a doctor would note it, by findings; each look-alike is the common, harmless thing that shares its leading word.
"""

from __future__ import annotations

import re

import pytest

from app.knowledge import load_knowledge
from kg.graph import Graph
from kg.inference import infer
from kg.schema import Finding, FindingId, Person, Sex, Status, Urgency
from kg.triage import Triage, triage

AMBULANCE = "call_120"
GO = "go_to_emergency"

DANGERS: dict[str, tuple[float, str, str, str]] = {
    "heart attack": (58, "male", "chest_pain.pressing sweating chest_pain.radiating_left_arm", AMBULANCE),
    "heart attack of a woman with diabetes": (
        70,
        "female",
        "chest_tightness sweating.cold nausea hx.diabetes",
        AMBULANCE,
    ),
    "heart attack felt in the stomach": (72, "female", "abdominal_pain.epigastric sweating.cold", AMBULANCE),
    "known heart disease, pain stays": (66, "male", "hx.coronary_disease chest_pain chest_pain.over_20_min", AMBULANCE),
    "dissection": (60, "male", "chest_pain.tearing", AMBULANCE),
    "dissection by pressure": (55, "male", "chest_pain.sudden_severe high_bp.severe", AMBULANCE),
    "a glucose beyond the meter": (70, "female", "high_glucose.extreme", GO),
    "raised troponin": (45, "female", "lab.troponin_i.high", GO),
    "stroke": (68, "female", "limb_weakness.one_side speech_difficulty", AMBULANCE),
    "stroke by speech alone": (74, "male", "speech_difficulty.sudden", AMBULANCE),
    "stroke of the cerebellum": (71, "male", "vertigo imbalance_sudden", AMBULANCE),
    "subarachnoid bleed": (44, "female", "headache.thunderclap", AMBULANCE),
    "meningitis": (19, "male", "fever headache neck_stiffness", GO),
    "meningococcal sepsis": (6, "female", "fever rash.petechiae", AMBULANCE),
    "sepsis": (77, "male", "fever confusion low_bp", AMBULANCE),
    "sepsis, drowsy at 80": (80, "female", "fever lethargy", AMBULANCE),
    "low oxygen with fever, lung history not asked": (72, "male", "hypoxia fever cough", GO),
    "oxygen below 90": (60, "male", "hypoxia.severe", AMBULANCE),
    "anaphylaxis": (30, "female", "rash.hives dyspnea", AMBULANCE),
    "anaphylaxis to a sting, no rash": (45, "male", "bite.insect near_syncope", AMBULANCE),
    "anaphylaxis to food, no rash told": (9, "male", "exposure.allergen_food swelling_lips_face", AMBULANCE),
    "epiglottitis": (50, "male", "sore_throat.severe_swallow stridor fever", AMBULANCE),
    "airway foreign body": (2, "male", "choking cough", AMBULANCE),
    "croup with drawing in": (2, "female", "cough.barking chest_indrawing", AMBULANCE),
    "severe asthma": (33, "female", "hx.asthma wheeze cyanosis", AMBULANCE),
    "embolism on the pill": (27, "female", "dyspnea.sudden medicine.contraceptive", AMBULANCE),
    "embolism with cancer": (63, "male", "dyspnea chest_pain.pleuritic hx.cancer", AMBULANCE),
    "lungs full of water": (70, "female", "dyspnea.orthopnea dyspnea.at_rest", AMBULANCE),
    "pink froth": (66, "male", "cough.productive.pink_frothy", AMBULANCE),
    "vomiting blood": (57, "male", "hematemesis", AMBULANCE),
    "black stool and dizzy": (70, "male", "melena dizziness", AMBULANCE),
    "black stool on a blood thinner": (75, "female", "melena medicine.anticoagulant", AMBULANCE),
    "blood from the bowel with shock": (66, "male", "hematochezia low_bp", AMBULANCE),
    "peritonitis": (46, "male", "abdominal_pain.rigid", GO),
    "belly pain and collapse": (69, "male", "abdominal_pain syncope", GO),
    "pancreatitis": (40, "male", "abdominal_pain.severe vomiting", GO),
    "stuck hernia": (63, "male", "groin_lump.stuck", GO),
    "cholangitis": (60, "female", "fever jaundice abdominal_pain.ruq", GO),
    "ectopic": (28, "female", "missed_period pelvic_pain.sudden_one_side near_syncope", GO),
    "ectopic, no missed period told": (30, "female", "vaginal_bleeding abdominal_pain near_syncope", GO),
    "pre-eclampsia": (31, "female", "hx.pregnant high_bp headache", GO),
    "waters broken": (29, "female", "hx.pregnant waters_broken", GO),
    "heavy bleeding": (27, "female", "hx.delivery_recent vaginal_bleeding.heavy", AMBULANCE),
    "torsion": (14, "male", "testicular_pain.sudden", GO),
    "torsion told mildly": (13, "male", "testicular_pain scrotal_swelling", GO),
    "retention": (72, "male", "anuria_retention", GO),
    "newborn fever": (0.1, "female", "fever", GO),
    "newborn off feeds": (0.05, "male", "child_poor_feeding", GO),
    "newborn cold": (0.03, "male", "hypothermia", GO),
    "newborn green vomit": (0.02, "female", "vomiting.bilious", GO),
    "newborn deep jaundice": (0.02, "male", "newborn_jaundice.early_deep", GO),
    "infant dehydration": (0.7, "female", "diarrhea child_dry_nappy", GO),
    "intussusception": (0.8, "male", "child_crying_colic_bouts vomiting", GO),
    "febrile seizure": (2, "male", "child_fever_convulsion fever", AMBULANCE),
    "severe hand-foot-mouth": (3, "female", "rash.hands_feet_mouth fever child_startle", GO),
    "drowsy ill toddler": (2, "male", "fever lethargy", GO),
    "blue baby": (0.3, "female", "cyanosis", AMBULANCE),
    "ketoacidosis": (21, "female", "high_glucose.very_high vomiting", GO),
    "ketoacidosis without a meter": (22, "male", "hx.diabetes tachypnea vomiting", GO),
    "first ketoacidosis of a child": (12, "female", "polydipsia polyuria vomiting", GO),
    "low glucose": (72, "male", "low_glucose confusion", GO),
    "coal gas": (50, "female", "co_exposure headache", AMBULANCE),
    "pesticide": (43, "female", "poisoning.pesticide", AMBULANCE),
    "overdose": (26, "male", "poisoning.medicine_overdose", AMBULANCE),
    "button battery": (1.5, "male", "poisoning.button_battery", AMBULANCE),
    "cephalosporin with drink": (24, "male", "medicine.cephalosporin_alcohol chest_tightness", AMBULANCE),
    "plan to die": (38, "female", "suicidal_plan", AMBULANCE),
    "cauda equina": (55, "male", "back_pain saddle_numbness", GO),
    "cauda equina by leaking": (50, "female", "back_pain incontinence limb_numbness", GO),
    "glaucoma": (64, "female", "eye_pain.severe nausea", GO),
    "sight gone": (67, "male", "visual_loss.sudden", GO),
    "giant cell arteritis with sight": (72, "female", "headache.temporal_tender blurred_vision", GO),
    "septic knee": (59, "female", "joint_swelling.hot_red joint_pain.knee fever", GO),
    "septic hip of a child": (4, "male", "fever joint_pain.hip", GO),
    "spreading infection": (45, "female", "skin_red_hot.spreading", GO),
    "fever under chemotherapy": (58, "male", "fever.high hx.cancer", GO),
    "heat stroke": (36, "male", "heat_exposure confusion", AMBULANCE),
    "child vomits after a knock": (5, "male", "injury.head vomiting", AMBULANCE),
    "knock on a blood thinner": (81, "male", "injury.head medicine.anticoagulant", GO),
    "baby bumped": (0.6, "female", "injury.head", GO),
    "hip fracture": (79, "female", "injury.hip_fall_elderly", AMBULANCE),
    "bleeding wound": (30, "male", "injury.cut_bleeding", AMBULANCE),
    "deformed limb": (10, "male", "injury.deformity", GO),
    "large burn": (1.2, "female", "burn.large", GO),
    "snake": (47, "male", "bite.snake", AMBULANCE),
    "electric shock": (30, "male", "electric_shock", AMBULANCE),
    "tetanus": (40, "male", "trismus_drooling neck_stiffness muscle_cramp", AMBULANCE),
    "fit, first": (30, "female", "seizure.first", AMBULANCE),
    "cannot be woken": (50, "male", "unconscious", AMBULANCE),
    "sudden confusion": (85, "female", "confusion.acute", GO),
    "weakness climbing": (35, "male", "limb_weakness.ascending", GO),
    "cold white leg": (63, "male", "cold_painful_limb", GO),
    "critical potassium": (60, "male", "lab.k.high.critical", GO),
    "critical sugar": (60, "male", "lab.glucose_random.low.critical", GO),
    "critical haemoglobin": (60, "male", "lab.hgb.low.critical", GO),
    "critical platelets": (60, "male", "lab.plt.low.critical", GO),
    "critical lactate": (60, "male", "lab.lactate.high.critical", GO),
}

TODAY: dict[str, tuple[float, str, str]] = {
    "dog bite": (8, "female", "bite.dog"),
    "black stool": (50, "male", "melena"),
    "chest tightness on effort, new": (53, "male", "chest_pain.exertional chest_pain.recent_onset"),
    "thoughts of death": (40, "female", "suicidal_thoughts"),
    "cutting oneself": (16, "female", "self_harm"),
    "deaf overnight": (42, "female", "hearing_loss.sudden"),
    "mouth askew": (37, "male", "facial_droop"),
    "one side numb": (60, "male", "limb_numbness.one_side"),
    "knock on the head at 70": (70, "male", "injury.head"),
    "faint at 75": (75, "female", "syncope"),
    "rusty nail": (35, "male", "injury.rusty_nail"),
    "four months, 39 degrees": (0.35, "male", "fever.high"),
    "thirsty child losing weight": (9, "female", "polydipsia weight_loss"),
    "fever on steroids": (48, "female", "fever medicine.steroid"),
    "red painful eye, blurred": (30, "male", "red_eye eye_pain blurred_vision"),
    "pressure of 180": (60, "male", "high_bp.severe"),
}

HARMLESS: dict[str, tuple[float, str, str]] = {
    "a cold": (27, "male", "runny_nose sneezing sore_throat"),
    "a cold with a stove at home": (40, "female", "co_exposure runny_nose cough"),
    "a feverish flu": (30, "male", "fever.high muscle_pain headache cough"),
    "a child's cold with fever, playful": (4, "female", "fever runny_nose child_playful"),
    "hives alone": (35, "male", "rash.hives itching"),
    "a mosquito bite": (20, "female", "bite.insect itching"),
    "band-like headache": (28, "male", "headache.band_like"),
    "positional vertigo with nausea": (56, "female", "vertigo.positional vertigo.brief nausea"),
    "gastritis": (35, "male", "abdominal_pain.epigastric nausea"),
    "diarrhoea and vomiting": (30, "male", "diarrhea vomiting"),
    "back strain": (41, "male", "back_pain.lower back_pain.after_lifting"),
    "period pain": (22, "female", "period_pain"),
    "stabs in the chest": (24, "male", "chest_pain.sharp chest_pain.seconds"),
    "sprained ankle": (19, "male", "injury.ankle_sprain"),
    "blood on the paper": (36, "female", "hematochezia.bright_drip"),
    "cystitis": (24, "female", "dysuria urinary_frequency"),
    "prostate": (68, "male", "weak_stream nocturia"),
    "fear and racing heart": (26, "female", "palpitations anxiety"),
    "hand-foot-mouth, playful": (3, "male", "rash.hands_feet_mouth mouth_vesicles child_playful"),
    "a sore knee for years": (60, "female", "joint_pain.knee_stairs"),
    "grandmother forgets": (82, "female", "memory_loss.progressive"),
}


@pytest.fixture(scope="module")
def packaged() -> Graph:
    return load_knowledge().graph


def judged(graph: Graph, age: float, sex: str, told: str) -> Triage:
    findings = [Finding(id=FindingId(id_), status=Status.PRESENT) for id_ in told.split()]
    person = Person(age_days=round(age * 365.25), sex=Sex(sex))
    return triage(graph, person, findings, infer(graph, person, findings))


@pytest.mark.parametrize("name", DANGERS)
def test_danger_is_called_by_a_rule_at_once(packaged: Graph, name: str) -> None:
    age, sex, told, action = DANGERS[name]
    found = judged(packaged, age, sex, told)
    by_rule = [reason for reason in found.reasons if reason.kind == "red_flag"]
    assert by_rule
    assert found.urgency is Urgency.EMERGENCY
    assert found.action in ({AMBULANCE} if action == AMBULANCE else {AMBULANCE, GO})


@pytest.mark.parametrize("name", TODAY)
def test_what_needs_a_doctor_today_is_never_put_off(packaged: Graph, name: str) -> None:
    found = judged(packaged, *TODAY[name])
    assert found.urgency.rank <= Urgency.URGENT.rank


@pytest.mark.parametrize(
    ("age", "told", "severity", "days", "urgency"),
    [
        (45, "chest_pain", 8, None, Urgency.EMERGENCY),
        (31, "chest_pain", 7, 1.0, Urgency.EMERGENCY),
        (52, "chest_pain.pleuritic", 9, None, Urgency.EMERGENCY),
        (22, "chest_pain", 8, None, Urgency.URGENT),
        (45, "chest_pain", 3, None, Urgency.SOON),
        (45, "chest_pain", None, 20.0, Urgency.SOON),
    ],
)
def test_a_pain_in_the_chest_is_never_sent_home_unlooked_at(
    packaged: Graph, age: float, told: str, severity: int | None, days: float | None, urgency: Urgency
) -> None:
    """AHA/ACC 2021: no severe pain in an adult's chest is anything but cardiac until an ECG was seen."""
    person = Person(age_days=round(age * 365.25), sex=Sex.MALE)
    findings = [Finding(id=FindingId(told), status=Status.PRESENT, severity=severity, onset_days=days)]
    assert triage(packaged, person, findings, infer(packaged, person, findings)).urgency.rank <= urgency.rank


@pytest.mark.parametrize("name", HARMLESS)
def test_no_rule_cries_emergency_over_the_ordinary(packaged: Graph, name: str) -> None:
    found = judged(packaged, *HARMLESS[name])
    assert [flag.id for flag in found.red_flags if flag.urgency is Urgency.EMERGENCY] == []


def test_every_emergency_rule_tells_what_to_do_and_what_not(packaged: Graph) -> None:
    for flag in packaged.red_flags.values():
        assert flag.until_help, flag.id
        if flag.urgency is Urgency.EMERGENCY:
            assert flag.action in {AMBULANCE, GO}, flag.id
        if flag.action == AMBULANCE:
            texts = (flag.say, *flag.until_help)
            assert any("120" in text.zh or "救护车" in text.zh for text in texts), flag.id
            assert any("120" in text.en or "ambulance" in text.en for text in texts), flag.id


DOSE = re.compile(r"\d+\s*(?:mg|毫克|微克|mcg|毫升|ml|片|粒|丸|支)|[一二两三四半]\s*(?:片|粒|丸|支)", re.IGNORECASE)
PRESCRIBED = re.compile(
    r"(?:服用|口服|嚼服|含服|吃)[^，。；不别]{0,4}(?:阿司匹林|硝酸甘油|布洛芬|头孢|降压药|救心丸)|take (?:an )?aspirin|chew"
)


def test_no_rule_doses_or_prescribes(packaged: Graph) -> None:
    for flag in packaged.red_flags.values():
        for text in (flag.say, *flag.until_help):
            assert not DOSE.search(text.zh), (flag.id, text.zh)
            assert not DOSE.search(text.en), (flag.id, text.en)
            for found in PRESCRIBED.finditer(text.zh):
                before = text.zh[max(0, found.start() - 8) : found.start()]
                assert any(word in before for word in ("别", "不", "先别", "医生开的")), (flag.id, text.zh)


def test_no_rule_says_for_certain_what_the_disease_is(packaged: Graph) -> None:
    for flag in packaged.red_flags.values():
        assert "您得了" not in flag.say.zh, flag.id
        assert "you have had" not in flag.say.en.lower(), flag.id
        assert "!" not in flag.say.en, flag.id
        assert "！" not in flag.say.zh, flag.id
