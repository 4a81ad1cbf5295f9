"""`jiayi kg …`: the knowledge graph, to check, count, read, exchange in the formats of the field, and compare with confirmed cases.

The graph is imported inside the commands: numpy starts threads as it loads, and a compute node, which is started by the same
command, must enter its sandbox before any thread exists.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from app.cli.errors import CliError
from app.cli.knowledge_drugs import drugs
from app.cli.knowledge_exchange import export, import_
from app.cli.knowledge_fit import fit

if TYPE_CHECKING:
    from kg.graph import Graph

app = typer.Typer(help="The knowledge graph: check, stats, show, drugs, fit, export, import.", no_args_is_help=True)
app.command()(fit)
app.command()(export)
app.command(name="import")(import_)
app.command()(drugs)

DataOption = Annotated[
    Path | None, typer.Option("--data", help="A folder of graph files; the packaged graph when left out.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")]


def _load(data: Path | None) -> Graph:
    if data is not None and not data.is_dir():
        raise CliError(f"{data} is no folder; name the folder that holds the graph's YAML files")
    from kg.load import load_graph

    return load_graph(data)


@app.command()
def check(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Check the graph; exit 1 when something is wrong."""
    from kg.check import check as check_graph
    from kg.drugs.audit import audit
    from kg.errors import GraphInvalid

    try:
        graph = _load(data)
        issues = [*check_graph(graph), *audit(graph, _rules_folder(data))]
    except GraphInvalid as invalid:
        issues = list(invalid.issues)
    errors = sum(issue.level == "error" for issue in issues)
    if as_json:
        typer.echo(json.dumps({"errors": errors, "issues": [_plain(issue) for issue in issues]}, ensure_ascii=False))
    else:
        for issue in issues:
            typer.echo(f"{issue.level}: {issue.where}: {issue.message} {issue.remedy}".rstrip())
        typer.echo(f"{errors} errors, {len(issues) - errors} warnings")
    if errors:
        raise typer.Exit(1)


def _rules_folder(data: Path | None) -> Path | None:
    """Answer the folder of the medicine rules that belong to the graph: None where another graph brings none."""
    from kg.drugs.load import PACKAGED

    folder = PACKAGED if data is None else data / PACKAGED.name
    return folder if folder.is_dir() else None


@app.command()
def stats(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Count what the graph holds."""
    graph = _load(data)
    counts: dict[str, Any] = {
        "version": graph.version,
        "diseases": len(graph.diseases),
        "findings": len(graph.findings),
        "questions": len(graph.questions),
        "labs": len(graph.labs),
        "medicines": len(graph.medicines),
        "medicine_classes": len(graph.medicine_classes),
        "red_flags": len(graph.red_flags),
        "specialties": len(graph.specialties),
        "sources": len(graph.sources),
        "frequencies": sum(len(disease.findings) for disease in graph.diseases.values()),
        "diseases_by_specialty": dict(sorted(Counter(d.specialty for d in graph.diseases.values()).items())),
        "diseases_by_urgency": dict(sorted(Counter(d.urgency.value for d in graph.diseases.values()).items())),
    }
    folder = _rules_folder(data)
    if folder is not None:
        from kg.drugs.load import load_rules

        rules = load_rules(graph, folder)
        counts |= {
            "medicine_rules_version": rules.version,
            "interactions": len(rules.interactions),
            "cautions": len(rules.cautions),
            "allergy_crossings": len(rules.crossings),
            "duplications": len(rules.duplications),
        }
    if as_json:
        typer.echo(json.dumps(counts, ensure_ascii=False))
        return
    table = Table("what", "how many")
    for name, value in counts.items():
        shown = ", ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else str(value)
        table.add_row(name.replace("_", " "), shown)
    Console().print(table)


@app.command()
def show(
    item: Annotated[
        str, typer.Argument(metavar="ID", help="An id, an ICD-10 or ATC code, or a name, in either language.")
    ],
    data: DataOption = None,
) -> None:
    """Show one disease, finding, lab indicator, medicine, red flag, question or source, as JSON."""
    graph = _load(data)
    found = [value for group in _groups(graph) for value in group.values() if _is_named(value, item)]
    if not found:
        raise CliError(
            f"the graph knows no “{item}”; try an id such as unstable_angina, a code such as I20.0 or a name"
        )
    for value in found:
        typer.echo(json.dumps(_plain(value), ensure_ascii=False, indent=2))


def _groups(graph: Graph) -> tuple[Mapping[Any, Any], ...]:
    return (
        graph.diseases,
        graph.findings,
        graph.labs,
        graph.red_flags,
        graph.questions,
        graph.tests,
        graph.measurements,
        graph.medicines,
        graph.medicine_classes,
        graph.specialties,
        graph.sources,
    )


def _is_named(value: Any, wanted: str) -> bool:
    wanted = wanted.casefold()
    names = [value.id, getattr(value, "icd10", None), getattr(value, "atc", None), *getattr(value, "abbr", ())]
    name, aliases = getattr(value, "name", None), getattr(value, "aliases", None)
    if aliases is not None:
        names += [*aliases.zh, *aliases.en]
    if name is not None:
        names += [name.zh, name.en]
    return wanted in {str(one).casefold() for one in names if one}


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_defaults=True)
    return {"level": value.level, "where": str(value.where), "message": value.message, "remedy": value.remedy}
