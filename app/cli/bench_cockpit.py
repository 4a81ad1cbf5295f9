"""`jiayi bench cockpit`: how fast the doctor's first screens are over a full store."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table


def cockpit(
    residents: Annotated[int, typer.Option(min=1, help="Residents in the store.")] = 1_000_000,
    open_encounters: Annotated[int, typer.Option("--open", min=1, help="Open encounters of one doctor.")] = 5_000,
    signed: Annotated[int, typer.Option(min=0, help="Signed encounters beside them.")] = 20_000,
    rounds: Annotated[int, typer.Option(min=1, help="How often each request is sent.")] = 50,
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
        return
    table = Table("what", "figure", title="The cockpit's first screens")
    for name, value in figures.items():
        table.add_row(name, f"{value:,}")
    Console().print(table)
