from __future__ import annotations

import pytest

from agents.dialogue import Start
from agents.errors import ImageRefused, StateUnreadable
from agents.intake.receiving import begin
from agents.state import ConsultationState
from tests.fakes.conversation import NOON_MS, Script, person


def test_bytes_are_json_and_small_at_the_start(knowledge):
    state = begin(knowledge, Start(lang="zh", person=person()), now_ms=NOON_MS)
    data = state.to_bytes()
    assert ConsultationState.from_bytes(data) == state
    assert len(data) < 2000


def test_a_whole_consultation_fits_a_capsule(consultation):
    script = Script(consultation)
    script.start(person(years=45))
    script.say("肚子疼，拉肚子一天")
    script.to_the_end()
    assert len(script.state.to_bytes()) < 60_000


@pytest.mark.parametrize("data", [b"", b"{}", b"not json", b"\xff", b"[]", b'{"version": 2}'])
def test_other_bytes_are_unreadable(data):
    with pytest.raises(StateUnreadable):
        ConsultationState.from_bytes(data)


def test_a_state_with_an_unknown_field_is_unreadable(knowledge):
    data = begin(knowledge, Start(lang="zh", person=person()), now_ms=NOON_MS).to_bytes()
    with pytest.raises(StateUnreadable) as refused:
        ConsultationState.from_bytes(data[:-1] + b',"name":"\xe7\x8e\x8b\xe8\x8a\xb3"}')
    assert "王芳" not in str(refused.value)


def test_a_man_is_never_pregnant(knowledge):
    state = begin(knowledge, Start(lang="zh", person=person(sex="male", pregnant=True)), now_ms=NOON_MS)
    assert state.person.pregnant is None


def test_an_image_is_refused_for_a_known_reason_only():
    with pytest.raises(ValueError, match="unknown"):
        ImageRefused("ugly")
