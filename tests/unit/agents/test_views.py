from __future__ import annotations

import pytest

from agents.dialogue import Start
from agents.intake.histories import background
from agents.intake.questions import answer_own, areas, duration, is_own, opening, photo
from agents.intake.receiving import begin
from agents.intake.views import chips_of, for_whom, question_view, range_text
from agents.state import Asked
from tests.fakes.conversation import NOON_MS, person


@pytest.mark.parametrize(
    ("text", "relation", "lang", "told"),
    [
        ("您发热吗？", "self", "zh", "您发热吗？"),
        ("您发热吗？", "child", "zh", "孩子发热吗？"),
        ("您发热吗？", "parent", "zh", "老人家发热吗？"),
        ("Do you have a cough?", "child", "en", "Does your child have a cough?"),
        ("Have you noticed this: rash?", "parent", "en", "Have you noticed this in your parent: rash?"),
        ("Have you had a fit?", "other", "en", "Has this person had a fit?"),
        ("How is the breathing?", "child", "en", "How is the breathing?"),
    ],
)
def test_questions_are_put_to_whoever_speaks_for_the_patient(text, relation, lang, told):
    assert for_whom(text, relation, lang) == told


def test_every_question_of_the_graph_can_be_shown_in_both_languages(knowledge):
    for question in knowledge.graph.questions.values():
        for lang in ("zh", "en"):
            view = question_view(Asked(question=question, turn=1), lang)
            assert view.text
            assert view.why
            assert len(view.options) >= 2
            assert len({option.text for option in view.options}) == len(view.options), question.id


def test_the_interviews_own_questions_answer_by_their_chips(knowledge):
    for question in (areas(knowledge.graph), duration(), photo(mentioned=True), background()):
        assert is_own(question.id)
        assert chips_of(question)
        for index in (*range(len(question.options)), -1, 99):
            brought = answer_own(question, (index,))
            assert all(each.id in knowledge.graph.findings for each in brought.findings)
    assert answer_own(duration(), (1,)).duration_days == 2.0
    assert answer_own(duration(), (5,)).duration_days is None
    assert [each.id for each in answer_own(areas(knowledge.graph), (0, 1)).findings] == ["fever", "cough"]


def test_the_opening_has_no_chips_and_asks_for_words():
    view = question_view(Asked(question=opening("self"), turn=0), "zh")
    assert (view.kind, view.options) == ("text", ())


def test_the_photo_question_may_be_skipped():
    view = question_view(Asked(question=photo(mentioned=False), turn=3), "zh")
    assert (view.kind, view.options[0].index, view.options[0].text) == ("photo", 0, "没有，跳过")


@pytest.mark.parametrize(
    ("low", "high", "shown"), [(1, 2, "1–2"), (None, 0.04, "<0.04"), (3.5, None, ">3.5"), (None, None, "")]
)
def test_ranges_are_shown_as_on_paper(low, high, shown):
    assert range_text(low, high) == shown


def test_a_new_consultation_asks_one_thing(knowledge):
    state = begin(knowledge, Start(lang="en", person=person()), now_ms=NOON_MS)
    assert state.open == state.asked[0]
    assert state.assessment.urgency is None
