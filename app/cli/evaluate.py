"""`jiayi evaluate …`: measured quality, each figure with its 95 % interval.

What measures is imported inside the commands, as everywhere in `app.cli`: a compute node is started by the same command.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.cli.errors import CliError
from app.cli.evaluate_blur import blur
from app.cli.evaluate_redteam import redteam
from app.cli.evaluate_reports import reports
from app.cli.evaluate_sets import ddxplus, inquiry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.evaluate.ablations import Ablation
    from app.evaluate.judging import Judged

WIDEST_TABLE = 130
"""Characters that the table of methods needs; a narrower window would break its numbers."""

app = typer.Typer(help="Measured quality, with confidence intervals.", no_args_is_help=True)
app.command()(inquiry)
app.command()(ddxplus)
app.command()(redteam)
app.command()(reports)
app.command()(blur)


class ModeOption(StrEnum):
    """How a vignette is put to the product."""

    ONESHOT = "oneshot"
    INTERVIEW = "interview"


class AgentsOption(StrEnum):
    """Who reasons."""

    SINGLE = "single"
    MULTI = "multi"


FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines, one case a line.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")]
MissesOption = Annotated[
    bool, typer.Option("--misses", help="Say for every miss what was understood, and why it was missed.")
]
SeedOption = Annotated[int, typer.Option(help="Decides what is left to chance: bootstrap and random questions.")]
JobsOption = Annotated[int | None, typer.Option(min=1, help="Processes; as many as there are cores when left out.")]


@app.command()
def vignettes(  # noqa: C901 - options make branches; each is one line
    file: FileArgument,
    mode: Annotated[
        ModeOption,
        typer.Option(help="oneshot: everything is told at once. interview: a simulated patient answers what is asked."),
    ] = ModeOption.ONESHOT,
    max_questions: Annotated[
        int | None,
        typer.Option(
            "--max-questions", min=1, help="End an interview after so many questions; never more than the product asks."
        ),
    ] = None,
    misses: MissesOption = False,
    beyond: Annotated[int, typer.Option(min=1, help="With --misses: a truth placed beyond this is a miss.")] = 1,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write a page with figures, plots and misses (HTML).")
    ] = None,
    ablations: Annotated[
        bool, typer.Option("--ablations", help="Compare with the method less one of its parts.")
    ] = False,
    agents: Annotated[
        AgentsOption | None,
        typer.Option(
            "--agents",
            help="single: one generalist, the posterior and its triage. multi: the specialties, synthesised. "
            "Both are judged and their paired difference is shown; the figures are those of the one named.",
        ),
    ] = None,
    jobs: JobsOption = None,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Measure ranking, urgency and questions asked on vignettes with known truth."""
    from app.evaluate.ablations import ABLATIONS, FULL, MULTI, SINGLE, WITHOUT_SELECTION
    from app.evaluate.cases import read_cases
    from app.evaluate.errors import EvaluationError
    from app.evaluate.judging import Judge
    from app.evaluate.misses import as_json as miss_json
    from app.evaluate.misses import is_miss, lines
    from app.evaluate.rates import summarise
    from app.evaluate.runner import run
    from app.knowledge import load_knowledge

    if max_questions is not None and mode is ModeOption.ONESHOT:
        raise typer.BadParameter("--max-questions goes with --mode interview")
    if ablations and agents is not None:
        raise typer.BadParameter("--agents and --ablations are two comparisons; ask for one at a time")
    try:
        cases = read_cases(file)
    except EvaluationError as error:
        raise CliError(str(error)) from error
    if cases.ignored:
        print(f"jiayi: fields that are not read: {', '.join(cases.ignored)}", file=sys.stderr)
    methods: tuple[Ablation, ...] = (FULL,) if agents is None else (SINGLE, MULTI)
    if ablations:
        methods = tuple(each for each in ABLATIONS if mode is ModeOption.INTERVIEW or each is not WITHOUT_SELECTION)
    knowledge = load_knowledge()
    judges = [Judge(knowledge, mode.value, method, max_questions, seed) for method in methods]
    judged = run(judges, cases.vignettes, jobs=jobs, tell=_tell)
    full = judged[-1 if agents is AgentsOption.MULTI else 0]
    summary = summarise(full, seed=seed)
    missed = [each for each in full if is_miss(each, beyond)] if misses else []
    answer: dict[str, Any] = {**summary.json(), "mode": mode.value, "graph_version": knowledge.graph.version}
    table: Mapping[str, Any] = {}
    if len(methods) > 1:
        from app.evaluate.comparison import compare

        table = compare({method.name: each for method, each in zip(methods, judged, strict=True)}, seed=seed)
        answer["ablations" if agents is None else "agents"] = table
    if misses:
        answer["misses"] = [miss_json(each) for each in missed]
    if report is not None:
        _write_report(report, file, mode.value, full, seed)
        answer["report"] = str(report)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    _show(f"{file.name}, {mode.value}", answer, table)
    for each in missed:
        for line in lines(each):
            print(line)
    if report is not None:
        typer.echo(f"the report is in {report}")


