"""`jiayi keys ceremony …`: a root key that stays offline, and a commission's keys that it certifies by files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.errors import CliError
from app.cli.opening import plain_errors

if TYPE_CHECKING:
    from records.store.keyfolder.doors import Ask
    from records.store.keyfolder.entries import Holder

ceremony = typer.Typer(
    help="root (offline) -> commission -> sign (offline) -> accept. Only files go between the machines.",
    no_args_is_help=True,
)

JsonOption = Annotated[bool, typer.Option("--json", help="JSON, for machines.")]
HolderOptions = Annotated[
    str | None, typer.Option("--holder", help="pkcs11 or vault: where the new key is made and stays.")
]
SecretFile = Annotated[Path | None, typer.Option(help="File (0600) with the passphrase; asked when left out.")]


def secret_from(file: Path | None) -> Ask:
    """Answer what asks for a secret: a file, or a person."""
    import sys

    from app.keys import Secrets, ask_person

    return Secrets(file, prompt=ask_person if sys.stdin.isatty() else None)


def holder_of(kind: str, module: str, token: str, vault_url: str, vault_mount: str) -> Holder:
    """Answer the holder that options name, without a key yet. Raises `CliError`."""
    from records.store.keyfolder.doors import passphrase_holder
    from records.store.keyfolder.entries import TokenHolder, VaultHolder

    none_yet = "0" * 32
    if kind == "passphrase":
        return passphrase_holder()
    if kind == "pkcs11":
        if not module or not token:
            raise CliError("--holder pkcs11 needs --module (the library of the token) and --token (its label)")
        return TokenHolder(module=module, token=token, key_id=none_yet)
    if kind == "vault":
        if not vault_url:
            raise CliError("--holder vault needs --vault-url")
        return VaultHolder(url=vault_url, mount=vault_mount, key_id=none_yet)
    raise CliError(f"there is no holder {kind}; there are passphrase, pkcs11 and vault")


@ceremony.command("root")
def make_root(out: Path, secret_file: SecretFile = None, as_json: JsonOption = False) -> None:
    """Make the root key, on a machine without network: a file under a passphrase. Prints the fingerprint for the magnets."""
    from records.store.keyfolder.ceremony import make_root as make

    with plain_errors():
        pin = make(out, secret_from(secret_file))
    typer.echo(json.dumps({"root_fingerprint": pin}) if as_json else pin)


@ceremony.command()
def commission(
    request: Annotated[Path, typer.Option(help="Where the certificate request goes.")],
    options: Annotated[str, typer.Option("--holder", help="passphrase, pkcs11 or vault.")] = "passphrase",
    kek: Annotated[
        str,
        typer.Option(help="Where the key-encryption key is: file, or there (in the token or Vault, never leaving it)."),
    ] = "there",
    module: Annotated[str, typer.Option(help="PKCS#11 library.")] = "",
    token: Annotated[str, typer.Option(help="Label of the token.")] = "",
    vault_url: Annotated[str, typer.Option(help="Address of the Vault.")] = "",
    vault_mount: Annotated[str, typer.Option(help="Mount of Transit.")] = "transit",
) -> None:
    """Make all keys of a commission but the root, and a request that the root is to sign."""
    from app.keys import settings_secrets
    from app.settings import CommissionSettings
    from records.store.database import wall_clock
    from records.store.keyfolder.ceremony import make_keys

    if kek not in {"file", "there"}:
        raise CliError("--kek is file or there")
    with plain_errors():
        settings = CommissionSettings()
        store, asked = make_keys(
            settings.key_folder,
            settings.environment,
            holder_of(options, module, token, vault_url, vault_mount),
            settings_secrets(settings),
            kek_there=kek == "there",
            now_ms=wall_clock(),
        )
        _write_request(request, asked)
    typer.echo(f"{len(store.keys.keys)} keys in {store.folder}; bring {request} to the root: jiayi keys ceremony sign")


@ceremony.command("request")
def make_request(out: Path) -> None:
    """Write a request for the directory key: the prepared one, else the one in force (its certificate ends)."""
    from app.keys import settings_secrets
    from app.settings import CommissionSettings
    from records.store.keyfolder.ceremony import request_certificate
    from records.store.keystore import KeyStore

    with plain_errors():
        settings = CommissionSettings()
        _write_request(out, request_certificate(KeyStore.open(settings.key_folder, settings_secrets(settings))))
    typer.echo(f"bring {out} to the root: jiayi keys ceremony sign")


@ceremony.command()
def sign(
    request: Path,
    root: Annotated[Path, typer.Option(help="The root's file.")],
    out: Annotated[Path, typer.Option(help="Where the answer goes.")],
    days: Annotated[int, typer.Option(min=1, max=400, help="How long the certificate lasts.")] = 90,
    secret_file: SecretFile = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")] = False,
) -> None:
    """Sign a request, on the machine of the root."""
    from records.store.database import wall_clock
    from records.store.keyfolder.ceremony import open_root, read_request, sign_request
    from records.store.keyfolder.files import write_private

    with plain_errors():
        asked = read_request(_read(request), request)
        what = f"directory key {asked.kid}, {asked.environment}, {days} days"
        if not yes and not typer.confirm(f"Sign {what}?"):
            raise CliError("nothing was signed")
        key = open_root(root, secret_from(secret_file))
        answer = sign_request(key, asked, days=days, now_s=wall_clock() // 1000)
        write_private(out, answer.encode("ascii"), replace=False)
    typer.echo(f"signed: {what}; bring {out} back: jiayi keys ceremony accept")


@ceremony.command()
def accept(
    answer: Path,
    root_fingerprint: Annotated[str, typer.Option(help="The fingerprint that the magnets pin.")],
) -> None:
    """Keep the root's answer beside the keys; a rotation that waited for it can go on then."""
    from app.keys import settings_secrets
    from app.settings import CommissionSettings
    from records.store.keyfolder.ceremony import accept as keep
    from records.store.keystore import KeyStore

    with plain_errors():
        settings = CommissionSettings()
        store = KeyStore.open(settings.key_folder, settings_secrets(settings))
        kept = keep(store, _read(answer).decode("ascii", errors="replace"), root_fingerprint)
    typer.echo(f"{kept['name']} is certified")


def _write_request(out: Path, asked: object) -> None:
    from records.seal.wire import canonical_json
    from records.store.keyfolder.ceremony import CertificateRequest
    from records.store.keyfolder.files import write_private

    assert isinstance(asked, CertificateRequest)
    write_private(out, canonical_json(asked.model_dump(mode="json")) + b"\n", replace=False)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()[:65_536]
    except OSError as error:
        raise CliError(f"{path} cannot be read: {error.strerror}") from error
