"""Administration from the commission's own machine: what the command line does, each call one audited transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from records.seal.suites import SuiteId
from records.store import accounts, changing, magnets, revoking, schema, waiting
from records.store.accounts import ClinicianRow, CommunityRow
from records.store.anchors import AnchorFile
from records.store.audit import Anchor, AuditTrail, Happening, Verdict
from records.store.database import Clock, Database, wall_clock
from records.store.erasure import erase_resident, find_residents_by_phone
from records.store.keystore import KeyStore
from records.store.magnets import Ended, MagnetRow
from records.store.noderules import RuleRow, allow, end_rule, list_bars, list_rules
from records.store.nodes import NodeRow, RevokedBy, list_nodes
from records.store.opener import Opened, Opener
from records.store.policy import SYSTEM, Action, Role, require
from records.store.revoking import RevokedWhy
from records.store.tables.encounters import Encounter
from records.store.tables.intake import Intake


class Administration:
    """Everything an administrator does at the command line; raises the errors of `records.store.errors`."""

    def __init__(self, database: Database, keys: KeyStore) -> None:
        self.database = database
        self.keys = keys

    @classmethod
    def open(
        cls, database_url: str, key_folder: Path, *, migrate: bool, clock: Clock = wall_clock, suite: SuiteId = 1
    ) -> Administration:
        """Connect to the store. `migrate` brings the tables up to date; without it other tables are refused."""
        return cls.over(database_url, KeyStore.open(key_folder), migrate=migrate, clock=clock, suite=suite)

    @classmethod
    def over(
        cls,
        database_url: str,
        keys: KeyStore,
        *,
        migrate: bool = False,
        clock: Clock = wall_clock,
        suite: SuiteId = 1,
    ) -> Administration:
        """Connect to the store with keys that are open already."""
        database = Database(database_url, keys.vault(suite), clock=clock, pool_size=2, application="jiayi-admin")
        if migrate:
            schema.upgrade(database.engine)
        else:
            schema.require_newest(database.engine)
        return cls(database, keys)

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()

    def create_community(self, name_zh: str, name_en: str, phone: str = "") -> str:
        """Make a community and answer its id."""
        with self.database.transaction() as unit:
            return accounts.create_community(unit, SYSTEM, name_zh, name_en, phone)

    def update_community(
        self, community_id: str, *, name_zh: str | None = None, name_en: str | None = None, phone: str | None = None
    ) -> None:
        """Change what a community is called, and its number."""
        with self.database.transaction() as unit:
            changing.update_community(unit, SYSTEM, community_id, name_zh=name_zh, name_en=name_en, phone=phone)

    def list_communities(self) -> list[CommunityRow]:
        """Answer all communities."""
        with self.database.transaction() as unit:
            return accounts.list_communities(unit, SYSTEM)

    def create_clinician(
        self, *, username: str, password: str, name: str, phone: str, role: str, communities: Sequence[str]
    ) -> str:
        """Make an account and answer its id. `role` is doctor, supervisor, administrator or auditor."""
        with self.database.transaction() as unit:
            return accounts.create_clinician(
                unit,
                SYSTEM,
                username=username,
                password=password,
                name=name,
                phone=phone,
                role=Role(role),
                communities=tuple(communities),
            )

    def list_clinicians(self) -> list[ClinicianRow]:
        """Answer all accounts."""
        with self.database.transaction() as unit:
            return accounts.list_clinicians(unit, SYSTEM)

    def set_password(self, username: str, password: str) -> None:
        """Give an account a new password and end its sessions."""
        with self.database.transaction() as unit:
            accounts.set_password(unit, SYSTEM, username, password)

    def forget_second_factor(self, username: str) -> None:
        """Take an account's authenticator away: who lost it sets up another at the next log-in."""
        with self.database.transaction() as unit:
            accounts.forget_authenticator(unit, SYSTEM, username)

    def targets(self) -> dict[str, int]:
        """Answer within how many minutes encounters of each urgency are to be answered."""
        with self.database.reading() as connection:
            return waiting.targets(connection)

    def set_target(self, urgency: str, minutes: int) -> None:
        """Change the minutes of one urgency."""
        with self.database.transaction() as unit:
            waiting.set_target(unit, SYSTEM, urgency, minutes)

    def update_clinician(
        self,
        username: str,
        *,
        name: str | None = None,
        phone: str | None = None,
        communities: Sequence[str] | None = None,
        magnets_to: Mapping[str, str] = changing.NOBODY,
    ) -> None:
        """Change an account's name, number or communities; `magnets_to` names who takes magnets over, by community."""
        with self.database.transaction() as unit:
            changing.update_clinician(
                unit, SYSTEM, username, name=name, phone=phone, communities=communities, magnets_to=magnets_to
            )

    def close_clinician(self, username: str, *, magnets_to: Mapping[str, str] = changing.NOBODY) -> None:
        """Close an account and end its sessions; `magnets_to` names who takes magnets over, by community."""
        with self.database.transaction() as unit:
            changing.close_clinician(unit, SYSTEM, username, magnets_to=magnets_to)

    def issue_magnets(self, community_id: str, doctor: str | None, count: int) -> list[str]:
        """Make magnets of a doctor (by username; None is the only one there) and answer their ids."""
        with self.database.transaction() as unit:
            return magnets.issue_magnets(unit, SYSTEM, community_id=community_id, doctor=doctor, count=count)

    def assign_magnets(self, names: Sequence[str], doctor: str) -> list[str]:
        """Hand magnets (by id, link or printed number) on to a doctor of their community; answer those that changed hands."""
        with self.database.transaction() as unit:
            found = [magnets.magnet_named(unit.connection, name) for name in names]
            return magnets.assign_magnets(unit, SYSTEM, found, doctor)

    def revoke_magnet(self, name: str, *, ended_as: Ended = "revoked") -> None:
        """Make a magnet (by id, link or printed number) useless from now on."""
        with self.database.transaction() as unit:
            magnet_id = magnets.magnet_named(unit.connection, name)
            magnets.revoke_magnet(unit, SYSTEM, magnet_id, ended_as=ended_as)

    def replace_magnet(self, name: str, *, doctor: str | None = None) -> str:
        """End a magnet (by id, link or printed number), make one in its place, and answer the new one's id."""
        with self.database.transaction() as unit:
            magnet_id = magnets.magnet_named(unit.connection, name)
            return magnets.replace_magnet(unit, SYSTEM, magnet_id, doctor=doctor)

    def find_magnets(self, names: Sequence[str]) -> list[MagnetRow]:
        """Answer magnets by id, link or printed number, in this order; raises `NotVisible`, `Refused`."""
        with self.database.reading() as connection:
            found = [magnets.find_magnet(connection, magnets.magnet_named(connection, name)) for name in names]
            return [magnet for magnet in found if magnet is not None]

    def list_magnets(
        self,
        *,
        limit: int = 1000,
        community_id: str | None = None,
        doctor: str | None = None,
        in_use: bool | None = None,
    ) -> Sequence[MagnetRow]:
        """Answer the newest magnets; of one community or doctor, in use or ended."""
        with self.database.transaction() as unit:
            return magnets.list_magnets(
                unit, SYSTEM, limit=limit, community_id=community_id, doctor=doctor, in_use=in_use
            )

    def revoke_node(self, node_id: str) -> None:
        """Take a compute node out of the directory."""
        self.revoke_nodes("node", node_id)

    def revoke_nodes(self, by: RevokedBy, value: str, why: RevokedWhy | None = None) -> tuple[list[str], int]:
        """Revoke a node, or all of a measurement, machine or attestation key; answer their ids and the new state-key epoch."""
        return revoking.revoke_nodes(self.database, self.keys, lambda _unit: SYSTEM, by, value, why)

    def list_nodes(self, *, ended: bool = False) -> list[NodeRow]:
        """Answer the compute nodes that are admitted, and with `ended` those that were."""
        with self.database.reading() as connection:
            return list_nodes(connection, self.database.clock(), ended=ended)

    def allow_node_rule(self, kind: str, value: str, note: str) -> str:
        """Allow a measurement, an EK root or a platform of nodes; answer the rule's digest."""
        with self.database.transaction() as unit:
            return allow(unit, SYSTEM, kind, value, note)

    def end_node_rule(self, digest: str) -> None:
        """Allow something no more."""
        with self.database.transaction() as unit:
            end_rule(unit, SYSTEM, digest)

    def list_node_rules(self) -> tuple[list[RuleRow], list[tuple[str, str]]]:
        """Answer what is and was allowed of nodes, and what is barred."""
        with self.database.reading() as connection:
            return list_rules(connection), list_bars(connection)

    def find_residents(self, phone: str) -> list[str]:
        """Answer the ids of residents with this phone number."""
        with self.database.transaction() as unit:
            return find_residents_by_phone(unit, SYSTEM, phone)

    def erase_resident(self, resident_id: str) -> None:
        """Erase a resident for good."""
        with self.database.transaction() as unit:
            erase_resident(unit, SYSTEM, resident_id)

    def verify_audit(self) -> Verdict:
        """Walk the audit chain, against the anchors beside the keys, and answer the first link that does not hold."""
        require(SYSTEM, Action.VERIFY_AUDIT)
        with self.database.reading() as connection:
            verdict = AuditTrail(self.database.vault).verify(connection, AnchorFile(self.keys.folder).read())
        with self.database.transaction() as unit:
            detail = {"entries": verdict.entries, "broken_at": verdict.broken_at}
            unit.audit(Happening(SYSTEM.role, SYSTEM.id, Action.VERIFY_AUDIT, "audit:chain", detail))
        return verdict

    def anchor_audit(self) -> Anchor:
        """Keep the head of the audit chain beside the keys and answer it."""
        with self.database.reading() as connection:
            head = AuditTrail(self.database.vault).head(connection)
        AnchorFile(self.keys.folder).append(head)
        return head

    def list_failed(self, *, limit: int = 200) -> list[dict[str, Any]]:
        """Answer the envelopes that did not open, newest first: ids, kinds and reasons."""
        with self.database.reading() as connection:
            rows = connection.execute(
                select(Intake.id, Intake.kind, Intake.record_id, Intake.state, Intake.reason, Intake.attempts)
                .where(Intake.state.in_(("failed", "deferred")))
                .order_by(Intake.id.desc())
                .limit(limit)
            )
            return [dict(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's documented name for it

    def retry_failed(self, intake_id: int) -> Opened:
        """Try an envelope again that did not open."""
        return Opener(self.database, self.keys.records.find).retry(intake_id)

    def waiting(self) -> int:
        """Answer how many encounters wait for their identity."""
        with self.database.reading() as connection:
            count: int = connection.execute(
                select(func.count()).where(Encounter.resident_id.is_(None), Encounter.revision > 0)
            ).scalar_one()
            return count
