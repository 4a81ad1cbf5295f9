"""`jiayi bench …`: measured speed."""

from __future__ import annotations

import json
import time
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
def sizes(
    consultations: Annotated[int, typer.Option(min=2, help="Whole consultations in all, in both languages.")] = 100,
    seed: Annotated[int, typer.Option(help="Decides complaints, people and answers.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Measure what lengths show: the sealed sizes of requests, answers and records, and how many different ones there are."""
    from dataclasses import asdict

    from agents.graph import Consultation
    from app.bench.graphs import complaints
    from app.bench.sizes import measure_sizes
    from app.knowledge import load_knowledge

    knowledge = load_knowledge()
    half = consultations // 2
    said = [
        *complaints(knowledge.graph, consultations - half, "zh", seed),
        *complaints(knowledge.graph, half, "en", seed),
    ]
    measured = measure_sizes(
        Consultation(knowledge), said, seed=seed, progress=lambda done: Console(stderr=True).print(done, end=" ")
    )
    if as_json:
        print(json.dumps(asdict(measured)))
        return
    console = Console()
    console.print(
        f"{measured.consultations} consultations, {measured.turns} turns; without padding {len(measured.plain)} different sums of lengths"
    )
    for name in ("requests", "answers", "records", "frames", "told"):
        found = getattr(measured, name)
        console.print(
            f"{name}: {len(found)} different;", ", ".join(f"{size}: {times}" for size, times in sorted(found.items()))
        )


@app.command()
def mutate(
    count: Annotated[int, typer.Option(min=1, help="Altered messages tried by Python's openers.")] = 1_000_000,
    page_count: Annotated[
        int | None,
        typer.Option(min=0, help="Altered messages tried by the page's openers; as many when not said, 0: none."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides keys, messages and what is done to them.")] = 0,
    first: Annotated[int, typer.Option(min=0, help="Number of the first mutation: to make one again.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Alter valid messages of every structure of the format and try to open them: none may open. Exits 1 when one does."""
    from app.bench.mutations.report import measure

    begun = time.monotonic()

    def progress(half: str, done: int) -> None:
        if done % 50_000 == 0:
            Console(stderr=True).print(f"{half}: {done} tried, {time.monotonic() - begun:.0f} s")

    wanted = count if page_count is None else page_count
    report = measure(count=count, page_count=wanted, seed=seed, first=first, progress=progress)
    report["seconds"] = round(time.monotonic() - begun, 1)
    halves = {name: report[name] for name in ("python", "page") if report[name] is not None}
    if as_json:
        print(json.dumps(report))
    else:
        for name, half in halves.items():
            console = Console()
            console.print(
                f"{name}: {half['tried']} tried, {half['accepted']} accepted, {half['same']} altered nothing, {half['deep']} reached a key"
            )
            for what in ("reasons", "kinds", "structures"):
                console.print("  ", ", ".join(f"{key} {number}" for key, number in sorted(half[what].items())))
            for line in half["found"]:
                console.print(f"  opened: {line}")
        if report["page_missing"]:
            Console().print(f"page: not run: {report['page_missing']}")
        elif report["agreed"] is not None:
            Console().print("both agreed on every reason" if report["agreed"] else "the two DIFFER in a reason")
    if any(half["accepted"] for half in halves.values()) or report["agreed"] is False:
        raise typer.Exit(1)


def _table(rows: dict[str, Timing]) -> Table:
    table = Table("step", "p50 ms", "p95 ms", "p99 ms", title="Processor time of one core")
    for name, row in rows.items():
        table.add_row(name, f"{row.p50_ms:.2f}", f"{row.p95_ms:.2f}", f"{row.p99_ms:.2f}")
    return table
