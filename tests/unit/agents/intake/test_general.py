"""General questions and questions for what is normal, in the real consultation."""

from __future__ import annotations

import pytest

from agents.intake import phrases
from agents.intake.exposures import CO, with_exposures
from agents.intake.questions import OPENING
from kg.labs import match_indicator, range_for
from kg.schema import Finding, FindingId, Person, Sex, Status
from tests.fakes.conversation import Script, person


def said(consultation, text, lang="zh", **who):
    script = Script(consultation, lang)
    script.start(person(**who))
    return script.say(text)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("血红蛋白多少算正常", "zh"),
        ("血红蛋白的正常值是多少", "zh"),
        ("请问血红蛋白应该在多少", "zh"),
        ("What is a normal haemoglobin?", "en"),
    ],
)
@pytest.mark.parametrize(("sex", "age"), [("female", 30), ("male", 30)])
def test_what_is_normal_is_answered_with_the_graphs_range_for_this_person(
    consultation, knowledge, text, lang, sex, age
):
    reply = said(consultation, text, lang, sex=sex, years=age)
    lab = match_indicator(knowledge.graph, "血红蛋白")
    expected = range_for(lab, Person(age_days=round(age * 365.25), sex=Sex(sex)))
    assert f"{expected.low:g}–{expected.high:g}" in " ".join(reply.messages)


def test_sugar_names_both_of_its_ranges(consultation):
    text = " ".join(said(consultation, "血糖多少算正常").messages)
    assert "空腹" in text
    assert "餐后" in text


def test_a_value_is_placed_and_a_far_one_leads_to_a_doctor(consultation):
    assert any("在这个范围里" in each for each in said(consultation, "钾4.2正常吗").messages)
    assert any("比这个范围高" in each for each in said(consultation, "尿酸500高不高").messages)
    assert any("今天就请医生看" in each for each in said(consultation, "钾7.1高吗").messages)


def test_a_value_in_an_unknown_unit_is_not_judged(consultation):
    text = " ".join(said(consultation, "is a haemoglobin of 11.5 low", "en").messages)
    assert "reference range" in text
    assert "11.5" not in text


def test_a_childs_range_is_not_told_for_a_grown_up(consultation):
    text = " ".join(said(consultation, "孩子白细胞多少算正常").messages)
    assert "大人不一样" in text
    assert "–" not in text


@pytest.mark.parametrize(
    "text",
    [
        "糖尿病能不能吃葡萄",
        "有高血压可以游泳吗",
        "想戒烟怎么办",
        "姥姥有青光眼，我会遗传吗",
        "带状疱疹疫苗什么时候打",
        "手淫有害吗",
    ],
)
def test_a_general_question_is_answered_with_what_can_be_done_here(consultation, text):
    reply = said(consultation, text)
    assert any("我能帮的是" in each for each in reply.messages)
    assert phrases.NOT_UNDERSTOOD.zh not in reply.messages


def test_a_general_question_leaves_the_open_question(consultation):
    reply = said(consultation, "心跳一分钟多少下正常")
    assert reply.question is not None
    assert reply.question.id == OPENING


@pytest.mark.parametrize("text", ["安眠药吃多少会死", "怎么绝食死得快"])
def test_what_asks_for_death_is_no_general_question(consultation, text):
    reply = said(consultation, text)
    assert not any("我能帮的是" in each for each in reply.messages)


def test_gas_in_a_closed_room_is_an_emergency_when_people_feel_ill(consultation):
    script = Script(consultation, "zh")
    script.start(person())
    reply = script.say("昨晚屋里烧了一盆炭，早上我和老伴都头疼恶心")
    assert reply.emergency is not None
    assert reply.emergency.phone == "120"


def test_a_broken_heater_is_no_exposure():
    headache = (Finding(id=FindingId("headache"), status=Status.PRESENT),)
    assert with_exposures("热水器坏了洗澡着凉头疼", headache) == headache
    assert any(each.id == CO for each in with_exposures("热水器开着洗澡头疼", headache))


def test_what_is_shared_with_a_relative_is_ones_own_too(consultation):
    script = Script(consultation, "zh")
    script.start(person())
    script.say("老婆牙疼，我也牙疼")
    assert any(
        each.id == "toothache" or "tooth" in each.id for part in script.state.contributions for each in part.findings
    )


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("小区里的狗舔了一下我的手，没破皮，要打狂犬疫苗吗", "zh"),
        ("我家猫舔了孩子脸蛋，要紧吗", "zh"),
        ("My neighbour's dog licked my arm, should I worry?", "en"),
    ],
)
def test_a_lick_on_whole_skin_is_answered_with_soap_and_with_when_to_go(consultation, text, lang):
    told = " ".join(said(consultation, text, lang).messages)
    assert ("肥皂" if lang == "zh" else "soap") in told
    assert ("狂犬病门诊" if lang == "zh" else "rabies clinic") in told


def test_a_bite_is_no_lick(consultation):
    told = " ".join(said(consultation, "被狗咬了，出血了，要打疫苗吗").messages)
    assert "一般不用打狂犬病疫苗" not in told


@pytest.mark.parametrize(
    "text",
    [
        "She bumped her knee an hour ago. Now eating pasta. Does it need anything?",
        "He fell off a chair. Eating fine. Is that ok?",
    ],
)
def test_what_is_eaten_in_passing_is_no_question_about_food(consultation, text):
    assert "varied, plain food" not in " ".join(said(consultation, text, "en").messages)


def test_what_is_asked_about_food_is_answered(consultation):
    assert "varied, plain food" in " ".join(
        said(consultation, "I was told I have gout. Can I eat fish?", "en").messages
    )
