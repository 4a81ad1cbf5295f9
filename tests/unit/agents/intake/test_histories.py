"""The history that a doctor signs: few questions, each for a reason, several answers at once, and what was not asked stays visible."""

from __future__ import annotations

import pytest

from agents.dialogue import Answer, Finish
from agents.intake.engine import month_of, think
from agents.intake.histories import (
    BIRTHS,
    GROWTH,
    LIFE,
    asks,
    background,
    births,
    child_background,
    growth,
    heading_of,
    is_core,
    life,
)
from agents.intake.history_answers import chosen_by_words, passes
from agents.intake.matters import histories_due, period_matters
from agents.intake.questions import BACKGROUND, CHILD, PERIOD, period
from kg.schema import FindingId, Status
from tests.fakes.conversation import NOON_MS, Script, person

MAN = person(years=56, sex="male")
WOMAN = person(years=30)


def begun(consultation, who, *texts, lang="zh"):
    script = Script(consultation, lang)
    script.start(who)
    for text in texts:
        script.say(text)
    return script


def thought(consultation, script):
    return think(consultation.knowledge.graph, script.state, month=month_of(NOON_MS))


def due(consultation, script):
    return [each.id for each in histories_due(script.state, thought(consultation, script), consultation.knowledge)]


def of_period(consultation, script):
    return period_matters(script.state, thought(consultation, script), consultation.knowledge)


def summary(script):
    return script.take(Finish()).guidance.summary


def status(script, finding):
    told = [each for part in script.state.contributions for each in part.findings if each.id == finding]
    return told[-1].status if told else None


@pytest.mark.parametrize(
    ("who", "text", "wanted"),
    [
        (MAN, "这两个月走快了胸口闷，歇歇就好", {"intake.background", LIFE}),
        (MAN, "耳朵里有耳屎堵住了听不清两天", {"intake.background"}),
        (person(years=34), "白带多有腥味，下面痒一个星期", {"intake.background", BIRTHS}),
        (person(years=28, pregnant=True), "嗓子疼两天", {"intake.background", BIRTHS}),
        (person("child", years=2), "孩子咳嗽流鼻涕两天", {"intake.child", GROWTH}),
        (person("child", years=11, sex="male"), "孩子脚崴了两天", {"intake.child"}),
    ],
)
def test_what_is_asked_follows_from_the_complaint(consultation, who, text, wanted):
    assert {
        each if not each.startswith(LIFE) else LIFE for each in due(consultation, begun(consultation, who, text))
    } == wanted


def test_family_and_habits_are_those_that_bear_on_what_leads(consultation):
    script = begun(consultation, MAN, "咳嗽有痰三个月，活动后气喘")
    question = next(
        each
        for each in histories_due(script.state, thought(consultation, script), consultation.knowledge)
        if each.id.startswith(LIFE)
    )
    offered = {finding for option in question.options for finding in option.present}
    assert "smoking" in offered
    assert not any(each.startswith("hx.family_thyroid") for each in offered)
    assert question.why.zh
    assert question.why.en


def test_what_was_told_is_not_asked(consultation):
    script = begun(consultation, MAN, "咳嗽有痰三个月，活动后气喘，抽烟二十年，我爸有肺癌")
    questions = histories_due(script.state, thought(consultation, script), consultation.knowledge)
    offered = {finding for each in questions for option in each.options for finding in option.present}
    assert "smoking" not in offered
    assert not any(heading_of(each) == "family" for each in offered)


def test_allergies_without_a_name_are_no_bare_heading(consultation):
    assert "过敏史：有，未说明对什么。" in summary(begun(consultation, MAN, "头疼三天，我是过敏体质"))


@pytest.mark.parametrize(
    ("who", "text", "wanted"),
    [
        (WOMAN, "恶心想吐三天", True),
        (WOMAN, "头晕两天", True),
        (WOMAN, "小便疼两天", True),
        (WOMAN, "左边乳房疼一个星期", True),
        (WOMAN, "嗓子疼两天", False),
        (WOMAN, "恶心三天，月经上周刚来过", False),
        (person(years=30, pregnant=True), "恶心三天", False),
        (person(years=62), "头晕两天", False),
        (person(years=30, sex="male"), "恶心三天", False),
    ],
)
def test_a_woman_is_asked_for_her_period_where_it_matters(consultation, who, text, wanted):
    assert of_period(consultation, begun(consultation, who, text)) is wanted


def put(consultation, who, question, complaint="头疼三天"):
    script = begun(consultation, who, complaint)
    script.put(question)
    return script


def test_what_a_woman_did_not_tap_is_not_denied(consultation, knowledge):
    question = period(knowledge.graph, 30)
    script = put(consultation, WOMAN, question)
    script.take(Answer(question_id=PERIOD, options=(1,)))
    assert status(script, "missed_period") is Status.PRESENT
    assert status(script, "hx.pregnant") is None
    assert status(script, "breastfeeding_now") is None
    assert "月经史：“推迟了，或可能怀孕”" in summary(script)


def test_breastfeeding_is_told_by_a_chip(consultation, knowledge):
    script = put(consultation, WOMAN, period(knowledge.graph, 30))
    script.take(Answer(question_id=PERIOD, options=(3,)))
    assert status(script, "breastfeeding_now") is Status.PRESENT


