"""`jiayi keys …`: the commission's keys, on its own machine. Every change is an event of the audit trail."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.cli.errors import CliError
from app.cli.keys_ceremony import HolderOptions, ceremony, holder_of, secret_from
from app.cli.opening import administration_of, plain_errors

if TYPE_CHECKING:
    from records.store.keyfolder.entries import KeyEntry
    from records.store.keystore import KeyStore
    from records.store.rewrap import Progress

app = typer.Typer(
    help="The commission's keys: made, rotated, wrapped anew, destroyed, backed up.", no_args_is_help=True
)
app.add_typer(ceremony, name="ceremony")

JsonOption = Annotated[bool, typer.Option("--json", help="JSON, for machines.")]
SecretOption = Annotated[
    Path | None, typer.Option(help="File (0600) with the passphrase of the backup or new holder; asked when left out.")
]


@contextmanager
def _keys() -> Generator[KeyStore]:
    from app.keys import settings_secrets
    from app.settings import CommissionSettings
    from records.store.keystore import KeyStore

    with plain_errors():
        settings = CommissionSettings()
        yield KeyStore.open(settings.key_folder, settings_secrets(settings))


def _tell(store: KeyStore) -> None:
    """Tell the audit trail what happened, or say that it will hear of it later."""
    from records.store.errors import StoreError
    from records.store.keyfolder.events import tell_waiting

    try:
        with administration_of(store) as admin:
            tell_waiting(admin.database, store)
    except (StoreError, CliError) as error:
        print(
            f"jiayi: {len(store.keys.pending)} events wait for the audit trail ({error}); the commission tells it when it runs",
            file=sys.stderr,
        )


def _show(entry: KeyEntry) -> dict[str, Any]:
    def day(ms: int | None) -> str | None:
        return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M")

    return {
        "name": entry.name,
        "key_id": entry.key_id,
        "state": entry.state.value,
        "made": day(entry.made_at_ms),
        "ends": day(entry.ends_at_ms),
        "where": entry.where.kind,
    }


def _rows(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console(width=None if sys.stdout.isatty() else 160).print(table)


@app.command("list")
def list_keys(as_json: JsonOption = False) -> None:
    """List all keys: what they are for, their state, and when they end."""
    with _keys() as store:
        _rows([_show(entry) for entry in store.keys.keys], as_json)


@app.command()
def check(
    residents: Annotated[bool, typer.Option("--residents", help="Try every resident's data key, too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Try every key, and say what ends soon and what is wrong; exit 1 when something is wrong."""
    from dataclasses import asdict

    from records.store.keyfolder.checking import Finding
    from records.store.keyfolder.checking import check as look
    from records.store.rewrap import unopened

    with _keys() as store:
        found = look(store)
        if residents:
            with administration_of(store) as admin:
                count, broken = unopened(admin.database, store.keks()[1])
            found.append(Finding("fine", "residents", f"{count - len(broken)} of {count} data keys open"))
            found += [Finding("wrong", f"resident {each}", "the data key opens under no key here") for each in broken]
        _rows([asdict(each) for each in found], as_json)
    if any(each.weight == "wrong" for each in found):
        raise typer.Exit(1)


@app.command()
def rotate(
    purpose: Annotated[str, typer.Argument(help="record, directory, receipt, admission, state or kek.")],
    options: HolderOptions = None,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Only make it: it opens, and is used after the next rotate.")
    ] = False,
    as_json: JsonOption = False,
    module: Annotated[str, typer.Option(help="PKCS#11 library, for --holder pkcs11.")] = "",
    token: Annotated[str, typer.Option(help="Label of the token, for --holder pkcs11.")] = "",
    vault_url: Annotated[str, typer.Option(help="Address of the Vault, for --holder vault.")] = "",
    vault_mount: Annotated[str, typer.Option(help="Mount of Transit.")] = "transit",
) -> None:
    """Put a new key in force. Running processes take it over within a second; none needs a restart."""
    from records.store.keyfolder import rotation

    with _keys() as store:
        where = None
        if options is not None:
            if purpose != "kek" or options not in {"pkcs11", "vault"}:
                raise CliError("--holder pkcs11 or vault is for the key-encryption key (kek) alone")
            where = holder_of(options, module, token, vault_url, vault_mount)
        made = (rotation.prepare if prepare else rotation.rotate)(store, purpose, where=where)
        _tell(store)
        _rows([_show(made)], as_json)
        if purpose == "kek" and not prepare:
            print("Wrap the residents' data keys anew now: jiayi keys rewrap", file=sys.stderr)


@app.command()
def revoke(key_id: str, as_json: JsonOption = False) -> None:
    """Stop a key at once, because somebody else may have it; one in force is replaced first."""
    from records.store.keyfolder import rotation

    with _keys() as store:
        made = rotation.revoke(store, key_id)
        _tell(store)
        _rows([_show(made)], as_json)


