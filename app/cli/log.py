"""`jiayi log …`: the commission's transparency log, for whoever wants to check it.

Exit codes: 0 it holds, 1 it does not and what was found is printed, 2 it could not be checked.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from app.translog.sources import LogSource
    from app.translog.verify import LogReport

app = typer.Typer(help="The transparency log: verify, head, show, check-page.", no_args_is_help=True)

Source = Annotated[
    str | None,
    typer.Argument(
        help="Address of a commission (https://…) or of its database (postgresql://…); the settings' own when left out."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON, for machines.")]
PinOption = Annotated[
    str | None, typer.Option("--pin", help="The root's fingerprint, as a magnet's link carries it after #.")
]
CaOption = Annotated[str | None, typer.Option("--ca", help="PEM file of the commission's own certificate authority.")]


@app.command()
def verify(
    source: Source = None,
    since: Annotated[
        Path | None, typer.Option("--since", help="A head that was kept by `jiayi log head --out`.")
    ] = None,
    pin: PinOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the whole log, and check each entry, the root, the proofs, and that it continues what it was."""
    from app.translog.errors import CannotCheck
    from app.translog.verify import verify_log

    try:
        kept = _read_head(since) if since else None
        report = verify_log(_source(source, ca), pin=pin, since=kept)
    except CannotCheck as error:
        _give_up(error)
    if as_json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        _print(report, pinned=pin is not None)
    raise typer.Exit(0 if report.holds else 1)


@app.command()
def head(
    source: Source = None,
    out: Annotated[Path | None, typer.Option("--out", help="Keep it in this file, for `verify --since` later.")] = None,
    pin: PinOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the signed head of the log: how many entries, and the root over them."""
    from app.translog.errors import CannotCheck
    from records.errors import CannotOpen
    from records.trust.log.audit import read_head

    try:
        answer = _source(source, ca).head()
        found = read_head(answer, pin).head
        if out is not None:
            out.write_text(json.dumps(answer) + "\n", encoding="utf-8")
    except CannotCheck as error:
        _give_up(error)
    except CannotOpen as error:
        typer.echo(f"the head does not hold ({error.reason})", err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        _give_up(f"{out} cannot be written: {error.strerror}")
    if as_json:
        typer.echo(json.dumps({**found.model_dump(), **answer}))
    else:
        typer.echo(f"{found.size} entries, root {found.root}")


@app.command()
def show(
    source: Source = None,
    kind: Annotated[str | None, typer.Option(help="certificate, directory, node, page or key.")] = None,
    start: Annotated[int, typer.Option(min=0, help="Number of the first entry.")] = 0,
    end: Annotated[int | None, typer.Option(min=1, help="Number after the last entry.")] = None,
    ca: CaOption = None,
) -> None:
    """Print entries, one JSON line each, as they were hashed. Nothing is verified here."""
    from app.translog.errors import CannotCheck
    from records.errors import CannotOpen
    from records.trust.log.audit import read_head

    try:
        opened = _source(source, ca)
        size = read_head(opened.head(), None).head.size
        for number, raw in enumerate(opened.entries(start, min(end or size, size)), start):
            value = json.loads(raw)
            if kind is None or (isinstance(value, dict) and value.get("kind") == kind):
                typer.echo(json.dumps({"number": number, "entry": value}, ensure_ascii=False))
    except CannotCheck as error:
        _give_up(error)
    except (CannotOpen, ValueError):
        _give_up("the log is not of the stated form; `jiayi log verify` tells what is wrong")


@app.command("check-page")
def check_page(
    url: Annotated[str, typer.Argument(help="Address of the commission that serves the page.")],
    dist: Annotated[
        Path | None, typer.Option(help="The build to compare with; this installation's own when left out.")
    ] = None,
    pin: PinOption = None,
    ca: CaOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prove that the page a server serves is this build, file by file, and that the build is in its log."""
    from app.settings import WEB_DIST
    from app.translog.errors import CannotCheck
    from app.translog.page import check_page as check
    from app.translog.sources import remote

    try:
        found = check(remote(url, authority=ca), dist or WEB_DIST, pin=pin)
    except CannotCheck as error:
        _give_up(error)
    if as_json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        for line in found.faults:
            typer.echo(line)
        if found.holds:
            typer.echo(
                f"{found.files} files are served as they were built; the build {found.digest} is entry {found.entry}"
            )
    raise typer.Exit(0 if found.holds else 1)


def _source(name: str | None, ca: str | None) -> LogSource:
    from app.translog.sources import StoredLog, remote

    if name is None:
        from app.settings import CommissionSettings

        settings = CommissionSettings()
        name = settings.database_url or settings.public_origin
    if name.startswith(("http://", "https://")):
        return remote(name, authority=ca)
    return StoredLog(name)


def _read_head(path: Path) -> Any:
    from app.translog.errors import CannotCheck

    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotCheck(f"{path} holds no head: {error}") from error
    if not isinstance(value, dict) or not {"root_key", "certificate", "head"} <= value.keys():
        raise CannotCheck(f"{path} holds no head; keep one with `jiayi log head --out {path}`")
    return {name: value[name] for name in ("root_key", "certificate", "head")}


def _print(report: LogReport, *, pinned: bool) -> None:
    for finding in report.findings:
        where = "the log" if finding.entry is None else f"entry {finding.entry}"
        typer.echo(f"{where}: {finding.what}")
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(report.counts.items()))
    typer.echo(f"{report.size} entries ({counted}), root {report.root}")
    if report.since is not None and report.holds:
        typer.echo(f"it continues the head that was kept at {report.since} entries")
    if not pinned:
        typer.echo(
            f"checked under root {report.root_fingerprint}: compare it with the code on a magnet, or give it with --pin"
        )
    typer.echo("the log holds" if report.holds else f"the log does not hold: {len(report.findings)} findings")


def _give_up(error: object) -> Any:
    typer.echo(f"jiayi: {error}", err=True)
    raise typer.Exit(2)
