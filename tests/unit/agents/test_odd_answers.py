"""Answers as people give them: late, in dialect, in pictures, about somebody else, with a question inside."""

from __future__ import annotations

import pytest

from agents.dialogue import Answer, Say
from kg.schema import FindingId, Option, Question, QuestionId, Status
from tests.fakes.conversation import Script, person


def present(script):
    return {each.id for part in script.state.contributions for each in part.findings if each.status is Status.PRESENT}


def begun(consultation, text, lang="zh", who=None):
    script = Script(consultation, lang)
    script.start(who or person())
    script.say(text)
    return script


def authored(consultation, question_id):
    return consultation.knowledge.graph.questions[QuestionId(question_id)]


def test_an_answer_to_an_earlier_question_goes_where_it_belongs(consultation):
    script = begun(consultation, "头疼三天")
    script.put(authored(consultation, "q_fever_any"))
    script.say("不清楚")
    script.say("不清楚")
    open_now = script.replies[-1].question
    reply = script.say("对了，刚才那个发烧的问题，昨天烧到38度5")
    assert "fever" in present(script)
    assert reply.question == open_now


def test_a_choice_of_an_earlier_question_is_recognised_by_its_words(consultation):
    script = begun(consultation, "头晕两天")
    script.put(authored(consultation, "q_dizzy_kind"))
    script.say("不清楚")
    while script.say("不清楚").question.id == "intake.else":
        pass
    open_now = script.replies[-1].question
    reply = script.say("站起来眼前发黑")
    assert any(each.startswith("dizziness.") for each in present(script))
    assert reply.question == open_now


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("脑壳疼得遭不住", "headache"),
        ("肚子胀得很", "bloating"),
        ("跑肚一天了", "diarrhea"),
        ("肚屙咗两日", "diarrhea"),
        ("克膝盖痛", "joint_pain.knee"),
        ("波棱盖疼", "joint_pain.knee"),
        ("打摆子", "chills.rigors"),
        ("恶心巴拉的", "nausea"),
        ("瞓唔着", "insomnia"),
        ("条气唔顺", "dyspnea"),
        ("困勿着", "insomnia"),
        ("心口窝疼", "abdominal_pain.epigastric"),
        ("半边身子不得动", "limb_weakness.one_side"),
        ("身上没来两个月了", "missed_period"),
    ],
)
def test_dialect_is_understood(consultation, text, finding):
    assert finding in present(begun(consultation, text))


@pytest.mark.parametrize(("text", "finding"), [("娃发烧烫手得很，不好好吃奶", "fever"), ("娃拉稀三天", "diarrhea")])
def test_a_childs_complaint_in_dialect_is_the_childs(consultation, text, finding):
    assert finding in present(begun(consultation, text, who=person("child", years=0.7)))
    assert not present(begun(consultation, text, who=person(years=34)))


@pytest.mark.parametrize("word", ["冇", "唔系", "莫得", "呒没", "没得"])
def test_no_in_dialect_is_no(consultation, word):
    script = begun(consultation, "头疼三天")
    script.say(word)
    assert script.state.contributions[-1].findings[0].status is Status.ABSENT


@pytest.mark.parametrize(
    "word", ["你看呢", "唔知", "弗晓得", "记不得了", "忘了", "哪晓得", "说不上来", "医生你看呢", "讲不清"]
)
def test_not_knowing_is_unsure_and_never_yes_nor_no(consultation, word):
    script = begun(consultation, "头疼三天")
    asked = script.replies[-1].question.id
    reply = script.say(word)
    assert script.state.contributions[-1].findings[0].status is Status.UNSURE
    assert reply.question.id != asked


