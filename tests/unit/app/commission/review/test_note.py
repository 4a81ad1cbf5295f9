"""A note over HTTP: nobody loses a word, nothing is written twice, and edits are classed."""

from __future__ import annotations

import pytest

from tests.unit.app.commission.conftest import Api
from tests.unit.app.commission.review.conftest import NOTE, Desk

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def test_two_doctors_write_one_note_and_neither_loses_a_word(api: Api, desk: Desk) -> None:
    api.world.create_clinician("li", name="李医生", communities=(api.world.community,))
    other = Desk(api, "li", desk.encounter_id)
    version = desk.get()["version"]
    assert other.save(version, assessment="李写的").status_code == 200
    late = desk.save(version, assessment="王写的")
    assert (late.status_code, late.json()["error"]) == (409, "stale")
    page = desk.get()
    assert (page["note"]["assessment"], page["note_author"]) == ("李写的", "李医生")
    assert desk.save(page["version"], assessment="李写的；王写的").status_code == 200
    versions = desk.get("/note/history")["versions"]
    assert [each["note"]["assessment"] for each in versions] == ["可能与心脏有关", "李写的", "李写的；王写的"]
    assert [each["author"] for each in versions] == ["", "李医生", "王医生"]


def test_a_note_saved_again_by_the_same_hand_is_saved_once(desk: Desk) -> None:
    version = desk.get()["version"]
    first = desk.save(version).json()
    assert desk.save(version).json() == first  # the answer was lost, the click came again
    assert len(desk.get("/note/history")["versions"]) == 2


def test_an_empty_note_is_refused(desk: Desk) -> None:
    for blank in ("", "  \n"):
        answer = desk.save(desk.get()["version"], subjective=blank, objective=blank, assessment=blank, plan=blank)
        assert (answer.status_code, answer.json()["error"]) == (422, "empty_note")


def test_edits_are_classed_once_a_diagnosis_is_confirmed(desk: Desk) -> None:
    def effects() -> list[str | None]:
        return [each["effect"] for each in desk.get("/note/history")["versions"]]

    desk.save(desk.get()["version"], assessment="考虑不稳定型心绞痛")
    assert effects() == [None, None]
    desk.post("/diagnosis", icd10="I20.0", name="不稳定型心绞痛", urgency="emergency")
    assert effects() == [None, "improved"]
    body = {
        "note": {**NOTE, "assessment": "考虑不稳定型心绞痛"},
        "version": desk.get()["version"],
        "urgency": "routine",
    }
    assert desk.call("PUT", "/note", body).status_code == 200
    assert effects() == [None, "improved", "worsened"]
    assert desk.get()["urgency"] == "routine"
    desk.post("/diagnosis", icd10="J06.9", name="急性上呼吸道感染")
    assert effects() == [None, "unchanged", "unchanged"]  # judged anew: neither text names it