@app.command()
def language(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON lines, or a list in the Dxy self-report format.")],
    misses: MissesOption = False,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Measure how well words become findings, on annotated texts."""
    from app.evaluate.errors import EvaluationError
    from app.evaluate.language import Listener, figures, read_annotations
    from app.knowledge import load_knowledge

    try:
        annotations = read_annotations(file)
    except EvaluationError as error:
        raise CliError(str(error)) from error
    listener = Listener(load_knowledge(), annotations)
    heard = [listener.listen(text) for text in annotations.texts]
    found = figures(heard, seed=seed)
    answer: dict[str, Any] = {
        "n": found.n,
        "precision": found.precision,
        "recall": found.recall,
        "f1": found.f1,
        "ci95": found.ci95,
        "labels": found.labels,
        "findings": found.findings,
        "unresolved": listener.unresolved,
    }
    wrong = [each for each in heard if misses and (each.missed or each.false)]
    if misses:
        answer["misses"] = [
            {"id": each.text.id, "text": each.text.text, "missed": each.missed, "false": each.false} for each in wrong
        ]
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    Console().print(_figures(file.name, answer, tuple(found.ci95)))
    print(f"not in the graph: {', '.join(listener.unresolved) or 'nothing'}")
    for each in wrong:
        missed = ", ".join(f"{name} ({status})" for name, status in each.missed) or "nothing"
        false = ", ".join(f"{name} ({status})" for name, status in each.false) or "nothing"
        print(f"{each.text.id}: missed {missed}; false {false}\n    {each.text.text}".replace("\n\n", "\n"))


def _tell(done: int, of: int) -> None:
    print(f"jiayi: {done} of {of}", file=sys.stderr, flush=True)


def _write_report(path: Path, file: Path, mode: str, judged: Sequence[Judged], seed: int) -> None:
    from app.evaluate.report import page

    try:
        path.write_text(page(file.name, mode, judged, seed=seed), encoding="utf-8")
    except OSError as error:
        raise CliError(f"{path} cannot be written: {error.strerror}; name a file in a folder that exists") from error


def _show(title: str, answer: Mapping[str, Any], table: Mapping[str, Any]) -> None:
    screen = Console()
    screen.width = max(screen.width, WIDEST_TABLE)
    screen.print(_figures(title, answer, tuple(answer["ci95"])))
    if answer["mode"] == ModeOption.INTERVIEW.value:
        screen.print(_lengths(answer["questions_by_level"]))
    if table:
        screen.print(_ablations(table))


def _figures(title: str, answer: Mapping[str, Any], keys: Sequence[str]) -> Table:
    table = Table("figure", "value", "95 % interval", title=title)
    for key in keys:
        value, interval = answer[key], answer["ci95"][key]
        if value is None:
            continue
        spread = "" if interval is None or key == "n" else f"{interval[0]:.3f} – {interval[1]:.3f}"
        table.add_row(key, str(value) if key == "n" else f"{value:.3f}", spread)
    return table


def _lengths(levels: Mapping[str, Mapping[str, float]]) -> Table:
    table = Table("urgency found", "n", "median", "95th percentile", title="questions asked")
    for level, each in levels.items():
        table.add_row(level, str(each["n"]), f"{each['median']:g}", f"{each['p95']:.1f}")
    return table


def _ablations(table: Mapping[str, Any]) -> Table:
    shown = Table("figure", *table, title="methods; below each the 95 % interval of its paired difference to the first")
    for key in next(iter(table.values()))["figures"]:
        cells = []
        for row in table.values():
            value, interval = row["figures"][key], row["difference_ci95"].get(key)
            spread = "" if interval is None else f"\n{interval[0]:+.3f} … {interval[1]:+.3f}"
            cells.append("–" if value is None else f"{value:.3f}{spread}")
        shown.add_row(key, *cells)
    return shown
