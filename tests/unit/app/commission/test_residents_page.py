"""The resident page and broken glass over HTTP."""

from __future__ import annotations

import pytest

from tests.fakes.commission import Phone
from tests.unit.app.commission.conftest import Api

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def test_a_doctor_reads_the_page_and_scores_and_a_stranger_needs_a_reason(api: Api) -> None:
    encounter = api.world.encounter()
    mine = api.log_in()
    resident = api.client.get(f"/v1/encounters/{encounter}", headers=mine).json()["resident"]["resident_id"]
    page = api.client.get(f"/v1/residents/{resident}", headers=mine)
    assert page.status_code == 200, page.text
    assert page.json()["encounters_in_all"] == 1
    scores = api.client.post(f"/v1/residents/{resident}/risk", headers=mine, json={"waist_cm": 88})
    assert {score["id"] for score in scores.json()["scores"]} == {
        "china_par",
        "china_diabetes",
        "stroke_screen",
        "falls",
    }
    assert scores.json()["used"]["waist_cm"] == 88
    # Neither words nor impossible figures, and nothing that the records alone tell.
    for given in ({"waist_cm": "wide"}, {"waist_cm": 5000}, {"waist_cm": -1}, {"age_years": 30}, {"sex": "male"}):
        bad = api.client.post(f"/v1/residents/{resident}/risk", headers=mine, json=given)
        assert (bad.status_code, bad.json()["error"]) == (422, "invalid"), given

    elsewhere = api.world.admin.create_community("别处", "Elsewhere")
    api.world.create_clinician("li", communities=(elsewhere,))
    other = api.log_in("li")
    assert api.client.get(f"/v1/residents/{resident}", headers=other).status_code == 404
    short = api.client.post("/v1/break-glass", headers=other, json={"phone": "13809510042", "reason": "急"})
    assert (short.status_code, short.json()["error"]) == (422, "reason")
    nobody = api.client.post(
        "/v1/break-glass", headers=other, json={"phone": "13800000000", "reason": "急诊抢救，需要知道过敏和用药"}
    )
    assert nobody.status_code == 404
    opened = api.client.post(
        "/v1/break-glass", headers=other, json={"phone": "138 0951 0042", "reason": "急诊抢救，需要知道过敏和用药"}
    )
    assert [one["resident_id"] for one in opened.json()["opened"]] == [resident]
    assert api.client.get(f"/v1/residents/{resident}", headers=other).json()["glass_ends_at_ms"] is not None
    assert api.client.get(f"/v1/residents/{resident}").status_code == 401


def test_a_doctor_who_saw_the_card_says_so_once_and_may_take_it_back(api: Api) -> None:
    number = "110105197005060016"
    mine = api.log_in()

    def arrives(**who: str) -> str:
        encounter = api.world.encounter(Phone(identity_number=number, **who))
        answer = api.client.get(f"/v1/encounters/{encounter}", headers=mine).json()
        return f"/v1/residents/{answer['resident']['resident_id']}"

    def says(path: str, told: str = number, name: str = "张秀英") -> tuple[int, str | None]:
        answer = api.client.put(f"{path}/identity-card", headers=mine, json={"number": told, "name": name})
        return answer.status_code, answer.json().get("error")

    one, two = arrives(), arrives(name="李四", phone="13700000000")
    assert says(one, "110105197005060059") == (409, "number_changed")
    assert says(one, "1101051970050600") == (422, "invalid")
    assert says(one) == (200, None)
    card = api.client.get(one, headers=mine).json()["identity_card"]
    assert card == {"number": number, "by": "王医生", "seen_at_ms": api.world.clock.now_ms}
    assert says(two, name="李四") == (409, "number_taken")
    whose = api.client.get(two, headers=mine).json()["identity_number_of"]
    assert (whose["name"], one.endswith(whose["resident_id"])) == ("张秀英", True)
    assert api.client.delete(f"{one}/identity-card", headers=mine).status_code == 200
    assert api.client.get(one, headers=mine).json()["identity_card"] is None
    assert says(two, name="李四") == (200, None)