@app.command()
def destroy(
    key_id: str,
    confirm: Annotated[str | None, typer.Option(help="The key id once more; asked when left out.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a key for good. Refused while something still needs it; older backups of the database open no more without it."""
    from records.store.keyfolder import rotation
    from records.store.keyfolder.needs import what_needs

    with _keys() as store:
        entry = store.keys.find(key_id)
        if confirm is None:
            confirm = typer.prompt(f"{entry.name} is gone for good then. Type its id to go on")
        if confirm != key_id:
            raise CliError("that is not the key's id; nothing was destroyed")
        with administration_of(store) as admin:
            made = rotation.destroy(store, key_id, needed=what_needs(admin.database, entry))
        _tell(store)
        _rows([_show(made)], as_json)


@app.command()
def rewrap(
    rate: Annotated[float, typer.Option(min=0.0, help="Most keys a second; 0: as fast as it goes.")] = 2_000.0,
    batch: Annotated[int, typer.Option(min=1, max=5_000, help="Keys in one transaction.")] = 500,
    as_json: JsonOption = False,
) -> None:
    """Wrap every resident's data key anew under the key-encryption key in force, while the commission serves.

    Killed or stopped, run it again: it goes on where it was.
    """
    from dataclasses import asdict

    from records.store.rewrap import Rewrap

    def report(progress: Progress) -> None:
        if not as_json and (progress.done // batch) % 20 == 0:
            print(f"{progress.done} of {progress.to_do}", file=sys.stderr)

    with _keys() as store, administration_of(store) as admin:
        done = Rewrap(admin.database, store.keks(), batch=batch, rate=rate, report=report).run()
    if as_json:
        typer.echo(json.dumps(asdict(done)))
    else:
        typer.echo(f"{done.done} data keys wrapped anew")
    if done.broken_in_all:
        raise CliError(
            f"{done.broken_in_all} data keys open under no key here (first: {', '.join(done.broken[:5])}); bring the key that "
            "wrapped them back, and run this again"
        )


@app.command()
def hold(
    options: Annotated[str, typer.Option("--holder", help="passphrase, pkcs11 or vault.")],
    secret_file: SecretOption = None,
    module: Annotated[str, typer.Option(help="PKCS#11 library.")] = "",
    token: Annotated[str, typer.Option(help="Label of the token.")] = "",
    vault_url: Annotated[str, typer.Option(help="Address of the Vault.")] = "",
    vault_mount: Annotated[str, typer.Option(help="Mount of Transit.")] = "transit",
) -> None:
    """Change what holds the key folder: another passphrase, a token, a Vault. Copies made before open as they did."""
    from records.store.keyfolder.doors import Doors
    from records.store.keyfolder.entries import TokenHolder, VaultHolder

    with _keys() as store:
        holder = holder_of(options, module, token, vault_url, vault_mount)
        doors = Doors(secret_from(secret_file))
        if isinstance(holder, TokenHolder | VaultHolder):
            holder = holder.model_copy(update={"key_id": doors.room(holder).generate()})
        store.opened.hold_otherwise(holder, doors, store.now_ms())
        _tell(store)
    typer.echo("done; a serving process needs the new secret when it starts next")


@app.command()
def backup(out: Path, secret_file: SecretOption = None, as_json: JsonOption = False) -> None:
    """Write all keys into one file under a passphrase of its own. Keep it apart from the database's backups."""
    from records.store.keyfolder.backup import back_up

    with _keys() as store:
        made = back_up(store, out, secret_from(secret_file))
        _tell(store)
    if as_json:
        typer.echo(json.dumps({"held": made.held, "left_out": made.left_out}))
        return
    typer.echo(f"{len(made.held)} keys in {out}")
    if made.left_out:
        typer.echo(
            f"not in it, because they never leave their token or Vault: {', '.join(made.left_out)}; back that up too"
        )


@app.command()
def restore(
    backup_file: Path,
    options: Annotated[str, typer.Option("--holder", help="passphrase, pkcs11 or vault.")] = "passphrase",
    secret_file: SecretOption = None,
    new_secret_file: Annotated[Path | None, typer.Option(help="File (0600) with the new holder's secret.")] = None,
    module: Annotated[str, typer.Option(help="PKCS#11 library.")] = "",
    token: Annotated[str, typer.Option(help="Label of the token.")] = "",
    vault_url: Annotated[str, typer.Option(help="Address of the Vault.")] = "",
    vault_mount: Annotated[str, typer.Option(help="Mount of Transit.")] = "transit",
) -> None:
    """Make the key folder anew from a backup, on a machine that has none."""
    from app.settings import CommissionSettings
    from records.store.database import wall_clock
    from records.store.keyfolder.backup import restore as bring_back

    with plain_errors():
        store = bring_back(
            backup_file,
            CommissionSettings().key_folder,
            holder_of(options, module, token, vault_url, vault_mount),
            secret_from(secret_file),
            secret_from(new_secret_file),
            now_ms=wall_clock(),
        )
    typer.echo(f"{len(store.keys.keys)} keys are back in {store.folder}; try them with jiayi keys check")
