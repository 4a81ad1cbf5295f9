"""The interface for clinicians: sessions and lock-out, foreign records, the cockpit over HTTP, and errors that tell nothing."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from app.logs import configure_logs
from tests.fakes.commission import PASSWORD, Phone, encounter_record, new_hex, photo_entry
from tests.unit.app.commission.conftest import Api

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
NOTE = {"subjective": "S", "objective": "O", "assessment": "A", "plan": "P"}


def attempt(api: Api, password: str, username: str = "wang") -> int:
    return api.client.post("/v1/session", json={"username": username, "password": password}).status_code


def test_a_session_says_who_and_for_whom(api: Api) -> None:
    answer = api.client.post("/v1/session", json={"username": " WANG ", "password": PASSWORD}).json()
    assert (answer["name"], answer["role"]) == ("王医生", "doctor")
    assert [community["name_en"] for community in answer["communities"]] == ["Demo community"]
    assert len(answer["token"]) == 43
    with api.world.database.reading() as connection:
        kept = connection.exec_driver_sql("select token_digest from login_session").scalar_one()
    assert answer["token"] not in kept


def test_a_session_ends_by_log_out_by_idleness_and_after_twelve_hours(api: Api) -> None:
    def status(headers: dict[str, str]) -> int:
        return api.client.get("/v1/worklist", headers=headers).status_code

    headers = api.log_in()
    assert api.client.delete("/v1/session", headers=headers).json() == {"done": True}
    assert status(headers) == 401
    headers = api.log_in()
    api.world.clock.pass_s(29 * 60)
    assert status(headers) == 200
    api.world.clock.pass_s(31 * 60)
    assert status(headers) == 401
    headers = api.log_in()
    for _ in range(24):
        api.world.clock.pass_s(29 * 60)
        assert status(headers) == 200
    api.world.clock.pass_s(29 * 60)
    assert status(headers) == 401


def test_a_closed_account_is_out_at_once(api: Api) -> None:
    headers = api.log_in()
    api.world.admin.close_clinician("wang")
    assert api.client.get("/v1/worklist", headers=headers).status_code == 401
    assert attempt(api, PASSWORD) == 401


def test_five_wrong_passwords_lock_the_account_for_fifteen_minutes(api: Api) -> None:
    assert [attempt(api, f"wrong {n}") for n in range(5)] == [401] * 5
    locked = api.client.post("/v1/session", json={"username": "wang", "password": PASSWORD})
    assert (locked.status_code, locked.json()["error"]) == (429, "locked_out")
    assert 0 < int(locked.headers["retry-after"]) <= 15 * 60
    api.world.create_clinician("li")
    assert attempt(api, PASSWORD, "li") == 200  # others are not locked out
    api.world.clock.pass_s(15 * 60 + 1)
    assert attempt(api, PASSWORD) == 200


def test_an_unknown_name_is_answered_and_locked_like_a_known_one(api: Api) -> None:
    known = api.client.post("/v1/session", json={"username": "wang", "password": "wrong wrong"})
    unknown = api.client.post("/v1/session", json={"username": "nobody", "password": "wrong wrong"})
    assert known.json() == unknown.json()
    assert [attempt(api, "wrong", "nobody") for _ in range(5)] == [401] * 4 + [429]


def test_a_right_password_ends_the_count(api: Api) -> None:
    for _ in range(3):
        assert [attempt(api, "wrong") for _ in range(4)] == [401] * 4
        assert attempt(api, PASSWORD) == 200


def test_an_address_that_guesses_many_names_has_to_wait(api: Api) -> None:
    codes = [attempt(api, "p" * 300, f"name{n}") for n in range(51)]  # over-long passwords cost no hashing
    assert codes == [401] * 50 + [429]


def test_without_a_token_there_is_nothing(api: Api) -> None:
    encounter_id = api.world.encounter()
    for method, path in (
        ("get", "/v1/worklist"),
        ("get", f"/v1/encounters/{encounter_id}"),
        ("get", f"/v1/encounters/{encounter_id}/attachments/{new_hex()}"),
        ("get", "/v1/sync"),
        ("get", "/v1/icd10?q=I20"),
    ):
        for headers in ({}, {"authorization": "Bearer " + "x" * 43}, {"authorization": "Basic eA=="}):
            assert getattr(api.client, method)(path, headers=headers).status_code == 401


def test_a_doctor_of_another_community_gets_what_an_unknown_record_gets(api: Api) -> None:
    encounter_id, attachment_id, photo = new_hex(), new_hex(), b"\xff\xd8photo"
    world = api.world
    world.take(world.identity(Phone().registration(encounter_id)))
    world.take(world.record(encounter_record(encounter_id, attachments=(photo_entry(attachment_id, photo),))))
    world.take(world.attachment(encounter_id, attachment_id, photo))
    elsewhere = world.admin.create_community("别的社区", "Another community")
    world.create_clinician("li", communities=(elsewhere,))
    own, foreign = api.log_in(), api.log_in("li")
    requests = [
        ("get", "", None),
        ("get", f"/attachments/{attachment_id}", None),
        ("put", "/note", {"note": NOTE, "version": 1}),
        ("post", "/ratings", {"target": "guidance", "rating": "good", "comment": ""}),
        ("post", "/actions", {"kind": "call", "text": ""}),
        ("post", "/messages", {"text": "您好"}),
        ("post", "/diagnosis", {"icd10": "I20.0", "name": "x"}),
        ("post", "/signature", {"version": 1}),
    ]
    for method, path, body in requests:
        sent = {} if body is None else {"json": body}
        one = getattr(api.client, method)(f"/v1/encounters/{encounter_id}{path}", headers=foreign, **sent)
        other = getattr(api.client, method)(f"/v1/encounters/{new_hex()}{path}", headers=foreign, **sent)
        assert (one.status_code, one.content) == (404, other.content)
    assert api.client.get("/v1/worklist?status=all", headers=foreign).json()["items"] == []
    image = api.client.get(f"/v1/encounters/{encounter_id}/attachments/{attachment_id}", headers=own)
    assert (image.status_code, image.content, image.headers["content-type"]) == (200, photo, "image/jpeg")


@pytest.mark.parametrize(
    ("role", "worklist", "note"), [("supervisor", 200, 403), ("administrator", 403, 403), ("auditor", 403, 403)]
)
def test_other_roles_have_other_rights(api: Api, role: str, worklist: int, note: int) -> None:
    encounter_id = api.world.encounter()
    api.world.create_clinician("zhao", role=role, communities=(api.world.community,))
    headers = api.log_in("zhao")
    assert api.client.get("/v1/worklist", headers=headers).status_code == worklist
    edit = api.client.put(f"/v1/encounters/{encounter_id}/note", json={"note": NOTE, "version": 1}, headers=headers)
    assert edit.status_code == note


def test_from_the_work_list_to_the_signature(api: Api) -> None:
    phone = Phone()
    encounter_id = api.world.encounter(phone)
    api.world.take(api.world.reply(encounter_id, "现在好一点"))
    api.world.clock.pass_s(60)
    headers = api.log_in()
    url = f"/v1/encounters/{encounter_id}"
    (item,) = api.client.get("/v1/worklist?urgency=urgent", headers=headers).json()["items"]
    assert (item["name"], item["new_messages"], item["status"]) == ("张秀英", 1, "open")
    page = api.client.get(url, headers=headers).json()
    assert page["record"]["chief_complaint"] == "胸闷两天"
    assert page["resident"]["phone"] == phone.phone
    assert [message["text"] for message in page["messages"]] == ["现在好一点"]

    edited = api.client.put(f"{url}/note", json={"note": NOTE, "version": page["version"]}, headers=headers)
    other = {"note": {**NOTE, "plan": "P2"}, "version": page["version"]}
    stale = api.client.put(f"{url}/note", json=other, headers=headers)
    assert (edited.status_code, stale.status_code) == (200, 409)
    assert (stale.json()["error"], stale.json()["version"]) == ("stale", edited.json()["version"])
    rated = api.client.post(
        f"{url}/ratings", json={"target": "guidance", "rating": "good", "comment": ""}, headers=headers
    )
    assert rated.json() == {"done": True}
    invited = api.client.post(
        f"{url}/actions", json={"kind": "invite", "text": "下午来", "text_to_resident": "请下午来"}, headers=headers
    )
    assert invited.json()["message_id"]
    unsigned = api.client.post(f"{url}/signature", json={"version": edited.json()["version"]}, headers=headers)
    assert (unsigned.status_code, unsigned.json()["error"]) == (409, "no_diagnosis")
    confirmed = api.client.post(f"{url}/diagnosis", json={"icd10": "I20.0", "name": "不稳定型心绞痛"}, headers=headers)
    signed = api.client.post(f"{url}/signature", json=confirmed.json(), headers=headers)
    assert signed.status_code == 200
    page = api.client.get(url, headers=headers).json()
    assert (page["status"], page["signed_at_ms"]) == ("signed", signed.json()["signed_at_ms"])
    assert page["diagnosis"] == {"icd10": "I20.0", "name": "不稳定型心绞痛", "urgency": None}
    assert [(m["direction"], m["text"]) for m in page["messages"]][-1] == ("to_resident", "请下午来")
    (delivery,) = api.client.get("/v1/sync", headers=headers).json()["items"]
    assert (delivery["encounter_id"], delivery["state"]) == (encounter_id, "pending")
    assert api.world.queue.jobs(api.world.database) == [(encounter_id, page["resident"]["resident_id"])]
    assert api.client.post(f"/v1/sync/{encounter_id}/retry", headers=headers).status_code == 200
    assert len(api.world.queue.jobs(api.world.database)) == 2


def test_codes_are_searched_by_clinicians_only(api: Api) -> None:
    found = api.client.get("/v1/icd10", params={"q": "心绞痛"}, headers=api.log_in()).json()["items"]
    assert found[0] == {"code": "I20.9", "name_zh": "心绞痛", "name_en": "Angina pectoris"}
    api.world.create_clinician("zhao", role="auditor")
    assert api.client.get("/v1/icd10?q=I20", headers=api.log_in("zhao")).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "/v1/session", b"{"),
        ("post", "/v1/session", b"[]"),
        ("post", "/v1/session", json.dumps({"username": "a", "password": "b", "extra": "机密"}).encode()),
        ("post", "/v1/session", json.dumps({"username": "机密" * 200, "password": "b"}).encode()),
        ("post", "/v1/session", b"\xff\xfe"),
        ("get", "/v1/encounters/机密", b""),
        ("get", "/v1/worklist?status=机密", b""),
        ("patch", "/v1/worklist", b""),
    ],
)
def test_wrong_forms_are_refused_without_quoting_them(api: Api, method: str, path: str, body: bytes) -> None:
    answer = api.client.request(
        method, path, content=body, headers={"content-type": "application/json", **api.log_in()}
    )
    assert answer.status_code in (405, 422)
    assert "机密" not in answer.text
    assert set(answer.json()) <= {"error", "text_en"}


@pytest.fixture
def own_logs() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.mark.usefixtures("own_logs")
def test_a_bug_tells_nothing_of_what_it_handled(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = api.log_in()
    configure_logs("test")

    def bug(*_: object) -> None:
        raise ValueError("机密的话")

    monkeypatch.setattr("app.commission.routes.clinicians.read_encounter", bug)
    answer = api.client.get(f"/v1/encounters/{new_hex()}", headers=headers)
    assert (answer.status_code, answer.json()) == (500, {"error": "internal"})
    logged = capsys.readouterr().err
    assert '"error": "ValueError"' in logged
    assert "机密" not in logged


def test_the_interface_is_described_as_it_is(api: Api) -> None:
    described = api.client.get("/v1/openapi.json").json()
    view = described["components"]["schemas"]["EncounterAnswer"]
    assert {"record", "resident", "note", "version", "diagnosis"} <= set(view["properties"])
    assert "HTTPValidationError" not in described["components"]["schemas"]  # what is refused is a Problem, everywhere
    for path in ("/v1/envelopes", "/v1/worklist", "/v1/encounters/{encounter_id}/signature"):
        assert path in described["paths"]


def test_where_an_encounter_stands_is_said_to_its_doctor_alone(api: Api) -> None:
    encounter_id = api.world.encounter()
    answer = api.client.get(f"/v1/encounters/{encounter_id}/archive", headers=api.log_in())
    assert (answer.status_code, answer.json()["state"]) == (200, "unsigned")
    assert api.client.get(f"/v1/encounters/{encounter_id}/archive").status_code == 401
    elsewhere = api.world.admin.create_community("别的社区", "Another community")
    api.world.create_clinician("qian", communities=(elsewhere,))
    foreign = api.client.get(f"/v1/encounters/{encounter_id}/archive", headers=api.log_in("qian"))
    assert foreign.status_code == 404


def test_an_id_that_a_letter_of_another_chart_has_is_refused(api: Api) -> None:
    one, other = api.world.encounter(), api.world.encounter()
    headers, body = api.log_in(), {"id": "0" * 31 + "1", "text": "请下午来"}
    for _again in range(2):
        assert api.client.post(f"/v1/encounters/{one}/messages", headers=headers, json=body).status_code == 200
    assert api.client.post(f"/v1/encounters/{other}/messages", headers=headers, json=body).status_code == 404
