"""`jiayi evaluate reports DIR`: how well photographed reports are read, and the drawing of such photos.

What measures is imported inside the command, as everywhere in `app.cli`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.evaluate.reports.judging import JudgedPage

_OFTEN = 20


def reports(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Images with truth.jsonl, or with a .json beside each image.")
    ],
    draw: Annotated[
        bool, typer.Option("--draw", help="Draw such a folder instead of measuring (needs Debian's fonts-noto-cjk).")
    ] = False,
    count: Annotated[int, typer.Option(min=1, help="With --draw: so many images.")] = 108,
    seed: Annotated[int, typer.Option(help="Decides the drawings and the bootstrap.")] = 0,
    at_least: Annotated[
        bool,
        typer.Option(
            "--at-least",
            help="Exit code 1 unless fields are right to .98 (clean) and .95 (photographed) and at most .002 wrong or invented "
            "numbers are believed.",
        ),
    ] = False,
    misses: Annotated[bool, typer.Option("--misses", help="Say for every item what was read wrongly.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Measure how well photographed laboratory reports are read: name, value, unit, range and flag of every item."""
    from app.evaluate.errors import EvaluationError
    from app.evaluate.reports.figures import figures, shortfalls
    from app.evaluate.reports.misses import as_json as miss_json
    from app.evaluate.reports.misses import lines
    from app.evaluate.reports.runner import run
    from app.evaluate.reports.truth import read_folder

    try:
        if draw:
            _draw(folder, seed, count)
            typer.echo(f"{count} images with their truth are in {folder}")
            return
        judged = run(read_folder(folder), _tell)
    except EvaluationError as error:
        raise CliError(str(error)) from error
    found = figures(judged, seed=seed)
    answer = found.json()
    missed = [page for page in judged if misses and lines(page)]
    if misses:
        answer["misses"] = [miss_json(page) for page in missed]
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _show(folder.name, answer, missed)
    if at_least and (short := shortfalls(found)):
        raise CliError("; ".join(short))


def _draw(folder: Path, seed: int, count: int) -> None:
    from app.evaluate.reports.draw import draw_folder
    from kg.load import load_graph

    if folder.is_dir() and any(folder.iterdir()):
        raise CliError(f"{folder} is not empty; name a new folder to draw into")
    try:
        draw_folder(load_graph(), folder, seed=seed, count=count, tell=_tell)
    except OSError as error:
        raise CliError(f"{folder} cannot be written: {error.strerror}; name a folder that can") from error


def _tell(done: int, of: int) -> None:
    if done % _OFTEN == 0 or done == of:
        print(f"jiayi: {done} of {of}", file=sys.stderr, flush=True)


def _show(title: str, answer: Mapping[str, Any], missed: Sequence[JudgedPage]) -> None:
    from app.evaluate.reports.misses import lines

    screen = Console()
    table = Table("figure", "value", "95 % interval", title=title)
    for key, interval in answer["ci95"].items():
        value = answer[key]
        if value is None:
            continue
        counted = key in {"n", "images"}
        spread = "" if counted or interval is None else f"{interval[0]:.4f} – {interval[1]:.4f}"
        table.add_row(key, str(value) if counted else f"{value:.4f}", spread)
    screen.print(table)
    for by in ("by_layout", "by_damage"):
        if answer[by]:
            screen.print(_groups(by.replace("_", " "), answer[by]))
    for page in missed:
        for line in lines(page):
            print(line)


def _groups(title: str, groups: Mapping[str, Mapping[str, Any]]) -> Table:
    table = Table("", "images", "items", "fields right", "wrong accepted", title=title)
    for name, row in groups.items():
        shares = ["–" if row[key] is None else f"{row[key]:.3f}" for key in ("field_accuracy", "wrong_accepted")]
        table.add_row(name, str(row["images"]), str(row["n"]), *shares)
    return table
