"""The door over HTTP: two steps, the own account, signing out everywhere; the work list's filters, the search and the targets."""

from __future__ import annotations

import pyotp
import pytest

from tests.fakes.commission import PASSWORD, Phone
from tests.unit.app.commission.conftest import Api

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def set_up(api: Api, headers: dict[str, str]) -> tuple[pyotp.TOTP, list[str]]:
    begun = api.client.post("/v1/account/second-factor", headers=headers, json={}).json()
    assert begun["uri"].startswith("otpauth://totp/")
    totp = pyotp.TOTP(begun["secret"])
    answer = api.client.post(
        "/v1/account/second-factor/confirmation",
        headers=headers,
        json={"code": totp.at(api.world.clock.now_ms // 1000)},
    ).json()
    api.world.clock.pass_s(60)
    assert answer["session"]["stage"] == "full"
    return totp, answer["recovery_codes"]


def test_signing_in_takes_two_steps_once_an_authenticator_is_set_up(api: Api) -> None:
    totp, codes = set_up(api, api.log_in())
    begun = api.client.post("/v1/session", json={"username": "wang", "password": PASSWORD}).json()
    assert begun["stage"] == "code"
    half = {"authorization": f"Bearer {begun['token']}"}
    for method, path in (("get", "/v1/worklist"), ("get", "/v1/account"), ("delete", "/v1/sessions")):
        assert api.client.request(method, path, headers=half).status_code == 401
    wrong = api.client.post("/v1/session/code", headers=half, json={"code": "000000"})
    assert (wrong.status_code, wrong.json()["error"]) == (422, "wrong_code")
    right = api.client.post(
        "/v1/session/code", headers=half, json={"code": totp.at(api.world.clock.now_ms // 1000)}
    ).json()
    whole = {"authorization": f"Bearer {right['token']}"}
    account = api.client.get("/v1/account", headers=whole).json()
    assert (account["second_factor"], account["recovery_codes"], account["toured"]) == (True, len(codes), False)
    assert api.client.post("/v1/account/tour", headers=whole, json={"seen": True}).status_code == 200
    assert api.client.get("/v1/account", headers=whole).json()["toured"] is True
    assert api.client.delete("/v1/sessions", headers=whole).json() == {"ended": 2}
    assert api.client.get("/v1/account", headers=whole).status_code == 401


def test_a_refreshing_screen_signs_out_by_itself(api: Api) -> None:
    headers = api.log_in()
    by_itself = {**headers, "x-jiayi-background": "1"}
    for _ in range(2):
        api.world.clock.pass_s(14 * 60)
        assert api.client.get("/v1/worklist", headers=by_itself).status_code == 200
        assert api.client.get("/v1/session/alive", headers=by_itself).status_code == 200
    api.world.clock.pass_s(3 * 60)
    assert api.client.get("/v1/worklist", headers=by_itself).status_code == 401
    assert api.client.get("/v1/session/alive", headers=by_itself).status_code == 401


def test_guessing_is_counted_by_where_the_browser_is(api: Api) -> None:
    def code(address: str) -> int:
        # TestClient's own address is trusted by nobody: what stands in the header must not count.
        body = {"username": f"n{address}", "password": "p" * 300}
        return api.client.post("/v1/session", json=body, headers={"x-forwarded-for": address}).status_code

    codes = [code(f"198.51.100.{number}") for number in range(51)]
    assert codes == [401] * 50 + [429]


def test_the_list_comes_in_pages_and_filters_that_make_no_sense_are_refused(api: Api) -> None:
    headers = api.log_in()
    encounters = {api.world.encounter() for _ in range(3)}
    pages = [api.client.get("/v1/worklist", headers=headers, params={"limit": 2, "offset": at}).json() for at in (0, 2)]
    assert [len(page["items"]) for page in pages] == [2, 1]
    assert {item["encounter_id"] for page in pages for item in page["items"]} == encounters
    assert pages[0]["total"] == 3
    assert pages[0]["facets"]["community"] == {api.world.community: 3}
    for query in ("offset=-1", "limit=0", "limit=501", "community=x", "whose=yours", "unread=perhaps", "urgency=x"):
        assert api.client.get(f"/v1/worklist?{query}", headers=headers).status_code == 422, query
    foreign = api.client.get("/v1/worklist", headers=headers, params={"community": "0" * 32}).json()
    assert (foreign["total"], foreign["items"]) == (0, [])


def test_an_encounter_is_taken_over_and_given_back(api: Api) -> None:
    encounter = api.world.encounter()
    api.world.create_clinician("li", communities=(api.world.community,))
    li = api.log_in("li")
    path = f"/v1/encounters/{encounter}/doctor"
    assert api.client.put(path, headers=li, json={"mine": True}).json() == {"done": True}
    (item,) = api.client.get("/v1/worklist?whose=mine", headers=li).json()["items"]
    assert item["mine"] is True
    api.client.put(path, headers=li, json={"mine": False})
    (item,) = api.client.get("/v1/worklist?whose=nobody", headers=api.log_in()).json()["items"]
    assert item["doctor"] is None
    api.world.create_clinician("chen")
    assert api.client.put(path, headers=api.log_in("chen"), json={"mine": True}).status_code == 404


def test_two_residents_with_one_phone_are_both_found_by_its_number_each_with_what_is_theirs(api: Api) -> None:
    mother, son = Phone(name="李秀兰", phone="13809510077"), Phone(name="马小军", phone="+86 138 0951 0077")
    theirs = {one.name: [api.world.encounter(phone=one) for _ in range(2)] for one in (mother, son)}
    api.world.encounter(phone=Phone(name="邻居", phone="13809510078"))
    answer = api.client.post("/v1/resident-search", headers=api.log_in(), json={"query": "138 0951 0077"})
    assert answer.status_code == 200, answer.text
    found = answer.json()["items"]
    assert {one["name"]: {each["encounter_id"] for each in one["encounters"]} for one in found} == {
        name: set(ids) for name, ids in theirs.items()
    }
    assert len({one["resident_id"] for one in found}) == 2


def test_a_search_is_in_the_body_and_answers_whole_names_only(api: Api) -> None:
    api.world.encounter(phone=Phone(name="古丽·买买提"))
    headers = api.log_in()

    def found(query: str) -> list[str]:
        answer = api.client.post("/v1/resident-search", headers=headers, json={"query": query})
        assert answer.status_code == 200, answer.text
        return [item["name"] for item in answer.json()["items"]]

    assert found("古丽 买买提") == ["古丽·买买提"]
    assert found("古丽") == []
    short = api.client.post("/v1/resident-search", headers=headers, json={"query": "古"})
    assert (short.status_code, short.json()["error"]) == (422, "too_short")
    assert api.client.post("/v1/resident-search", headers=headers, json={"query": "x" * 201}).status_code == 422
    api.world.create_clinician("audit", role="auditor")
    refused = api.client.post("/v1/resident-search", headers=api.log_in("audit"), json={"query": "古丽买买提"})
    assert refused.status_code == 403


def test_targets_are_the_administrators_to_change_and_everybodys_to_read(api: Api) -> None:
    api.world.create_clinician("boss", role="administrator")
    boss, doctor = api.log_in("boss"), api.log_in()
    changed = api.client.put("/v1/targets", headers=boss, json={"urgency": "urgent", "minutes": 45})
    assert changed.json()["minutes"]["urgent"] == 45
    assert api.client.get("/v1/targets", headers=doctor).json() == changed.json()
    assert api.client.put("/v1/targets", headers=doctor, json={"urgency": "urgent", "minutes": 5}).status_code == 403
    for body in ({"urgency": "x", "minutes": 5}, {"urgency": "urgent", "minutes": 0}, {"urgency": "urgent"}):
        assert api.client.put("/v1/targets", headers=boss, json=body).status_code == 422
