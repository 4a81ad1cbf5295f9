"""Printing from the console: magnets go to the printer in files of a size that is typeset in time, none twice and none left out."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from app.console.papers import portions

LINKS = [f"https://jiayi.example/m/{number:032x}#pin" for number in range(450)]


class Commission:
    """Typesets nothing, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def magnet_sheets(self, magnets: list[str]) -> bytes:
        self.asked.append(magnets)
        return b"%PDF-"

    def paper(self, encounter_id: str, paper: str) -> bytes:
        self.asked.append((encounter_id, paper))
        return b"%PDF-"


def test_every_magnet_is_in_one_portion_and_none_in_two():
    parts = portions(LINKS)
    assert [each for part in parts for each in part] == [f"{number:032x}" for number in range(450)]
    assert max(map(len, parts)) <= 400  # what the commission takes at once


def test_the_portion_that_was_chosen_is_printed():
    def script(client, links):
        from app.console import papers  # noqa: PLC0415 - Streamlit runs this text alone

        papers.sheets(client, links)

    commission = Commission()
    page = AppTest.from_function(script, kwargs={"client": commission, "links": LINKS}, default_timeout=30).run()
    assert not page.exception
    assert commission.asked == []  # nothing is made unasked: making it is audited
    page.selectbox[0].select_index(2).run()
    page.button[0].click().run()
    assert commission.asked == [portions(LINKS)[2]]


def test_a_form_is_made_when_it_is_asked_for():
    def script(client):
        from app.console import papers  # noqa: PLC0415 - as above

        papers.forms(client, {"encounter_id": "e" * 32})

    commission = Commission()
    page = AppTest.from_function(script, kwargs={"client": commission}, default_timeout=30).run()
    assert commission.asked == []
    page.button[0].click().run()
    assert not page.exception
    assert commission.asked == [("e" * 32, "encounter-form")]
