"""Short answers to questions."""

import pytest

from kg.schema import FindingId, LocalText, Option, Question, QuestionId
from kg.text import Read, read_answer
from tests.fakes.spoken import lexicon

YES_NO = Question(
    id=QuestionId("q_fever"),
    kind="yes_no",
    text=LocalText(zh="发烧吗？", en="Do you have a fever?"),
    why=LocalText(zh="发烧说明可能有感染。", en="A fever points to an infection."),
    finding=FindingId("fever"),
)


def option(zh: str, en: str, *present: str) -> Option:
    return Option(text=LocalText(zh=zh, en=en), present=tuple(FindingId(id_) for id_ in present))


PHLEGM = Question(
    id=QuestionId("q_phlegm"),
    kind="multi",
    text=LocalText(zh="痰是什么样的？", en="What is the phlegm like?"),
    why=LocalText(zh="颜色能帮助判断。", en="Its colour helps."),
    options=(
        option("黄痰或绿痰", "Yellow or green phlegm", "cough.productive.purulent"),
        option("白痰", "White phlegm", "cough.productive.white"),
        option("痰里有血", "Blood in the phlegm", "hemoptysis"),
        option("没有痰", "No phlegm"),
    ),
)
PLACE = Question(
    id=QuestionId("q_place"),
    kind="choice",
    text=LocalText(zh="哪里疼？", en="Where does it hurt?"),
    why=LocalText(zh="位置不同，原因不同。", en="The place tells the cause."),
    options=(option("右下腹", "Lower right"), option("上腹部", "Upper belly"), option("整个肚子", "All over")),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("是", "yes"),
        ("是的", "yes"),
        ("有", "yes"),
        ("有一点", "yes"),
        ("嗯", "yes"),
        ("有，昨天开始的", "yes"),
        ("没有", "no"),
        ("没", "no"),
        ("不是", "no"),
        ("没有。", "no"),
        ("没有发烧", "no"),
        ("不发烧", "no"),
        ("不是很厉害", "yes"),
        ("发烧", "yes"),
        ("高烧", "yes"),
        ("没有咳嗽", None),
        ("有点头晕", None),
        ("没有，就是头晕", "no"),
        ("有没有不知道", "unsure"),
        ("not very much", "yes"),
        ("不清楚", "unsure"),
        ("不知道", "unsure"),
        ("说不好", "unsure"),
        ("好像有", "unsure"),
        ("不确定有没有", "unsure"),
        ("yes", "yes"),
        ("yes, a bit", "yes"),
        ("Yeah.", "yes"),
        ("no", "no"),
        ("No, not really", "no"),
        ("nope", "no"),
        ("I don't think so", "no"),
        ("I don't know", "unsure"),
        ("not sure", "unsure"),
        ("maybe", "unsure"),
        ("", None),
        ("？？？", None),
    ],
)
def test_yes_and_no(text: str, expected: Read) -> None:
    assert read_answer(lexicon(), YES_NO, text, "zh") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("黄痰", (0,)),
        ("绿的", (0,)),
        ("白痰，有点血", (1, 2)),
        ("yellow phlegm", (0,)),
        ("blood in the phlegm", (2,)),
        ("没有痰", (3,)),
        ("2", (1,)),
        ("不知道", "unsure"),
        ("都没有", (3,)),
    ],
)
def test_several_of_the_options(text: str, expected: Read) -> None:
    assert read_answer(lexicon(), PHLEGM, text, "zh") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("右下腹", (0,)),
        ("在右下腹那里", (0,)),
        ("lower right side", (0,)),
        ("整个肚子都疼", (2,)),
        ("all over", (2,)),
        ("不清楚", "unsure"),
        ("天气不错", None),
        ("7", None),
    ],
)
def test_one_of_the_options(text: str, expected: Read) -> None:
    assert read_answer(lexicon(), PLACE, text, "en") == expected
