"""The supervisor's count of dangerous ratings: in sight until each was read, and nothing without one."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

RATING = {
    "rating_id": "ab" * 16,
    "encounter_id": "cd" * 16,
    "clinician": "王医生",
    "rated_at_ms": 0,
    "comment": "漏了\n\n![x](https://evil.test/p.png)",
}


class Commission:
    def __init__(self) -> None:
        self.found = [RATING]

    def dangerous(self) -> list[dict]:
        return self.found

    def read_dangerous(self, rating_id: str) -> None:
        self.found = [one for one in self.found if one["rating_id"] != rating_id]


def script(client, what):
    from app.console import dangers  # noqa: PLC0415 - the harness runs this function's text alone

    getattr(dangers, what)(client)


def test_a_dangerous_rating_is_listed_until_it_was_read():
    commission = Commission()
    page = AppTest.from_function(script, kwargs={"client": commission, "what": "unread"}, default_timeout=30).run()
    assert any("漏了" in text.value for text in page.text)
    assert not any("evil.test" in one.value for one in page.markdown)
    next(one for one in page.button if one.label == "看过了").click().run()
    assert not page.button
    assert not page.exception


def test_the_count_leads_to_the_list_and_is_gone_with_it():
    commission = Commission()
    page = AppTest.from_function(script, kwargs={"client": commission, "what": "count"}, default_timeout=30)
    page.query_params["encounter"] = RATING["encounter_id"]
    page.run()
    (button,) = page.button
    assert "1 条未读" in button.label
    assert not page.text
    button.click().run()
    assert page.session_state["place"] == "质量"
    assert "encounter" not in page.query_params
    commission.found = []
    assert not page.run().button
