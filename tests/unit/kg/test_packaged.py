"""The packaged graph itself: it loads, it is coherent, and it judges plain cases as a careful doctor would.

The cases are ordinary presentations written down as findings, not anybody's test set; they guard the mechanisms.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from kg.check import check
from kg.closure import closure
from kg.conditions import Situation, leaf_holds
from kg.graph import Graph
from kg.inference import infer
from kg.load import load_graph
from kg.questions import answer, chips, next_question
from kg.rules import findings_in
from kg.schema import Finding, FindingId, Person, Sex, Status, Urgency
from kg.triage import triage


@pytest.fixture(scope="session")
def packaged() -> Graph:
    return load_graph()


def said(*ids: str) -> list[Finding]:
    return [
        Finding(id=FindingId(i.removeprefix("-")), status=Status.ABSENT if i.startswith("-") else Status.PRESENT)
        for i in ids
    ]


def person(age: float, sex: str) -> Person:
    return Person(age_days=int(age * 365.25), sex=Sex(sex))


def test_it_is_as_large_as_promised_and_has_no_errors(packaged: Graph) -> None:
    assert len(packaged.diseases) >= 80
    assert len(packaged.findings) >= 250
    assert len(packaged.labs) >= 60
    assert len(packaged.red_flags) >= 25
    assert [issue for issue in check(packaged) if issue.level == "error"] == []


def test_every_rule_can_come_to_hold_for_somebody(packaged: Graph) -> None:
    likely = np.full(len(packaged.rule_table.findings), 0.5)
    people = [person(age, sex) for age in (0.1, 0.5, 3, 10, 30, 70) for sex in ("male", "female")]
    people += [
        each.model_copy(update={"pregnant": True}) for each in people if each.sex is Sex.FEMALE and each.age_days > 5000
    ]
    situations = [Situation(each, closure(packaged, []), 0.1) for each in people]
    reachable = np.any(
        [packaged.rule_table.outlook({}, likely, partial(leaf_holds, now=now)).p > 0 for now in situations], axis=0
    )
    for flag, likely_once in zip(packaged.red_flags.values(), reachable, strict=True):
        tellings = [
            [Finding(id=f, status=Status.PRESENT, severity=10, onset_days=onset) for f in findings_in(flag.when)]
            for onset in (0.01, 10.0, 60.0)
        ]
        held = not likely_once and any(
            flag in triage(packaged, each, told, infer(packaged, each, told)).red_flags
            for told in tellings
            for each in people
        )
        assert likely_once or held, flag.id


def test_every_question_can_be_answered_with_each_of_its_chips(packaged: Graph) -> None:
    for question in packaged.questions.values():
        for number in range(len(chips(question))):
            found = answer(packaged, question, [number])
            known = closure(packaged, found)
            assert known.contradictions == (), (question.id, number)
            assert found, (question.id, number)


CASES = [
    (56, "male", 0.02, ("chest_pain.pressing", "sweating", "chest_pain.radiating_left_arm"), {"emergency"}),
    (52, "female", 0.02, ("chest_pain.pressing", "nausea", "sweating"), {"emergency"}),
    (30, "female", 2, ("runny_nose", "sneezing", "-fever"), {"self_care"}),
    (20, "female", 3, ("sore_throat", "runny_nose", "cough", "-fever", "-dyspnea"), {"self_care"}),
    (
        25,
        "male",
        0.5,
        ("injury.ankle_sprain", "-injury.cannot_bear_weight", "-injury.deformity"),
        {"self_care", "routine"},
    ),
    (2, "male", 0.3, ("fever.high", "seizure"), {"emergency"}),
    (50, "female", 0.05, ("headache.thunderclap", "vomiting"), {"emergency"}),
    (68, "male", 0.1, ("facial_droop", "limb_weakness", "speech_difficulty"), {"emergency"}),
    (28, "female", 2, ("dysuria", "urinary_frequency", "-fever", "-flank_pain"), {"soon", "routine"}),
    (35, "male", 1, ("abdominal_pain.rlq", "abdominal_pain.migrating_rlq", "nausea", "fever"), {"emergency", "urgent"}),
    (55, "male", 2, ("melena", "dizziness"), {"emergency", "urgent"}),
    (38, "female", 60, ("palpitations", "tremor", "weight_loss", "heat_intolerance"), {"soon", "routine"}),
    (60, "male", 60, ("polyuria", "polydipsia", "weight_loss"), {"soon", "routine", "urgent"}),
    (40, "female", 10, ("headache.band_like", "-fever", "-vomiting"), {"self_care", "routine"}),
    (66, "male", 200, ("joint_pain.knee", "-fever", "-joint_swelling"), {"routine", "self_care"}),
    (65, "male", 3, ("cough.productive", "fever", "dyspnea"), {"urgent", "emergency"}),
    (33, "male", 20, ("low_mood", "suicidal_plan"), {"emergency", "urgent"}),
]


@pytest.mark.parametrize(("age", "sex", "days", "ids", "allowed"), CASES)
def test_plain_cases(
    packaged: Graph, age: float, sex: str, days: float, ids: tuple[str, ...], allowed: set[str]
) -> None:
    who = person(age, sex)
    told = said(*ids)
    posterior = infer(packaged, who, told, month=11, duration_days=days)
    assert triage(packaged, who, told, posterior).urgency.value in allowed


@pytest.mark.parametrize(
    "ids", [("runny_nose", "sneezing"), ("headache",), ("cough",), ("abdominal_pain",), ("rash", "itching")]
)
def test_an_interview_that_denies_everything_ends_soon_and_calmly(packaged: Graph, ids: tuple[str, ...]) -> None:
    who = person(30, "female")
    told, asked = said(*ids), set()
    for count in range(20):
        posterior = infer(packaged, who, told, month=11, duration_days=2)
        following = next_question(packaged, who, told, posterior, asked=frozenset(asked))
        if following is None:
            assert count <= 16
            break
        asked.add(following.question.id)
        texts = [chip.zh for chip in chips(following.question)]
        none = [n for n, option in enumerate(following.question.options) if not option.present and option.absent]
        denied = [texts.index("没有")] if following.question.kind == "yes_no" else none[:1] or [texts.index("都没有")]
        told = [*told, *answer(packaged, following.question, denied)]
    assert triage(packaged, who, told, infer(packaged, who, told, duration_days=2)).urgency.rank >= Urgency.URGENT.rank


@pytest.mark.parametrize(
    ("told", "lasting"),
    [
        ({"cough": 3, "smoking": 7300}, 3),
        ({"abdominal_pain": None, "hx.pregnant": 270}, None),
        ({"dizziness": 2, "hx.hypertension": 3650}, 2),
        ({"dizziness": None, "hx.hypertension": 3650}, None),
        ({"cough": None, "smoking": 7300}, None),
        ({"insomnia": None, "hx.delivery_recent": 30}, 30),
        ({"back_pain": None, "injury": 0.5}, 0.5),
    ],
)
def test_how_long_an_illness_lasts_is_told_by_what_began_with_it(
    packaged: Graph, told: dict[str, float | None], lasting: float | None
) -> None:
    found = [Finding(id=FindingId(i), status=Status.PRESENT, onset_days=days) for i, days in told.items()]
    assert infer(packaged, person(30, "female"), found).duration_days == lasting
