"""`jiayi kg export` and `jiayi kg import`: the graph in the field's formats, and graphs of others judged before use.

Owns the files: the exporters and importers of `kg` see text and bytes only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from app.cli.errors import CliError

if TYPE_CHECKING:
    from kg.errors import Issue
    from kg.graph import Graph
    from kg.importers.kgx import Imported

SHOWN: Final = 20
"""Issues that are printed; the rest is counted. `--json` gives all."""


class ExportFormat(StrEnum):
    """What the graph can be written as."""

    KGX = "kgx"
    TURTLE = "turtle"


class ImportFormat(StrEnum):
    """What a graph can be read from."""

    KGX = "kgx"


JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")]


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; made when it is not there.")],
    form: Annotated[ExportFormat, typer.Option("--format", help="kgx: nodes.tsv and edges.tsv; turtle: graph.ttl.")],
    data: Annotated[
        Path | None, typer.Option("--data", help="A folder of graph files; the packaged graph when left out.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the graph as KGX TSV (Biolink) or RDF Turtle."""
    from kg.exporters.kgx import kgx
    from kg.exporters.turtle import FILE, turtle
    from kg.load import load_graph

    if data is not None and not data.is_dir():
        raise CliError(f"{data} is no folder; name the folder that holds the graph's YAML files")
    graph = load_graph(data)
    sizes = _write(folder, kgx(graph) if form is ExportFormat.KGX else {FILE: turtle(graph)})
    if as_json:
        told = {"format": form.value, "version": graph.version, "files": sizes}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, size in sizes.items():
        typer.echo(f"{folder / name}: {size:,} bytes")
    typer.echo(f"graph {graph.version}, {len(graph.diseases)} diseases, {len(graph.findings)} findings")


def import_(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="The folder with nodes.tsv and edges.tsv, or its nodes file.")
    ],
    form: Annotated[ImportFormat, typer.Option("--format", help="kgx: an export of this software, or of another.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write the graph there as YAML, for --data DIR.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a graph in a field format, say what it holds and what was assumed or left out; exit 1 when it cannot be used."""
    from kg.assumptions import AUTHORED
    from kg.errors import GraphInvalid, Issue, Where
    from kg.importers.kgx import read_kgx

    assert form is ImportFormat.KGX
    if out is not None and out.is_dir() and any(out.rglob("*.yaml")):
        raise CliError(f"{out} holds a graph already; name an empty folder, since all YAML in it is read as one graph")
    nodes, edges = _kgx_files(path)
    try:
        imported = read_kgx((nodes.name, _bytes(nodes)), (edges.name, _bytes(edges)))
    except GraphInvalid as invalid:
        _say({"errors": _errors(invalid.issues)}, invalid.issues, {}, as_json=as_json)
        raise typer.Exit(1) from None
    issues = imported.issues
    if out is not None and imported.graph.assumptions != AUTHORED:
        remedy = "import the KGX again where they matter"
        issues += (Issue("warning", Where(str(out)), "the graph's own assumptions have no place in YAML", remedy),)
    counts = _counts(imported, len(issues))
    if out is not None:
        from kg.exporters.authored import authored

        _write(out, authored(imported.graph))
        counts["out"] = str(out)
    _say(counts, issues, imported.skipped, as_json=as_json)


# --- files


def _write(folder: Path, files: Mapping[str, str | Iterable[str]]) -> dict[str, int]:
    """Write each file beside its name first, so that a broken-off export never looks like a whole one."""
    sizes = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, pieces in files.items():
            unfinished = folder / f".{name}.unfinished"
            with unfinished.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines([pieces] if isinstance(pieces, str) else pieces)
            sizes[name] = unfinished.stat().st_size
            unfinished.replace(folder / name)
    except OSError as error:
        raise CliError(f"{folder} cannot be written: {error.strerror}; name a folder that can") from None
    return sizes


def _kgx_files(path: Path) -> tuple[Path, Path]:
    """Answer nodes and edges: `nodes.tsv`, or `<name>_nodes.tsv` as the tool kgx writes it, and its partner."""
    if path.is_file() and path.name.endswith("nodes.tsv"):
        nodes = path
    elif path.is_dir():
        found = sorted(path.glob("*nodes.tsv"))
        if len(found) != 1:
            what = "holds no nodes.tsv" if not found else f"holds {len(found)} files of nodes"
            raise CliError(f"{path} {what}; name the folder of one graph, or its nodes file")
        nodes = found[0]
    else:
        what = "is no nodes.tsv" if path.exists() else "is not there"
        raise CliError(f"{path} {what}; name the folder that holds nodes.tsv and edges.tsv (unpack an archive first)")
    edges = nodes.with_name(nodes.name.removesuffix("nodes.tsv") + "edges.tsv")
    if not edges.is_file():
        raise CliError(f"{edges} is not there; KGX has its edges beside its nodes")
    return nodes, edges


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CliError(f"{path} cannot be read: {error.strerror}") from None


# --- answers


def _errors(issues: Iterable[Issue]) -> int:
    return sum(issue.level == "error" for issue in issues)


def _counts(imported: Imported, warnings: int) -> dict[str, Any]:
    graph: Graph = imported.graph
    return {
        "origin": imported.origin,
        "version": graph.version,
        "diseases": len(graph.diseases),
        "findings": len(graph.findings),
        "frequencies": sum(len(disease.findings) for disease in graph.diseases.values()),
        "sources": len(graph.sources),
        "errors": 0,
        "warnings": warnings,
    }


def _say(counts: dict[str, Any], issues: tuple[Issue, ...], skipped: Mapping[str, int], *, as_json: bool) -> None:
    if as_json:
        plain = [
            {"level": each.level, "where": str(each.where), "message": each.message, "remedy": each.remedy}
            for each in issues
        ]
        typer.echo(json.dumps({**counts, "skipped": dict(skipped), "issues": plain}, ensure_ascii=False))
        return
    for issue in issues[:SHOWN]:
        typer.echo(str(issue), err=True)
    if len(issues) > SHOWN:
        typer.echo(f"and {len(issues) - SHOWN} more; --json gives all", err=True)
    for name, value in counts.items():
        typer.echo(f"{name}: {value}")
    for what, count in skipped.items():
        typer.echo(f"left out: {count} {what}")