@pytest.mark.parametrize("word", ["没有别的了", "没别的", "没有", "啥也没有"])
def test_nothing_denies_a_list_and_never_chooses_the_option_that_begins_with_no(consultation, word):
    script = begun(consultation, "咳嗽三天")
    names = {each: consultation.knowledge.graph.findings[FindingId(each)].name for each in ("appetite_loss", "fatigue")}
    options = tuple(Option(text=name, present=(FindingId(each),), absent=()) for each, name in names.items())
    text = names["appetite_loss"]
    script.put(Question(id=QuestionId("beside#9"), kind="multi", text=text, why=text, options=options))
    assert any(option.text.startswith("没胃口") for option in script.replies[-1].question.options)
    script.say(word)
    assert {each.status for each in script.state.contributions[-1].findings} == {Status.ABSENT}


def test_what_was_and_is_no_longer_is_no(consultation):
    script = begun(consultation, "头疼三天")
    script.say("以前有，现在没有")
    assert "fever" not in present(script)


def test_pictures_alone_are_asked_and_never_assumed(consultation):
    script = Script(consultation)
    script.start(person())
    reply = script.say("😷🤒🤮")
    assert not present(script)
    texts = [option.text for option in reply.question.options]
    assert {"发热", "咳嗽", "呕吐"} <= set(texts)
    script.take(Answer(question_id=reply.question.id, options=(texts.index("发热"), texts.index("呕吐"))))
    assert present(script) == {"fever", "vomiting"}
    assert script.replies[-1].question is not None


@pytest.mark.parametrize(("text", "word"), [("😭", "不好受"), ("👍", "表情")])
def test_a_picture_without_a_meaning_gets_a_kind_word_and_the_question_stands(consultation, text, word):
    script = begun(consultation, "咳嗽三天")
    before = script.replies[-1].question
    reply = script.say(text)
    assert reply.question == before
    assert word in reply.messages[0]


def test_an_age_told_in_months_that_is_not_the_forms_is_asked_once(consultation):
    script = begun(consultation, "娃儿发烧39度", who=person("child", years=2))
    reply = script.say("幺儿8个月了")
    assert reply.question.id.startswith("intake.age.")
    assert [option.text for option in reply.question.options] == ["8个月", "2岁"]
    assert script.state.person.age_days == 244
    script.take(Answer(question_id=reply.question.id, options=(1,)))
    assert script.state.person.age_days == 730
    script.say("他8个月")
    assert not script.replies[-1].question.id.startswith("intake.age.")


def test_a_young_infant_told_in_words_is_judged_as_one_at_once(consultation):
    reply = begun(consultation, "宝宝两个月，发烧38度5", who=person("child", years=2)).replies[-1]
    assert reply.stage == "emergency"


def test_the_age_of_the_form_told_again_asks_nothing(consultation):
    script = begun(consultation, "孩子3岁，发烧一天", who=person("child", years=3.6))
    assert not script.replies[-1].question.id.startswith("intake.age.")


def test_a_husband_speaking_for_his_wife_is_told_how_soon_and_nothing_is_noted_as_his(consultation):
    script = begun(consultation, "我老婆突然胸口压榨样疼，出冷汗，喘不上气", who=person(sex="male"))
    assert not present(script)
    said = " ".join(script.replies[-1].messages)
    assert "120" in said
    assert "另一个人" in said
    assert script.replies[-1].question is not None


def test_a_wife_in_english_too(consultation):
    script = begun(
        consultation, "my wife has crushing chest pain, sweating and can't breathe", "en", person(sex="male")
    )
    assert not present(script)
    assert "120" in script.replies[-1].messages[0]


def test_a_harmless_complaint_of_another_is_not_made_pressing(consultation):
    script = begun(consultation, "我老婆嗓子疼两天")
    assert len(script.replies[-1].messages) == 1


