"""What a doctor plans over HTTP: tasks, invitations, calls and referrals, each done once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from records.paper.errors import FontsMissing
from records.store.deliveries import Deliveries
from tests.fakes.commission import new_hex
from tests.fakes.paper import pages
from tests.unit.app.commission.conftest import Api
from tests.unit.app.commission.review.conftest import Desk

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
DAY_MS = 86_400_000


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


def test_a_task_noted_as_done_by_mistake_is_taken_back_in_sight_and_on_record(api: Api, desk: Desk) -> None:
    wang, jin = (
        api.world.doctor_id,
        api.world.create_clinician("jin", name="金医生", communities=(api.world.community,)),
    )
    other = Desk(api, "jin", desk.encounter_id)
    task = new_hex()
    today = (datetime.fromtimestamp(api.world.clock.now_ms / 1000, UTC) + timedelta(hours=8)).date().isoformat()
    desk.post("/follow-ups", id=task, due_on=today, text="打电话问血压")

    def done() -> dict[str, Any]:
        return desk.post(f"/follow-ups/{task}/done")[1]

    def take_back(desk: Desk, done_at_ms: int) -> Any:
        return desk.call("DELETE", f"/follow-ups/{task}/done?done_at_ms={done_at_ms}")

    first = done()
    assert first == {"done_at_ms": api.world.clock.now_ms, "done_by": "王医生"}
    api.world.clock.pass_s(60)
    assert other.post(f"/follow-ups/{task}/done")[1] == first  # done before, and so it stays
    assert take_back(other, first["done_at_ms"]).status_code == 200
    reopened_at_ms = api.world.clock.now_ms
    (shown,) = desk.get()["follow_ups"]
    assert (shown["done_at_ms"], shown["done_by"]) == (None, None)
    assert (shown["reopened_at_ms"], shown["reopened_by"]) == (reopened_at_ms, "金医生")
    listed = api.client.get("/v1/follow-ups", headers=desk.headers).json()["items"]
    assert task in {each["follow_up_id"] for each in listed}
    # Done anew: a second click that was made for the first word takes nothing back.
    api.world.clock.pass_s(60)
    again = done()
    assert take_back(other, first["done_at_ms"]).json()["error"] == "done_again"
    (shown,) = desk.get()["follow_ups"]
    assert (shown["done_at_ms"], shown["done_by"], shown["reopened_by"]) == (again["done_at_ms"], "王医生", "金医生")
    assert take_back(desk, again["done_at_ms"]).status_code == 200
    assert take_back(desk, again["done_at_ms"]).status_code == 200
    with api.world.database.reading() as connection:
        said = connection.exec_driver_sql(
            "select actor, detail::json->>'do' from audit_entry where detail::json->>'id' = %s order by seq", (task,)
        ).all()
    assert [tuple(row) for row in said] == [
        (wang, None), (wang, "finish"), (jin, "reopen"), (wang, "finish"), (wang, "reopen"),
    ]  # fmt: skip


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
