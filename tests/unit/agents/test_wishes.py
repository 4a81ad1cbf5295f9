"""What residents come for beside a complaint: a follow-up, a worry, a report, a medicine, a talk; and a change of subject."""

from __future__ import annotations

import pytest

from agents.dialogue import Answer, Finish
from agents.guidance.follow_up import follow_up_lines
from agents.guidance.worry import worry_words
from agents.intake.engine import case_of, month_of, think
from kg.schema import Status, Urgency
from tests.fakes.conversation import Script, person


def begun(consultation, text, lang="zh", **who):
    script = Script(consultation, lang)
    script.start(person(**who))
    script.say(text)
    return script


def present(script):
    return {each.id for part in script.state.contributions for each in part.findings if each.status is Status.PRESENT}


def asked(script):
    return [each.id for each in script.state.asked]


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("我有高血压，来复查的", {"chronic"}),
        ("糖尿病，来看看", {"chronic"}),
        ("我有高血压，头疼三天", {"complaint"}),
        ("化验单出来了帮我看看", {"report"}),
        ("我乳房有个包，会不会是癌症", {"complaint", "worry"}),
        ("布洛芬和阿司匹林能一起吃吗", {"medicine"}),
        ("心里烦，想找人说说话", {"complaint", "talk"}),
        ("头疼，这个药能吃吗", {"complaint", "medicine"}),
        ("咳嗽三天", {"complaint"}),
        ("I have high blood pressure, here for my check-up", {"chronic"}),
        ("can I take ibuprofen with aspirin", {"medicine"}),
        ("I just want to talk", {"talk"}),
        ("怕冷", {"complaint"}),
    ],
)
def test_what_is_wished_for_is_read_from_the_words(consultation, text, wishes):
    lang = "en" if text.isascii() else "zh"
    assert set(begun(consultation, text, lang).state.wishes) == wishes


def test_a_follow_up_asks_figures_signs_medicines_life_and_check_and_ends_with_goals(consultation):
    script = begun(consultation, "我有高血压，来复查的", years=60, sex="male")
    for words in ("150/95", "没有别的了", "都没有", "氨氯地平每天一片，有时忘了吃", "抽烟", "一年以上"):
        reply = script.say(words)
    assert asked(script)[1:] == [
        "intake.follow_up.figures",
        "intake.else",
        "follow_up.signs",
        "intake.follow_up.taking",
        "intake.follow_up.living",
        "intake.follow_up.checked",
    ]
    page = " ".join(reply.guidance.now)
    assert "150/95" in page
    assert "140/90" in page
    assert "两周内" in page
    assert "不要补双份" in page
    assert "戒" in page
    assert "复查" in page
    assert reply.guidance.urgency.rank >= Urgency.ROUTINE.rank
    assert "随访：" in reply.guidance.summary
    assert "氨氯地平每天一片" in reply.guidance.summary
    assert script.state.contributions[-1].duration_days is None, "a year since the check-up is no time course"


def test_a_figure_within_the_goal_is_said_to_be_so(consultation):
    script = begun(consultation, "糖尿病，来看看", years=60)
    for words in ("空腹6.2", "没有", "都没有", "每天都按时吃", "都没有", "三个月内"):
        reply = script.say(words)
    assert any("6.2" in line and "在一般目标" in line for line in reply.guidance.now)
    assert not any("复查了" in line for line in reply.guidance.now)
    assert any("随访" in line for line in reply.guidance.why)


@pytest.mark.parametrize(
    ("history", "years", "figure", "goal", "met"),
    [
        ("高血压", 60, "138/85", "140/90", True),
        ("高血压", 60, "140/85", "140/90", False),
        ("高血压", 60, "138/90", "140/90", False),
        ("高血压", 82, "148/85", "150/90", True),
        ("高血压和糖尿病", 60, "135/78", "130/80", False),
        ("高血压和糖尿病", 60, "128/78", "130/80", True),
        ("中风史，高血压", 60, "128/78", "130/80", True),
    ],
)
def test_the_goal_is_that_of_age_and_illness(consultation, knowledge, history, years, figure, goal, met):
    script = begun(consultation, f"我有{history}，来复查的，血压{figure}", years=years)
    thought = think(knowledge.graph, script.state, month=month_of(script.state.updated_at_ms))
    first = follow_up_lines(script.state, case_of(knowledge.graph, script.state, thought))[0]
    assert goal in first
    assert ("在一般目标" in first) is met


def test_a_low_sugar_is_never_called_met(consultation, knowledge):
    script = begun(consultation, "糖尿病，来复查，空腹血糖3.5", years=60)
    thought = think(knowledge.graph, script.state, month=11)
    lines = follow_up_lines(script.state, case_of(knowledge.graph, script.state, thought))
    assert any("偏低" in line for line in lines)
    assert not any("照现在的办法" in line for line in lines)


