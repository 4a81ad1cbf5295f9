"""`jiayi bench photos`: how long one photographed report takes to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from app.cli.errors import CliError

MOST_S: Final[Mapping[str, float]] = {"1240x900": 1.2, "4000x3000": 2.0}
"""Within how long a photo of that size is to be read on two cores, in the median."""


def slow(figures: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Answer which sizes took longer than they may, each in a line."""
    return [
        f"{size}: {figures[size]['median_s']:.2f} s, at most {most:g}"
        for size, most in MOST_S.items()
        if figures[size]["median_s"] > most
    ]


def photos(
    count: Annotated[int, typer.Option("--photos", min=1, help="Photos of each size.")] = 24,
    at_least: Annotated[
        bool, typer.Option("--at-least", help="Exit code 1 unless medians are within 1.2 s and 2.0 s.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Decides what is drawn.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Measure how long a photographed report takes to read, by size and step (needs Debian's fonts-noto-cjk)."""
    from app.bench.photos import SIZES, figures, measure_photos
    from app.bench.photos import photos as drawn
    from app.evaluate.errors import EvaluationError
    from kg.load import load_graph

    graph = load_graph()
    found: dict[str, dict[str, Any]] = {}
    for size in SIZES:
        try:
            found["{}x{}".format(*size)] = figures(measure_photos(graph, drawn(graph, count, size, seed)))
        except EvaluationError as error:
            raise CliError(str(error)) from error
    if as_json:
        print(json.dumps(found))
    else:
        table = Table("", *found, title="One photographed report")
        for name in next(iter(found.values())):
            table.add_row(name, *(f"{row[name]:,}" for row in found.values()))
        Console().print(table)
    if at_least and (those := slow(found)):
        raise CliError("; ".join(those))
