"""The next best question: one idea, never twice, never implied, dangerous things first, and an end."""

from dataclasses import replace

import pytest

from app.knowledge import load_knowledge
from kg.candidates import authored_candidate, candidates
from kg.closure import closure
from kg.errors import UnknownId, WrongAnswer
from kg.graph import Graph
from kg.inference import infer
from kg.questions import NextQuestion, answer, chips, next_question
from kg.schema import Finding, LocalText, Person, Question, Sex, Status
from kg.wording import asking, plain

MAN = Person(age_days=56 * 365, sex=Sex.MALE)
GIRL = Person(age_days=5 * 365, sex=Sex.FEMALE)
BABY = Person(age_days=240, sex=Sex.FEMALE)
WOMAN = Person(age_days=38 * 366, sex=Sex.FEMALE, pregnant=False)
MOTHER = Person(age_days=29 * 366, sex=Sex.FEMALE, pregnant=True)
PATIENT = 8
"""A consultation puts hardly more questions of the graph than these."""
OF_PREGNANCY = {
    "hx.pregnant",
    "hx.pregnant.late",
    "waters_broken",
    "reduced_fetal_movement",
    "contractions_pregnancy",
    "morning_sickness",
    "vaginal_bleeding.pregnant",
}


@pytest.fixture(scope="module")
def packaged() -> Graph:
    return load_knowledge().graph


def offered(put: list[NextQuestion]) -> set[str]:
    answer: set[str] = set()
    for each in put:
        answer |= {each.question.finding} if each.question.finding else set()
        answer |= {finding for option in each.question.options for finding in option.present}
    return answer


def said(*ids: str) -> list[Finding]:
    return [Finding(id=i.removeprefix("-"), status=Status.ABSENT if i.startswith("-") else Status.PRESENT) for i in ids]


def ask(
    graph: Graph, told: list[Finding], *, asked: frozenset[str] = frozenset(), person: Person = MAN
) -> NextQuestion | None:
    return next_question(graph, person, told, infer(graph, person, told, duration_days=1), asked=asked)


def interview(graph: Graph, told: list[Finding], truth: set[str], person: Person = MAN) -> list[NextQuestion]:
    """Put questions until none is worth it to somebody who has exactly `truth` and answers plainly."""
    asked: set[str] = set()
    put: list[NextQuestion] = []
    for _ in range(60):
        following = ask(graph, told, asked=frozenset(asked), person=person)
        if following is None:
            return put
        question = following.question
        assert question.id not in asked
        asked.add(question.id)
        put.append(following)
        if question.kind == "yes_no":
            chosen = [0 if question.finding in truth else 1]
        else:
            chosen = [n for n, option in enumerate(question.options) if truth & set(option.present)]
            if question.kind == "choice":
                chosen = chosen[:1]
            names = [c.zh for c in chips(question)]
            chosen = chosen or [names.index("都没有") if "都没有" in names else len(names) - 1]
        told = [*told, *answer(graph, question, chosen)]
    pytest.fail("the interview does not end")


@pytest.mark.parametrize(
    ("opening", "truth"),
    [
        ("chest_pain", {"chest_pain", "chest_pain.pressing", "sweating", "smoking"}),
        ("headache", {"headache", "headache.band"}),
        ("fever", {"fever", "fever.high", "chills", "muscle_pain", "cough"}),
        ("ankle_injury", {"ankle_injury", "ankle_swelling"}),
        ("cough", {"cough", "fever", "sore_throat"}),
    ],
)
def test_an_interview_ends_and_never_asks_what_is_known(graph: Graph, opening: str, truth: set[str]) -> None:
    put = interview(graph, said(opening), truth)
    assert 0 < len(put) <= 14
    asked_for = [
        finding
        for following in put
        for finding in (
            [following.question.finding]
            if following.question.finding
            else [f for o in following.question.options for f in o.present]
        )
    ]
    assert len(asked_for) == len(set(asked_for))


def test_the_interview_finds_the_heart_attack(graph: Graph) -> None:
    truth = {"chest_pain", "chest_pain.pressing", "sweating", "smoking"}
    put = interview(graph, said("chest_pain"), truth)
    assert put[0].question.id == "q.chest_pain_kind"
    offered = {finding for each in put[:3] for option in each.question.options for finding in option.present}
    assert "sweating" in offered


