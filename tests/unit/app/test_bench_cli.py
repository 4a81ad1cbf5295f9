"""`jiayi bench archive` and `jiayi bench cockpit`: figures below the floor end with exit code 1 and say what fell short."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.bench.archive.run import Synced
from app.cli.errors import CliError
from app.cli.main import app

RUN = CliRunner()
TIMES = {
    "work_list": 400.0,
    "work_list_last_page": 999.0,
    "work_list_filtered": 1000.0,
    "due_tasks": 20.0,
    "encounter": 30.0,
    "search_name": 300.0,
    "search_phone": 5.0,
    "search_nobody": 5.0,
}


def run(*arguments: str) -> Result:
    return RUN.invoke(app, ["bench", *arguments])


def cockpit_answers(monkeypatch: pytest.MonkeyPatch, **changes: float) -> None:
    figures: dict[str, Any] = {"residents": 5_000_000, "listed": 5000}
    for name, ms in {**TIMES, **changes}.items():
        figures |= {f"{name}_p50_ms": ms / 2, f"{name}_p99_ms": ms}
    monkeypatch.setattr("app.bench.cockpit.measure_cockpit", lambda **_: figures)


def archive_answers(monkeypatch: pytest.MonkeyPatch, per_s: dict[tuple[bool, int], float], **changes: Any) -> None:
    def measure(_files: object, *, processes: int, drop: bool, **_: Any) -> Synced:
        values: dict[str, Any] = {
            "destination": "drop folder" if drop else "FHIR",
            "processes": processes,
            "encounters": 600,
            "seconds": 600 / per_s[drop, processes],
            "encounters_per_s": per_s[drop, processes],
            "worker_cpu_ms": 1.0,
            "database_cpu_ms": 1.0,
            **dict.fromkeys(("out_of_order", "twice", "missing", "sent_again", "turned_away"), 0),
            "agrees": True,
            "load_before": 0.0,
        }
        return Synced(**{**values, **changes})

    monkeypatch.setattr("app.bench.archive.run.measure_sync", measure)
    monkeypatch.setattr("app.bench.intake.templates", lambda *_: [])


def test_a_cockpit_within_its_limits_passes_and_is_told_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    cockpit_answers(monkeypatch)
    result = run("cockpit", "--at-least", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["work_list_p99_ms"] == 400.0


@pytest.mark.parametrize(
    ("name", "ms", "told"),
    [
        ("work_list", 1234.4, "work_list: 1,234 ms, at most 1000"),
        ("work_list_last_page", 1001.0, "work_list_last_page: 1,001 ms, at most 1000"),
        ("due_tasks", 1500.0, "due_tasks: 1,500 ms, at most 1000"),
        ("encounter", 1200.0, "encounter: 1,200 ms, at most 1000"),
        ("search_nobody", 301.0, "search_nobody: 301 ms, at most 300"),
    ],
)
def test_a_screen_that_takes_longer_than_it_may_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, ms: float, told: str
) -> None:
    cockpit_answers(monkeypatch, **{name: ms})
    assert run("cockpit").exit_code == 0  # without a floor it is a figure
    result = run("cockpit", "--at-least", "--json")
    assert json.loads(result.stdout)[f"{name}_p99_ms"] == ms
    assert result.exit_code == 1
    assert isinstance(result.exception, CliError)
    assert str(result.exception) == told


def test_every_figure_of_the_cockpit_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    cockpit_answers(monkeypatch, **dict.fromkeys(TIMES, 2000.0))
    told = str(run("cockpit", "--at-least").exception)
    assert [line.split(":")[0] for line in told.split("; ")] == list(TIMES)


def test_runs_of_the_archive_below_the_floor_are_named_and_those_above_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = {(True, 1): 80.0, (True, 2): 120.0, (False, 1): 49.9, (False, 2): 50.0}
    archive_answers(monkeypatch, rates)
    assert run("archive").exit_code == 0
    assert run("archive", "--at-least", "49.9").exit_code == 0
    result = run("archive", "--at-least", "50", "--json")
    assert len(result.stdout.splitlines()) == 4
    assert result.exit_code == 1
    assert isinstance(result.exception, CliError)
    assert str(result.exception) == "fhir, processes 1: 49.9 encounters/s of at least 50"


def test_an_encounter_that_is_lost_is_told_whatever_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    archive_answers(monkeypatch, {(True, 1): 10.0}, missing=1)
    for floor, told in (("0", 0), ("50", 1)):
        result = run("archive", "--to", "drop-folder", "--processes", "1", "--at-least", floor)
        assert result.exit_code == 1
        assert "lost" in str(result.exception)
        assert str(result.exception).count("encounters/s") == told