def test_a_sign_that_it_slips_leads_into_the_interview(consultation):
    script = begun(consultation, "我有高血压，来复查的", years=60, sex="male")
    script.say("128/80")
    reply = script.say("胸闷")
    assert reply.question is not None
    assert not reply.question.id.startswith("intake.follow_up.")


def test_no_dose_is_ever_named_in_a_follow_up(consultation):
    script = begun(consultation, "我有高血压，来复查的", years=60)
    for words in ("160/100", "没有", "都没有", "自己停了", "口味偏咸", "没查过"):
        reply = script.say(words)
    assert not any("片" in line or "毫克" in line for line in reply.guidance.now)
    assert any("先问医生" in line for line in reply.guidance.now)


def test_a_worry_is_answered_at_the_end_and_ruled_neither_in_nor_out(consultation):
    script = begun(consultation, "我乳房有个包，会不会是癌症", years=50)
    assert any("担心" in message for message in script.replies[-1].messages)
    reply = script.take(Finish())
    said = " ".join(reply.messages)
    assert "您担心是不是癌" in said
    assert "乳房肿块" in said
    assert "不能断定" in said
    assert "患者顾虑" in reply.guidance.summary


def test_a_worry_without_ground_is_told_so_kindly(consultation, knowledge):
    script = begun(consultation, "流清鼻涕打喷嚏两天，怕是肺癌", years=30)
    thought = think(knowledge.graph, script.state, month=11)
    (said,) = worry_words(knowledge, script.state, thought)
    assert "没看出" in said or "可能性不大" in said
    assert "完全排除" in said


def test_a_worry_without_a_complaint_is_asked_what_it_is(consultation):
    script = begun(consultation, "我很担心自己得了大病")
    assert script.replies[-1].question.id == "intake.worry"
    script.say("怕是胃癌，最近肚子胀")
    assert "bloating" in present(script)


def test_a_report_is_asked_for_first(consultation):
    assert begun(consultation, "化验单出来了帮我看看").replies[-1].question.id == "intake.photo"


def test_a_medicine_question_is_answered_and_not_met_with_a_list_of_places(consultation):
    script = begun(consultation, "布洛芬和阿司匹林能一起吃吗")
    assert any("布洛芬" in message and "阿司匹林" in message for message in script.replies[-1].messages)
    assert "intake.areas" not in asked(script)


def test_who_wants_to_talk_is_listened_to(consultation):
    script = begun(consultation, "想找人说说话")
    assert script.replies[-1].question.id.startswith("mind.talk")
    assert len(script.replies[-1].messages) == 1
    script.say("老伴走了以后心里难受，睡不着")
    assert {"low_mood", "insomnia"} <= present(script)


def test_a_change_of_subject_is_noted_and_the_question_stands(consultation):
    script = begun(consultation, "头疼三天")
    before = script.replies[-1].question
    reply = script.say("降压药漏吃了一次怎么办")
    assert any("降压药" in message for message in reply.messages)
    assert reply.question == before


@pytest.mark.parametrize(("lang", "text"), [("zh", "肚子疼两天"), ("en", "belly pain for two days")])
def test_a_woman_with_belly_pain_is_asked_for_her_period_and_a_late_one_is_seen_today(consultation, lang, text):
    script = begun(consultation, text, lang, years=24)
    question = script.replies[-1].question
    assert question.id == "women.period"
    assert len(question.options) == 5, "no menopause at 24"
    script.take(Answer(question_id=question.id, options=(1,)))
    assert "missed_period" in present(script)
    assert "late_period_pain" in script.state.told
    assert script.take(Finish()).guidance.urgency.rank <= Urgency.URGENT.rank


@pytest.mark.parametrize("who", [{"years": 24, "sex": "male"}, {"years": 70}, {"years": 8}])
def test_nobody_else_is_asked_for_a_period(consultation, who):
    script = begun(consultation, "肚子疼两天", **who)
    script.to_the_end()
    assert "women.period" not in asked(script)


def test_a_child_with_fever_is_asked_for_vaccination_and_contacts_and_it_stands_in_the_note(consultation):
    script = begun(consultation, "孩子咳嗽流鼻涕两天，有点发烧", relation="child", years=4)
    for _ in range(20):
        question = script.replies[-1].question
        if question is None or question.id == "intake.child":
            break
        script.answer_by_facts()
    assert script.replies[-1].question.id == "intake.child"
    script.say("足月的，疫苗都打了，班上好几个同学也咳嗽")
    reply = script.to_the_end()
    assert "预防接种史" in reply.guidance.summary
    assert "疫苗都打了" in reply.guidance.summary