def test_a_rule_one_answer_away_is_asked_early(graph: Graph) -> None:
    put = [following.question.id for following in interview(graph, said("fever", "headache"), {"fever", "headache"})]
    assert "ask.neck_stiffness" in put[:5]


def test_quality_is_asked_only_with_the_pain(graph: Graph) -> None:
    for following in interview(graph, said("runny_nose", "-chest_pain", "-headache"), {"runny_nose"}):
        assert following.question.needs is None
        assert "chest_pain" not in (following.finding or "")


def test_what_does_not_fit_the_person_is_not_asked(graph: Graph) -> None:
    told = said("lower_abdominal_pain")
    for person in (MAN, GIRL):
        ids = {following.question.id for following in interview(graph, told, {"lower_abdominal_pain"}, person)}
        assert "ask.vaginal_bleeding" not in ids
    woman = Person(age_days=30 * 365, sex=Sex.FEMALE)
    following = ask(graph, told, person=woman)
    assert following is not None
    assert following.question.id == "ask.vaginal_bleeding"


def test_settled_options_are_not_offered_again(graph: Graph) -> None:
    truth = {"chest_pain", "chest_pain.pressing"}
    put = interview(graph, said("chest_pain.pressing"), truth)
    following = next(each for each in put if each.question.id == "q.chest_pain_kind")
    assert [option.present for option in following.question.options] == [
        ("chest_pain.exertional",),
        ("chest_pain.pleuritic",),
    ]


def test_a_choice_is_settled_by_one_of_its_options(graph: Graph) -> None:
    ids = {f.question.id for f in interview(graph, said("headache.pulsating"), {"headache", "headache.pulsating"})}
    assert "q.headache_kind" not in ids


def test_nothing_is_asked_when_the_decision_stands(graph: Graph) -> None:
    told = said(
        "runny_nose", "sneezing", "sore_throat", "cough", "-fever", "-muscle_pain", "-chills", "-headache", "-dyspnea"
    )
    assert ask(graph, told) is None


def test_why_is_kind_specific_and_in_both_languages(graph: Graph) -> None:
    for opening in ("chest_pain", "headache", "fever", "ankle_injury", "cough"):
        for following in interview(graph, said(opening), {opening}):
            for text in (following.why.zh, following.why.en):
                assert len(text) > 5
                assert "!" not in text
                assert "！" not in text
            if following.question.id.startswith("ask."):
                assert following.finding is not None
                assert graph.findings[following.finding].name.zh in following.why.zh
            frightening = [d.name.zh for d in graph.diseases.values() if d.urgency.rank <= 1]
            assert not any(name in following.why.zh for name in frightening)


def test_yes_no_answers(graph: Graph) -> None:
    question = graph.questions["q.smoking"]
    assert [c.en for c in chips(question)] == ["Yes", "No", "Not sure"]
    statuses = [answer(graph, question, [n])[0].status for n in range(3)]
    assert statuses == [Status.PRESENT, Status.ABSENT, Status.UNSURE]


def test_multi_answers_make_the_rest_absent(graph: Graph) -> None:
    question = graph.questions["q.chest_pain_kind"]
    assert [c.en for c in chips(question)][-2:] == ["None of these", "Not sure"]
    found = {f.id: f.status for f in answer(graph, question, [0, 1])}
    assert found == {
        "chest_pain.pressing": Status.PRESENT,
        "chest_pain.exertional": Status.PRESENT,
        "chest_pain.pleuritic": Status.ABSENT,
    }
    assert {f.status for f in answer(graph, question, [3])} == {Status.ABSENT}
    assert {f.status for f in answer(graph, question, [4])} == {Status.UNSURE}
    assert answer(graph, question, []) == ()


def test_choice_answers_and_the_authored_not_sure(graph: Graph) -> None:
    question = graph.questions["q.headache_kind"]
    assert len(chips(question)) == len(question.options) + 1
    found = {f.id: f.status for f in answer(graph, question, [0])}
    assert found["headache.thunderclap"] is Status.PRESENT
    assert found["headache.pulsating"] is found["headache.band"] is Status.ABSENT
    assert {f.status for f in answer(graph, question, [3])} == {Status.UNSURE}


