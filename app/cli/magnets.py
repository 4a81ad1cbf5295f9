"""`jiayi magnets …`: fridge magnets from the print shop to the bin: issue, print, list, assign, revoke, lost, replace."""

from __future__ import annotations

import json
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

magnets = typer.Typer(
    help="Fridge magnets: issue, print, list, assign, revoke, lost, replace. A magnet is named by its link, its id, "
    "or the 8 characters printed on it.",
    no_args_is_help=True,
)

OutOption = Annotated[Path | None, typer.Option(help="Write print-ready A4 sheets to this PDF.")]
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
    as_json: JsonOption = False,
) -> None:
    """Make magnets and print the links that their QR codes hold, or print-ready sheets."""
    # What may go wrong with paper is looked at first: a magnet that was made and not printed is a loose end.
    setter = _ready_to_print(out)
    with administration() as admin:
        made = admin.issue_magnets(community, doctor, count)
        links = _links(admin, made)
        if out is not None and setter is not None:
            _write(admin, made, out, setter)
    _say(links, out, as_json)


@magnets.command("print")
def print_again(names: NamesArgument, out: Annotated[Path, typer.Option(help="The PDF to write.")]) -> None:
    """Write sheets of magnets that were issued before, as community and doctor are called now."""
    setter = _ready_to_print(out)
    assert setter is not None
    with administration() as admin:
        found = admin.find_magnets(names)
        if ended := [magnet.id for magnet in found if magnet.revoked_at_ms is not None]:
            raise CliError(f"these magnets have ended and are not printed: {', '.join(ended[:10])}")
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
    as_json: JsonOption = False,
) -> None:
    """End a magnet and make one in its place."""
    setter = _ready_to_print(out)
    with administration() as admin:
        made = admin.replace_magnet(magnet, doctor=doctor)
        links = _links(admin, [made])
        if out is not None and setter is not None:
            _write(admin, [made], out, setter)
    _say(links, out, as_json)


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
    if as_json:
        typer.echo(json.dumps(links))
    else:
        typer.echo("\n".join(links) if out is None else f"{len(links)} magnets: {out}")


def _ready_to_print(out: Path | None) -> Typesetter | None:
    """Refuse what would spoil the paper, before a magnet is made."""
    if out is None:
        return None
    settings = _settings()
    if settings.environment == "production" and not settings.public_origin.startswith("https://"):
        raise CliError(
            f"JIAYI_PUBLIC_ORIGIN is {settings.public_origin}: phones could not open what is printed. "
            "Set it to the https:// address at which they reach the commission."
        )
    if out.exists():
        raise CliError(f"{out} exists already: name another file")
    if not out.parent.is_dir():
        raise CliError(f"there is no folder {out.parent}")
    with plain_errors():
        from records.paper.typesetting import typesetter

        return typesetter(None if settings.font_folder is None else (settings.font_folder,))


def _write(admin: Administration, magnet_ids: Sequence[str], out: Path, setter: Typesetter) -> None:
    from app.printing import sheets
    from records.trust.directory import fingerprint

    rows = admin.find_magnets(magnet_ids)
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


def _day(time_ms: int) -> str:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return f"{datetime.fromtimestamp(time_ms / 1000, ZoneInfo('Asia/Shanghai')):%Y-%m-%d}"
