"""`jiayi bench cockpit`: how fast the doctor's first screens are over a full store."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from app.cli.errors import CliError

MOST_MS: Final[Mapping[str, float]] = {"work_list": 1000, "due_tasks": 1000, "encounter": 1000, "search": 300}
"""Within how long a doctor is to have a screen: the slowest of a hundred requests of each name that begins so."""


def shortfalls(figures: Mapping[str, Any]) -> list[str]:
    """Answer what took longer than it may, each in a line."""
    timed = {name.removesuffix("_p99_ms"): float(ms) for name, ms in figures.items() if name.endswith("_p99_ms")}
    return [
        f"{name}: {ms:,.0f} ms, at most {most:g}"
        for name, ms in timed.items()
        for start, most in MOST_MS.items()
        if name.startswith(start) and ms > most
    ]


def cockpit(
    residents: Annotated[int, typer.Option(min=1, help="Residents in the store.")] = 1_000_000,
    open_encounters: Annotated[int, typer.Option("--open", min=1, help="Open encounters of one doctor.")] = 5_000,
    signed: Annotated[int, typer.Option(min=0, help="Signed encounters beside them.")] = 20_000,
    rounds: Annotated[int, typer.Option(min=1, help="How often each request is sent.")] = 50,
    at_least: Annotated[
        bool,
        typer.Option(
            "--at-least",
            help="Exit code 1 unless work list and encounter page come within 1 s and a search within 0.3 s.",
        ),
    ] = False,
    seed: Annotated[int, typer.Option(help="Decides names, complaints and what is asked.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Measure the cockpit's first screens over a full PostgreSQL: work list, encounter page, search by name and phone."""
    from app.bench.cockpit import measure_cockpit

    figures = measure_cockpit(
        residents=residents, open_encounters=open_encounters, signed=signed, rounds=rounds, seed=seed
    )
    if as_json:
        print(json.dumps(figures))
    else:
        table = Table("what", "figure", title="The cockpit's first screens")
        for name, value in figures.items():
            table.add_row(name, f"{value:,}")
        Console().print(table)
    if at_least and (slow := shortfalls(figures)):
        raise CliError("; ".join(slow))
