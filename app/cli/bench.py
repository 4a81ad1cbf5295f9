"""`jiayi bench …`: measured speed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from app.bench.graphs import Timing

app = typer.Typer(help="Measured speed.", no_args_is_help=True)


@app.callback()
def _bench() -> None:
    """Measured speed."""


@app.command()
def graph(
    cases: Annotated[int, typer.Option(min=10, help="Complaints measured in each language.")] = 150,
    drawn_diseases: Annotated[int, typer.Option(min=10, help="Diseases of the drawn graph.")] = 5_000,
    drawn_findings: Annotated[int, typer.Option(min=50, help="Findings of the drawn graph.")] = 10_000,
    seed: Annotated[int, typer.Option(help="Decides what is drawn.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Measure understanding, inference and the next question: over the packaged graph, and over a large drawn one."""
    from app.bench.graphs import complaints, drawn_cases, drawn_graph, measure_reasoning, measure_texts
    from app.knowledge import load_knowledge

    knowledge = load_knowledge()
    packaged = knowledge.graph
    texts = [*complaints(packaged, cases, "zh", seed), *complaints(packaged, cases, "en", seed)]
    measure_texts(knowledge.lexicon, texts[:20])
    understood, told = measure_texts(knowledge.lexicon, texts)
    measure_reasoning(packaged, told[:5])
    posterior, question = measure_reasoning(packaged, told)
    large = drawn_graph(drawn_diseases, drawn_findings, seed)
    made = drawn_cases(large, 60, seed)
    measure_reasoning(large, made[:3])
    large_posterior, large_question = measure_reasoning(large, made)
    rows = {
        "understand": understood,
        "posterior": posterior,
        "question": question,
        "drawn_posterior": large_posterior,
        "drawn_question": large_question,
    }
    sizes = {
        "diseases": len(packaged.diseases),
        "findings": len(packaged.findings),
        "drawn_diseases": drawn_diseases,
        "drawn_findings": drawn_findings,
    }
    if as_json:
        figures = {f"{name}_{key}": getattr(row, key) for name, row in rows.items() for key in row.__slots__}
        print(json.dumps({**sizes, **figures}))
        return
    Console().print(_table(rows))


@app.command()
def turns(
    residents: Annotated[int, typer.Option(min=1, max=200, help="Residents at once.")] = 20,
    consultations: Annotated[int, typer.Option(min=1, help="Whole consultations in all.")] = 60,
    pause: Annotated[
        float, typer.Option(min=0.0, help="Seconds that a resident takes to answer, in the mean; 0: all press at once.")
    ] = 0.0,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Node processes that share the residents.")] = 2,
    slots: Annotated[int, typer.Option(min=1, help="Turns at work at once in each process.")] = 2,
    seed: Annotated[int, typer.Option(help="Decides complaints and answers.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Measure whole turns of a consultation (no photo, no sealing) while many residents are at it, by the clock."""
    from dataclasses import asdict

    from app.bench.turns import measure_processes

    measured = measure_processes(
        processes=processes, residents=residents, consultations=consultations, pause_s=pause, seed=seed, slots=slots
    )
    if as_json:
        print(json.dumps({"residents": residents, "processes": processes, "pause_s": pause, **asdict(measured)}))
        return
    table = Table(
        "turns",
        "p50 ms",
        "p99 ms",
        "turns/s",
        "CPU ms/turn",
        title=f"{residents} residents at once, {processes} processes",
    )
    table.add_row(
        str(measured.turns),
        f"{measured.p50_ms:.1f}",
        f"{measured.p99_ms:.1f}",
        f"{measured.turns_per_s:.1f}",
        f"{measured.cpu_ms:.2f}",
    )
    Console().print(table)


@app.command()
def seal(
    consultations: Annotated[int, typer.Option(min=2, help="Consultations that each process walks.")] = 40,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Processes at once, one for each core.")] = 2,
    seed: Annotated[int, typer.Option(help="Decides complaints and answers.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Measure what sealing costs: every turn sealed as a node answers it and once in plain JSON, side by side; no model."""
    from app.bench import seal as bench

    cost = bench.measure_seal(consultations, processes=processes, seed=seed)
    if as_json:
        print(bench.as_json(cost))
        return
    table = Table(
        "turns",
        "sealed / plain",
        "95 %",
        "by the clock",
        "adds ms",
        "p50 ms",
        "p99 ms",
        "turns/s",
        title="Cost of sealing",
    )
    table.add_row(
        str(cost.turns),
        f"{cost.sealed_over_plain:.3f}",
        "{:.3f} to {:.3f}".format(*cost.ci95),
        f"{cost.sealed_over_plain_wall:.3f}",
        f"{cost.sealed_minus_plain_ms:.2f}",
        f"{cost.p50_ms:.1f}",
        f"{cost.p99_ms:.1f}",
        f"{cost.turns_per_s:.1f}",
    )
    Console().print(table)


def _table(rows: dict[str, Timing]) -> Table:
    table = Table("step", "p50 ms", "p95 ms", "p99 ms", title="Processor time of one core")
    for name, row in rows.items():
        table.add_row(name, f"{row.p50_ms:.2f}", f"{row.p95_ms:.2f}", f"{row.p99_ms:.2f}")
    return table
