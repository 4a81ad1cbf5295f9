"""`jiayi communities|clinicians|audit …`: administration on the commission's own machine."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.cli.opening import administration as _administration

communities = typer.Typer(help="Communities: create, list.", no_args_is_help=True)
clinicians = typer.Typer(help="Clinicians' accounts: create, list, password, close.", no_args_is_help=True)
targets = typer.Typer(help="Within how long residents are to be answered: list, set.", no_args_is_help=True)
audit = typer.Typer(help="The audit chain: verify, anchor.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="JSON, for machines.")]


def _print(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        typer.echo("none")
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(
            *(", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value) for value in row.values())
        )
    Console().print(table)


def _rows(values: Any) -> list[dict[str, Any]]:
    from dataclasses import asdict

    return [asdict(value) for value in values]


@communities.command("create")
def create_community(name_zh: str, name_en: str, as_json: JsonOption = False) -> None:
    """Make a community and print its id."""
    with _administration() as admin:
        made = admin.create_community(name_zh, name_en)
    typer.echo(json.dumps({"id": made}) if as_json else made)


@communities.command("list")
def list_communities(as_json: JsonOption = False) -> None:
    """List the communities."""
    with _administration() as admin:
        _print(_rows(admin.list_communities()), as_json)


PasswordOption = Annotated[
    str,
    typer.Option(
        prompt=True, confirmation_prompt=True, hide_input=True, envvar="JIAYI_NEW_PASSWORD", help="Asked when left out."
    ),
]


@clinicians.command("create")
def create_clinician(
    username: str,
    name: Annotated[str, typer.Option(help="As residents read it, such as 王医生.")],
    password: PasswordOption,
    phone: Annotated[str, typer.Option(help="The number residents may call.")] = "",
    role: Annotated[str, typer.Option(help="doctor, supervisor, administrator or auditor.")] = "doctor",
    community: Annotated[list[str] | None, typer.Option(help="Id of a community; may be given several times.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Make an account and print its id."""
    with _administration() as admin:
        made = admin.create_clinician(
            username=username, password=password, name=name, phone=phone, role=role, communities=community or []
        )
    typer.echo(json.dumps({"id": made}) if as_json else made)


@clinicians.command("list")
def list_clinicians(as_json: JsonOption = False) -> None:
    """List the accounts."""
    with _administration() as admin:
        _print(_rows(admin.list_clinicians()), as_json)


@clinicians.command("password")
def set_password(username: str, password: PasswordOption) -> None:
    """Give an account a new password; its sessions end."""
    with _administration() as admin:
        admin.set_password(username, password)
    typer.echo("done")


@clinicians.command("forget-code")
def forget_second_factor(username: str) -> None:
    """Take an account's authenticator away: phone and recovery codes are lost. Its sessions end. Make sure who asks."""
    with _administration() as admin:
        admin.forget_second_factor(username)
    typer.echo("done")


@clinicians.command("close")
def close_clinician(username: str) -> None:
    """Close an account; its sessions end, and its open work goes to the community's list."""
    with _administration() as admin:
        admin.close_clinician(username)
        left = len(admin.list_magnets(doctor=username, in_use=True, limit=100_000))
    typer.echo("done")
    if left:
        typer.echo(
            f"{left} magnets still show this doctor: hand them on with "
            f"jiayi magnets assign --from {username} --doctor USERNAME, or end them with jiayi magnets revoke.",
            err=True,
        )


@targets.command("list")
def list_targets(as_json: JsonOption = False) -> None:
    """List within how many minutes encounters of each urgency are to be answered."""
    with _administration() as admin:
        _print([{"urgency": urgency, "minutes": minutes} for urgency, minutes in admin.targets().items()], as_json)


@targets.command("set")
def set_target(urgency: str, minutes: int) -> None:
    """Change the minutes of one urgency: emergency, urgent, soon, routine, self_care or not_known."""
    with _administration() as admin:
        admin.set_target(urgency, minutes)
    typer.echo("done")


@audit.command("verify")
def verify_audit(as_json: JsonOption = False) -> None:
    """Walk the audit chain from its first entry; exit 1 at the first link that does not hold."""
    with _administration() as admin:
        verdict = admin.verify_audit()
    answer = {"entries": verdict.entries, "broken_at": verdict.broken_at}
    if as_json:
        typer.echo(json.dumps(answer))
    elif verdict.broken_at is None:
        typer.echo(f"{verdict.entries} entries, the chain holds")
    else:
        typer.echo(f"the chain breaks at entry {verdict.broken_at}: it, or what stood before it, was changed")
    if verdict.broken_at is not None:
        raise typer.Exit(1)


@audit.command("anchor")
def anchor_audit() -> None:
    """Keep the chain's head beside the keys, so that cutting its end shows too."""
    with _administration() as admin:
        admin.anchor_audit()
    typer.echo("done")
