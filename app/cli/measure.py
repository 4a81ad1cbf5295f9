"""`jiayi measure`: the digest of what runs here, or of a checkout, part by part, so that two parties see which part differs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli.errors import CliError


def measure(
    checkout: Annotated[
        Path | None,
        typer.Argument(help="A checkout to measure as it lies there; what is installed here when left out."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON, for machines.")] = False,
) -> None:
    """Print the measurement and its parts. Exit 1 where it cannot be that of a clean checkout, with the reason."""
    from records.trust.measurement import measure as measure_files
    from records.trust.measurement import own_measurement

    try:
        found = measure_files(checkout.resolve()) if checkout is not None else own_measurement()
    except (OSError, ValueError) as error:
        raise CliError(str(error)) from error
    if as_json:
        answer = {"measurement": found.value, "parts": found.parts, "page_built": found.page_built}
        typer.echo(json.dumps({**answer, "differs": list(found.differs)}))
    else:
        for part, digest in found.parts.items():
            typer.echo(f"{digest}  {part}")
        typer.echo(f"{found.value}  measurement")
    problems = [] if found.page_built else ["the page was not built: run `make measure`, or `make page` first"]
    if found.differs:
        shown = "\n  ".join(found.differs[:20])
        more = f"\n  and {len(found.differs) - 20} more" if len(found.differs) > 20 else ""  # noqa: PLR2004 - a screen
        problems.append(f"what is installed is not what the lock says:\n  {shown}{more}")
    if problems:
        typer.echo("\n".join(problems), err=True)
        raise typer.Exit(1)
