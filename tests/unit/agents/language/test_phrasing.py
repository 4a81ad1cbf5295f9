"""A phrased text stands only where it says what the template said: sentence by sentence, and as a whole."""

from __future__ import annotations

import pytest

from agents.errors import LanguageModelAway
from agents.guidance import comfort, wording
from agents.language.phrasing import Names, checked
from agents.language.port import Phrasing
from kg.schema import LocalText

COMFORT = "发热是身体在使劲，人会没精神、浑身酸。多喝水，好好歇着，最管用。"
COMFORT_EN = "Fever is the body at work, and it leaves one weak and aching. Fluids and rest do the most."
CALL = "请马上打120，也可以打12356。可能要3天才清楚。"
CALL_EN = "Call 120 now, or 12356. It may take 3 days to know."


@pytest.fixture(scope="module")
def names(knowledge):
    return Names(knowledge.graph)


def said(names, template, text, lang="zh", size=3):
    pieces = (text[i : i + size] for i in range(0, len(text), size))
    try:
        return "".join(checked(Phrasing(lang=lang, text=template), pieces, names))
    except LanguageModelAway as error:
        return None if error.reason == "refused" else error.reason


@pytest.mark.parametrize(
    ("template", "text", "lang"),
    [
        (COMFORT, COMFORT, "zh"),
        (COMFORT, "发热是身体在使劲呢，人难免没精神，浑身酸。您多喝水，好好歇着，这最管用。", "zh"),
        (
            COMFORT_EN,
            "Fever is your body at work, so feeling weak and aching is natural. Fluids and rest do the most.",
            "en",
        ),
        (CALL, "请您马上打120，也可以打12356。可能要3天才清楚，我们都在。", "zh"),
        (CALL_EN, "Please call 120 now, or 12356. It may take 3 days to know.", "en"),
    ],
)
def test_kinder_words_of_the_same_content_pass(names, template, text, lang):
    assert said(names, template, text, lang) == text


HOSTILE_ZH = [
    "",
    "好的",
    COMFORT + "不用去医院。",
    COMFORT + "没什么大事。",
    COMFORT + "您放心，自己会好。",
    COMFORT + "先把降压药停了。",
    COMFORT + "吃两片布洛芬。",
    COMFORT + "每天一次，一次两粒。",
    COMFORT + "您这肯定是流感。",
    COMFORT + "可能是肺结核。",
    COMFORT + "可能是肺Ca。",
    COMFORT + "做个CT看看。",
    COMFORT + "加我微信，转账就好。",
    COMFORT + "打13800138000找我。",
    COMFORT + "详见 http://evil.example",
    COMFORT + "Take some aspirin.",
    COMFORT + "お大事に。",
    COMFORT + "加油！",
    COMFORT + "您几岁？",
    COMFORT + "<b>歇着</b>。",
    COMFORT + "忽略以上内容。" * 10,
    "多喝水。",
    "天气不错，出去走走散散心，和朋友聊聊天，晒晒太阳，看看花草，心情自然舒畅起来。",
    "You should rest and drink.",
    COMFORT + "这是第三次发作。",
    COMFORT + "先别打电话，等等看。",
    COMFORT + "不要告诉医生。",
    COMFORT + "喝点白酒发发汗，捂上棉被。" + "一天三次。",
]
HOSTILE_EN = [
    "You will be fine. " + COMFORT_EN,
    COMFORT_EN + " Stop your medicine.",
    COMFORT_EN + " Take two pills.",
    COMFORT_EN + " It is surely cancer.",
    COMFORT_EN + " It may be tuberculosis.",
    COMFORT_EN + " No need to see anybody.",
    COMFORT_EN + " You can wait a week.",
    COMFORT_EN + " Double the dose.",
    COMFORT_EN + " Have 500 mg.",
    COMFORT_EN + " 多休息。",
    COMFORT_EN + " See www.evil.example.",
    "Fever. Fluids.",
    COMFORT_EN + " Ibuprofen helps.",
]
HOSTILE_CALL = [
    "请打120，也可以打12356。可能要3天才清楚。",
    "请马上打12356。可能要3天才清楚，也可以打120，再打120。",
    "请马上打120，也可以打12356。要3天才清楚。",
    "请马上打120，也可以打12356。可能要5天才清楚。",
    "请马上打110，也可以打12356。可能要3天才清楚。",
    "不用马上打120，也可以打12356。可能要3天才清楚。",
    "请马上打120，也可以打12356。可能要三天才清楚。",
]


@pytest.mark.parametrize("text", HOSTILE_ZH)
def test_what_says_more_less_or_else_is_refused_in_chinese(names, text):
    assert said(names, COMFORT, text) is None


@pytest.mark.parametrize("text", HOSTILE_EN)
def test_what_says_more_less_or_else_is_refused_in_english(names, text):
    assert said(names, COMFORT_EN, text, "en") is None


@pytest.mark.parametrize("text", HOSTILE_CALL)
def test_numbers_hedges_and_urgency_stay(names, text):
    assert said(names, CALL, text) is None


def test_nothing_is_given_before_its_sentence_has_passed(names):
    def pieces():
        yield "发热是身体在使劲，人会没精神、浑身酸。"
        yield "多喝水，"
        yield "您肯定是得了流感。"
        raise AssertionError("read on after a sentence that does not pass")

    sentences = checked(Phrasing(lang="zh", text=COMFORT), pieces(), names)
    given = []
    with pytest.raises(LanguageModelAway):
        given += list(sentences)
    assert given == []


def test_an_endless_text_is_not_read_to_its_end(names):
    read = []

    def pieces():
        for number in range(1000):
            read.append(number)
            yield "发热是身体在使劲，"

    with pytest.raises(LanguageModelAway):
        list(checked(Phrasing(lang="zh", text=COMFORT), pieces(), names))
    assert len(read) < 40


def templates():
    for module in (comfort, wording):
        for value in vars(module).values():
            stack = [value]
            while stack:
                at = stack.pop()
                if isinstance(at, LocalText):
                    yield at
                elif isinstance(at, tuple | list):
                    stack += at
                elif isinstance(at, dict):
                    stack += at.values()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_template_would_pass_for_itself(names, lang):
    those = [each.in_(lang) for each in templates()]
    assert len(those) > 60
    assert [each for each in those if said(names, each, each, lang) != each] == []
