"""`jiayi bench crash`: what kill -9 along the whole line loses."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table


def crash(
    kills: Annotated[int, typer.Option(min=0, help="How often something is killed.")] = 300,
    residents: Annotated[int, typer.Option(min=1, max=50, help="Scripted phones at once, each a process.")] = 5,
    browsers: Annotated[
        int, typer.Option(min=0, max=8, help="Residents at once with the real page in Chromium (takes Playwright).")
    ] = 1,
    nodes: Annotated[int, typer.Option(min=1, max=8, help="Compute nodes.")] = 2,
    pause: Annotated[float, typer.Option(min=0.0, help="Seconds between two kills, in the mean.")] = 0.5,
    at_most: Annotated[float, typer.Option(min=1.0, help="Seconds after which nothing more is killed.")] = 7200.0,
    seed: Annotated[int, typer.Option(help="Decides what is killed and what is said.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Kill phones, nodes, commission, database and archive worker (SIGKILL) while residents are at it; tell what was lost or twice."""
    from dataclasses import asdict

    from app.bench.crash.run import survive
    from app.bench.graphs import complaints
    from app.cli.errors import CliError
    from app.knowledge import load_knowledge

    told = complaints(load_knowledge().graph, 100, "zh", seed)
    survived = survive(
        told,
        kills=kills,
        seed=seed,
        residents=residents,
        browsers=browsers,
        nodes=nodes,
        pause_s=pause,
        at_most_s=at_most,
    )
    if as_json:
        print(json.dumps(asdict(survived), ensure_ascii=False))
    else:
        table = Table(
            "kills",
            "of phones",
            "consultations",
            "photos",
            "envelopes",
            "receipts",
            "signed and archived",
            "lost or twice",
            "slow to return",
            "s",
        )
        of_phones = survived.killed.get("phone", 0) + survived.killed.get("browser", 0)
        counts = (
            survived.kills,
            of_phones,
            survived.consultations,
            survived.photos,
            survived.envelopes,
            survived.receipts,
            survived.signed,
        )
        table.add_row(*map(str, counts), str(len(survived.troubles)), str(survived.slow), f"{survived.seconds:.0f}")
        Console().print(table)
    if survived.troubles:
        raise CliError("; ".join(survived.troubles[:10]))
