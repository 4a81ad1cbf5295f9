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


def _table(rows: dict[str, Timing]) -> Table:
    table = Table("step", "p50 ms", "p95 ms", "p99 ms", title="Processor time of one core")
    for name, row in rows.items():
        table.add_row(name, f"{row.p50_ms:.2f}", f"{row.p95_ms:.2f}", f"{row.p99_ms:.2f}")
    return table


@app.command()
def intake(
    records: Annotated[int, typer.Option(min=1, help="Records delivered at least.")] = 3_000,
    processes: Annotated[
        list[int] | None, typer.Option(min=1, max=64, help="Commission processes; give it again for another run.")
    ] = None,
    couriers: Annotated[int, typer.Option(min=1, max=500, help="Phones that deliver at once.")] = 64,
    seed: Annotated[int, typer.Option(help="Decides the consultations.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a run, for machines.")] = False,
) -> None:
    """Measure how many records a second a commission takes in: durable, opened and stored, over HTTP and PostgreSQL."""
    from dataclasses import asdict

    from app.bench.intake import measure_intake, templates

    files = templates(seed)
    table = Table(
        "processes", "records", "s", "records/s", "receipt p50 ms", "p99 ms", "CPU ms: commission", "database"
    )
    for count in processes or [1, 2]:
        taken = measure_intake(files, records=records, processes=count, couriers=couriers)
        if as_json:
            print(json.dumps({"couriers": couriers, **asdict(taken)}))
        numbers = (taken.seconds, taken.records_per_s, taken.receipt_p50_ms, taken.receipt_p99_ms)
        spent = (taken.commission_cpu_ms, taken.database_cpu_ms)
        table.add_row(
            str(count), str(taken.records), *(f"{number:.1f}" for number in numbers), *map("{:.2f}".format, spent)
        )
    if not as_json:
        Console().print(table)


@app.command()
def crash(
    kills: Annotated[int, typer.Option(min=0, help="How often something is killed.")] = 300,
    residents: Annotated[int, typer.Option(min=1, max=50, help="Phones at once.")] = 6,
    nodes: Annotated[int, typer.Option(min=1, max=8, help="Compute nodes.")] = 2,
    pause: Annotated[float, typer.Option(min=0.0, help="Seconds between two kills, in the mean.")] = 0.5,
    at_most: Annotated[float, typer.Option(min=1.0, help="Seconds after which nothing more is killed.")] = 7200.0,
    seed: Annotated[int, typer.Option(help="Decides what is killed and what is said.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Kill commission, database, nodes and archive worker (SIGKILL) while residents are at it; tell what was lost or twice."""
    from dataclasses import asdict

    from app.bench.crash.run import survive
    from app.bench.graphs import complaints
    from app.cli.errors import CliError
    from app.knowledge import load_knowledge

    told = complaints(load_knowledge().graph, 100, "zh", seed)
    survived = survive(told, kills=kills, seed=seed, residents=residents, nodes=nodes, pause_s=pause, at_most_s=at_most)
    if as_json:
        print(json.dumps(asdict(survived), ensure_ascii=False))
    else:
        table = Table("kills", "consultations", "envelopes", "receipts", "signed and archived", "lost or twice", "s")
        counts = (survived.kills, survived.consultations, survived.envelopes, survived.receipts, survived.signed)
        table.add_row(*map(str, counts), str(len(survived.troubles)), f"{survived.seconds:.0f}")
        Console().print(table)
    if survived.troubles:
        raise CliError("; ".join(survived.troubles[:10]))
