"""The companion in the real consultation: it offers, asks item by item, stops when told, stays, and leads to people."""

from __future__ import annotations

import pytest

from agents.companion.questionnaires import ALL, FREQUENCY, GAD7, PHQ9, points_of, question_of, result_of, wants_to_stop
from agents.companion.staying import ENDED
from agents.dialogue import Answer
from agents.graph import Consultation
from kg.schema import Urgency
from tests.fakes.conversation import Script, person


@pytest.fixture(scope="module")
def consultation(knowledge):
    return Consultation(knowledge)


def tap(script: Script, index: int):
    return script.take(Answer(question_id=script.replies[-1].question.id, options=(index,)))


def begun(consultation, text="心情不好一个月，高兴不起来", lang="zh", **who) -> Script:
    script = Script(consultation, lang)
    script.start(person(**who))
    script.say(text)
    return script


def test_low_mood_is_answered_with_an_offer_that_may_be_declined(consultation):
    script = begun(consultation)
    assert script.replies[-1].question.id == "mind.offer"
    reply = tap(script, 2)
    assert not reply.question.id.startswith("mind.")
    script.to_the_end()
    assert sum(asked.id == "mind.offer" for asked in script.state.asked) == 1
    assert result_of(script.state, PHQ9) is None


@pytest.mark.parametrize(("points", "sum_", "least"), [(0, 0, None), (1, 8, None), (2, 16, Urgency.SOON)])
def test_nine_answers_give_the_published_sum_and_reach_the_doctor(consultation, points, sum_, least):
    script = begun(consultation)
    tap(script, 0)
    for number in range(1, 10):
        assert script.replies[-1].question.id == f"mind.phq9.{number}"
        tap(script, points if number < 9 else 0)
    result = result_of(script.state, PHQ9)
    assert (result.low, result.high, result.missing) == (sum_, sum_, ())
    assert any("谢谢您" in message for message in script.replies[-1].messages)
    last = script.to_the_end()
    opinions = {each.specialty: each for each in script.state.opinions}
    assert "phq9" in {score.id for score in opinions["mental_health"].scores}
    if least is not None:
        assert last.guidance.urgency.rank <= least.rank


def test_the_last_item_answered_with_anything_but_never_leads_to_people(consultation):
    script = begun(consultation)
    tap(script, 0)
    for _ in range(8):
        tap(script, 1)
    reply = tap(script, 1)
    assert reply.emergency is not None
    assert reply.emergency.phone in {"12356", "120"}
    assert any("12356" in message for message in reply.messages)
    assert script.state.mind.running == ""


@pytest.mark.parametrize("words", [None, "不想答了", "够了别问了"])
def test_the_questions_stop_at_once_when_told(consultation, words):
    script = begun(consultation)
    tap(script, 0)
    tap(script, 1)
    reply = tap(script, len(FREQUENCY)) if words is None else script.say(words)
    assert reply.question is None or not reply.question.id.startswith("mind.")
    result = result_of(script.state, PHQ9)
    assert (result.low, result.high) == (1, 1 + 3 * 8)


def test_a_left_out_item_is_missing_and_not_zero(consultation):
    script = begun(consultation)
    tap(script, 0)
    script.say("哇啦哇啦")
    script.say("哇啦")
    for _ in range(8):
        tap(script, 0)
    result = result_of(script.state, PHQ9)
    assert (result.low, result.high) == (0, 3)
    assert len(result.missing) == 1


def test_words_answer_an_item_as_chips_do(consultation):
    script = begun(consultation, "I have been feeling down for a month", "en")
    script.say("yes, go on")
    script.say("nearly every day")
    assert result_of(script.state, PHQ9).low == 3


def test_worry_is_offered_gad7_and_a_child_nothing(consultation):
    script = begun(consultation, "老是焦虑紧张，停不下来")
    assert "七个" in script.replies[-1].question.text
    child = begun(consultation, "心情不好，老想哭", years=8)
    assert not child.replies[-1].question.id.startswith("mind.")


def test_pain_comes_before_the_offer(consultation):
    script = begun(consultation, "胸口闷痛三天，心情也不好")
    assert script.replies[-1].question is None or script.replies[-1].question.id != "mind.offer"


