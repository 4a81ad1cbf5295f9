"""`jiayi magnets …`: fridge magnets from the print shop to the bin: issue, print, list, assign, revoke, lost, replace."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.admin import JsonOption, _print, _rows
from app.cli.errors import CliError
from app.cli.opening import administration, plain_errors

if TYPE_CHECKING:
    from app.settings import CommissionSettings
    from records.paper.typesetting import Typesetter
    from records.store.admin import Administration
    from records.store.magnets import MagnetRow

magnets = typer.Typer(
    help="Fridge magnets: issue, print, list, assign, revoke, lost, replace. A magnet is named by its link, its id, "
    "or the 8 characters printed on it.",
    no_args_is_help=True,
)

OutOption = Annotated[
    Path | None,
    typer.Option(help="The PDF to write; left out, one here that is named by community, doctor and number."),
]
LinksOption = Annotated[bool, typer.Option("--links", help="Print the links alone, and write no PDF.")]
NamesArgument = Annotated[list[str], typer.Argument(help="Links, ids or printed numbers.")]
DoctorOption = Annotated[
    str | None, typer.Option(help="Username of the family doctor; may be left out where there is one.")
]


@magnets.command("issue")
def issue(
    community: Annotated[str, typer.Option(help="Id of the community.")],
    doctor: DoctorOption = None,
    count: Annotated[int, typer.Option(min=1, max=10_000)] = 1,
    out: OutOption = None,
    links: LinksOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make magnets and print-ready A4 sheets of them; with --links the links that their QR codes hold."""
    # What may go wrong with paper is looked at first: a magnet that was made and not printed is a loose end.
    setter = _ready_to_print(out, links_only=links)
    with administration() as admin:
        made = admin.issue_magnets(community, doctor, count)
        written = None if setter is None else _write(admin, made, out, setter)
        _say(_links(admin, made), written, as_json)


@magnets.command("print")
def print_again(names: NamesArgument, out: Annotated[Path, typer.Option(help="The PDF to write.")]) -> None:
    """Write sheets of magnets that were issued before, as community and doctor are called now."""
    setter = _ready_to_print(out)
    assert setter is not None  # not links alone
    with administration() as admin:
        found = admin.find_magnets(names)
        if ended := [magnet.id for magnet in found if magnet.revoked_at_ms is not None]:
            raise CliError(f"these magnets have ended and are not printed: {', '.join(ended[:10])}")
        if left := [magnet.id for magnet in found if magnet.doctor_left]:
            raise CliError(
                f"these magnets show a doctor who left: {', '.join(left[:10])}. Hand them on first with jiayi magnets assign"
            )
        _write(admin, [magnet.id for magnet in found], out, setter)
    typer.echo(str(out))


