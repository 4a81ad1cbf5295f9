"""Admitted compute nodes: who may sign records, and who stands in the directory."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from records.errors import NotAdmitted, Refusal
from records.store.audit import Happening
from records.store.database import Unit
from records.store.errors import NotVisible
from records.store.policy import Action, Actor, Role, require
from records.store.steadiness import restless
from records.store.tables.nodes import Node
from records.trust.directory import NodeEntry
from records.trust.values import KemKeyRef, SigningKeyRef

NODE = Actor(Role.NODE, "node")


def admit(unit: Unit, entry: NodeEntry) -> None:
    """Keep a verified node, or extend its admission; raises `NotAdmitted` for a revoked one.

    A later admission of the same signing key keeps the first time, so that what the node signed in between stays valid.
    """
    require(NODE, Action.REGISTER_NODE)
    changing = {
        "channel_key": entry.channel_key.public_bytes,
        "url": entry.url,
        "measurement": entry.measurement,
        "evidence": entry.evidence,
        "expires_at_ms": entry.expires_at * 1000,
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
        raise NotAdmitted(Refusal.MEASUREMENT)
    # One address is one process: the keys of the one that answered there before died with it. It leaves the directory at once;
    # what it signed stays good, because its row does.
    unit.connection.execute(
        update(Node)
        .where(Node.url == entry.url, Node.node_id != entry.node_id, Node.expires_at_ms > unit.now_ms)
        .values(expires_at_ms=unit.now_ms)
    )
    detail = {"measurement": entry.measurement, "evidence": entry.evidence, "expires_at": entry.expires_at}
    unit.audit(Happening(Role.NODE, entry.node_id, Action.REGISTER_NODE, f"node:{entry.node_id}", detail))


def live_nodes(connection: Connection, now_ms: int) -> list[NodeEntry]:
    """Answer the directory entries of the nodes whose admission holds now, without those that keep dying."""
    rows = connection.execute(
        select(Node.__table__)
        .where(Node.expires_at_ms > now_ms, Node.revoked_at_ms.is_(None), Node.url.not_in(restless(now_ms)))
        .order_by(Node.node_id)
    )
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
    ]


def count_nodes(connection: Connection, now_ms: int) -> int:
    """Answer how many nodes are admitted now."""
    count: int = connection.execute(
        select(func.count()).where(Node.expires_at_ms > now_ms, Node.revoked_at_ms.is_(None))
    ).scalar_one()
    return count


def revoke_node(unit: Unit, actor: Actor, node_id: str) -> None:
    """Take a node out of the directory, and refuse what arrives with its signature from now on; raises `NotVisible`."""
    require(actor, Action.MANAGE_NODES)
    changed = unit.connection.execute(
        update(Node)
        .where(Node.node_id == node_id)
        .values(revoked_at_ms=func.coalesce(Node.revoked_at_ms, unit.now_ms))
        .returning(Node.node_id)
    ).scalar_one_or_none()
    if changed is None:
        raise NotVisible("no such node")
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_NODES, f"node:{node_id}", {"do": "revoke"}))
