"""Admitted compute nodes: who may sign records, and who stands in the directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from records.errors import NotAdmitted, Refusal
from records.seal.keys import key_id
from records.store import translog
from records.store.audit import Happening
from records.store.database import Unit
from records.store.errors import NotVisible, Refused
from records.store.noderules import bar, change_rules
from records.store.policy import Action, Actor, Role, require
from records.store.steadiness import restless
from records.store.tables.nodes import Node
from records.trust.directory import NodeEntry
from records.trust.evidence.verifying import Proven
from records.trust.values import KemKeyRef, SigningKeyRef

NODE = Actor(Role.NODE, "node")
_UNPROVEN: Final = Proven()
MOST_LISTED: Final = 256
"""Of the longest addresses, these make a directory of 0.73 MiB; one of 1 MiB cannot be signed."""
MOST_OF_A_MACHINE: Final = 32
HELD_MS: Final = 660_000
"""An address is its machine's for so long after an admission or renewal: two renewals of a node that answers, and a minute."""
RevokedBy = Literal["node", "measurement", "machine", "attestation_key"]
_COLUMNS: Final = {
    "node": Node.node_id,
    "measurement": Node.measurement,
    "machine": Node.machine,
    "attestation_key": Node.attestation_key,
}


@dataclass(frozen=True)
class NodeRow:
    """One node for the administration; `state` is live, expired or revoked."""

    node_id: str
    state: str
    url: str
    evidence: str
    measurement: str
    machine: str | None
    attestation_key: str | None
    admitted_at_ms: int
    expires_at_ms: int


def admit(unit: Unit, entry: NodeEntry, proven: Proven = _UNPROVEN) -> None:
    """Keep a verified node, or extend its admission; raises `NotAdmitted` for a revoked one, or for another machine's address.

    A later admission of the same signing key keeps the first time, so that what the node signed in between stays valid.
    """
    require(NODE, Action.REGISTER_NODE)
    _refuse_anothers_address(unit, entry, proven)
    changing = {
        "channel_key": entry.channel_key.public_bytes,
        "url": entry.url,
        "measurement": entry.measurement,
        "evidence": entry.evidence,
        "expires_at_ms": entry.expires_at * 1000,
        "machine": proven.machine,
        "attestation_key": proven.attestation_key,
    }
    statement = insert(Node).values(
        node_id=entry.node_id, signing_key=entry.signing_key.public_bytes, admitted_at_ms=unit.now_ms, **changing
    )
    kept = unit.connection.execute(
        statement.on_conflict_do_update(
            index_elements=[Node.node_id], set_=changing, where=Node.revoked_at_ms.is_(None)
        ).returning(Node.node_id)
    ).scalar_one_or_none()
    if kept is None:
        raise NotAdmitted(Refusal.REVOKED)
    # One address is one process: the keys of the one that answered there before died with it. It leaves the directory at once;
    # what it signed stays good, because its row does.
    unit.connection.execute(
        update(Node)
        .where(Node.url == entry.url, Node.node_id != entry.node_id, Node.expires_at_ms > unit.now_ms)
        .values(expires_at_ms=unit.now_ms)
    )
    translog.note_admission(unit, entry)
    detail = {
        "measurement": entry.measurement,
        "evidence": entry.evidence,
        "expires_at": entry.expires_at,
        "machine": proven.machine,
        "attestation_key": proven.attestation_key,
    }
    unit.audit(Happening(Role.NODE, entry.node_id, Action.REGISTER_NODE, f"node:{entry.node_id}", detail))


def _refuse_anothers_address(unit: Unit, entry: NodeEntry, proven: Proven) -> None:
    """Refuse an address at which a node on another machine was admitted or renewed within `HELD_MS`; raises `NotAdmitted`.

    Nothing in evidence says whose an address is: without this, any node that is admitted once could name another's and put it out of
    the directory. A node that starts again on its own machine, and one whose machine is not proven (development), take over at once.
    """
    # Two that claim one address come one after the other.
    unit.connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(entry.url, 0))))
    held = unit.connection.execute(
        select(Node.node_id)
        .where(
            Node.url == entry.url,
            Node.node_id != entry.node_id,
            Node.revoked_at_ms.is_(None),
            Node.machine.is_distinct_from(proven.machine),
            Node.machine.is_not(None),
            # Admissions last equally long: where this one ends tells when the other was made.
            Node.expires_at_ms > max(entry.expires_at * 1000 - HELD_MS, unit.now_ms),
        )
        .limit(1)
    ).first()
    if held is not None:
        raise NotAdmitted(Refusal.ADDRESS)


