"""What is usual, told later, takes nothing back of what was measured today."""

from __future__ import annotations

import pytest

from agents.graph import Consultation
from agents.intake.known import known
from kg.schema import FindingId, Status
from tests.fakes.conversation import Script, person


@pytest.mark.parametrize(
    ("now", "usual", "finding"),
    [
        ("血压225/145，没什么感觉", "平时血压130/80", "high_bp.extreme"),
        ("my BP is 190/115 today, no other complaint", "my usual BP is 130/80", "high_bp.severe"),
        ("血糖31", "平时血糖7点多", "high_glucose.extreme"),
    ],
)
def test_a_usual_value_told_later_takes_no_danger_of_now_away(
    consultation: Consultation, now: str, usual: str, finding: str
) -> None:
    talk = Script(consultation, lang="en" if now.isascii() else "zh")
    talk.start(person("self", 60, "male"))
    talk.say(now)
    talk.say(usual)
    assert talk.state is not None
    told = known(talk.state, consultation.knowledge.graph)
    assert told.status(FindingId(finding)) is Status.PRESENT
    assert max(reading.value for reading in told.readings) > 30
