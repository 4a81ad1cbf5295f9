"""What residents take back in words, without the page's change button: the right thing stands, nothing else is lost."""

from __future__ import annotations

import pytest

from kg.schema import Status
from tests.fakes.conversation import Script, person


def status(script, finding):
    for part in reversed(script.state.contributions):
        for each in part.findings:
            if each.id == finding:
                return each.status
    return None


def begun(consultation, text, lang="zh", **who):
    script = Script(consultation, lang)
    script.start(person(**who))
    script.say(text)
    return script


@pytest.mark.parametrize(
    ("first", "correction", "gone", "there"),
    [
        ("头疼三天", "不对，是头晕", "headache", "dizziness"),
        ("头疼三天", "不是头疼是头晕", "headache", "dizziness"),
        ("头疼三天，恶心", "我刚才说错了，是头晕", "headache", "dizziness"),
        ("拉肚子两天", "打错了，是便秘", "diarrhea", "constipation"),
        ("脚疼一周", "应该说是膝盖疼，不是脚疼是膝盖疼", "joint_pain.foot", "joint_pain.knee"),
        ("拉肚子两天，没发烧", "更正一下，是便秘", "diarrhea", "constipation"),
    ],
)
def test_a_symptom_put_right_takes_the_place_of_the_wrong_one(consultation, first, correction, gone, there):
    script = begun(consultation, first)
    reply = script.say(correction)
    assert status(script, gone) is not Status.PRESENT
    assert status(script, there) is Status.PRESENT
    assert any("改成" in message for message in reply.messages)
    assert script.state.contributions[0].duration_days is not None
    assert script.state.transcript[-3].text == correction or correction in {
        line.text for line in script.state.transcript
    }


def test_a_correction_in_english(consultation):
    script = begun(consultation, "headache for three days", "en")
    reply = script.say("no, I meant dizziness")
    assert status(script, "headache") is None
    assert status(script, "dizziness") is Status.PRESENT
    assert any("dizziness" in message for message in reply.messages)


@pytest.mark.parametrize(
    ("lang", "first", "correction", "wrong", "right"),
    [
        ("zh", "腰疼，右边，两天", "不对，是左边", "右", "左"),
        ("en", "pain in my right knee for a week", "no, the left side", "right", "left"),
    ],
)
def test_a_side_put_right_changes_the_words_and_answers_no_question(
    consultation, lang, first, correction, wrong, right
):
    script = begun(consultation, first, lang)
    question = script.replies[-1].question
    script.say(correction)
    assert right in script.state.contributions[0].said
    assert wrong not in script.state.contributions[0].said
    assert script.replies[-1].question == question
    assert len(script.state.contributions) == 1


def test_what_is_told_besides_a_correction_is_kept(consultation):
    script = begun(consultation, "头疼三天")
    script.say("不对，是头晕，还有点发烧")
    assert status(script, "dizziness") is Status.PRESENT
    assert status(script, "fever") is Status.PRESENT


def test_a_tap_by_mistake_is_put_again(consultation):
    script = begun(consultation, "咳嗽三天，流鼻涕")
    question = script.replies[-1].question
    script.answer_by_facts()
    assert script.replies[-1].question != question
    after = script.replies[-1].question
    reply = script.say("点错了")
    assert reply.question == question
    assert not any(part.question == question.id for part in script.state.contributions)
    script.answer_by_facts()
    assert script.replies[-1].question == after, "what stood open meanwhile is asked again"


def test_a_yes_put_right_to_no(consultation):
    script = begun(consultation, "头疼三天")
    script.put(consultation.knowledge.graph.questions["q_fever_any"])
    script.say("有")
    assert status(script, "fever") is Status.PRESENT
    script.say("说错了，没有")
    assert status(script, "fever") is Status.ABSENT


def test_where_it_is_not_plain_what_is_wrong_nothing_is_lost_and_it_is_said_how(consultation):
    script = begun(consultation, "肚子疼，咳嗽三天")
    reply = script.say("说错了，是头晕")
    assert {"abdominal_pain", "cough", "dizziness"} <= {
        each.id for part in script.state.contributions for each in part.findings if each.status is Status.PRESENT
    }
    assert any("不是……是……" in message for message in reply.messages)


def test_contradicting_oneself_twice_leaves_the_last_word(consultation):
    script = begun(consultation, "咳嗽三天，没有发烧")
    assert any("前面记的" in message for message in script.say("昨天开始发烧了").messages)
    assert any("前面记的" in message for message in script.say("没有发烧").messages)
    assert status(script, "fever") is Status.ABSENT
    assert script.replies[-1].question is not None


def test_a_plain_no_is_an_answer_and_no_correction(consultation):
    script = begun(consultation, "头疼三天")
    script.say("不是的，没有发烧")
    assert status(script, "fever") is Status.ABSENT
    assert status(script, "headache") is Status.PRESENT