@pytest.mark.parametrize(
    ("who", "text", "finding"),
    [
        (person(years=66, sex="male"), "俺爹右边胳膊腿使不上劲，嘴往一边歪，话也说不清楚", "facial_droop"),
        (person(years=69), "奶奶摔了一跤，站不起来，大胯疼得动不了", "injury"),
        (person(years=20, sex="male"), "这孩子半年了老说有人跟踪他，半夜听见有人骂他", "hallucinations"),
    ],
)
def test_a_form_that_fits_the_one_who_is_told_of_was_filled_in_for_them(consultation, who, text, finding):
    assert finding in present(begun(consultation, text, who=who))


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("家里煤炉子倒烟，老伴头晕吐了，我也头疼", "co_exposure"),
        ("两只眼睛红，早上眼屎糊住，孩子前两天也红眼", "red_eye"),
        ("一宿一宿睡不着，觉得活着拖累孩子", "insomnia"),
    ],
)
def test_a_relative_named_on_the_way_takes_nothing_from_what_is_told(consultation, text, finding):
    assert finding in present(begun(consultation, text, who=person(years=38)))


def test_crisis_words_pass_whoever_is_named_beside_them(consultation):
    script = begun(consultation, "觉得自己带不好孩子，孩子老哭，有时候想死了算了", who=person(years=29))
    assert script.replies[-1].emergency is not None
    assert script.replies[-1].emergency.phone in {"12356", "120"}


def test_a_parents_illness_is_still_history_and_the_complaint_ones_own(consultation):
    assert "dizziness" in present(begun(consultation, "我爸有高血压，头晕"))


@pytest.mark.parametrize(
    ("lang", "text", "word"),
    [
        ("zh", "什么叫放射痛", "左胳膊"),
        ("zh", "啥是心悸", "心慌"),
        ("zh", "高血压是什么意思", "压力"),
        ("en", "what does radiating pain mean", "left arm"),
        ("zh", "你是机器人吗", "电脑程序"),
        ("en", "are you a robot", "computer program"),
    ],
)
def test_a_question_for_a_word_or_for_who_is_asking_is_answered_and_the_question_stands(consultation, lang, text, word):
    script = begun(consultation, "咳嗽三天" if lang == "zh" else "cough for three days", lang)
    before, known = script.replies[-1].question, present(script)
    reply = script.say(text)
    assert word in reply.messages[0]
    assert reply.question == before
    assert present(script) == known


def test_why_do_you_ask_gives_the_reason(consultation):
    script = begun(consultation, "咳嗽三天")
    question = script.replies[-1].question
    assert question.why in script.say("为什么问这个").messages[0]


def test_a_text_that_asks_and_answers_is_answered_and_taken(consultation):
    script = begun(consultation, "头疼三天")
    reply = script.say("什么叫寒战？我有点发烧")
    assert "fever" in present(script)
    assert "发抖" in reply.messages[0]
    reply = script.say("没有。我能吃鸡蛋吗")
    assert any("记下了" in message for message in reply.messages)


def test_what_is_the_matter_is_not_taken_for_a_word(consultation):
    script = begun(consultation, "咳嗽三天")
    assert "也就是" not in " ".join(script.say("我这是怎么回事").messages)


def test_four_thousand_characters_and_more(consultation):
    script = begun(consultation, "咳嗽三天")
    before = script.replies[-1].question
    long = "我头疼，" + "今天天气很好。" * 700
    reply = script.say(long)
    assert "太长" in reply.messages[0]
    assert reply.question == before
    just = "我头疼。" + "今天吃了饭。" * 600
    script.say(just[:3990])
    assert "headache" in present(script)


def test_switching_the_language_midway_loses_nothing(consultation):
    script = begun(consultation, "咳嗽三天")
    reply = script.say("and I also have a sore throat and a headache")
    assert {"cough", "sore_throat", "headache"} <= present(script)
    assert reply.lang == "zh"


def test_silence_gets_a_kind_word(consultation):
    script = begun(consultation, "咳嗽三天")
    before = script.replies[-1].question
    for silence in ("", "   ", "……", "。"):
        reply = script.take(Say(text=silence))
        assert reply.question == before
        assert reply.messages