def test_an_answer_never_denies_what_it_implies(graph: Graph) -> None:
    question = Question.model_validate(
        {
            "id": "q",
            "kind": "choice",
            "text": {"zh": "甲", "en": "a"},
            "why": {"zh": "甲", "en": "a"},
            "options": [
                {"text": {"zh": "疼", "en": "pain"}, "present": ["chest_pain"]},
                {"text": {"zh": "压", "en": "press"}, "present": ["chest_pain.pressing"]},
            ],
        }
    )
    assert [(f.id, f.status) for f in answer(graph, question, [1])] == [("chest_pain.pressing", Status.PRESENT)]
    # Naming the pain alone denies none of its kinds.
    assert [(f.id, f.status) for f in answer(graph, question, [0])] == [("chest_pain", Status.PRESENT)]


@pytest.mark.parametrize("chosen", [[9], [-1], [0, 1]])
def test_wrong_answers_raise(graph: Graph, chosen: list[int]) -> None:
    with pytest.raises(WrongAnswer):
        answer(graph, graph.questions["q.smoking"], chosen)


def test_questions_of_another_graph_raise(graph: Graph) -> None:
    foreign = graph.questions["q.smoking"].model_copy(update={"finding": "nowhere"})
    with pytest.raises(UnknownId):
        answer(graph, foreign, [0])


def test_kinds_without_an_authored_question_are_asked_together(graph: Graph) -> None:
    bare = replace(graph, questions={})
    told = said("chest_pain")
    following = next(
        each for each in interview(bare, told, {"chest_pain", "chest_pain.pressing"}) if each.question.kind == "multi"
    )
    assert following.question.id == "about.chest_pain#1"
    assert {option.present for option in following.question.options} == {
        ("chest_pain.exertional",),
        ("chest_pain.pleuritic",),
        ("chest_pain.pressing",),
    }
    assert "胸痛" in following.question.text.zh
    assert following.question.needs == "chest_pain"


def test_symptoms_beside_the_complaint_are_listed_together_a_few_times(graph: Graph) -> None:
    put = interview(graph, said("chest_pain"), {"chest_pain", "chest_pain.pressing"})
    lists = [each.question for each in put if each.question.id.startswith("beside#")]
    assert lists
    assert len(lists) <= 4
    assert [question.id for question in lists] == [f"beside#{number + 1}" for number in range(len(lists))]
    for question in lists:
        assert 3 <= len(question.options) <= 6
        assert question.needs is None


def test_questions_for_children_are_not_put_to_adults(graph: Graph) -> None:
    question = graph.questions["q.smoking"]
    for limits, expected in (
        ({}, True),
        ({"max_age_years": 14}, False),
        ({"sex": "female"}, False),
        ({"min_age_years": 60}, False),
    ):
        limited = Question.model_validate({**question.model_dump(), **limits})
        assert (authored_candidate(graph, MAN, closure(graph, []), limited) is not None) is expected


@pytest.mark.parametrize("person", [MAN, WOMAN])
def test_a_twisted_ankle_is_asked_about_the_leg(packaged: Graph, person: Person) -> None:
    put = interview(packaged, said("injury.ankle_sprain"), {"injury.ankle_sprain"}, person)
    assert put
    odd = {"foamy_urine", "red_eye", "eyelid_lump", "sore_throat", "cough", "headache", "reduced_fetal_movement"}
    assert offered(put[:PATIENT]).isdisjoint(odd)
    assert {"limping", "injury.deformity"} & offered(put)


def test_a_reason_names_no_far_disease(packaged: Graph) -> None:
    put = interview(packaged, said("injury.ankle_sprain", "edema.legs"), {"injury.ankle_sprain", "edema.legs"})
    for far in ("麦粒肿", "肩袖", "糖尿病肾病", "静脉曲张"):
        assert not any(far in each.why.zh for each in put)


@pytest.mark.parametrize("opening", ["headache", "abdominal_pain", "edema", "nausea"])
def test_pregnancy_is_not_asked_of_who_is_known_not_to_be_pregnant(packaged: Graph, opening: str) -> None:
    put = interview(packaged, said(opening), {opening}, WOMAN)
    assert put
    assert offered(put).isdisjoint(OF_PREGNANCY)


