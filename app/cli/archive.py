"""`jiayi archive …`: how deliveries stand, trying again, sending again, and proving that both sides hold the same."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.errors import CliError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from records.archive.reconcile import Report
    from records.store.archive_state import Expected
    from records.store.database import Database

app = typer.Typer(help="The health archive: deliveries of signed encounters.", no_args_is_help=True)
_Json = Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")]
_Encounters = Annotated[list[str] | None, typer.Argument(metavar="ENCOUNTER…", help="Ids of encounters.")]


@app.command()
def status(
    limit: Annotated[int, typer.Option(min=0, max=10_000, help="Failures listed at most.")] = 20, as_json: _Json = False
) -> None:
    """Tell what was delivered, what waits and is tried again by itself, and what was refused, with the reason."""
    from rich.console import Console
    from rich.table import Table

    from app.cli.opening import administration
    from records.store import archive_state
    from records.store.policy import SYSTEM

    with administration() as admin, admin.database.transaction() as unit:
        pending, counts = archive_state.standing(unit, SYSTEM)
        failed = archive_state.failures(unit, SYSTEM, limit=limit)
    if as_json:
        found = [{"encounter": encounter, **each.model_dump(exclude={"detail"})} for encounter, each in failed]
        destinations = [{name: getattr(each, name) for name in each.__dataclass_fields__} for each in counts]
        print(json.dumps({"pending": pending, "destinations": destinations, "failures": found}, ensure_ascii=False))
        return
    table = Table("destination", "delivered", "waiting", "refused", title=f"{pending} not tried yet")
    for each in counts:
        table.add_row(each.destination, str(each.delivered), str(each.waiting), str(each.refused))
    Console().print(table)
    for encounter, view in failed:
        words = "" if view.sentence is None else f"{view.sentence.zh} / {view.sentence.en}"
        print(f"{encounter}  {view.destination}  {view.state}  {view.reason or ''}  {words}")


@app.command()
def retry(encounters: _Encounters = None, as_json: _Json = False) -> None:
    """Try failed deliveries again now: those named, or all of them."""
    _again(encounters or [], replay=False, destination=None, as_json=as_json)


@app.command()
def replay(
    encounters: _Encounters = None,
    everything: Annotated[bool, typer.Option("--all", help="Every encounter that was ever signed.")] = False,
    destination: Annotated[str | None, typer.Option(help="Only to this destination, such as fhir.")] = None,
    as_json: _Json = False,
) -> None:
    """Send delivered encounters once more, over what is there: after an archive was restored or something was altered."""
    if bool(encounters) == everything:
        raise typer.BadParameter("name encounters, or say --all", param_hint="ENCOUNTER")
    _again(encounters or [], replay=True, destination=destination, as_json=as_json)


@app.command()
def reconcile(
    destination: Annotated[str | None, typer.Option(help="Only this destination, such as fhir or drop-folder.")] = None,
    as_json: _Json = False,
) -> None:
    """Compare what the store delivered with what the destinations hold; exit code 1 where they differ."""
    import sys
    from dataclasses import asdict

    from app.archive.destinations import destinations_of
    from app.archive.settings import ArchiveSettings
    from app.cli.opening import administration
    from app.settings import WorkerSettings
    from records.archive.reconcile import reconcile as compare
    from records.store.archive_state import signed_here
    from records.store.deliveries import Deliveries
    from records.store.policy import SYSTEM

    with administration() as admin, destinations_of(ArchiveSettings(), WorkerSettings()) as destinations:
        chosen = [each for each in destinations if destination in (None, each.name)]
        if not chosen:
            names = ", ".join(each.name for each in destinations)
            raise CliError(f"there is no destination {destination}; the settings name {names}")

        def ours(ids: Any) -> frozenset[str]:
            with admin.database.transaction() as unit:
                return signed_here(unit, SYSTEM, ids)

        def told(name: str, count: int) -> None:
            print(f"{name}: {count} compared", file=sys.stderr)

        reports = [
            compare(
                each,
                _pages(admin.database, each.name),
                Deliveries(admin.database).load,
                ours,
                progress=partial(told, each.name),
            )
            for each in chosen
        ]
    if as_json:
        print(json.dumps([{**asdict(each), "agrees": each.agrees} for each in reports]))
    else:
        for report in reports:
            _print(report)
    if not all(each.agrees for each in reports):
        raise typer.Exit(1)


def _pages(database: Database, destination: str) -> Iterator[list[Expected]]:
    from records.archive.reconcile import PAGE
    from records.store.archive_state import expected
    from records.store.policy import SYSTEM

    after = 0
    while True:
        with database.transaction() as unit:
            page = expected(unit, SYSTEM, destination, after=after, page=PAGE)
        if not page:
            return
        after = page[-1].number
        yield page


def _again(encounters: list[str], *, replay: bool, destination: str | None, as_json: bool) -> None:
    from app.cli.opening import administration
    from records.archive.deliverer import EVERYWHERE
    from records.archive.worker import ArchiveQueue
    from records.store.archive_state import again
    from records.store.policy import SYSTEM

    queue = ArchiveQueue()
    with administration() as admin, admin.database.transaction() as unit:
        count = again(
            unit,
            SYSTEM,
            encounters,
            enqueue=partial(queue.enqueue, overwrite=destination or EVERYWHERE) if replay else queue.enqueue,
            replay=replay,
        )
    print(json.dumps({"enqueued": count}) if as_json else f"{count} enqueued; the worker delivers them")


def _print(report: Report) -> None:
    word = "agrees" if report.agrees else "differs"
    erased = f", {report.erased_here} of residents erased here" if report.erased_here else ""
    print(f"{report.destination}: {word}; {report.same} of {report.compared} the same{erased}")
    for each in report.differences:
        parts = [f"{name} {kind}" for kind in ("missing", "extra", "altered") for name in getattr(each, kind)]
        said = "missing" if each.whole else "not as it was delivered" if each.unnamed else "; ".join(parts)
        print(f"  {each.encounter_id}: {said}")
    for encounter in report.unconfirmed:
        print(f"  {encounter}: held there, not confirmed yet; jiayi archive retry {encounter}")
    for encounter in report.strangers:
        print(f"  {encounter}: held there, not signed here")
