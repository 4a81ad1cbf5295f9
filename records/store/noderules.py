"""What the commission allows of compute nodes, and what it has barred for good.

Allowed are measurements, roots of TPM makers (`ek-root`) and platforms, each kind of hardware its own; beside them stand the
revocation lists of vendors (`crl`), of each issuer the newest that an operator brought. Barred are
measurements, machines and attestation keys; a bar outlasts every rule.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, get_args

from sqlalchemy import Connection, Row, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from records.errors import NotAdmitted
from records.seal.wire import canonical_json
from records.store.audit import Happening
from records.store.database import Unit
from records.store.errors import NotVisible, Refused
from records.store.policy import Action, Actor, require
from records.store.tables.nodes import NodeBar, NodeRule
from records.trust.evidence.building import Rules, vouched_list
from records.trust.evidence.chains import load_pem
from records.trust.evidence.platforms import PLATFORMS, read_platform
from records.trust.evidence.revocations import read_list

RuleKind = Literal["measurement", "ek-root", "tpm2", "sev-snp", "tdx", "crl"]
RULE_KINDS: Final[tuple[str, ...]] = get_args(RuleKind)
BarSubject = Literal["measurement", "machine", "attestation_key"]
_LOCK: Final = 0x6A69_6E6F
_HEX32: Final = re.compile(r"[0-9a-f]{64}")
_MAX_NOTE: Final = 200


@dataclass(frozen=True)
class RuleRow:
    """One rule for the administration; `ended` rules admit nobody any more."""

    kind: str
    digest: str
    value: str
    note: str
    allowed_at_ms: int
    ended: bool
    next_at_ms: int | None = None
    """When its issuer makes the next one, of a revocation list."""


def share_rules(unit: Unit) -> None:
    """Hold what is allowed and barred as it is until this transaction ends: admissions do."""
    unit.connection.execute(text("select pg_advisory_xact_lock_shared(:key)"), {"key": _LOCK})


def change_rules(unit: Unit) -> None:
    """Wait until no admission is under way, and keep new ones waiting until this transaction ends."""
    unit.connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def read_rules(connection: Connection) -> Rules:
    """Answer what is allowed now."""
    rows = connection.execute(
        select(NodeRule.kind, NodeRule.value)
        .where(NodeRule.ended_at_ms.is_(None))
        .order_by(NodeRule.kind, NodeRule.digest)
    ).all()
    values = {kind: tuple(value for found, value in rows if found == kind) for kind in RULE_KINDS}
    return Rules(
        measurements=values["measurement"],
        ek_roots=values["ek-root"],
        platforms={kind: values[kind] for kind in PLATFORMS},
        revocations=values["crl"],
    )


def allow(unit: Unit, actor: Actor, kind: str, value: str, note: str) -> str:
    """Allow something, or allow it again; answer its digest. Raises `Refused` for what is not of the kind's form."""
    require(actor, Action.MANAGE_NODES)
    if len(note) > _MAX_NOTE:
        raise Refused("note", f"a note has at most {_MAX_NOTE} characters")
    change_rules(unit)
    normal = _revocations(unit, value) if kind == "crl" else _normal(kind, value)
    digest = hashlib.sha256(normal.encode()).hexdigest()
    row = {"value": normal, "note": note, "allowed_at_ms": unit.now_ms, "ended_at_ms": None}
    unit.connection.execute(
        insert(NodeRule)
        .values(kind=kind, digest=digest, **row)
        .on_conflict_do_update(index_elements=[NodeRule.kind, NodeRule.digest], set_=row)
    )
    unit.audit(
        Happening(actor.role, actor.id, Action.MANAGE_NODES, f"node-rule:{digest}", {"do": "allow", "kind": kind})
    )
    return digest


