"""`jiayi evaluate reports`: the keys that it prints, what it draws, and how it says no. The reader is a stand-in that answers one item."""

from __future__ import annotations

import json
import sys

import pytest

from agents.reports.port import Reading
from app.cli.main import main
from app.evaluate.reports import runner
from kg.schema import LabResult

READ = LabResult(lab="k", name="钾", value=4.1, value_text="4.1", unit="mmol/L", low=3.5, high=5.5)


class OneItem:
    def __init__(self, *_: object) -> None: ...

    def read(self, image: bytes, media_type: str) -> Reading:
        del image, media_type
        return Reading(what="lab_report", items=(READ,))


@pytest.fixture
def reports(monkeypatch, capsys):
    monkeypatch.setattr(runner, "OcrReader", OneItem)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jiayi", "evaluate", "reports", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return run


@pytest.fixture
def folder(tmp_path):
    items = [
        {"name": "钾", "value": 4.1, "unit": "mmol/L", "low": 3.5, "high": 5.5, "flag": "normal"},
        {"name": "钠", "value": 140, "unit": "mmol/L", "low": 137, "high": 147, "flag": "normal"},
    ]
    (tmp_path / "a.jpg").write_bytes(b"-")
    (tmp_path / "truth.jsonl").write_text(json.dumps({"file": "a.jpg", "items": items}), encoding="utf-8")
    return tmp_path


def test_one_object_with_rates_and_intervals_is_printed_for_machines(reports, folder):
    code, out, _ = reports(str(folder), "--json", "--misses")
    answer = json.loads(out)
    assert code == 0
    assert (answer["n"], answer["field_accuracy"], answer["wrong_accepted"]) == (2, 0.5, 0)
    assert {"n", "field_accuracy", "wrong_accepted"} <= set(answer["ci95"])
    assert [item["name"] for item in answer["misses"][0]["items"]] == ["钠"]


def test_people_see_tables_and_each_miss(reports, folder):
    code, out, _ = reports(str(folder), "--misses")
    assert code == 0
    assert "field_accuracy" in out
    assert "钠 140" in out


def test_what_falls_short_ends_with_1_where_it_is_asked(reports, folder):
    code, _, err = reports(str(folder), "--at-least", "--json")
    assert (code, "photographed_accuracy 0.5000 of at least 0.95" in err) == (1, True)
    truth = folder / "truth.jsonl"
    entry = json.loads(truth.read_text(encoding="utf-8"))
    truth.write_text(json.dumps({**entry, "items": entry["items"][:1]}), encoding="utf-8")
    assert reports(str(folder), "--at-least")[0] == 0


def test_a_folder_that_is_not_there_or_not_empty_is_refused(reports, folder):
    code, _, err = reports(str(folder / "nowhere"))
    assert (code, "is no folder" in err) == (1, True)
    code, _, err = reports(str(folder), "--draw")
    assert (code, "is not empty" in err) == (1, True)


def test_a_folder_is_drawn(reports, tmp_path):
    code, _, _ = reports(str(tmp_path / "new"), "--draw", "--count", "1")
    assert code == 0
    assert {path.suffix for path in (tmp_path / "new").iterdir()} == {".jpg", ".jsonl"}
