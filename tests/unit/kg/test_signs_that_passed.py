"""Words that would not come, and signs of the brain that were gone again: heard as there, and never as denied."""

from __future__ import annotations

from datetime import date

import pytest

from app.knowledge import load_knowledge
from kg.inference import infer
from kg.schema import Person, Sex, Status, Urgency
from kg.text import understand
from kg.triage import triage


def told(years: float, text: str) -> tuple[Urgency, dict[str, Status]]:
    knowledge, person = load_knowledge(), Person(age_days=round(years * 365.25), sex=Sex.FEMALE)
    heard = understand(knowledge.lexicon, text, person=person, relation="self", today=date(2026, 11, 18))
    posterior = infer(knowledge.graph, person, heard.findings, duration_days=heard.duration_days)
    urgency = triage(knowledge.graph, person, heard.findings, posterior).urgency
    return urgency, {each.id: each.status for each in heard.findings}


@pytest.mark.parametrize(
    ("years", "text", "finding"),
    [
        (55, "忽然话讲不出来", "speech_difficulty.sudden"),
        (72, "吃着饭一下子说不了话", "speech_difficulty.sudden"),
        (68, "早上有十来分钟话讲不出来，现在好了", "speech_difficulty"),
        (66, "刚才嘴不听使唤，说话没人听得懂，过了一刻钟又好了", "speech_difficulty"),
        (61, "昨天右边胳膊腿没劲了一会儿，现在没事了", "limb_weakness.one_side"),
        (58, "左半边身子麻了几分钟，消失了", "limb_numbness.one_side"),
        (63, "刚才嘴歪了，缓过来了", "facial_droop"),
        (52, "the words would not come out for a quarter of an hour, all right now", "speech_difficulty"),
        (49, "I was suddenly speaking gibberish at breakfast", "speech_difficulty.sudden"),
        (70, "my right arm went weak and my speech was slurred, it has gone now", "speech_difficulty"),
        (57, "My words were garbled for a bit and my hand went numb, it's gone", "speech_difficulty"),
        (64, "The left side of my face drooped for five minutes, then it went away", "facial_droop"),
        (60, "lost the sight in one eye for a few minutes, it cleared up", "visual_loss.sudden"),
    ],
)
def test_a_sign_that_passed_is_there_and_an_emergency(years: float, text: str, finding: str) -> None:
    urgency, said = told(years, text)
    assert said.get(finding) is Status.PRESENT, said
    assert urgency is Urgency.EMERGENCY, said


@pytest.mark.parametrize(
    "text",
    ["抽搐了一次，已经好了", "晕倒了一下，缓过来了", "he had a seizure, it has stopped", "I fainted, it's gone now"],
)
def test_fits_and_faints_that_are_over_happened(text: str) -> None:
    _, said = told(40, text)
    assert {"seizure", "syncope"} & {each for each, status in said.items() if status is Status.PRESENT}, said


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("说话没有不清楚，就是头疼", "speech_difficulty"),
        ("嘴不歪", "facial_droop"),
        ("no slurred speech, just a headache", "speech_difficulty"),
        ("never had a seizure", "seizure"),
        ("头疼没了", "headache"),
        ("the cough has gone", "cough"),
    ],
)
def test_what_is_denied_or_a_common_complaint_that_ended_is_not_there(text: str, finding: str) -> None:
    _, said = told(60, text)
    assert said.get(finding) is not Status.PRESENT, said


@pytest.mark.parametrize(
    ("years", "text"),
    [
        (30, "嗓子哑得话都说不出来"),
        (30, "紧张得说不出话"),
        (60, "中风后三年，说话一直不利索，来开药"),
        (40, "I lost my voice and have a sore throat"),
        (60, "坐久了腿麻，起来走走就没了"),
    ],
)
def test_a_lost_voice_and_old_trouble_call_no_ambulance(years: float, text: str) -> None:
    knowledge, person = load_knowledge(), Person(age_days=round(years * 365.25), sex=Sex.FEMALE)
    heard = understand(knowledge.lexicon, text, person=person, relation="self", today=date(2026, 11, 18))
    posterior = infer(knowledge.graph, person, heard.findings, duration_days=heard.duration_days)
    flags = {flag.id for flag in triage(knowledge.graph, person, heard.findings, posterior).red_flags}
    assert "stroke_signs" not in flags, flags


def test_what_went_numb_has_not_gone() -> None:
    _, said = told(45, "my speech was slurred and my hand went numb")
    assert said.get("speech_difficulty") is Status.PRESENT
    assert said.get("limb_numbness") is Status.PRESENT
