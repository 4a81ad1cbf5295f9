"""`jiayi bench …`: measured speed."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.cli.bench_archive import archive
from app.cli.bench_cockpit import cockpit
from app.cli.bench_crash import crash
from app.cli.bench_photos import photos

if TYPE_CHECKING:
    from app.bench.graphs import Timing

app = typer.Typer(help="Measured speed.", no_args_is_help=True)
app.command()(archive)
app.command()(cockpit)
app.command()(crash)
app.command()(photos)


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
    slots: Annotated[int, typer.Option(min=1, help="Turns at once in each process, where one lasts.")] = 2,
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


@app.command()
def tokens(
    count: Annotated[int, typer.Option(min=10, help="Tokens made and spent.")] = 300,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Measure admission tokens on one core: signed by the commission, checked and refused by a node, blinded by a phone in Python."""
    import time
    from dataclasses import asdict

    from app.bench.tokens import measure_admission

    figures = asdict(measure_admission(count, time.time_ns() // 1_000_000))
    if as_json:
        print(json.dumps(figures))
        return
    table = Table("what", "median", title=f"{count} admission tokens, one core")
    for name, value in figures.items():
        table.add_row(name, f"{value:,.2f}")
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
    """Alter valid messages of every structure of the format and try to open them: none may open. Exits 1 when one does.

    Exits 1 as well where the page's openers were asked for and could not be run: half of a run proves half.
    """
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
        if report["agreed"] is not None:
            Console().print("both agreed on every reason" if report["agreed"] else "the two DIFFER in a reason")
    if report["page_missing"]:
        print(f"page: NOT RUN: {report['page_missing']} (--page-count 0 tries Python's openers alone)", file=sys.stderr)
    if any(half["accepted"] for half in halves.values()) or report["agreed"] is False or report["page_missing"]:
        raise typer.Exit(1)


@app.command()
def rewrap(
    keys: Annotated[int, typer.Option(min=10, help="Wrapped data keys in the database.")] = 20_000,
    rate: Annotated[float, typer.Option(min=0.0, help="Most keys a second; 0: as fast as it goes.")] = 2_000.0,
    batch: Annotated[int, typer.Option(min=1, max=5_000, help="Keys in one transaction.")] = 500,
    before: Annotated[
        float, typer.Option(min=0.5, help="Seconds of the same load before and after the rewrap, to compare.")
    ] = 20.0,
    processes: Annotated[int, typer.Option(min=1, max=16, help="Processes of the commission that serves.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")] = False,
) -> None:
    """Wrap all data keys of a filled PostgreSQL anew while a commission takes in and shows over HTTP, and count what fails."""
    import tempfile
    from pathlib import Path

    from app.bench.rewrap import measure_rewrap

    with tempfile.TemporaryDirectory(prefix="jiayi-rewrap-") as folder:
        figures = measure_rewrap(Path(folder), keys=keys, rate=rate, batch=batch, before_s=before, processes=processes)
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        table = Table("figure", "value", title="Rewrap while serving")
        for name, value in figures.items():
            table.add_row(name, f"{value:.1f}" if isinstance(value, float) else str(value))
        Console().print(table)
    failed = sum(figures[f"{when}_failures"] for when in ("before", "during", "after"))
    if failed or figures["left_under_the_old_key"] or figures["receipted_or_filled_and_not_opened"]:
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
