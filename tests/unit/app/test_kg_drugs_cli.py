"""`jiayi kg drugs`: what a reviewer asks of the medicine rules, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli.errors import CliError
from app.cli.main import app

RUN = CliRunner()


def asked(*arguments: str) -> dict[str, Any]:
    result = RUN.invoke(app, ["kg", "drugs", *arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_a_pair_is_checked_by_names_of_either_language() -> None:
    answer = asked("华法林", "Advil", "--sex", "male", "--age", "50")
    assert [each["id"] for each in answer["taken"]] == ["warfarin", "ibuprofen"]
    first = answer["warnings"][0]
    assert first["severity"] == "major"
    assert first["source"]
    assert first["why"]["zh"]
    assert first["why"]["en"]


def test_the_person_changes_the_answer() -> None:
    rules = {
        each["rule"] for each in asked("布洛芬", "--pregnant", "--weeks", "30", "--condition", "ulcer")["warnings"]
    }
    assert {"preg_nsaid_late", "ulcer_nsaid"} <= rules
    allergic = asked("头孢克洛", "--allergy", "阿莫西林")["warnings"]
    assert allergic[0]["rule"] == "allergy_amino_cef"


def test_an_unknown_name_is_said_with_what_it_may_have_meant() -> None:
    answer = asked("布洛分", "--sex", "male")
    assert answer["taken"][0]["id"] is None
    assert answer["taken"][0]["perhaps_meant"] == ["ibuprofen"]
    assert answer["warnings"][0]["kind"] == "unknown"


def test_what_is_not_known_of_the_person_is_listed() -> None:
    open_ = {
        each["condition"] or each["kind"] for each in asked("ibuprofen", "--sex", "female", "--age", "30")["not_known"]
    }
    assert {"pregnancy", "allergy", "ulcer"} <= open_


def test_plain_text_shows_both_languages_and_the_source() -> None:
    result = RUN.invoke(app, ["kg", "drugs", "metformin", "alcohol"], catch_exceptions=False)
    assert "乳酸" in result.stdout
    assert "lactic" in result.stdout
    assert "metformin_alcohol" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ibuprofen", "--sex", "man"], "write male or female"),
        (["ibuprofen", "--sex", "male", "--pregnant"], "leave one of them out"),
        (["ibuprofen", "--condition", "bad_knee"], "known are"),
    ],
)
def test_wrong_use_is_said_in_one_line(arguments: list[str], words: str) -> None:
    with pytest.raises(CliError, match=words):
        RUN.invoke(app, ["kg", "drugs", *arguments], catch_exceptions=False)
