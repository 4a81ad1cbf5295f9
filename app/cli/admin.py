"""`jiayi communities|clinicians|audit …`: administration on the commission's own machine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.cli.errors import CliError
from app.cli.opening import administration as _administration

if TYPE_CHECKING:
    from records.store.admin import Administration

communities = typer.Typer(help="Communities: create, update, list.", no_args_is_help=True)
clinicians = typer.Typer(
    help="Clinicians' accounts: create, update, list, password, forget-code, close.", no_args_is_help=True
)
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
def create_community(
    name_zh: str,
    name_en: str,
    phone: Annotated[str, typer.Option(help="What residents call when their doctor has left.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Make a community and print its id."""
    with _administration() as admin:
        made = admin.create_community(name_zh, name_en, phone)
    typer.echo(json.dumps({"id": made}) if as_json else made)


@communities.command("update")
def update_community(
    community: Annotated[str, typer.Argument(help="Its id.")],
    name_zh: Annotated[str | None, typer.Option(help="Its Chinese name from now on.")] = None,
    name_en: Annotated[str | None, typer.Option(help="Its English name from now on.")] = None,
    phone: Annotated[str | None, typer.Option(help='Its number from now on, "" for none.')] = None,
) -> None:
    """Change what a community is called, and its number; what is not named stays."""
    if name_zh is None and name_en is None and phone is None:
        raise CliError("say what changes: --name-zh, --name-en or --phone")
    with _administration() as admin:
        admin.update_community(community, name_zh=name_zh, name_en=name_en, phone=phone)
    typer.echo("done")


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
    """List the accounts; `magnets` is how many in use show this doctor."""
    with _administration() as admin:
        rows = _rows(admin.list_clinicians())
    _print(rows if as_json else [{**row, "magnets": sum(row["magnets"].values())} for row in rows], as_json)


MagnetsToOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Username of the doctor who takes the magnets over; COMMUNITY=USERNAME (its id) for one community alone."
    ),
]


@clinicians.command("update")
def update_clinician(
    username: str,
    name: Annotated[str | None, typer.Option(help="As residents read it from now on.")] = None,
    phone: Annotated[str | None, typer.Option(help='The number residents may call, "" for none.')] = None,
    community: Annotated[
        list[str] | None, typer.Option(help="Id of a community; all of them from now on, given one by one.")
    ] = None,
    no_community: Annotated[bool, typer.Option("--no-community", help="Of none from now on.")] = False,
    magnets_to: MagnetsToOption = None,
) -> None:
    """Change an account's name, number or communities; what is not named stays. Open work stays with a community that is left."""
    if name is None and phone is None and not community and not no_community:
        raise CliError("say what changes: --name, --phone, --community or --no-community")
    if community and no_community:
        raise CliError("either --community or --no-community")
    wanted = [] if no_community else community
    with _administration() as admin:
        heirs = _heirs(admin, username, magnets_to)
        admin.update_clinician(username, name=name, phone=phone, communities=wanted, magnets_to=heirs)
    typer.echo("done")


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
def close_clinician(username: str, magnets_to: MagnetsToOption = None) -> None:
    """Close an account; its sessions end, its open work goes to the community's list, its magnets to the doctor who is named."""
    with _administration() as admin:
        admin.close_clinician(username, magnets_to=_heirs(admin, username, magnets_to))
        left = len(admin.list_magnets(doctor=username, in_use=True, limit=100_000))
    typer.echo("done")
    if left:
        typer.echo(
            f"{left} magnets are left where no other doctor works: phones show the community and its number, and nobody reads what is "
            f"said. Make an account for who follows, then jiayi magnets assign --from {username} --doctor USERNAME; "
            "or end them with jiayi magnets revoke.",
            err=True,
        )


def _heirs(admin: Administration, username: str, named: list[str] | None) -> dict[str, str]:
    """Answer who takes over in each community where this doctor has magnets in use."""
    plain = [each for each in named or () if "=" not in each]
    if len(plain) > 1:
        raise CliError("name one doctor for all communities, the others with COMMUNITY=USERNAME")
    wanted = username.strip().casefold()
    held = next((row.magnets for row in admin.list_clinicians() if row.username == wanted), {})
    single = dict(each.split("=", 1) for each in named or () if "=" in each)
    return {**{community: each for each in plain for community in held}, **single}


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
