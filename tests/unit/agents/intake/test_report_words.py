"""Whether a report is there to be shown."""

from __future__ import annotations

import pytest

from agents.intake.report_words import speaks_of_report


@pytest.mark.parametrize(
    "text",
    [
        "化验单上有个箭头",
        "昨天拍了片，说没骨折",
        "做了CT说有个小结节",
        "B超写着囊肿",
        "My CT scan shows a nodule",
        "I need help, my blood test came back high",
    ],
)
def test_a_test_that_was_made_is_spoken_of(text: str) -> None:
    assert speaks_of_report(text)


@pytest.mark.parametrize(
    "text",
    [
        "还没做过B超",
        "没查血，也没别的",
        "要不要做个CT",
        "我想去做个体检",
        "A nut reaction an hour ago, he has taken a pill and a drink",
        "Do I need an MRI?",
        "I need a fit note and a chest x-ray for work",
    ],
)
def test_a_test_that_was_not_made_is_none_and_no_word_holds_another(text: str) -> None:
    assert not speaks_of_report(text)
