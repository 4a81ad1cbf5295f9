"""`jiayi bench paper`: what letters, forms, CDA documents and magnets cost."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.opening import plain_errors


def paper(
    documents: Annotated[int, typer.Option(min=1, help="Documents of each kind.")] = 100,
    magnets: Annotated[int, typer.Option(min=1, max=10_000, help="Magnets, all in one file.")] = 400,
    seed: Annotated[int, typer.Option(help="Decides what is told in the consultations.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Print letters, forms, CDA documents and magnets of real consultations, and tell what each costs one core."""
    from dataclasses import asdict

    from agents.graph import Consultation
    from app.bench.casefiles import case_files
    from app.bench.graphs import complaints
    from app.bench.paper import measure_paper
    from app.knowledge import load_knowledge

    knowledge = load_knowledge()
    told = complaints(knowledge.graph, 5, "zh", seed)
    records = [revisions[-1] for revisions in case_files(Consultation(knowledge), told, seed=seed)]
    with plain_errors():
        cost = measure_paper(records, documents=documents, magnets=magnets)
    if as_json:
        print(json.dumps(asdict(cost)))
        return
    table = Table("", "ms of a core", "kB")
    for name in ("letter", "encounter_form", "personal_form", "cda", "magnet"):
        table.add_row(name, f"{getattr(cost, f'{name}_ms'):.1f}", f"{getattr(cost, f'{name}_bytes') / 1000:.1f}")
    Console().print(table)
