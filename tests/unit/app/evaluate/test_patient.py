"""The simulated patient: says what the text says, and of everything else that it is not sure."""

from __future__ import annotations

import pytest

from agents.dialogue import Answer, Finish, Say
from agents.intake.histories import background
from agents.intake.questions import ELSE, areas, duration, opening, photo
from agents.intake.views import chips_of
from agents.state import Asked
from app.evaluate.patient import Patient, sentences
from kg.schema import FindingId, FindingKind, LocalText, Option, Person, Question, QuestionId, Sex, Status

TEXT = (
    "I have had a cough for 3 days. I also bring up green phlegm. The temperature was 38.5 degrees. "
    "I have high blood pressure and take tablets for it. No chest pain."
)


@pytest.fixture
def patient(knowledge):
    return Patient(knowledge, Person(age_days=15_000, sex=Sex.MALE), "self", "en", TEXT, "No sore throat.", "Cough")


def words(text: str) -> LocalText:
    return LocalText(zh=text, en=text)


def asked(question: Question, repeats: int = 0) -> Asked:
    return Asked(question=question, turn=1, repeats=repeats)


def yes_no(finding: str) -> Asked:
    question = Question(
        id=QuestionId(f"ask.{finding}"), kind="yes_no", text=words("?"), why=words("."), finding=FindingId(finding)
    )
    return asked(question)


def several(*findings: str, kind: str = "multi") -> Asked:
    options = tuple(Option(text=words(each), present=(FindingId(each),)) for each in findings)
    return asked(Question(id=QuestionId("q"), kind=kind, text=words("?"), why=words("."), options=options))


def chosen(given: object, question: Asked) -> list[str]:
    assert isinstance(given, Answer)
    return [chips_of(question.question)[index].en for index in given.options]


def test_it_opens_with_the_complaint_else_with_the_first_sentence(patient, knowledge):
    assert patient.opening() == Say(text="Cough")
    without = Patient(knowledge, patient.person, "self", "en", TEXT)
    assert without.opening() == Say(text="I have had a cough for 3 days.")
    assert patient.answer(asked(opening("self")), 1) == Say(text="I have had a cough for 3 days.")
    assert patient.answer(asked(opening("self")), 99) == Finish()


def test_without_an_open_question_there_is_nothing_to_add(patient):
    assert patient.answer(None) == Finish()


@pytest.mark.parametrize(
    ("finding", "chip"),
    [
        ("cough", "Yes"),
        ("cough.productive", "Yes"),
        ("chest_pain", "No"),
        ("fever", "Yes"),
        ("sore_throat", "No"),
        ("headache", "Not sure"),
        ("dyspnea", "Not sure"),
    ],
)
def test_yes_and_no_come_from_the_text_and_the_hierarchy_alone(patient, finding, chip):
    question = yes_no(finding)
    assert chosen(patient.answer(question), question) == [chip]


def test_below_what_is_denied_everything_is_denied_and_above_what_is_there_everything_is_there(patient, knowledge):
    graph = knowledge.graph
    below = sorted(
        each for finding in graph.findings if patient.knows.is_absent(finding) for each in graph.children(finding)
    )
    above = sorted(each for finding in patient.knows.told_present for each in graph.ancestors(finding))
    assert below
    assert above
    for findings, chip in ((below, "No"), (above, "Yes")):
        for finding in findings:
            question = yes_no(finding)
            assert chosen(patient.answer(question), question) == [chip], finding


def test_several_choices_are_those_that_are_so_and_the_rest_is_said_to_be_unsure(patient):
    question = several("cough", "headache", "sore_throat")
    given = patient.answer(question)
    assert chosen(given, question) == ["cough"]
    assert given.text == "Not sure about headache."


def test_what_is_denied_is_said_where_no_choice_holds(patient):
    question = several("headache", "sore_throat")
    given = patient.answer(question)
    assert chosen(given, question) == ["Not sure"]
    assert given.text == "No sore throat."


def test_none_of_these_needs_every_one_denied(patient):
    question = several("chest_pain", "sore_throat")
    given = patient.answer(question)
    assert chosen(given, question) == ["None of these"]
    assert given.text == ""


def test_of_one_choice_the_one_told_outright_is_taken(patient):
    question = several("headache", "cough.productive", "cough", kind="choice")
    assert len(chosen(patient.answer(question), question)) == 1
    question = several("headache", "dyspnea", kind="choice")
    assert chosen(patient.answer(question), question) == ["Not sure"]


def test_since_when_and_background_are_answered_with_the_sentences_that_say_so(patient):
    assert patient.answer(asked(duration())).text == "I have had a cough for 3 days."
    assert patient.answer(asked(background())).text == "I have high blood pressure and take tablets for it."


def test_anything_else_brings_what_has_not_come_up(patient):
    question = background().model_copy(update={"id": ELSE})
    known = {FindingId("cough"), FindingId("cough.productive")}
    said = patient._own_question(question, known).text
    assert "temperature" in said
    assert "blood pressure" in said
    assert "3 days" not in said
    assert "chest pain" not in said


def test_what_the_text_does_not_say_is_not_sure_in_own_questions_too(knowledge):
    silent = Patient(knowledge, Person(age_days=15_000, sex=Sex.MALE), "self", "zh", "头疼。")
    for question in (duration(), background()):
        given = silent.answer(asked(question))
        assert chips_of(question)[given.options[0]].en == "Not sure"
    assert chosen(silent.answer(asked(photo(mentioned=False))), asked(photo(mentioned=False))) == ["No, skip"]


def test_where_it_is_comes_from_the_chips(patient, knowledge):
    question = areas(knowledge.graph)
    assert chosen(patient.answer(asked(question)), asked(question)) == ["Fever", "Cough"]


def test_a_question_that_comes_again_is_answered_not_sure(patient):
    question = asked(background())
    assert chosen(patient.answer(question, 1), question) == ["Not sure"]
    assert patient.answer(question).text


def test_what_it_says_beside_the_chips_is_read_as_it_is_meant(patient, knowledge):
    symptoms = [each.id for each in knowledge.graph.findings.values() if each.kind is FindingKind.SYMPTOM][::7]
    spoken = 0
    for status, sentence in ((Status.ABSENT, "No {name}."), (Status.UNSURE, "Not sure about {name}.")):
        for finding in symptoms:
            for text in patient._meant([finding], status, sentence):
                spoken += 1
                read = patient._read(text, patient.knows.present).findings
                assert {each.status for each in read} == {status}
                assert finding in {each.id for each in read}
    assert spoken > len(symptoms)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It hurts. A lot!", ("It hurts.", "A lot!")),
        ("38.5 degrees today.", ("38.5 degrees today.",)),
        ("头疼。发烧吗？不烧；咳嗽\n流涕", ("头疼。", "发烧吗？", "不烧；", "咳嗽", "流涕")),
        ("", ()),
        (" 。 ", ()),
    ],
)
def test_sentences(text, parts):
    assert sentences(text) == parts
