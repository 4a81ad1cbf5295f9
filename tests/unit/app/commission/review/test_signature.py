"""Signing over HTTP: once, what was signed never changes, an alteration is seen, and nothing held is signed before it is released."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from records.model import RecordGuidance
from records.seal.wire import canonical_json
from records.store.charts import load_chart
from records.store.deliveries import Deliveries
from tests.fakes.commission import encounter_record, new_hex
from tests.unit.app.commission.conftest import Api
from tests.unit.app.commission.review.conftest import NOTE, Desk

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def test_a_signature_whose_answer_was_lost_may_be_asked_for_again(api: Api, desk: Desk) -> None:
    desk.post("/diagnosis", icd10="I20.0", name="不稳定型心绞痛")
    version = desk.get()["version"]
    first = desk.post("/signature", version=version)
    api.world.clock.pass_s(30)
    assert desk.post("/signature", version=version) == first
    api.world.take(api.world.record(encounter_record(desk.encounter_id, 2)))  # and the resident went on meanwhile
    assert desk.post("/signature", version=version) == first
    assert desk.get()["status"] == "open"
    assert desk.jobs() == 1


def test_what_was_signed_is_corrected_by_an_addendum_only(api: Api, desk: Desk) -> None:
    desk.save(desk.get()["version"])
    assert desk.post("/addenda", id=new_hex(), text="早了")[1]["error"] == "not_signed"
    desk.signs()
    page = desk.get()
    assert desk.save(page["version"], plan="另一个").json()["error"] == "signed"
    assert desk.post("/diagnosis", icd10="J06.9", name="感冒")[1]["error"] == "signed"
    assert desk.post("/addenda", id=new_hex(), text=" ")[1]["error"] == "empty"
    assert (
        desk.post("/addenda", id=new_hex(), text="x", diagnosis={"icd10": "感冒", "name": "x"})[1]["error"] == "icd10"
    )
    before = desk.get("/signature")
    assert before["valid"] is True

    api.world.clock.pass_s(60)
    addendum = {
        "id": new_hex(),
        "text": "复查心电图后更正",
        "diagnosis": {"icd10": "I20.9", "name": "心绞痛"},
    }
    first = desk.post("/addenda", **addendum)
    assert first[0] == 200
    api.world.clock.pass_s(60)
    assert desk.post("/addenda", **addendum) == first  # the same click again
    assert desk.post("/addenda", **{**addendum, "text": "别的"})[1]["error"] == "used"
    page = desk.get()
    assert [(each["text"], each["clinician"]) for each in page["addenda"]] == [("复查心电图后更正", "王医生")]
    assert (page["status"], page["note"], page["diagnosis"]["icd10"]) == ("signed", NOTE, "I20.9")
    after = desk.get("/signature")
    assert after["valid"] is True
    assert after["number"] > before["number"]
    assert desk.jobs() == 2

    signed = Deliveries(api.world.database).load(desk.encounter_id)
    assert signed.diagnosis_icd10 == "I20.9"
    first_line, added = signed.note.plan.splitlines()
    assert first_line == "P"
    for word in ("补记", "王医生", "复查心电图后更正", "更正诊断：心绞痛（I20.9）"):
        assert word in added


def test_the_database_itself_keeps_what_was_signed(api: Api, desk: Desk) -> None:
    desk.signs()
    desk.post("/addenda", id=new_hex(), text="补充")
    for table in ("addendum", "signature"):
        for do in (
            f"update {table} set clinician_id = clinician_id",
            f"delete from {table}",
            f"truncate {table} cascade",
        ):
            with pytest.raises(sa.exc.ProgrammingError, match="append-only"), api.world.database.transaction() as unit:
                unit.connection.exec_driver_sql(do)


def test_a_signature_over_what_was_altered_does_not_hold(api: Api, desk: Desk) -> None:
    desk.signs()
    with api.world.database.transaction() as unit:
        unit.connection.exec_driver_sql("alter table signature disable trigger signature_rows")
        token = desk.get("/signature")["token"]
        forged = token[:-8] + ("AAAAAAAA" if not token.endswith("AAAAAAAA") else "BBBBBBBB")
        unit.connection.exec_driver_sql(
            "update signature set token = %s where encounter_id = %s", (forged, desk.encounter_id)
        )
        unit.connection.exec_driver_sql("alter table signature enable trigger signature_rows")
    assert desk.get("/signature")["valid"] is False


@pytest.mark.parametrize("altered", ["content", "record"])
def test_a_true_signature_does_not_hold_over_other_words(api: Api, desk: Desk, altered: str) -> None:
    """Who holds the data keys can seal other words in the place of those that were signed; the token, left as it is, gives them away."""
    desk.signs()
    assert desk.get("/signature")["valid"] is True
    with api.world.database.transaction() as unit:
        chart = load_chart(unit, desk.encounter_id)
        version, revision, sealed = unit.connection.exec_driver_sql(
            "select version, revision, content_sealed from signature where encounter_id = %s", (desk.encounter_id,)
        ).one()
        unit.connection.exec_driver_sql("alter table signature disable trigger signature_rows")
        if altered == "content":
            row = f"{desk.encounter_id}/{version}"
            content = json.loads(chart.open("signature", row, "content", sealed))
            content["note"]["plan"] += "，另开一种药"
            unit.connection.exec_driver_sql(
                "update signature set content_sealed = %s where encounter_id = %s",
                (chart.seal("signature", row, "content", canonical_json(content)), desk.encounter_id),
            )
        else:
            record = chart.record(revision).model_copy(update={"chief_complaint": "没有不舒服"})
            body = chart.seal(
                "revision", f"{desk.encounter_id}/{revision}", "record", record.model_dump_json().encode()
            )
            unit.connection.exec_driver_sql(
                "update revision set record_sealed = %s where encounter_id = %s and revision = %s",
                (body, desk.encounter_id, revision),
            )
        unit.connection.exec_driver_sql("alter table signature enable trigger signature_rows")
    assert desk.get("/signature")["valid"] is False


def _kept_by_another_release(api: Api, desk: Desk) -> None:
    """Put the record as a release would have sealed it that knew fewer fields and wrote JSON with spaces."""
    with api.world.database.transaction() as unit:
        chart = load_chart(unit, desk.encounter_id)
        revision = chart.encounter.revision
        told = json.loads(chart.record_as_kept(revision))
        for opinion in told["opinions"]:
            opinion.pop("scores", None)
        body = json.dumps(told, ensure_ascii=False).encode()
        assert body != chart.record(revision).model_dump_json().encode()
        unit.connection.exec_driver_sql(
            "update revision set record_sealed = %s where encounter_id = %s and revision = %s",
            (chart.seal("revision", f"{desk.encounter_id}/{revision}", "record", body), desk.encounter_id, revision),
        )


def test_a_signature_is_over_what_is_kept_and_not_over_what_todays_model_makes_of_it(api: Api, desk: Desk) -> None:
    """A field that a later release adds makes no signature of before invalid."""
    _kept_by_another_release(api, desk)
    desk.signs()
    assert desk.get("/signature")["valid"] is True


def test_an_early_signature_over_the_record_as_its_model_wrote_it_still_holds(api: Api, desk: Desk) -> None:
    desk.signs()
    _kept_by_another_release(api, desk)
    assert desk.get("/signature")["valid"] is True


@pytest.mark.parametrize("version", [-1, 2**31, 2**70, "1e3", None])
def test_no_version_that_cannot_be_is_asked_of_the_database(desk: Desk, version: object) -> None:
    assert desk.post("/signature", version=version)[0] == 422
    assert desk.call("PUT", "/note", {"version": version, "note": NOTE}).status_code == 422


def test_time_is_counted_from_opening_to_signing_without_the_idle(api: Api, desk: Desk) -> None:
    api.world.clock.pass_s(1)  # after whatever this doctor looked at in another test
    desk.get()
    for seconds in (30, 600, 20):  # a long silence counts as two minutes
        api.world.clock.pass_s(seconds)
        desk.get()
    assert desk.get()["attended_ms"] == 170_000
    other = Desk(api)
    api.world.clock.pass_s(50)
    other.get()
    api.world.clock.pass_s(50)
    assert desk.get()["attended_ms"] == 170_000  # those were the other encounter's
    desk.signs()
    api.world.clock.pass_s(60)
    assert desk.get()["attended_ms"] == 170_000


def test_held_guidance_is_released_once_and_nothing_is_signed_before(api: Api) -> None:
    values = {"urgency": "soon", "action": "see_doctor_soon", "headline": "一到三天内去看医生", "held_since": 1}
    lists = dict.fromkeys(("now", "where", "bring", "watch_for", "why", "who_looked"), ())
    guidance = RecordGuidance.model_validate({**values, **lists, "comfort": ""})
    desk = Desk(api, encounter_id=api.world.encounter(guidance=guidance))
    assert desk.get()["advice"]["held_revision"] == 1
    rows = api.client.get("/v1/worklist", params={"held": True}, headers=desk.headers).json()
    assert desk.encounter_id in {item["encounter_id"] for item in rows["items"]}
    desk.post("/diagnosis", icd10="J00", name="感冒")
    assert desk.post("/signature", version=desk.get()["version"])[1]["error"] == "held"
    assert desk.post("/advice", id=new_hex(), revision=2)[1]["error"] == "stale"
    long = {**values, **lists, "comfort": "", "now": ["多喝水" * 200]}
    edit = {
        name: long[name] for name in ("urgency", "headline", "now", "where", "bring", "watch_for", "why", "comfort")
    }
    assert desk.post("/advice", id=new_hex(), revision=1, guidance=edit)[0] == 422
    assert desk.post("/advice", id=new_hex(), revision=1, told=True)[0] == 422
    once = new_hex()
    assert desk.post("/advice", id=once, revision=1) == (200, {"way": "as_is"})
    assert desk.post("/advice", id=once, revision=1) == (200, {"way": "as_is"})
    assert desk.post("/advice", id=new_hex(), revision=1)[1]["error"] == "released"
    assert desk.get()["advice"]["releases"][0]["way"] == "as_is"
    desk.signs()
