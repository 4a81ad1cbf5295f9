"""Who is worn out by caring for somebody ill is heard, told what helps and who listens, screened, and never told that it is duty."""

from __future__ import annotations

import re

import pytest

from agents.companion.caregivers import CAREGIVER, HEARD, SUPPORT, worn_by_caring
from agents.companion.questions import DIRECT, OFFER
from agents.dialogue import Finish
from kg.schema import Status
from tests.fakes.conversation import Script, person

WORN = (
    "我妈老年痴呆三年了，我一个人照顾她，累得不行，天天睡不好，老想哭",
    "照顾我妈五年了，她痴呆，晚上不睡闹人，我快崩溃了",
    "伺候瘫痪的婆婆，没人替我，我身心俱疲",
    "老伴得了老年痴呆，全靠我一个人，我真的扛不动了",
    "天天守着我妈，她不认得我了，还骂我，我有时候真想对她发火，又觉得自己不孝",
    "我爸中风卧床，我受不了了",
)
WORN_EN = (
    "I have been caring for my mother with dementia for three years, I am exhausted and cry every night",
    "looking after my disabled husband day and night, no help, no rest",
)
NOT_WORN = (
    "我妈照顾我太累了，我心疼她",
    "女儿伺候我，累得直哭",
    "上班太累了，睡不好",
    "我带孩子去打疫苗",
    "我在医院做护理工作，腰疼",
    "照顾我妈，她血压高，怎么吃药",
    "我妈老年痴呆，晚上不睡觉到处走",
    "my daughter looks after me and is tired",
)
DUTY = re.compile(
    r"应该的|应当的|本分|责任|义务|孝道|孝心|伟大|坚强|\b(?:duty|should care|obligation|blessing|be strong)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", [*WORN, *WORN_EN])
def test_a_worn_carer_is_recognised(text):
    assert worn_by_caring(text)


@pytest.mark.parametrize("text", NOT_WORN)
def test_who_is_cared_for_or_tired_of_other_things_is_no_worn_carer(text):
    assert not worn_by_caring(text)


def begun(consultation, text, lang="zh", who=None):
    script = Script(consultation, lang)
    script.start(who or person(years=52))
    script.say(text)
    return script


def present(script):
    return {each.id for part in script.state.contributions for each in part.findings if each.status is Status.PRESENT}


@pytest.mark.parametrize(("text", "lang"), [*((each, "zh") for each in WORN), *((each, "en") for each in WORN_EN)])
def test_heard_supported_screened_and_the_illness_is_not_theirs(consultation, text, lang):
    script = begun(consultation, text, lang)
    reply = script.replies[-1]
    assert HEARD.in_(lang) in reply.messages
    assert SUPPORT.in_(lang) in reply.messages
    assert "12356" in " ".join(reply.messages)
    assert CAREGIVER in present(script)
    assert not any(each.startswith(("memory_loss", "confusion")) for each in present(script))
    assert reply.question.id in {OFFER, DIRECT}
    assert not DUTY.search(" ".join(reply.messages))


def test_words_that_may_mean_more_are_asked_outright_and_the_carer_is_heard_too(consultation):
    script = begun(consultation, "我妈痴呆，我一个人照顾她，我真的撑不住了，不知道还能怎么活下去")
    reply = script.replies[-1]
    assert script.state.stage == "emergency" or (reply.question is not None and reply.question.id == DIRECT)
    assert "12356" in " ".join((*reply.messages, *(reply.emergency.until_help if reply.emergency else ())))


def test_it_is_said_once(consultation):
    script = begun(consultation, WORN[1])
    again = script.say(WORN[2])
    assert HEARD.zh not in again.messages


def test_own_complaints_are_heard_beside_it_and_stand_in_the_note(consultation):
    script = begun(consultation, "照顾瘫痪的老伴三年，累得睡不好，我自己腰疼一个月了")
    assert "back_pain.lower" in present(script)
    assert "自己累垮" in script.take(Finish()).guidance.summary


def test_what_a_carer_says_of_themself_stays_theirs(consultation):
    script = begun(consultation, "我照顾老伴，他瘫在床上，我累，最近我老忘事")
    assert "memory_loss" in present(script)


@pytest.mark.parametrize(
    ("text", "lang", "finding"),
    [
        ("我伺候瘫痪的老伴，今天胸口疼得喘不过气，出冷汗", "zh", "chest_pain"),
        (
            "I look after my disabled husband, I am exhausted, and my left arm is weak since this morning",
            "en",
            "limb_weakness",
        ),
    ],
)
def test_whose_life_is_in_danger_is_not_comforted_first(consultation, text, lang, finding):
    script = begun(consultation, text, lang)
    assert script.state.stage == "emergency"
    assert any(each.startswith(finding) for each in present(script))
    assert not {HEARD.in_(lang), SUPPORT.in_(lang)} & set(script.replies[-1].messages)


def test_about_a_parent_it_is_the_parents_consultation(consultation):
    script = begun(consultation, "我妈老年痴呆，晚上不睡觉到处走，我照顾得快崩溃了", who=person("parent", years=80))
    assert CAREGIVER not in present(script)
    assert "memory_loss.progressive" in present(script)


def test_neither_language_speaks_of_duty():
    for text in (HEARD, SUPPORT):
        assert not DUTY.search(f"{text.zh} {text.en}")
