"""Who may do what to an encounter over HTTP, who hears of it, and what the audit trail tells."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.commission import new_hex
from tests.unit.app.commission.conftest import Api
from tests.unit.app.commission.review.conftest import Desk

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def test_dangerous_demands_a_why_and_reaches_the_supervisor_of_that_community(api: Api, desk: Desk) -> None:
    assert desk.post("/ratings", target="guidance", rating="dangerous", comment=" ")[1]["error"] == "why"
    assert desk.post("/ratings", target="guidance", rating="dangerous", comment="漏了胸痛放射")[0] == 200
    elsewhere = api.world.admin.create_community("别的社区", "Another community")
    api.world.create_clinician("zhao", role="supervisor", communities=(api.world.community,))
    api.world.create_clinician("qian", role="supervisor", communities=(elsewhere,))
    near, far = api.log_in("zhao"), api.log_in("qian")

    def dangers(headers: dict[str, str], **query: Any) -> Any:
        return api.client.get("/v1/ratings/dangerous", params=query, headers=headers).json()["items"]

    (found,) = dangers(near)
    assert (found["encounter_id"], found["comment"], found["seen_at_ms"]) == (
        desk.encounter_id,
        "漏了胸痛放射",
        None,
    )
    assert dangers(far) == []
    assert api.client.get("/v1/ratings/dangerous", headers=desk.headers).status_code == 403
    read = f"/v1/ratings/{found['rating_id']}/read"
    assert api.client.post(read, headers=far).status_code == 404
    assert api.client.post(read, headers=near).status_code == 200
    assert dangers(near) == []
    assert len(dangers(near, seen=True)) == 1
    desk.post("/ratings", target="guidance", rating="dangerous", comment="还漏了血压")
    assert [each["comment"] for each in dangers(near)] == ["还漏了血压"]  # a new word is to be read again


def test_a_doctor_who_lost_the_community_finds_nothing(api: Api) -> None:
    sun = api.world.create_clinician("sun", communities=(api.world.community,))
    desk = Desk(api, "sun")
    desk.signs()
    with api.world.database.transaction() as unit:
        unit.connection.exec_driver_sql("delete from membership where clinician_id = %s", (sun,))
    requests = [
        ("GET", "/note/history", None),
        ("GET", "/signature", None),
        ("POST", "/addenda", {"id": new_hex(), "text": "x"}),
        ("POST", "/follow-ups", {"id": new_hex(), "due_on": "2099-01-01", "text": "x"}),
        ("POST", f"/follow-ups/{new_hex()}/done", None),
    ]
    unknown = Desk(api, "sun", new_hex())
    for method, path, body in requests:
        answer = desk.call(method, path, body)
        assert (answer.status_code, answer.content) == (404, unknown.call(method, path, body).content)


def test_only_doctors_add_and_plan(api: Api, desk: Desk) -> None:
    desk.signs()
    for role in ("supervisor", "administrator", "auditor"):
        api.world.create_clinician(role, role=role, communities=(api.world.community,))
        other = Desk(api, role, desk.encounter_id)
        assert other.post("/addenda", id=new_hex(), text="x")[0] == 403
        assert other.post("/follow-ups", id=new_hex(), due_on="2099-01-01", text="x")[0] == 403
        reading = 200 if role == "supervisor" else 403
        assert other.call("GET", "/note/history").status_code == reading
        assert other.call("GET", "/signature").status_code == reading


def test_every_step_is_in_the_audit_trail(api: Api, desk: Desk) -> None:
    desk.signs()
    desk.post("/addenda", id=new_hex(), text="补充")
    with api.world.database.reading() as connection:
        actions = connection.exec_driver_sql("select action from audit_entry").scalars().all()
    assert {"confirm_diagnosis", "sign", "add_addendum"} <= set(actions)
    assert api.world.admin.verify_audit().broken_at is None
