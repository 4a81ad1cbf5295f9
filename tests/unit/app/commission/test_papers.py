"""Forms of a signed encounter over HTTP: who may print them, that printing is audited, and what is said where nothing can be printed."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from records.paper import typesetting
from records.trust.directory import fingerprint
from tests.fakes.commission import Phone
from tests.fakes.paper import codes, pages
from tests.unit.app.commission.conftest import Api

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def signed(api: Api, headers: dict[str, str]) -> str:
    phone = Phone()
    phone.name = "𠮷野·秀英"
    encounter_id = api.world.encounter(phone)
    url = f"/v1/encounters/{encounter_id}"
    confirmed = api.client.post(f"{url}/diagnosis", json={"icd10": "I20.0", "name": "不稳定型心绞痛"}, headers=headers)
    assert api.client.post(f"{url}/signature", json=confirmed.json(), headers=headers).status_code == 200
    return f"{url}/papers"


def test_a_doctor_prints_what_was_signed_and_it_is_audited(api: Api) -> None:
    headers = api.log_in()
    papers = signed(api, headers)
    form = api.client.get(f"{papers}/encounter-form", headers=headers)
    assert (form.status_code, form.headers["content-type"]) == (200, "application/pdf")
    assert form.headers["cache-control"] == "no-store"
    text = "".join("".join(pages(form.content)).split())
    assert "姓名：𠮷野·秀英" in text
    assert "诊断：不稳定型心绞痛（ICD-10：I20.0）" in text
    person = api.client.get(f"{papers}/personal-information", headers=headers)
    assert "个人基本信息表" in "".join(pages(person.content))
    with api.world.database.reading() as connection:
        trail = connection.exec_driver_sql("select detail from audit_entry where detail like '%%paper%%'").scalars()
        assert sorted("encounter-form" in each for each in trail) == [False, True]


def test_what_is_foreign_unsigned_or_no_form_is_not_found(api: Api) -> None:
    headers = api.log_in()
    papers = signed(api, headers)
    elsewhere = api.world.admin.create_community("别的社区", "Another community")
    api.world.create_clinician("li", communities=(elsewhere,))
    api.world.create_clinician("zhao", role="auditor", communities=(api.world.community,))
    unsigned = f"/v1/encounters/{api.world.encounter()}/papers/encounter-form"
    for path, who, status in (
        (f"{papers}/encounter-form", api.log_in("li"), 404),
        (f"{papers}/encounter-form", api.log_in("zhao"), 403),
        (f"{papers}/encounter-form", {}, 401),
        (f"{papers}/will", headers, 422),
        (unsigned, headers, 404),
    ):
        answer = api.client.get(path, headers=who)
        assert answer.status_code == status, path
        assert not answer.content.startswith(b"%PDF")


def test_without_a_font_the_doctor_is_told_and_nothing_breaks(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = api.log_in()
    papers = signed(api, headers)
    monkeypatch.setattr(typesetting, "_CHOSEN", [(tmp_path,)])
    answer = api.client.get(f"{papers}/encounter-form", headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (503, "no_fonts")
    assert answer.headers["retry-after"]


def test_the_administrator_prints_magnets_in_use_and_nobody_else_does(api: Api) -> None:
    world = api.world
    first, second = world.admin.issue_magnets(world.community, "wang", 2)
    world.create_clinician("zheng", role="administrator", communities=())
    admin, doctor = api.log_in("zheng"), api.log_in()

    def ask(headers: dict[str, str], *magnets: str) -> httpx.Response:
        return api.client.post("/v1/magnet-sheets", json={"magnets": magnets}, headers=headers)

    printed = ask(admin, first, second)
    assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
    pin = fingerprint(world.keys.root.public_bytes)
    assert codes(printed.content) == {f"http://testserver/m/{magnet}#{pin}" for magnet in (first, second)}
    world.admin.revoke_magnet(second, ended_as="lost")
    world.create_clinician("qian", communities=(away := (world.admin.create_community("别处", "Away"),)))
    (left,) = world.admin.issue_magnets(*away, "qian", 1)
    world.admin.close_clinician("qian")
    for headers, magnets, status in (
        (admin, (first, second), 422),
        (admin, (left,), 422),
        (admin, ("0" * 32,), 404),
        (admin, (), 422),
        (admin, ("nonsense",), 422),
        (doctor, (first,), 403),
        ({}, (first,), 401),
    ):
        assert ask(headers, *magnets).status_code == status, magnets
