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
    seed: Annotated[int, typer.Option(help="Decides complaints and answers.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Measure whole turns of a consultation (no photo, no sealing) while many residents are at it, by the clock."""
    from dataclasses import asdict

    from agents.graph import Consultation
    from app.bench.graphs import complaints
    from app.bench.turns import measure_turns
    from app.knowledge import load_knowledge

    knowledge = load_knowledge()
    consultation = Consultation(knowledge)
    told = complaints(knowledge.graph, consultations, "zh", seed)
    measure_turns(consultation, told[:2], residents=1, pause_s=0.0, seed=seed)
    measured = measure_turns(consultation, told, residents=residents, pause_s=pause, seed=seed)
    if as_json:
        print(json.dumps({"residents": residents, "pause_s": pause, **asdict(measured)}))
        return
    table = Table("turns", "p50 ms", "p99 ms", "turns/s", "CPU ms/turn", title=f"{residents} residents at once")
    table.add_row(
        str(measured.turns),
        f"{measured.p50_ms:.1f}",
        f"{measured.p99_ms:.1f}",
        f"{measured.turns_per_s:.1f}",
        f"{measured.cpu_ms:.2f}",
    )
    Console().print(table)


@app.command()
def rewrap(
    keys: Annotated[int, typer.Option(min=10, help="Wrapped data keys in the database.")] = 20_000,
    rate: Annotated[float, typer.Option(min=0.0, help="Most keys a second; 0: as fast as it goes.")] = 2_000.0,
    batch: Annotated[int, typer.Option(min=1, max=5_000, help="Keys in one transaction.")] = 500,
    before: Annotated[
        float, typer.Option(min=0.5, help="Seconds of the same load without a rewrap, to compare.")
    ] = 20.0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Wrap all data keys of a filled PostgreSQL anew while identities are taken in and read, and count what fails."""
    import tempfile
    from pathlib import Path

    from app.bench.rewrap import measure_rewrap

    with tempfile.TemporaryDirectory(prefix="jiayi-rewrap-") as folder:
        figures = measure_rewrap(Path(folder), keys=keys, rate=rate, batch=batch, before_s=before)
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        table = Table("figure", "value", title="Rewrap while serving")
        for name, value in figures.items():
            table.add_row(name, f"{value:.1f}" if isinstance(value, float) else str(value))
        Console().print(table)
    if figures["before_failures"] or figures["during_failures"] or figures["left_under_the_old_key"]:
        raise typer.Exit(1)


@app.command()
def holder(
    calls: Annotated[float, typer.Option(min=1.0, help="Calls a second that the holder takes.")] = 200.0,
    residents: Annotated[int, typer.Option(min=1, help="Residents who consult.")] = 300,
    at_once: Annotated[int, typer.Option(min=1, help="Residents side by side.")] = 50,
    records: Annotated[int, typer.Option(min=1, help="Records of one consultation.")] = 10,
    seed: Annotated[int, typer.Option(help="Decides the order.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Measure what a slow token or Vault allows the intake, with and without remembering opened data keys."""
    from app.bench.holders import measure_holder

    made = {
        name: measure_holder(
            calls_per_s=calls, residents=residents, at_once=at_once, records_each=records, remember=remember, seed=seed
        )
        for name, remember in (("without", False), ("remembering", True))
    }
    if as_json:
        print(json.dumps({f"{name}_{key}": getattr(row, key) for name, row in made.items() for key in row.__slots__}))
        return
    table = Table("data keys", "records", "records/s", "calls/record", title=f"A holder of {calls:.0f} calls a second")
    for name, row in made.items():
        table.add_row(name, str(row.records), f"{row.records_per_s:.0f}", f"{row.calls_per_record:.2f}")
    Console().print(table)


def _table(rows: dict[str, Timing]) -> Table:
    table = Table("step", "p50 ms", "p95 ms", "p99 ms", title="Processor time of one core")
    for name, row in rows.items():
        table.add_row(name, f"{row.p50_ms:.2f}", f"{row.p95_ms:.2f}", f"{row.p99_ms:.2f}")
    return table


@app.command()
def admission(
    hardware: Annotated[str, typer.Option(help="A TPM 2.0: a device, or tcp:HOST:PORT of a simulator.")],
    ek_root: Annotated[str, typer.Option(help="PEM file of the certificate that certified its EK.")],
    rounds: Annotated[int, typer.Option(min=3, help="Admissions measured.")] = 50,
) -> None:
    """Measure a TPM's answer to a challenge and the commission's check of it; prints medians as JSON."""
    from dataclasses import asdict
    from pathlib import Path

    from app.bench.admissions import measure_admissions

    times = measure_admissions(hardware, Path(ek_root).read_text(encoding="ascii"), rounds)
    typer.echo(json.dumps(asdict(times) | {"admissions_per_s": round(times.admissions_per_s, 1)}))
