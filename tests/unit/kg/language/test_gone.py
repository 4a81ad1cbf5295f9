"""What was had and is over, and the look-alikes that count all the same: a heart, a brain, what bled, what came again."""

import pytest

from tests.unit.kg.hearing import told


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("腿肿过，现在消下去了", "edema.legs"),
        ("皮疹起过，现在消了", "rash"),
        ("上周拉过肚子，好了", "diarrhea"),
        ("上个月抽过一次，早好了", "seizure"),
        ("上个月抽搐过一次，去医院看了，早好了", "seizure"),
        ("三年前胸痛过", "chest_pain"),
        ("半年前咳嗽过一阵", "cough"),
        ("I had chest pain last year, it went away", "chest_pain"),
        ("My leg was swollen but it has gone down", "edema.legs"),
        ("My legs were swollen last month, it went down", "edema.legs"),
        ("I had hives last week, all gone now", "rash.hives"),
        ("I had diarrhea, fine now", "diarrhea"),
    ],
)
def test_what_was_had_and_is_over_is_none_of_now(text: str, finding: str) -> None:
    _, present = told(40, text)
    assert finding not in present


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("脚肿过", "edema.legs"),
        ("腿肿过，现在没好", "edema.legs"),
        ("腿肿过，现在又肿了", "edema.legs"),
        ("抽过一次，好了", "seizure"),
        ("上个月抽过一次，好了，昨天又抽了", "seizure"),
        ("昨天胸痛过，现在好了", "chest_pain"),
        ("三年前胸痛过，最近又犯了", "chest_pain"),
        ("嘴唇肿过，现在消了", "swelling_lips_face"),
        ("刚才半边身子麻过，现在好了", "limb_numbness.one_side"),
        ("上个月便血过一次，后来没了", "hematochezia"),
        ("I had chest pain yesterday, it went away", "chest_pain"),
        ("I had chest pain last month, it went away and came back today", "chest_pain"),
        ("I had a fever last week but it's gone", "fever"),
        ("I had a rash, it is better but still itchy", "rash"),
        ("I had diarrhea three times today", "diarrhea"),
    ],
)
def test_what_goes_on_came_again_or_may_have_been_grave_counts(text: str, finding: str) -> None:
    _, present = told(40, text)
    assert finding in present


def test_what_is_told_beside_what_is_over_is_not_lost() -> None:
    _, present = told(40, "腿肿过，现在没事，就是头晕")
    assert present == {"dizziness"}
