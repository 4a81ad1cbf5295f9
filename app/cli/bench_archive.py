"""`jiayi bench archive`: how fast signed encounters reach the archive, and what an outage does."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from app.cli.errors import CliError


class Where(StrEnum):
    """Where to."""

    DROP_FOLDER = "drop-folder"
    FHIR = "fhir"


def archive(
    encounters: Annotated[int, typer.Option(min=2, help="Signed encounters, three of each resident.")] = 600,
    processes: Annotated[
        list[int] | None, typer.Option(min=1, max=64, help="Worker processes; give it again for another run.")
    ] = None,
    to: Annotated[list[Where] | None, typer.Option(help="Give it again for another; both unless said.")] = None,
    fhir_url: Annotated[
        str | None, typer.Option(help="A FHIR R4 server to measure against, instead of a stand-in.")
    ] = None,
    outage: Annotated[
        float, typer.Option(min=0, help="Seconds that the archive is away; half are signed meanwhile.")
    ] = 0.0,
    compressed_to: Annotated[
        float, typer.Option(min=1, help="Seconds that an outage takes here, and all waits with it.")
    ] = 20.0,
    at_least: Annotated[
        float,
        typer.Option("--at-least", min=0, help="Encounters a second that every run has to reach; else exit code 1."),
    ] = 0.0,
    seed: Annotated[int, typer.Option(help="Decides the consultations.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a run, for machines.")] = False,
) -> None:
    """Measure how many signed encounters a second reach the archive.

    Exit code 1 where one is lost, twice or out of order, or where a run is slower than `--at-least`.
    """
    from dataclasses import asdict
    from itertools import product

    from rich.console import Console
    from rich.table import Table

    from app.bench.archive.run import measure_sync
    from app.bench.intake import templates

    files = templates(seed, 20)
    title = f"The archive away for {outage:.0f} s" if outage else "Signed encounters to the archive"
    table = Table(
        "to",
        "processes",
        "encounters",
        "s",
        "encounters/s",
        "CPU ms: worker",
        "database",
        "out of order",
        "twice",
        "missing",
        title=title,
    )
    wrong, slow = [], []
    for where, count in product(to or list(Where), processes or [1, 2]):
        made = measure_sync(
            files,
            encounters=encounters,
            processes=count,
            fhir_url=fhir_url,
            drop=where is Where.DROP_FOLDER,
            outage_s=outage,
            pace=compressed_to / outage if outage else 1.0,
        )
        if as_json:
            print(json.dumps({"outage_s": outage, **asdict(made)}))
        numbers = (made.seconds, made.encounters_per_s, made.worker_cpu_ms, made.database_cpu_ms)
        faults = (made.out_of_order, made.twice, made.missing)
        table.add_row(
            made.destination, str(count), str(made.encounters), *map("{:.1f}".format, numbers), *map(str, faults)
        )
        if any(faults) or not made.agrees:
            wrong.append(where)
        if made.encounters_per_s < at_least:
            slow.append(
                f"{where}, processes {count}: {made.encounters_per_s:.1f} encounters/s of at least {at_least:g}"
            )
    if not as_json:
        Console().print(table)
    if wrong:
        lost = f"{', '.join(dict.fromkeys(wrong))}: an encounter is lost, twice, out of order, or not there as it was delivered"
        raise CliError("; ".join((lost, *slow)))
    if slow:
        raise CliError("; ".join(slow))