def live_nodes(connection: Connection, now_ms: int) -> list[NodeEntry]:
    """Answer the directory entries of the nodes whose admission holds now, without those that keep dying, by id.

    Of one machine `MOST_OF_A_MACHINE`, in all `MOST_LISTED`, those admitted first: whoever admits hundreds cannot make a
    directory that is too long to be signed, nor take the place of those that are in it.
    """
    of_machine = func.row_number().over(
        partition_by=func.coalesce(Node.machine, Node.node_id), order_by=(Node.admitted_at_ms, Node.node_id)
    )
    live = (
        select(*Node.__table__.c, of_machine.label("place"))
        .where(Node.expires_at_ms > now_ms, Node.revoked_at_ms.is_(None), Node.url.not_in(restless(now_ms)))
        .subquery()
    )
    found = connection.execute(
        select(live)
        .where(live.c.place <= MOST_OF_A_MACHINE)
        .order_by(live.c.admitted_at_ms, live.c.node_id)
        .limit(MOST_LISTED)
    )
    rows = sorted(found, key=lambda row: row.node_id)
    return [
        NodeEntry(
            node_id=row.node_id,
            url=row.url,
            channel_key=KemKeyRef.of(row.channel_key),
            signing_key=SigningKeyRef.of(row.signing_key),
            measurement=row.measurement,
            evidence=row.evidence,
            expires_at=row.expires_at_ms // 1000,
        )
        for row in rows
        if row.node_id == key_id(row.signing_key)  # a row that was put there otherwise takes no directory down
    ]


def count_nodes(connection: Connection, now_ms: int) -> int:
    """Answer how many nodes are admitted now."""
    count: int = connection.execute(
        select(func.count()).where(Node.expires_at_ms > now_ms, Node.revoked_at_ms.is_(None))
    ).scalar_one()
    return count


def list_nodes(connection: Connection, now_ms: int, *, ended: bool = False, limit: int = 1000) -> list[NodeRow]:
    """Answer the nodes that are admitted, and with `ended` also those that were, newest first."""
    statement = select(Node.__table__).order_by(Node.admitted_at_ms.desc(), Node.node_id).limit(limit)
    if not ended:
        statement = statement.where(Node.expires_at_ms > now_ms, Node.revoked_at_ms.is_(None))
    return [
        NodeRow(
            node_id=row.node_id,
            state="revoked" if row.revoked_at_ms is not None else "live" if row.expires_at_ms > now_ms else "expired",
            url=row.url,
            evidence=row.evidence,
            measurement=row.measurement,
            machine=row.machine,
            attestation_key=row.attestation_key,
            admitted_at_ms=row.admitted_at_ms,
            expires_at_ms=row.expires_at_ms,
        )
        for row in connection.execute(statement)
    ]


def _is_there(unit: Unit, node_id: str) -> bool:
    return unit.connection.execute(select(Node.node_id).where(Node.node_id == node_id)).first() is not None


def revoke(unit: Unit, actor: Actor, by: RevokedBy, value: str, why: str | None = None) -> list[str]:
    """Revoke a node, or bar a measurement, machine or attestation key with every node of it; answer the nodes' ids.

    A node that was revoked before is answered no more. They leave the directory with this transaction, and what arrives with their
    signature from now on is refused. Raises `NotVisible` for a node that there is not, `Refused` for what cannot be barred. The caller
    (`records.store.revoking`) rotates the state keys.
    """
    require(actor, Action.MANAGE_NODES)
    if by not in _COLUMNS:
        raise Refused("form", f"nodes are revoked by {', '.join(_COLUMNS)}")
    change_rules(unit)
    if by != "node":
        bar(unit, by, value)
    changed = unit.connection.execute(
        update(Node)
        .where(_COLUMNS[by] == value, Node.revoked_at_ms.is_(None))
        .values(revoked_at_ms=unit.now_ms)
        .returning(Node.node_id)
    ).scalars()
    revoked = sorted(changed)
    if by == "node" and not revoked and not _is_there(unit, value):
        raise NotVisible("no such node")
    for node_id in revoked:
        translog.note_revocation(unit, node_id)
        detail = {"do": "revoke", "by": by, **({"why": why} if why else {})}
        unit.audit(Happening(actor.role, actor.id, Action.MANAGE_NODES, f"node:{node_id}", detail))
    if by != "node":
        unit.audit(Happening(actor.role, actor.id, Action.MANAGE_NODES, f"{by}:{value}", {"do": "bar"}))
    return revoked
