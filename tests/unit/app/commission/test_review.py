"""What a review leaves, over HTTP: each action and each refusal, nothing done twice, nothing signed changed, nothing foreign seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from app.commission.service import create_app
from records.model import RecordGuidance
from records.paper.errors import FontsMissing
from records.seal.wire import canonical_json
from records.store.charts import load_chart
from records.store.deliveries import Deliveries
from records.trust.blindsign import BlindSigner
from tests.conftest import PostgresServer
from tests.fakes.admission import next_signer
from tests.fakes.commission import World, encounter_record, new_hex
from tests.fakes.paper import pages
from tests.unit.app.commission.conftest import CODES, Api, config_for

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
NOTE = {"subjective": "S", "objective": "O", "assessment": "A", "plan": "P"}
DAY_MS = 86_400_000


class Desk:
    """One doctor and one encounter."""

    def __init__(self, api: Api, username: str = "wang", encounter_id: str = "") -> None:
        self.api = api
        self.encounter_id = encounter_id or api.world.encounter()
        self.headers = api.log_in(username)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        return self.api.client.request(
            method, f"/v1/encounters/{self.encounter_id}{path}", json=body, headers=self.headers
        )

    def get(self, path: str = "") -> Any:
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, **body: Any) -> tuple[int, Any]:
        answer = self.call("POST", path, body)
        return answer.status_code, answer.json()

    def save(self, version: int, **note: str) -> Any:
        return self.call("PUT", "/note", {"note": {**NOTE, **note}, "version": version})

    def jobs(self) -> int:
        return sum(job[0] == self.encounter_id for job in self.api.world.queue.jobs(self.api.world.database))

    def signs(self) -> int:
        self.post("/diagnosis", icd10="I20.0", name="不稳定型心绞痛")
        status, answer = self.post("/signature", version=self.get()["version"])
        assert status == 200
        return int(answer["signed_at_ms"])


@pytest.fixture(scope="module")
def api(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One application for all of these tests, each with an encounter of its own: making one costs more than most of them."""
    name = postgres.clone()
    folder = tmp_path_factory.mktemp("review")
    (folder / "dist").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BlindSigner, "generate", next_signer)
        patch.setattr("records.store.accounts._HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        world = World(postgres.url_of(name), folder)
        world.admit(world.node, expires_in_s=10**7)
        config = config_for(world, folder / "dist")
        app = create_app(config, enqueue_archive=world.queue.enqueue, codes=lambda: CODES)
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Api(world, client, config)
        world.close()
    postgres.drop(name)


@pytest.fixture
def desk(api: Api) -> Desk:
    return Desk(api)


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


def test_a_task_appears_on_its_day_and_goes_when_it_is_done(api: Api, desk: Desk) -> None:
    today = datetime.fromtimestamp(api.world.clock.now_ms / 1000, UTC) + timedelta(hours=8)
    due_on = (today + timedelta(days=3)).date()

    def due() -> list[tuple[str, int]]:
        items = api.client.get("/v1/follow-ups", headers=desk.headers).json()["items"]
        return [(each["text"], each["overdue_days"]) for each in items if each["encounter_id"] == desk.encounter_id]

    task = {"id": new_hex(), "due_on": due_on.isoformat(), "text": "复查血压"}
    assert desk.post("/follow-ups", **task)[0] == 200
    assert desk.post("/follow-ups", **task)[0] == 200
    assert desk.post("/follow-ups", **{**task, "text": "别的"})[1]["error"] == "used"
    assert due() == []
    api.world.clock.pass_s(3 * 86_400)
    desk.headers = api.log_in()
    assert due() == [("复查血压", 0)]
    api.world.clock.pass_s(2 * 86_400)
    desk.headers = api.log_in()
    assert due() == [("复查血压", 2)]
    assert desk.post(f"/follow-ups/{task['id']}/done")[0] == 200
    assert due() == []
    assert [bool(each["done_at_ms"]) for each in desk.get()["follow_ups"]] == [True]
    assert desk.post(f"/follow-ups/{new_hex()}/done")[0] == 404


def test_a_due_task_of_a_signed_encounter_says_who_what_and_by_whom_and_the_rest_are_counted(api: Api) -> None:
    elsewhere = api.world.admin.create_community("远处的社区", "A community far away")
    api.world.create_clinician("he", name="何医生", communities=(api.world.community,))
    api.world.create_clinician("far", communities=(elsewhere,))
    desk = Desk(api, "he")
    today = (datetime.fromtimestamp(api.world.clock.now_ms / 1000, UTC) + timedelta(hours=8)).date().isoformat()
    before = api.client.get("/v1/follow-ups", headers=desk.headers).json()["total"]
    ids = sorted(new_hex() for _ in range(3))
    for number, task_id in enumerate(ids):
        assert desk.post("/follow-ups", id=task_id, due_on=today, text=f"问血压 {number}")[0] == 200
    desk.signs()
    answer = api.client.get("/v1/follow-ups", headers=desk.headers).json()
    assert answer["total"] == before + 3
    mine = [each for each in answer["items"] if each["encounter_id"] == desk.encounter_id]
    assert [(each["name"], each["sex"], each["text"], each["clinician"]) for each in mine] == [
        ("张秀英", "male", f"问血压 {number}", "何医生") for number in range(3)
    ]
    assert {each["community_id"] for each in mine} == {api.world.community}
    assert all(each["age_days"] > 0 for each in mine)
    short = api.client.get("/v1/follow-ups", params={"limit": 1}, headers=desk.headers).json()
    assert (len(short["items"]), short["total"]) == (1, before + 3)
    assert api.client.get("/v1/follow-ups", headers=api.log_in("far")).json() == {"items": [], "total": 0}


def test_a_task_for_a_senseless_day_is_refused(api: Api, desk: Desk) -> None:
    today = datetime.fromtimestamp(api.world.clock.now_ms / 1000, UTC) + timedelta(hours=8)
    for days, text, error in ((-1, "x", "past"), (3 * 366, "x", "far"), (1, " ", "empty"), (1, "", "invalid")):
        day = (today + timedelta(days=days)).date().isoformat()
        assert desk.post("/follow-ups", id=new_hex(), due_on=day, text=text)[1]["error"] == error
    assert desk.post("/follow-ups", id=new_hex(), due_on="2026-02-30", text="x")[0] == 422
    assert desk.get()["follow_ups"] == []


def test_an_invitation_has_a_time_and_is_sent_once(api: Api, desk: Desk) -> None:
    now = api.world.clock.now_ms
    for at_ms, error in ((now - 1000, "past"), (now + 3 * 366 * DAY_MS, "far")):
        answer = desk.post("/actions", kind="invite", text="", detail={"at_ms": at_ms, "place": "三楼"})
        assert answer[1]["error"] == error
    invitation = {
        "id": new_hex(),
        "kind": "invite",
        "text": "带上化验单",
        "detail": {"at_ms": now + DAY_MS, "place": "三楼"},
        "text_to_resident": "请明天来三楼",
    }
    first = desk.post("/actions", **invitation)
    assert desk.post("/actions", **invitation) == first
    page = desk.get()
    assert [(each["kind"], each["detail"]["place"]) for each in page["actions"]] == [("invite", "三楼")]
    assert [each["text"] for each in page["messages"]] == ["请明天来三楼"]
    message = {"id": new_hex(), "text": "您好"}
    assert desk.post("/messages", **message) == desk.post("/messages", **message)
    assert len(desk.get()["messages"]) == 2
    for path, body in (("/messages", message), ("/actions", invitation)):
        answer = desk.post(path, **{**body, "text": "别的话"})  # other words are not taken for those that were sent
        assert (answer[0], answer[1]["error"]) == (409, "used")


@pytest.mark.parametrize("outcome", ["reached", "no_answer", "wrong_number", "call_back", None])
def test_how_a_call_ended_is_kept_and_only_who_was_reached_waits_no_more(
    api: Api, desk: Desk, outcome: str | None
) -> None:
    def waits() -> bool:
        items = api.client.get("/v1/worklist", params={"limit": 500}, headers=desk.headers).json()["items"]
        return not next(item for item in items if item["encounter_id"] == desk.encounter_id)["answered"]

    assert waits()
    call = {"id": new_hex(), "kind": "call", "text": "晚上七点再打"}
    detail = {} if outcome is None else {"detail": {"outcome": outcome}}
    first = desk.post("/actions", **call, **detail)
    assert first[0] == 200
    assert desk.post("/actions", **call, **detail) == first
    (noted,) = desk.get()["actions"]
    assert (noted["kind"], noted["text"], noted["detail"]["outcome"]) == ("call", "晚上七点再打", outcome)
    assert waits() is (outcome != "reached")
    # Another ending under the same id is not taken for the one that was noted.
    other = desk.post("/actions", **call, detail={"outcome": "reached" if outcome != "reached" else "no_answer"})
    assert (other[0], other[1]["error"]) == (409, "used")
    assert desk.post("/actions", id=new_hex(), kind="call", text="", detail={"outcome": "perhaps"})[0] == 422


def test_a_referral_has_a_letter(api: Api, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    where = {"hospital": "县人民医院", "department": "心内科"}
    _, referred = desk.post("/actions", kind="refer", text="活动后胸闷，需要心电图", detail=where)
    _, called = desk.post("/actions", kind="call", text="")
    answer = desk.call("GET", f"/actions/{referred['action_id']}/letter")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    text = "".join("".join(pages(answer.content)).split())
    for word in ("张秀英", "县人民医院", "心内科", "活动后胸闷，需要心电图", "可能与心脏有关", "王医生"):
        assert word in text
    assert desk.call("GET", f"/actions/{called['action_id']}/letter").status_code == 404
    desk.signs()
    assert Deliveries(api.world.database).load(desk.encounter_id).referral == "县人民医院心内科，活动后胸闷，需要心电图"

    def none_here(_: object) -> bytes:
        raise FontsMissing("nothing in /usr/share/fonts")

    monkeypatch.setattr("app.commission.routes.review.referral_letter", none_here)
    answer = desk.call("GET", f"/actions/{referred['action_id']}/letter")
    assert (answer.status_code, answer.json()["error"]) == (503, "no_fonts")


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