@magnets.command("list")
def list_magnets(
    community: Annotated[str | None, typer.Option(help="Only of this community (its id).")] = None,
    doctor: Annotated[str | None, typer.Option(help="Only of this doctor (username).")] = None,
    in_use: Annotated[bool | None, typer.Option("--in-use/--ended", help="Only these; both without it.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 1000,
    as_json: JsonOption = False,
) -> None:
    """List the newest magnets."""
    with administration() as admin:
        found = admin.list_magnets(limit=limit, community_id=community, doctor=doctor, in_use=in_use)
    if as_json:
        _print(_rows(found), as_json)
        return
    rows = [
        {
            "magnet": magnet.id,
            "community": magnet.community_zh,
            "doctor": f"{magnet.doctor} ({magnet.doctor_username})" + (" left" if magnet.doctor_left else ""),
            "issued": _day(magnet.issued_at_ms),
            "state": "in use" if magnet.revoked_at_ms is None else f"{magnet.ended_as} {_day(magnet.revoked_at_ms)}",
            "replaced by": magnet.replaced_by or "",
        }
        for magnet in found
    ]
    _print(rows, as_json)


@magnets.command("assign")
def assign(
    doctor: Annotated[str, typer.Option(help="Username of the doctor who takes them over.")],
    names: Annotated[list[str] | None, typer.Argument(help="Links, ids or printed numbers.")] = None,
    from_doctor: Annotated[
        str | None, typer.Option("--from", help="All magnets in use of this doctor (username), who leaves.")
    ] = None,
    community: Annotated[str | None, typer.Option(help="With --from: only of this community (its id).")] = None,
    as_json: JsonOption = False,
) -> None:
    """Hand magnets on to another doctor of their community: what is scanned from now on shows that doctor."""
    if bool(names) == bool(from_doctor):
        raise CliError("say which: magnets by link, id or printed number, or --from USERNAME for all of a doctor's")
    with administration() as admin:
        if from_doctor is not None:
            held = admin.list_magnets(limit=1_000_000, doctor=from_doctor, community_id=community, in_use=True)
            names = [magnet.id for magnet in held]
            if not names:
                raise CliError(f"no magnets in use show {from_doctor}")
        changed = admin.assign_magnets(names or [], doctor)
    typer.echo(json.dumps(changed) if as_json else f"{len(changed)} magnets now show {doctor}")


@magnets.command("revoke")
def revoke(names: NamesArgument) -> None:
    """Make magnets useless from now on; consultations that run go on to their end."""
    _end(names, lost=False)


@magnets.command("lost")
def lost(names: NamesArgument) -> None:
    """As revoke, for a magnet that was lost, or photographed and posted: the phone says so."""
    _end(names, lost=True)


@magnets.command("replace")
def replace(
    magnet: Annotated[str, typer.Argument(help="Its link, id or printed number.")],
    doctor: Annotated[str | None, typer.Option(help="Username, where its own doctor has left.")] = None,
    out: OutOption = None,
    links: LinksOption = False,
    as_json: JsonOption = False,
) -> None:
    """End a magnet and make one in its place, with the sheet to print; with --links its link alone."""
    setter = _ready_to_print(out, links_only=links)
    with administration() as admin:
        made = admin.replace_magnet(magnet, doctor=doctor)
        written = None if setter is None else _write(admin, [made], out, setter)
        _say(_links(admin, [made]), written, as_json)


def _end(names: Sequence[str], *, lost: bool) -> None:
    with administration() as admin:
        for name in names:
            admin.revoke_magnet(name, ended_as="lost" if lost else "revoked")
        ended = admin.find_magnets(names)
    for magnet in ended:
        typer.echo(
            f"{magnet.id} ({magnet.community_zh}, {magnet.doctor}) has ended as {magnet.ended_as}: no new consultation begins with it; "
            "what runs goes on."
            + ("" if magnet.replaced_by else f" For a new one: jiayi magnets replace {magnet.id[:8]}")
        )


def _settings() -> CommissionSettings:
    from app.settings import CommissionSettings

    with plain_errors():
        return CommissionSettings()


def _links(admin: Administration, magnet_ids: Sequence[str]) -> list[str]:
    from app.printing import magnet_link
    from records.trust.directory import fingerprint

    pin = fingerprint(admin.keys.root_public)
    return [magnet_link(_settings().public_origin, magnet, pin) for magnet in magnet_ids]


def _say(links: list[str], out: Path | None, as_json: bool) -> None:
    if out is not None:
        typer.echo(f"{len(links)} magnets: {out}", err=as_json)
    if as_json:
        typer.echo(json.dumps(links))
    elif out is None:
        typer.echo("\n".join(links))


def _ready_to_print(out: Path | None, *, links_only: bool = False) -> Typesetter | None:
    """Refuse what would spoil the paper, before a magnet is made; None where nothing is printed."""
    if links_only:
        if out is not None:
            raise CliError("either --out for a PDF or --links for the links alone")
        return None
    settings = _settings()
    if settings.environment == "production" and not settings.public_origin.startswith("https://"):
        raise CliError(
            f"JIAYI_PUBLIC_ORIGIN is {settings.public_origin}: phones could not open what is printed. "
            "Set it to the https:// address at which they reach the commission."
        )
    if out is not None and out.exists():
        raise CliError(f"{out} exists already: name another file")
    folder = Path() if out is None else out.parent
    if not folder.is_dir():
        raise CliError(f"there is no folder {folder}")
    if not os.access(folder, os.W_OK):
        raise CliError(f"nothing can be written to {folder.resolve()}: name a file elsewhere with --out, or --links")
    with plain_errors():
        from records.paper.typesetting import typesetter

        return typesetter(None if settings.font_folder is None else (settings.font_folder,))


def _write(admin: Administration, magnet_ids: Sequence[str], out: Path | None, setter: Typesetter) -> Path:
    from app.printing import sheets
    from records.trust.directory import fingerprint

    rows = admin.find_magnets(magnet_ids)
    out = out or _named(rows)
    try:
        body = sheets(rows, _settings().public_origin, fingerprint(admin.keys.root_public), setter=setter)
        with out.open("xb") as file:
            file.write(body)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        names = " ".join(magnet_ids[:3]) + (" …" if len(magnet_ids) > 3 else "")  # noqa: PLR2004 - enough to go on with
        raise CliError(
            f"{reason}. The magnets were made; print them with jiayi magnets print {names} --out FILE"
        ) from error
    return out


def _named(rows: Sequence[MagnetRow]) -> Path:
    """Answer a name that tells what is in the file. The number of the first magnet, which stands on it, makes it the only one."""
    first = rows[0]
    parts = ("magnets", first.community_zh, first.doctor, str(len(rows)), first.id[:8])
    # Of a file name in UTF-8 no system takes more than 255 bytes.
    return Path("-".join("".join(each for each in part if each.isalnum())[:25] for part in parts) + ".pdf")


def _day(time_ms: int) -> str:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return f"{datetime.fromtimestamp(time_ms / 1000, ZoneInfo('Asia/Shanghai')):%Y-%m-%d}"
