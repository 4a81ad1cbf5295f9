"""`jiayi quality …`: figures that may leave the commission, on its own machine."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app.cli.opening import administration as _administration

quality = typer.Typer(help="Figures that may leave the commission: export.", no_args_is_help=True)


@quality.callback()
def _group() -> None:
    """Keep `export` a command of its own, also while it is the only one."""


@quality.command("export")
def export(
    period: Annotated[str, typer.Argument(help="A month that is over, such as 2026-10.")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON, for machines.")] = False,
) -> None:
    """Print one month's figures of all communities, differentially private; exit 1 when the month's budget is spent."""
    from kg.syndromes import GROUPS
    from records.store.oversight.figures import release
    from records.store.policy import SYSTEM

    with _administration() as admin, admin.database.transaction() as unit:
        found = release(unit, SYSTEM, period, GROUPS)
    if as_json:
        typer.echo(json.dumps(found.model_dump(), ensure_ascii=False))
        return
    typer.echo(
        f"{found.period}: epsilon {found.epsilon:g}; of the month's budget of {found.budget_epsilon:g} "
        f"{found.spent_epsilon:g} is spent; counts of {found.counted}, with noise, below {found.smallest} withheld"
    )
    for histogram in found.histograms:
        typer.echo(f"\n{histogram.name}")
        for cell in histogram.cells:
            count = f"<{found.smallest}" if cell.count is None else str(cell.count)
            typer.echo(f"  {cell.community or 'all'}\t{cell.value}\t{count}")