FAMILY = (FindingId("hx.family_heart"), FindingId("smoking"))


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ({"options": (0,)}, ("家族史：家里有人早发心脏病。", "个人史：否认吸烟。")),
        ({"options": (2,)}, ("家族史：否认家里有人早发心脏病。", "个人史：否认吸烟。")),
        ({"options": (3,)}, ("家族史：家里有人早发心脏病不详。", "个人史：吸烟不详。")),
        ({"text": "都没有"}, ("家族史：否认家里有人早发心脏病。", "个人史：否认吸烟。")),
        ({"text": "不知道"}, ("家族史：家里有人早发心脏病不详。", "个人史：吸烟不详。")),
        ({"text": "跳过"}, ("家族史：问及未答。", "个人史：问及未答。")),
        ({"text": "我爸有糖尿病"}, ("“我爸有糖尿病”", "个人史：问及未答。")),
    ],
)
def test_denied_unknown_and_unanswered_are_told_apart(consultation, knowledge, answer, lines):
    question = life(knowledge.graph, FAMILY)
    script = put(consultation, MAN, question)
    script.take(Answer(question_id=question.id, **answer))
    told = summary(script)
    assert all(line in told for line in lines)
    assert "未询问：既往史、过敏史、用药。" in told


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("都没有", ("既往史：否认。", "过敏史：否认。", "用药：无。")),
        ("不清楚", ("既往史：不详。", "过敏史：不详。", "用药：不详。")),
        ("青霉素过敏，没吃什么药，做过阑尾手术", ("过敏史：", "用药：“没吃什么药”", "阑尾")),
        ("青霉素过敏", ("过敏史：", "用药：问及未答。", "既往史：问及未答。")),
        ("对头孢过敏，身体一直很好", ("过敏史：", "既往史：“身体一直很好”")),
    ],
)
def test_several_answers_at_once_stand_under_their_headings(consultation, text, lines):
    script = put(consultation, MAN, background())
    script.take(Answer(question_id=BACKGROUND, text=text))
    told = summary(script)
    assert all(line in told for line in lines), told


def test_births_stand_under_their_heading_and_nobody_is_pressed(consultation, knowledge):
    question = births(knowledge.graph)
    script = put(consultation, WOMAN, question)
    script.take(Answer(question_id=BIRTHS, options=(0, 2)))
    told = summary(script)
    assert "生育史：流产或宫外孕史；否认" in told
    assert "“顺产过”" in told
    assert "跳过" in question.why.zh


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ({"options": (5,)}, ("预防接种史：按时接种。", "出生喂养史：否认早产儿")),
        ({"options": (1,)}, ("预防接种史：没打或没打全疫苗。",)),
        ({"text": "足月的，疫苗都打了，吃母乳"}, ("预防接种史：“疫苗都打了”", "出生喂养史：")),
    ],
)
def test_growth_and_vaccination_of_a_child(consultation, knowledge, answer, lines):
    script = put(consultation, person("child", years=2), growth(knowledge.graph), "孩子咳嗽两天")
    script.take(Answer(question_id=GROWTH, **answer))
    told = summary(script)
    assert all(line in told for line in lines), told


def test_in_english_too(consultation, knowledge):
    question = life(knowledge.graph, FAMILY)
    script = begun(consultation, MAN, "headache for three days", lang="en")
    script.put(question)
    script.take(Answer(question_id=question.id, text="none of these"))
    told = summary(script)
    assert "Family history: denies early heart disease in the family." in told
    assert "Not asked: past history, allergies and medicines." in told


def test_another_complaint_is_no_answer_to_the_births(consultation, knowledge):
    script = put(consultation, WOMAN, births(knowledge.graph))
    script.take(Answer(question_id=BIRTHS, text="我还咳嗽"))
    assert status(script, "cough") is Status.PRESENT
    assert "生育史：问及未答。" in summary(script)


@pytest.mark.parametrize(
    ("text", "chip"),
    [
        ("没有", -2),
        ("都没有。", -2),
        ("没有啊", -2),
        ("none", -2),
        ("不知道", -1),
        ("记不清了", -1),
        ("not sure", -1),
        ("没有力气", None),
        ("抽烟", None),
    ],
)
def test_short_words_that_mean_a_chip(text, chip):
    question = child_background()
    wanted = () if chip is None else (len(question.options) + chip,)
    assert chosen_by_words(question, text) == wanted


@pytest.mark.parametrize(
    ("text", "so"),
    [("跳过", True), ("不想说", True), ("skip", True), ("I'd rather not say", True), ("跳过舞扭了", False)],
)
def test_a_question_may_be_passed_over(text, so):
    assert passes(text) is so


def test_an_id_names_its_headings():
    assert asks("intake.background.past") == ("past",)
    assert asks(CHILD) == ("allergies", "medicines", "past", "contacts")
    assert asks("intake.life.family") == ("family",)
    assert asks("q_head_with") == ()
    assert [is_core(each) for each in (BACKGROUND, "intake.background.allergies", CHILD, LIFE)] == [
        True,
        True,
        True,
        False,
    ]
