"""The archive on the encounter page, in Streamlit's own harness: a refusal comes in words, and what is missing denies nothing."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from app.console.errors import Away
from records.archive.errors import Reason
from records.archive.words import sentence

TRICK = "**x** ![x](https://evil.test/p.png)"


class Commission:
    """Answers as the commission's API does."""

    def __init__(
        self, state: str, reason: Reason | None, *, fetched_at_ms: int | None = None, away: bool = False
    ) -> None:
        self.away = away
        self.again: list[str] = []
        self.outcome: dict[str, Any] = {
            "destination": "fhir",
            "state": state,
            "sentence": None if reason is None else sentence(reason, "Condition.code").model_dump(),
            "detail": TRICK if reason is not None else "",
        }
        self.fetched_at_ms = fetched_at_ms

    def archive_state(self, encounter_id: str) -> dict[str, Any]:
        if self.away:
            raise Away("away")
        done = self.outcome["state"] == "delivered"
        return {"encounter_id": encounter_id, "state": "delivered" if done else "failed", "outcomes": [self.outcome]}

    def essentials(self, encounter_id: str) -> dict[str, Any]:
        assert encounter_id
        line = {"sort": "allergy", "name": TRICK, "code": "", "value": "", "origin": "archive", "at_ms": None}
        return {"fetched_at_ms": self.fetched_at_ms, "known_to_archive": True, "statements": [line]}

    def retry_delivery(self, encounter_id: str) -> None:
        self.again.append(encounter_id)


def script(client, encounter):
    from app.console import archive  # noqa: PLC0415 - the harness runs this function's text alone

    archive.show(client, encounter)


def page(client: Commission) -> AppTest:
    encounter = {"encounter_id": "ab" * 16, "status": "signed"}
    app = AppTest.from_function(script, kwargs={"client": client, "encounter": encounter}, default_timeout=30).run()
    assert not app.exception
    return app


def test_a_refusal_is_said_in_words_and_can_be_sent_again() -> None:
    client = Commission("refused", Reason.CODE)
    app = page(client)
    assert app.error[0].value.startswith("健康档案平台没有收：诊断的编码它不认。")
    assert [each.value for each in app.text] == [TRICK]  # as text, never as Markdown
    next(each for each in app.button if each.label == "现在重送").click().run()
    assert client.again == ["ab" * 16]


def test_what_waits_is_no_alarm_and_what_arrived_is_one_line() -> None:
    assert "不用做什么" in page(Commission("waiting", Reason.BUSY)).info[0].value
    assert [each.value for each in page(Commission("delivered", None)).caption] == ["已送达健康档案。"]
    assert "稍后再看" in page(Commission("delivered", None, away=True)).caption[0].value


def test_essentials_come_on_demand_with_origin_and_no_answer_is_no_denial() -> None:
    app = page(Commission("delivered", None))
    app.toggle[0].set_value(True).run()
    assert any("没有列出不等于没有" in each.value for each in app.caption)
    assert [each.value for each in app.text] == [f"{TRICK}　健康档案 · 日期不详"]
