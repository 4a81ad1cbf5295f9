"""`jiayi nodes …`: which compute nodes are admitted, what may be admitted, and taking out what must not be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.admin import JsonOption, _print, _rows
from app.cli.errors import CliError
from app.cli.opening import administration as _administration

nodes = typer.Typer(help="Compute nodes: list, show, allow, revoke, measure, platform.", no_args_is_help=True)

Kind = Literal["measurement", "ek-root", "tpm2", "sev-snp", "tdx", "crl"]
By = Literal["node", "measurement", "machine", "attestation-key"]
Why = Literal["retired", "lost", "suspect", "software"]


@nodes.command("list")
def list_nodes(
    ended: Annotated[bool, typer.Option("--all", help="Also those that expired or were revoked.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the nodes that are admitted."""
    with _administration() as admin:
        rows = _rows(admin.list_nodes(ended=ended))
    if not as_json:
        shown = ("node_id", "state", "url", "evidence", "measurement")
        rows = [{name: row[name] for name in shown} for row in rows]
    _print(rows, as_json)


@nodes.command("show")
def show(
    node: Annotated[
        str | None, typer.Argument(help="A node's id; without it, what is allowed and what is barred.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show all of one node, or what nodes may be."""
    from records.store.database import wall_clock

    with _administration() as admin:
        if node is not None:
            found = [row for row in _rows(admin.list_nodes(ended=True)) if row["node_id"] == node]
            if not found:
                raise CliError(f"no node {node} was ever admitted here; `jiayi nodes list --all` lists them")
            typer.echo(json.dumps(found[0], ensure_ascii=False, indent=None if as_json else 2))
            return
        rules, bars = admin.list_node_rules()
    found_rules = _rows(rules)
    if as_json:
        barred = [{"by": subject, "value": value} for subject, value in bars]
        typer.echo(json.dumps({"allowed": found_rules, "barred": barred}, ensure_ascii=False))
        return
    shown = ("kind", "digest", "note", "ended")
    _print([{name: rule[name] for name in shown} for rule in found_rules], as_json=False)
    for subject, value in bars:
        typer.echo(f"barred: {subject} {value}")
    now_ms = wall_clock()
    for rule in rules:
        if not rule.ended and rule.next_at_ms is not None and rule.next_at_ms <= now_ms:
            typer.echo(f"a newer revocation list is due: {rule.digest}; what it names stays revoked", err=True)


@nodes.command("allow")
def allow(
    kind: Annotated[Kind, typer.Argument(help="What is allowed.")],
    value: Annotated[
        str,
        typer.Argument(
            help="A measurement in hex or `this` software; a PEM or JSON file for the others; a vendor's revocation list."
        ),
    ],
    note: Annotated[str, typer.Option(help="What it is, for whoever reads the list later.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Allow a measurement, a certificate of a TPM's maker, or a platform; print the rule's digest.

    `crl` takes a vendor's revocation list (PEM or DER; behind a PEM the certificates of its issuer): what stands on it is admitted no
    more. A newer list takes the place of the one of the same issuer.
    """
    with _administration() as admin:
        digest = admin.allow_node_rule(kind, _value(kind, value), note)
    typer.echo(json.dumps({"digest": digest}) if as_json else digest)


@nodes.command("end")
def end(digest: Annotated[str, typer.Argument(help="As `jiayi nodes show` prints it.")]) -> None:
    """Allow something no more. Nodes that were admitted by it go on until their hour ends; `revoke` is at once."""
    with _administration() as admin:
        admin.end_node_rule(digest)
    typer.echo("done")


@nodes.command("revoke")
def revoke(
    value: Annotated[str, typer.Argument(help="The id of a node, or a digest as `jiayi nodes show` prints it.")],
    by: Annotated[By, typer.Option(help="What the value names.")] = "node",
    why: Annotated[Why | None, typer.Option(help="Kept in the audit trail.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Take a node out at once, or bar every node of a measurement, machine or attestation key; begin a new state-key epoch."""
    with _administration() as admin:
        revoked, epoch = admin.revoke_nodes("attestation_key" if by == "attestation-key" else by, value, why)
    if as_json:
        typer.echo(json.dumps({"revoked": revoked, "epoch": epoch}))
        return
    if by == "node" and not revoked:
        typer.echo("it was revoked before, and nothing was changed")
        return
    typer.echo(f"revoked: {', '.join(revoked) or 'no node that was admitted; none will be'}")
    typer.echo(f"state keys: epoch {epoch} began; capsules of the epochs before still open at the other nodes")


@nodes.command("measure")
def measure() -> None:
    """Print the measurement of this software, as a node of it states it."""
    from records.trust.measurement import measurement

    typer.echo(measurement())


@nodes.command("platform")
def platform(
    hardware: Annotated[str, typer.Option(help="This machine's TPM.")] = "/dev/tpmrm0",
    pcr: Annotated[list[int] | None, typer.Option(help="A register of the boot, 0 to 12; several times.")] = None,
    software: Annotated[bool, typer.Option("--software", help="Bind the platform to this very software.")] = False,
) -> None:
    """Print this machine's platform as JSON, for `jiayi nodes allow tpm2 FILE` at the commission. Run it on a machine you trust."""
    from app.compute.attest.device import TpmUnreachable, open_transport
    from app.compute.attest.tpm import Tpm, TpmRefused
    from records.trust.evidence.platforms import TpmPlatform
    from records.trust.measurement import measurement

    wanted = sorted(set(pcr or (4, 8, 9, 11)))
    if not set(wanted) <= set(range(13)):
        raise CliError("a platform names registers of the boot: 0 to 12")
    try:
        tpm = Tpm(open_transport(hardware))
        try:
            values = tpm.read_pcrs()
        finally:
            tpm.close()
    except (TpmUnreachable, TpmRefused) as error:
        raise CliError(str(error)) from error
    empty = [each for each in wanted if not any(values[each])]
    made = TpmPlatform(
        pcrs={str(each): values[each].hex() for each in wanted}, software=measurement() if software else None
    )
    typer.echo(made.model_dump_json())
    if empty:
        typer.echo(
            f"nothing was measured into PCR {', '.join(map(str, empty))}: they prove nothing of this boot", err=True
        )


def _value(kind: str, value: str) -> str:
    if kind == "measurement":
        if value != "this":
            return value
        from records.trust.measurement import measurement

        return measurement()
    try:
        if kind == "crl":
            from records.trust.evidence.revocations import pem_of

            return pem_of(Path(value).read_bytes())
        return Path(value).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise CliError(
            f"{value} cannot be read: {error}; an EK root is a PEM file, a platform a JSON file, a revocation list PEM or DER"
        ) from error
