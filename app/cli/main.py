"""The command `jiayi`: assembles the sub-commands and turns the packages' errors into one clear line and exit code 1.

Exit codes: 0 done, 1 the world said no, 2 wrong use. Sub-commands import what they need when they run, so that
`jiayi --help` is quick.
"""

from __future__ import annotations

import sys

import typer

from app.cli import (
    admin,
    archive,
    bench,
    bench_paper,
    consultation,
    evaluate,
    keys,
    knowledge,
    log,
    magnets,
    measure,
    nodes,
    quality,
    serve,
)
from app.cli.errors import CliError
from app.demo.command import demo

app = typer.Typer(
    name="jiayi",
    help="家医: a family-doctor assistant. The cloud computes and does not store.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command(name="demo")(demo)
app.add_typer(serve.app, name="serve")
app.command(name="consult")(consultation.consult)
app.command(name="assess")(consultation.assess)
app.command(name="read-report")(consultation.read_report)
app.add_typer(knowledge.app, name="kg")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(bench.app, name="bench")
bench.app.command(name="paper")(bench_paper.paper)
app.add_typer(admin.communities, name="communities")
app.add_typer(admin.clinicians, name="clinicians")
app.add_typer(magnets.magnets, name="magnets")
app.add_typer(nodes.nodes, name="nodes")
app.add_typer(admin.targets, name="targets")
app.add_typer(admin.audit, name="audit")
app.add_typer(quality.quality, name="quality")
app.add_typer(log.app, name="log")
app.add_typer(archive.app, name="archive")
app.command(name="measure")(measure.measure)
app.add_typer(keys.app, name="keys")


def main() -> None:
    """Run the command; a known error is one line on standard error and exit code 1."""
    try:
        app()
    except CliError as error:
        print(f"jiayi: {error}", file=sys.stderr)
        sys.exit(1)
