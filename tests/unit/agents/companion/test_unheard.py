"""What was not understood: a body is asked for its place, a life for what weighs on it."""

from __future__ import annotations

import pytest

from agents.companion.unheard import tells_a_life
from agents.intake.questions import AREAS
from tests.fakes.conversation import Script, person


@pytest.mark.parametrize(
    ("text", "lang", "asked"),
    [
        ("反正也没有人等我回家", "zh", "mind.care"),
        ("他说了算，我连大门都少出", "zh", "mind.care"),
        ("it would be so easy to let go of the wheel", "en", "mind.direct"),
        ("膝盖沉得跟灌了铅似的", "zh", AREAS),
    ],
)
def test_the_next_question_fits_what_was_told(consultation, text, lang, asked):
    script = Script(consultation, lang)
    script.start(person())
    assert script.say(text).question.id == asked


def test_who_has_nothing_on_the_mind_goes_on_to_the_places(consultation):
    script = Script(consultation, "zh")
    script.start(person())
    reply = script.say("反正也没有人等我回家")
    assert script.say(reply.question.options[-1].text).question.id == AREAS


@pytest.mark.parametrize(
    "text", ["膝盖沉", "能跑步吗", "嗯嗯好的", "小腿酸", "My knees are shot after that hike", "hello there"]
)
def test_bodies_questions_and_mere_words_tell_no_life(text):
    assert not tells_a_life(text)