def end_rule(unit: Unit, actor: Actor, digest: str) -> None:
    """Allow something no more; nodes that were admitted by it go on until their hour ends. Raises `NotVisible`."""
    require(actor, Action.MANAGE_NODES)
    change_rules(unit)
    ended = unit.connection.execute(
        update(NodeRule)
        .where(NodeRule.digest == digest, NodeRule.ended_at_ms.is_(None))
        .values(ended_at_ms=unit.now_ms)
        .returning(NodeRule.kind)
    ).all()
    if not ended:
        raise NotVisible(f"no rule {digest} is in force")
    unit.audit(Happening(actor.role, actor.id, Action.MANAGE_NODES, f"node-rule:{digest}", {"do": "end"}))


def list_rules(connection: Connection) -> list[RuleRow]:
    """Answer every rule, those in force first."""
    rows = connection.execute(
        select(NodeRule.__table__).order_by(NodeRule.ended_at_ms.nulls_first(), NodeRule.kind, NodeRule.allowed_at_ms)
    )
    return [
        RuleRow(
            row.kind, row.digest, row.value, row.note, row.allowed_at_ms, row.ended_at_ms is not None, _next_at_ms(row)
        )
        for row in rows
    ]


def _next_at_ms(row: Row[Any]) -> int | None:
    found = read_list(row.value).next_at if row.kind == "crl" else None
    return None if found is None else int(found.timestamp() * 1000)


def bar(unit: Unit, subject: BarSubject, value: str) -> None:
    """Bar something for good; raises `Refused` for what is no digest. The caller holds `change_rules` and audits."""
    if not _HEX32.fullmatch(value):
        raise Refused(
            "form", f"a {subject.replace('_', ' ')} is 64 hexadecimal digits, as `jiayi nodes list` prints it"
        )
    row = {"subject": subject, "value": value, "barred_at_ms": unit.now_ms}
    unit.connection.execute(insert(NodeBar).values(row).on_conflict_do_nothing())


def list_bars(connection: Connection) -> list[tuple[str, str]]:
    """Answer (subject, value) of everything that is barred."""
    return [(row.subject, row.value) for row in connection.execute(select(NodeBar.__table__).order_by(NodeBar.subject))]


def is_barred(connection: Connection, subjects: dict[str, str | None]) -> bool:
    """Tell whether any of these (subject to value) is barred."""
    wanted = [(subject, value) for subject, value in subjects.items() if value is not None]
    found = connection.execute(
        select(NodeBar.value).where(tuple_(NodeBar.subject, NodeBar.value).in_(wanted)).limit(1)
    ).scalar_one_or_none()
    return found is not None


def _revocations(unit: Unit, value: str) -> str:
    """Answer a list that somebody trusted signed, in the place of the one of the same issuer from before; raises `Refused`."""
    rules = read_rules(unit.connection)
    try:
        new = vouched_list(rules, value.strip() + "\n", datetime.fromtimestamp(unit.now_ms / 1000, UTC))
    except ValueError as error:
        raise Refused("form", str(error)) from None
    for text_before in rules.revocations:
        before = read_list(text_before)
        if before.source != new.source:
            continue
        if before.made_at > new.made_at:
            raise Refused("form", "a newer list of this issuer is in force: what it takes back would be trusted again")
        unit.connection.execute(
            update(NodeRule)
            .where(NodeRule.kind == "crl", NodeRule.value == text_before)
            .values(ended_at_ms=unit.now_ms)
        )
    return new.text


def _normal(kind: str, value: str) -> str:
    """Answer the one text of a value; raises `Refused`."""
    if kind == "measurement":
        if not _HEX32.fullmatch(value):
            raise Refused(
                "form", "a measurement is 64 hexadecimal digits in lower case, as `jiayi nodes measure` prints it"
            )
        return value
    if kind == "ek-root":
        try:
            found = load_pem(value.encode())
        except NotAdmitted:
            found = []
        if len(found) != 1:
            raise Refused(
                "form", "an EK root is one certificate in PEM form; give each certificate of a chain by itself"
            )
        return value.strip() + "\n"
    try:
        platform = read_platform(kind, value)
    except ValueError as error:
        raise Refused("form", str(error)) from None
    return canonical_json(platform.model_dump()).decode()
