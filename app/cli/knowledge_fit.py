"""`jiayi kg fit`: what confirmed cases say of the graph's frequencies, and, once a person accepts it, written into its files.

Accepting patches the YAML files of a folder in place, number by number, so that a version control system shows what changed and a
clinician can read it. An overlay was rejected: two places for one truth. How common the diseases are is told, never written: which
cases get confirmed is no sample of who falls ill.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from app.cli.errors import CliError

if TYPE_CHECKING:
    from kg.fit import Change, Proposal
    from kg.graph import Graph

SHOWN: Final = 40
"""Rows of the table; --json holds all."""
SOURCES_FILE: Final = "sources_fitted.yaml"


def fit(
    cases: Annotated[Path, typer.Argument(metavar="CASES", help="Confirmed cases, one JSON object a line.")],
    data: Annotated[
        Path | None, typer.Option("--data", help="A folder of graph files; the packaged graph when left out.")
    ] = None,
    pseudo_count: Annotated[
        float, typer.Option("--pseudo-count", min=0.1, help="Cases that an authored frequency is worth.")
    ] = 10.0,
    at_least: Annotated[int, typer.Option("--at-least", min=1, help="Leave out what fewer cases told.")] = 5,
    accept: Annotated[
        bool, typer.Option("--accept", help="Write what differs into the files of --data, citing --source.")
    ] = False,
    source: Annotated[
        str, typer.Option("--source", help="Id under which accepted numbers are cited.")
    ] = "confirmed_cases",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Compare the graph's frequencies with confirmed cases; --accept writes what differs."""
    from app.cli.issues import FileRefused
    from kg.errors import GraphInvalid
    from kg.fit import propose
    from kg.importers.confirmed import read_confirmed
    from kg.load import load_graph

    if data is not None and not data.is_dir():
        raise CliError(f"{data} is no folder; name the folder that holds the graph's YAML files")
    if accept and data is None:
        raise CliError("the packaged graph is not changed in place; name your copy of its files with --data")
    try:
        graph = load_graph(data)
        told = read_confirmed(_lines(cases), str(cases), graph)
    except GraphInvalid as invalid:
        raise FileRefused(invalid) from invalid
    proposal = propose(graph, told, pseudo_count=pseudo_count, at_least=at_least)
    differing = [change for change in proposal.changes if change.differs]
    written = _accept(data, graph, differing, source, len(told)) if accept and data is not None else 0
    if as_json:
        print(json.dumps(_plain(proposal, written), ensure_ascii=False))
    else:
        _show(graph, proposal, differing, written)


def _lines(path: Path) -> Iterator[tuple[int, object]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CliError(f"{path} cannot be read ({error.strerror}); name a file of JSON lines") from error
    except UnicodeDecodeError as error:
        raise CliError(f"{path} is not UTF-8 text at byte {error.start}; save it as UTF-8") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise CliError(f"{path}:{number}: this is no JSON ({error.msg}); write one object a line") from error


def _accept(folder: Path, graph: Graph, changes: list[Change], source: str, cases: int) -> int:
    """Answer how many numbers were written; nothing is, unless the whole folder loads with them."""
    from kg.errors import GraphInvalid
    from kg.load import MODELS, OTHER_FOLDERS, load_graph
    from kg.patch import with_frequencies

    wanted = {(change.disease, change.finding): f"{change.fitted:.3g} @{source}" for change in changes}
    before: dict[Path, str | None] = {}
    done: set[object] = set()
    for path in sorted(folder.rglob("*.yaml")):
        if path.relative_to(folder).parts[0] in OTHER_FOLDERS:
            continue
        text = path.read_text(encoding="utf-8")
        after, there = with_frequencies(path.name, text, wanted, frozenset(MODELS))
        if there:
            before[path] = text
            done |= there
            path.write_text(after, encoding="utf-8")
    if done and source not in {str(known) for known in graph.sources}:
        _cite(folder / SOURCES_FILE, source, cases, before)
    try:
        load_graph(folder)
    except GraphInvalid as invalid:
        for path, was in before.items():
            if was is None:
                path.unlink()
            else:
                path.write_text(was, encoding="utf-8")
        raise CliError(f"nothing was written, the files would no longer load: {invalid}") from invalid
    return len(done)


def _cite(path: Path, source: str, cases: int, before: dict[Path, str | None]) -> None:
    from datetime import UTC, datetime

    before[path] = path.read_text(encoding="utf-8") if path.exists() else None
    head = before[path] or "# Confirmed cases that frequencies were fitted to with `jiayi kg fit`.\nsources:\n"
    title = f"{cases} confirmed cases, fitted with jiayi kg fit"
    year = datetime.now(tz=UTC).year
    line = f'  - {{id: {source}, title: "{title}", publisher: "this deployment", year: {year}}}\n'
    path.write_text(head + line, encoding="utf-8")


def _plain(proposal: Proposal, written: int) -> dict[str, object]:
    return {
        "cases": proposal.cases,
        "written": written,
        "changes": [
            {
                "disease": change.disease,
                "finding": change.finding,
                "authored": change.authored,
                "given": change.given,
                "present": change.present,
                "told": change.told,
                "fitted": change.fitted,
                "ci95": [change.low, change.high],
                "differs": change.differs,
            }
            for change in proposal.changes
        ],
        "shares": [
            {
                "disease": share.disease,
                "authored_per_100k": share.authored_per_100k,
                "cases": share.cases,
                "fitted_per_100k": share.fitted_per_100k,
            }
            for share in proposal.shares
        ],
    }


def _show(graph: Graph, proposal: Proposal, differing: list[Change], written: int) -> None:
    table = Table("disease", "finding", "authored", "observed", "fitted", "95 % interval")

    def distance(change: Change) -> float:
        return -abs(change.fitted - (change.authored or 0.0))

    for change in sorted(differing, key=distance)[:SHOWN]:
        among = "" if change.given is None else f" of those with {change.given}"
        table.add_row(
            f"{graph.diseases[change.disease].name.en} ({change.disease})",
            change.finding,
            "not listed" if change.authored is None else f"{change.authored:.3g}",
            f"{change.present}/{change.told}{among}",
            f"{change.fitted:.3f}",
            f"{change.low:.3f} to {change.high:.3f}",
        )
    console = Console()
    console.print(table)
    console.print(
        f"{proposal.cases} cases told of {len(proposal.changes)} frequencies; {len(differing)} differ from what was authored."
    )
    if written:
        console.print(f"{written} were written; read them with your version control before you use them.")
    elif differing:
        console.print("Nothing was written; --accept writes these into the files of --data.")
