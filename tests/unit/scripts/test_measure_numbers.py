"""The numbers beside their bounds: what misses one, is not there or cannot be run is told, and never passes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click import Group
from typer.main import get_command

from app.cli.main import app
from scripts import measure_numbers
from scripts.measure_numbers import FOLDER, Bound, Measured


def figure(found: list[dict[str, object]]) -> float:
    return float(found[0]["x"])  # type: ignore[arg-type] # a figure that is no number is what one case is about


def printing(text: str, code: int = 0) -> tuple[str, ...]:
    return (sys.executable, "-c", f"print({text!r}); raise SystemExit({code})")


def run(monkeypatch: pytest.MonkeyPatch, report: Path, *those: Measured, given: tuple[str, ...] = ()) -> int:
    monkeypatch.setattr(measure_numbers, "ALL", those)
    monkeypatch.setattr("sys.argv", ["measure_numbers.py", "--report", str(report), *given])
    return measure_numbers.main()


@pytest.mark.parametrize(
    ("printed", "code", "holds"),
    [
        ('{"x": 2}', 0, True),
        ('{"x": 3}', 0, False),
        ('{"x": 2}', 1, True),
        ('{"y": 2}', 0, False),
        ('{"x": null}', 0, False),
        ("no figures today", 0, False),
        ("", 0, False),
        ('{"x": 2}', 2, False),
    ],
)
def test_a_bound_holds_only_by_a_figure_that_keeps_it(
    printed: str, code: int, holds: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Measured("turns", [printing(printed, code)], [Bound("a turn", figure, "<=", 2, "ms")])
    assert run(monkeypatch, tmp_path / "r.json", one) == (0 if holds else 1)
    (row,) = json.loads((tmp_path / "r.json").read_text())["figures"]
    assert row["holds"] is holds
    assert row["bound"] == "<= 2 ms"


def test_a_least_figure_is_no_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Measured("archive", [printing('{"x": 49.9}')], [Bound("rate", figure, ">=", 50)])
    assert run(monkeypatch, tmp_path / "r.json", one) == 1


def test_what_takes_hours_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = Measured("quick", [printing('{"x": 1}')], [Bound("a", figure, "<=", 2)])
    slow = Measured("slow", [printing('{"x": 9}')], [Bound("b", figure, "<=", 2)], long=True)
    assert run(monkeypatch, tmp_path / "r.json", quick, slow) == 0
    assert run(monkeypatch, tmp_path / "r.json", quick, slow, given=("--long",)) == 1


def test_a_first_command_that_fails_ends_the_measurement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Measured("reports", [printing("", 1), printing('{"x": 1}')], [Bound("a", figure, "<=", 2)])
    assert run(monkeypatch, tmp_path / "r.json", one) == 1


def test_a_report_is_read_from_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = "import pathlib, sys; p = pathlib.Path(sys.argv[1]); p.mkdir(); (p / 'f.json').write_text('{\"x\": 1}')"
    one = Measured("screens", [(sys.executable, "-c", write, FOLDER)], [Bound("a", figure, "<=", 2)], report="f.json")
    assert run(monkeypatch, tmp_path / "r.json", one) == 0
    silent = Measured("screens", [printing("")], [Bound("a", figure, "<=", 2)], report="f.json")
    assert run(monkeypatch, tmp_path / "r.json", silent) == 1


def test_every_command_is_one_of_ours() -> None:
    """Names, options and their values are those of the commands as they are."""
    for one in measure_numbers.ALL:
        for command in one.commands:
            if Path(command[0]).name != "jiayi":
                assert (measure_numbers.ROOT / command[1]).is_file(), command
                continue
            found, arguments = get_command(app), list(command[1:])
            while isinstance(found, Group):
                found = found.commands[arguments.pop(0)]
            found.make_context(found.name, arguments)