def test_who_is_pregnant_is_asked_about_it_at_once_and_not_whether(packaged: Graph) -> None:
    put = interview(packaged, said("abdominal_pain"), {"abdominal_pain"}, MOTHER)
    assert "q_pregnancy_with" in [each.question.id for each in put[:2]]
    assert "hx.pregnant" not in offered(put)


def test_what_only_a_person_feels_is_not_asked_about_a_baby(packaged: Graph) -> None:
    told = said("diarrhea", "fever")
    felt = {"headache", "dizziness", "muscle_pain", "near_syncope", "nausea", "fatigue"}
    assert offered(interview(packaged, told, {"diarrhea", "fever"}, BABY)).isdisjoint(felt)


def test_adults_are_not_asked_how_the_child_feeds(packaged: Graph) -> None:
    for opening in ("fever", "vomiting", "seizure", "cough"):
        ids = {each.question.id for each in interview(packaged, said(opening), {opening}, WOMAN)}
        assert not {each for each in ids if each.startswith("q_child_") and each != "q_child_choked"}
    # A question for children does not keep its finding from adults.
    question = packaged.questions["q_child_seizure"]
    assert authored_candidate(packaged, WOMAN, closure(packaged, []), question) is None
    put = interview(packaged, said("headache", "fever"), {"headache", "fever"}, WOMAN)
    assert "q_child_seizure" not in {each.question.id for each in put}


def test_danger_is_asked_even_where_it_is_improbable(packaged: Graph) -> None:
    told = said("headache", "fever")
    assert "neck_stiffness" in offered(interview(packaged, told, {"headache", "fever"})[:5])
    told = said("back_pain.lower")
    assert {"saddle_numbness", "incontinence"} & offered(interview(packaged, told, {"back_pain.lower"}))


@pytest.mark.parametrize("opening", ["chest_tightness", "abdominal_pain", "rash", "cough", "fatigue", "joint_pain"])
def test_a_list_is_short_and_plain(packaged: Graph, opening: str) -> None:
    for each in interview(packaged, said(opening), {opening}, WOMAN):
        if each.question.kind == "multi":
            assert len([option for option in each.question.options if option.present]) <= 6
        if each.question.id.startswith(("beside#", "about.")):
            names = [packaged.findings[option.present[0]].name for option in each.question.options]
            assert [option.text for option in each.question.options] == [plain(name) for name in names]


def test_brackets_explain_and_numbers_in_them_stay() -> None:
    assert plain(LocalText(zh="眼皮长疙瘩（麦粒肿）", en="Lump on the eyelid (stye)")).zh == "眼皮长疙瘩"
    assert plain(LocalText(zh="眼皮长疙瘩（麦粒肿）", en="Lump on the eyelid (stye)")).en == "Lump on the eyelid"
    assert plain(LocalText(zh="高热（39 度及以上）", en="High fever (39 °C or more)")).zh == "高热（39 度及以上）"
    assert plain(LocalText(zh="（甲）", en="(a)")).zh == "（甲）"


def test_an_earlier_illness_is_asked_for_as_such(packaged: Graph) -> None:
    text = asking(packaged.findings["hx.peptic_ulcer"])
    assert (text.zh, text.en) == ("有没有胃溃疡、十二指肠溃疡史？", "Have you ever had this: peptic ulcer?")


def test_what_a_clinician_must_examine_is_not_asked(packaged: Graph) -> None:
    signs = ("murphy_sign", "chest_crackles", "heart_murmur", "asterixis", "ascites", "kidney_percussion")
    assert not [sign for sign in signs if packaged.findings[sign].askable]


def test_what_is_not_told_by_its_worth_could_not_be_asked(packaged: Graph) -> None:
    graph = packaged
    asked = {graph.matrix.findings[number] for number in graph.asked_index}
    left_out = [finding for finding in graph.findings if finding not in asked]
    known = closure(graph, [])
    assert left_out
    assert candidates(graph, MAN, known, frozenset(), left_out, len(left_out)) == []
    assert all(finding in graph.asked_by or graph.findings[finding].askable for finding in asked)
