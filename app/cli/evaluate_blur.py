"""`jiayi evaluate blur DIR`: whether the phone's own check tells blurred photos from sharp ones.

What measures is imported inside the command, as everywhere in `app.cli`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.errors import CliError


def blur(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of `jiayi evaluate reports --draw`.")],
    most: Annotated[int, typer.Option(min=1, help="Photos looked at.")] = 500,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array, for machines.")] = False,
) -> None:
    """Measure how many photos of each kind the phone would ask to be taken again, by the check that it runs itself."""
    from app.bench.page_tool import PageMissing
    from app.evaluate.errors import EvaluationError
    from app.evaluate.reports.blur import measure

    try:
        rows = measure(folder, most=most)
    except (PageMissing, EvaluationError, OSError) as refused:
        raise CliError(str(refused)) from refused
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows]))
        return
    table = Table("photos", "number", "asked back", "least blur", "greatest blur")
    for row in rows:
        table.add_row(row.kind, str(row.photos), str(row.asked_back), f"{row.least:.3f}", f"{row.greatest:.3f}")
    Console().print(table)
