"""The inputs of the scores of skin, eye, jaw, blood, appendix and childbed, as people tell them or read them from a report."""

from __future__ import annotations

import pytest

from agents.assessment import assess
from agents.dialogue import PersonInput
from agents.graph import Consultation
from kg.schema import Urgency
from tests.fakes.conversation import NOON_MS, Script, person
from tests.unit.agents.specialties.helpers import look


def opinion_of(knowledge, specialty, text, *, years=40, sex="female"):
    who = PersonInput(relation="self", age_days=round(years * 365.25), sex=sex)
    lang = "zh" if any("一" <= each <= "鿿" for each in text) else "en"
    state = assess(knowledge, who, text, lang=lang, now_ms=NOON_MS).state
    return state, next((each for each in state.opinions if each.specialty == specialty), None)


HEARD = [
    ("dermatology", "mole_checklist", 52, "female", "背上的痣这半年变大了，边上不整齐，颜色也不均匀", (6, 10), Urgency.SOON),
    ("dermatology", "mole_checklist", 52, "female", "胳膊上的痣大概8毫米，周围红了一圈，还出血", (3, 10), Urgency.SOON),
    ("dermatology", "mole_checklist", 52, "female", "脚底有个黑痣，有黄豆那么大，最近痒", (2, 10), None),
    ("dermatology", "mole_checklist", 45, "male", "I have a mole with ragged edges and different colours in it", (4, 10), Urgency.SOON),
    ("eye", "rietveld", 30, "female", "两只眼睛红了两天，早上都被眼屎粘住睁不开，不痒", (3, 5), None),
    ("eye", "rietveld", 30, "female", "右眼红，早上被眼屎粘住，左眼没事，去年得过红眼病", (-1, 0), None),
    ("eye", "rietveld", 30, "male", "my left eye is red and sticky, stuck shut when I wake up, the other one is fine", (-1, 2), None),
    ("dental", "tmd_screener", 28, "female", "一张嘴耳朵前面就疼，嚼硬东西更厉害，早上起来下巴发僵", (4, 7), None),
    ("dental", "tmd_screener", 28, "female",
     "my jaw joint clicks and hurts when I chew hard food, and my jaw is stiff when I wake up", (3, 7), None),
    ("obstetrics_gynaecology", "pregnancy_clots", 37, "female", "怀孕30周，怀的双胞胎，左小腿肿疼，以前腿上长过血栓", (5, 32), None),
    ("obstetrics_gynaecology", "pregnancy_clots", 30, "female",
     "I am 30 weeks pregnant with twins, this is my fourth child, I smoke, and my mother had a blood clot. My left calf is swollen",
     (4, 31), None),
    ("obstetrics_gynaecology", "obstetric_shock", 29, "female", "生完孩子五天，下面一直流血，血压90/60，脉搏119",
     (1.32, 1.32), Urgency.EMERGENCY),
    ("obstetrics_gynaecology", "obstetric_shock", 29, "female",
     "I gave birth six days ago and I am bleeding, my blood pressure is 110/70 and my pulse is 85", (0.77, 0.77), None),
    ("general_surgery", "air", 22, "male", "右下腹疼一天，吐了两次，体温38.7，白细胞16.2，中性粒细胞比例88%，C反应蛋白62",
     (9, 12), Urgency.EMERGENCY),
    ("general_surgery", "air", 22, "male",
     "pain in the lower right of my belly since yesterday, white cells 12 x10^9/L, neutrophils 78%",
     (3, 10), None),
    ("general_surgery", "lrinec", 60, "male",
     "小腿红肿热痛两天，化验C反应蛋白180mg/L，白细胞18，血红蛋白118g/L，血钠131mmol/L，肌酐150", (10, 11), Urgency.EMERGENCY),
    ("dermatology", "lrinec", 60, "male",
     "my lower leg is red, hot and swollen. CRP 180 mg/L, white cells 18, haemoglobin 118 g/L, sodium 131 mmol/L",
     (8, 11), Urgency.EMERGENCY),
    ("haematology_oncology", "mentzer", 25, "female", "体检说有点贫血，血红蛋白105g/L，MCV 65fL，红细胞5.5×10^12/L", (11.8, 11.8), None),
    ("haematology_oncology", "mentzer", 25, "female",
     "my blood count: haemoglobin 105 g/L, MCV 72 fL, red cells 3.5 x10^12/L", (20.6, 20.6), None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("specialty", "score", "years", "sex", "text", "bounds", "level"),
    HEARD,
    ids=[f"{each[1]}: {each[4]}" for each in HEARD],
)
def test_the_score_is_made_of_what_was_told(knowledge, specialty, score, years, sex, text, bounds, level):
    state, opinion = opinion_of(knowledge, specialty, text, years=years, sex=sex)
    made = next(each for each in opinion.scores if each.id == score)
    assert (made.low, made.high) == bounds
    assert made.name.in_(state.lang) in opinion.comment.in_(state.lang)
    ruled = {reason.id for reason in opinion.reasons if reason.kind == "score"}
    assert (score in ruled) is (level is not None)
    if level is not None:
        assert opinion.by_rule.rank <= level.rank
        assert state.assessment.urgency.rank <= level.rank


NOT_MADE = [
    ("mole_checklist", 52, "female", "脸上有颗痣，从小就有，一直没变，不疼不痒，想点掉"),
    ("mole_checklist", 52, "female", "the mole on my arm has not grown, no bleeding, it does not itch"),
    ("rietveld", 30, "female", "戴隐形眼镜，右眼红疼，早上被眼屎粘住，看东西模糊"),
    ("rietveld", 6, "male", "两只眼睛红了两天，早上都被眼屎粘住睁不开"),
    ("tmd_screener", 62, "male", "今早起来胸闷，下巴疼，出汗"),
    ("tmd_screener", 30, "female", "嗓子疼发烧，张嘴下巴疼，口水都咽不下"),
    ("pregnancy_clots", 30, "female", "怀孕8个月，感冒流鼻涕两天"),
    ("obstetric_shock", 30, "female", "生完孩子一个月，宝宝肚脐出血了一点，我血压90/60，脉搏95"),
    ("lrinec", 30, "female", "左膝关节红肿热痛，白细胞16，C反应蛋白160mg/L"),
    ("air", 30, "male", "上腹疼，白细胞12"),
    ("mentzer", 30, "female", "血常规：血红蛋白130g/L，MCV 90fL，红细胞4.5"),
]


@pytest.mark.parametrize(
    ("score", "years", "sex", "text"), NOT_MADE, ids=[f"{each[0]}: {each[3]}" for each in NOT_MADE]
)
def test_no_score_is_made_where_its_people_are_others(knowledge, score, years, sex, text):
    state, _ = opinion_of(knowledge, "general_practice", text, years=years, sex=sex)
    assert score not in {made.id for opinion in state.opinions for made in opinion.scores}


@pytest.mark.parametrize(("red", "said"), [("5.6", "地贫"), ("3.8", "缺铁性贫血")])
def test_a_mans_small_cells_are_not_called_a_want_of_iron_where_their_number_speaks_against_it(knowledge, red, said):
    text = f"体检血红蛋白110g/L，MCV 66fL，红细胞{red}×10^12/L"
    _, opinion = opinion_of(knowledge, "haematology_oncology", text, years=45, sex="male")
    reason = next(each for each in opinion.reasons if each.id == "haematology_oncology.iron")
    assert said in reason.text.zh
    assert opinion.by_rule is Urgency.SOON


def test_a_score_asks_for_what_decides_it(knowledge):
    """Two points more make a mole one to refer; which lids were glued and hard food tell most of theirs."""
    assert look(knowledge, "dermatology", present=("mole_wide", "mole_feels")).asks[:2] == (
        "mole_change.size",
        "mole_ragged",
    )
    sticky = look(knowledge, "eye", present=("red_eye", "eye_discharge.glued"), absent=("hx.conjunctivitis",))
    assert sticky.asks[0] == "eye_discharge.glued_both"
    assert look(knowledge, "dental", present=("jaw_joint_pain",)).asks[0] == "jaw_joint_pain.chewing"
    assert look(knowledge, "obstetrics_gynaecology", present=("hx.pregnant", "edema.one_leg")).asks[0] == "hx.dvt_pe"


def test_the_asked_back_input_changes_the_score(knowledge):
    """A mole of 8 mm that itches: whether it has grown is asked, and a yes makes it one to refer."""
    script = Script(Consultation(knowledge), "zh")
    script.start(person(years=52, sex="female"))
    reply = script.say("脚底有个黑痣，有黄豆那么大，最近痒")
    for _ in range(14):
        if reply.guidance is not None or reply.question is None:
            break
        words = reply.question.text
        reply = script.say("对，变大了" if "大" in words and "痣" in words else "没有")
    skin = next(each for each in script.state.opinions if each.specialty == "dermatology")
    mole = next(each for each in skin.scores if each.id == "mole_checklist")
    assert mole.low >= 3
    assert skin.by_rule is Urgency.SOON
