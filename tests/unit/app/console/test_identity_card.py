"""The identity number on the resident's page: its end for the eye, one question before it is confirmed, and no button for who may not."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.console.errors import Refused

RESIDENT = "0123456789abcdef0123456789abcdef"
NUMBER = "11010519491231002X"
TRICK = "![x](https://picture.test/x)王"
CARD = {"number": NUMBER, "by": TRICK, "seen_at_ms": 1_795_000_000_000}


class Commission:
    """One resident's number as the commission answers it, and what was asked of it."""

    def __init__(self, **page: Any) -> None:
        self.page = {
            "resident_id": RESIDENT, "name": TRICK, "sex": "male", "identity_number": NUMBER, "identity_number_valid": True,
            "identity_card": None, "identity_number_of": None, "glass_ends_at_ms": None, **page,
        }  # fmt: skip
        self.asked: list[tuple[str, str, Any]] = []
        self.refuses = ""

    def call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        self.asked.append((method, path, options.get("json")))
        if self.refuses:
            raise Refused(self.refuses)
        self.page["identity_card"] = CARD if method == "PUT" else None
        return {"done": True}


def script(client):
    from app.console import identity_card  # noqa: PLC0415 - the harness runs this function's text alone
    from app.console.oversight_client import OversightClient  # noqa: PLC0415 - as above

    identity_card.show(OversightClient(client), client.page)


def run(client: Commission, role: str = "doctor") -> AppTest:
    page = AppTest.from_function(script, kwargs={"client": client}, default_timeout=30)
    page.session_state["session"] = {"role": role}
    page.run()
    assert not page.exception, page.exception
    return page


def labels(page: AppTest) -> list[str]:
    return [one.label for one in page.button]


def line(page: AppTest) -> str:
    return next(one.value for one in page.text if one.value.startswith("身份证号"))


def press(page: AppTest, label: str) -> None:
    next(one for one in page.button if one.label == label).click().run()
    assert not page.exception, page.exception


def test_a_number_is_confirmed_by_one_more_click_and_taken_back_by_one_more() -> None:
    client = Commission()
    page = run(client)
    assert line(page) == "身份证号 **************002X　居民自填，还没有核对证件"
    assert any("110105 19491231 002X" in one.value for one in page.text)  # behind the button, to be compared
    assert client.asked == []
    (asked,) = page.get("popover")
    press(page, "我看过证件，一致")
    assert client.asked == [("PUT", f"/v1/residents/{RESIDENT}/identity-card", {"number": NUMBER, "name": TRICK})]
    assert line(page).endswith(f"✓ {TRICK} 2026-11-18 当面核对过身份证")
    (now,) = page.get("popover")
    assert now.proto.id != asked.proto.id  # or it would stand open with the other question, under a second click
    press(page, "确定撤销")
    assert client.asked[1:] == [("DELETE", f"/v1/residents/{RESIDENT}/identity-card", None)]
    assert "还没有核对" in line(page)


@pytest.mark.parametrize("card", [None, CARD], ids=["typed", "seen"])
@pytest.mark.parametrize(
    ("role", "glass"), [("supervisor", None), ("doctor", 4_000_000_000_000)], ids=["a supervisor", "broken glass"]
)
def test_who_may_not_confirm_has_no_button_and_no_whole_number(role: str, glass: int | None, card: Any) -> None:
    page = run(Commission(identity_card=card, glass_ends_at_ms=glass), role)
    assert labels(page) == []
    assert [one.value for one in page.text if "19491231" in one.value] == []
    assert ("✓" in line(page)) is (card is not None)


def test_a_number_of_somebody_else_is_shown_as_a_conflict_with_the_way_there() -> None:
    page = run(Commission(identity_number_of={"resident_id": "f" * 32, "name": TRICK}))
    (warning,) = page.warning
    assert "另一位居民" in warning.value
    assert "https://picture.test" not in warning.value
    assert labels(page) == ["看那位居民的档案"]
    press(page, "看那位居民的档案")
    assert page.query_params["resident"] == "f" * 32


@pytest.mark.parametrize("code", ["number_taken", "number_changed", "number_invalid", "number_disagrees"])
def test_a_refusal_is_said_in_words_and_nothing_is_shown_as_confirmed(code: str) -> None:
    client = Commission()
    client.refuses = code
    page = run(client)
    press(page, "我看过证件，一致")
    (error,) = page.error
    assert error.value.startswith("没有核对成功")
    assert "✓" not in line(page)


def test_a_number_with_a_wrong_check_cannot_be_confirmed_and_none_takes_no_place() -> None:
    page = run(Commission(identity_number="110105194912310021", identity_number_valid=False))
    assert "不能核对" in line(page)
    assert labels(page) == []
    assert len(run(Commission(identity_number="")).text) == 0