def test_it_stays_after_words_of_suicide_until_the_plan_is_whole(consultation):
    script = begun(consultation, "我不想活了")
    assert any("有没有想过怎么做" in message for message in script.replies[-1].messages)
    for words in ("没有", "没有", "睡不着的时候", "洗把脸", "去公园", "我妹妹", "没有别的", "让妹妹收"):
        reply = script.say(words)
        assert reply.messages
    plan = reply.messages[0]
    assert all(words in plan for words in ("睡不着的时候", "去公园", "我妹妹", "12356", "120"))
    assert script.state.mind.staying == ENDED
    assert any("12356" in message for message in script.say("谢谢").messages)


def test_a_plan_told_on_asking_calls_the_ambulance(consultation):
    script = begun(consultation, "我不想活了")
    reply = script.say("有，药都买好了")
    assert reply.emergency is not None
    assert reply.emergency.phone == "120"
    assert "120" in reply.messages[0]


def test_staying_ends_when_told_and_leaves_the_way_open(consultation):
    script = begun(consultation, "我不想活了")
    reply = script.say("不想说了")
    assert "12356" in reply.messages[0]
    assert script.state.mind.staying == ENDED


def test_veiled_words_are_asked_about_outright(consultation):
    script = begun(consultation, "真的撑不下去了")
    assert script.replies[-1].question.id == "mind.direct"
    assert any("12356" in message for message in script.replies[-1].messages)
    assert tap(script, 0).emergency is not None
    other = begun(consultation, "真的撑不下去了")
    assert tap(other, 1).emergency is None


def test_words_split_over_two_messages_are_heard(consultation):
    script = begun(consultation, "我不想")
    assert script.say("活了").emergency is not None


def test_a_weak_cue_is_asked_about_and_asked_once(consultation):
    script = begun(consultation, "最近老梦见自己的葬礼")
    assert script.replies[-1].question.id == "mind.care"
    assert tap(script, 0).question.id == "mind.direct"
    again = begun(consultation, "我不想回家")
    assert any("110" in message for message in tap(again, 1).messages)


def test_a_reflection_names_what_was_told(consultation):
    script = begun(consultation, "老伴去世半年了，晚上想他睡不着")
    assert any("老伴不在了" in message for message in script.replies[-1].messages)
    exam = begun(consultation, "快高考了，紧张得睡不着", years=17)
    assert any("考试" in message for message in exam.replies[-1].messages)


def test_who_asks_for_secrecy_is_told_the_truth(consultation):
    script = begun(consultation, "同学欺负我，别告诉我妈", years=13)
    assert any("例外" in message for message in script.replies[-1].messages)


def test_an_answer_taken_back_leaves_the_sum(consultation):
    script = begun(consultation)
    tap(script, 0)
    tap(script, 3)
    assert result_of(script.state, PHQ9).low == 3
    kept = tuple(part for part in script.state.contributions if part.question != "mind.phq9.1")
    assert result_of(script.state.model_copy(update={"contributions": kept}), PHQ9) is None


def test_items_and_bands_are_those_published():
    assert (PHQ9.out_of, GAD7.out_of) == (27, 21)
    assert [band.start for band in PHQ9.bands] == [0, 5, 10, 15, 20]
    assert [band.start for band in GAD7.bands] == [0, 5, 10, 15]
    for each in ALL.values():
        for number in range(1, len(each.items) + 1):
            question = question_of(each, number)
            assert len(question.options) == 5
            assert [points_of(option.text.zh) for option in question.options[:4]] == [0, 1, 2, 3]
            assert [points_of(option.text.en) for option in question.options[:4]] == [0, 1, 2, 3]
            assert wants_to_stop(question.options[4].text.zh)
            assert wants_to_stop(question.options[4].text.en)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("zh", "生完孩子一个月，心情低落，老想哭"),
        ("zh", "坐月子心情不好"),
        ("zh", "生完孩子老想哭"),
        ("en", "I had a baby a month ago and feel low"),
    ],
)
def test_low_mood_after_birth_is_offered_phq9(consultation, lang, text):
    script = begun(consultation, text, lang, years=29, sex="female")
    assert script.replies[-1].question.id == "mind.offer"
    assert script.state.mind.offered == "phq9"
