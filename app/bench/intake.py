"""How many records a second a commission takes in: durable, opened and stored, over HTTP and a real PostgreSQL.

The records are those of whole consultations (`app.bench.casefiles`), sealed anew under fresh ids before the clock starts. It runs
from the first POST until the last envelope is opened: the database is asked, not the receipts.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psycopg

from agents.graph import Consultation
from app import phone
from app.bench.casefiles import case_files, with_id
from app.bench.couriers import Delivered, deliver
from app.bench.cpu import tree_cpu_s
from app.bench.deployment import Deployment
from app.bench.graphs import complaints
from app.knowledge import load_knowledge
from records.model import EncounterRecord
from records.seal.envelope import RecordHeader, seal_envelope
from records.seal.keys import SigningKey, generate_kem_key, generate_signing_key
from records.store.database import Database, wall_clock
from records.store.keystore import KeyStore
from records.store.nodes import admit
from records.trust.directory import NodeEntry
from records.trust.values import KemKeyRef, SigningKeyRef

_TEMPLATES = 24
_ENDS_S = 3600
_COUNT = "select count(*) filter (where state = 'opened'), count(*) from intake"


@dataclass(frozen=True, slots=True)
class Taken:
    """What was measured. `records` excludes the identities, which are delivered within the time and not counted."""

    processes: int
    records: int
    envelopes: int
    seconds: float
    records_per_s: float
    receipt_p50_ms: float
    receipt_p99_ms: float
    mean_envelope_bytes: int
    commission_cpu_ms: float
    """Processor time of one record: all commission processes together."""
    database_cpu_ms: float
    client_cpu_ms: float
    load_before: float
    """Load average of a minute before the run: what else the machine was doing."""


class Sealer:
    """A node and phones that seal what is delivered, for the commission of a deployment."""

    def __init__(self, keys: KeyStore, database: Database, magnet: str) -> None:
        self._record_key = keys.record
        self._magnet = magnet
        self._node: SigningKey = generate_signing_key()
        self._admit(database)

    def _admit(self, database: Database) -> None:
        entry = NodeEntry(
            node_id=self._node.key_id,
            url="http://127.0.0.1:1",
            channel_key=KemKeyRef.of(generate_kem_key().public_bytes),
            signing_key=SigningKeyRef.of(self._node.public_bytes),
            measurement="0" * 64,
            evidence="development",
            expires_at=wall_clock() // 1000 + _ENDS_S,
        )
        with database.transaction() as unit:
            admit(unit, entry)

    def consultation(self, records: Sequence[EncounterRecord], *, person_id: str | None = None) -> list[bytes]:
        """Answer a consultation, of a new resident unless one is named: the identity, then each revision."""
        record_id = secrets.token_hex(16)
        identity = self._identity(record_id, person_id or secrets.token_hex(16))
        return [identity, *(self._record(record_id, record) for record in records)]

    def _record(self, record_id: str, record: EncounterRecord) -> bytes:
        header = RecordHeader(
            record_id=record_id,
            revision=record.revision,
            key_id=self._record_key.key_id,
            producer=self._node.key_id,
            created_at_ms=wall_clock(),
        )
        return seal_envelope(header, self._record_key.public_bytes, with_id(record, record_id), self._node)

    def _identity(self, record_id: str, person_id: str) -> bytes:
        now_ms = wall_clock()
        return phone.identity(
            phone.invented(record_id, now_ms, person_id=person_id, birth_date="1970-05-06", age_years=56),
            self._magnet,
            key_id=self._record_key.key_id,
            public=self._record_key.public_bytes,
            now_ms=now_ms,
        )


def templates(seed: int, count: int = _TEMPLATES) -> list[list[EncounterRecord]]:
    """Answer the case files that are delivered, again and again under new ids."""
    knowledge = load_knowledge()
    half = count // 2
    told = [*complaints(knowledge.graph, half, "zh", seed), *complaints(knowledge.graph, count - half, "en", seed)]
    return case_files(Consultation(knowledge), told, seed=seed)


def material(sealer: Sealer, files: Sequence[Sequence[EncounterRecord]], records: int) -> list[list[bytes]]:
    """Answer sealed consultations with so many records at least."""
    made: list[list[bytes]] = []
    left = records
    while left > 0:
        made.append(sealer.consultation(files[len(made) % len(files)]))
        left -= len(made[-1]) - 1
    return made


def measure_intake(files: Sequence[Sequence[EncounterRecord]], *, records: int, processes: int, couriers: int) -> Taken:
    """Deliver so many records to a commission of so many processes and answer what was measured."""
    with tempfile.TemporaryDirectory(prefix="jiayi-bench-") as folder, Deployment.open(Path(folder)) as deployment:
        keys = KeyStore.open(Path(folder) / "keys")
        database = Database(deployment.world.database_url, keys.vault(), pool_size=2, application="jiayi-bench")
        try:
            sealer = Sealer(keys, database, deployment.login.magnet_url.split("/m/")[1].split("#")[0])
        finally:
            database.close()
        warming, measured = material(sealer, files, 40), material(sealer, files, records)
        deployment.start("commission", *(("--processes", str(processes)) if processes > 1 else ()))
        asyncio.run(deliver(deployment.ports["commission"], warming, couriers=couriers))
        return _measure(deployment, warming, measured, processes=processes, couriers=couriers)


def _measure(
    deployment: Deployment,
    warming: Sequence[Sequence[bytes]],
    measured: Sequence[Sequence[bytes]],
    *,
    processes: int,
    couriers: int,
) -> Taken:
    envelopes = sum(map(len, measured))
    expected = sum(map(len, warming)) + envelopes
    load = os.getloadavg()[0]
    before = _cpu(deployment)
    begun = time.perf_counter()
    done = asyncio.run(deliver(deployment.ports["commission"], measured, couriers=couriers))
    with psycopg.connect(deployment.world.database_url, autocommit=True) as connection:
        while (found := connection.execute(_COUNT).fetchone()) != (expected, expected):
            if time.perf_counter() - begun > _ENDS_S:
                raise RuntimeError(f"of {expected} envelopes {found} are opened and there")
            time.sleep(0.01)
    seconds = time.perf_counter() - begun
    spent = [after - earlier for after, earlier in zip(_cpu(deployment), before, strict=True)]
    return _figures(done, measured, seconds, spent, processes, load)


def _figures(
    done: Delivered,
    measured: Sequence[Sequence[bytes]],
    seconds: float,
    spent: Sequence[float],
    processes: int,
    load: float,
) -> Taken:
    envelopes = [envelope for consultation in measured for envelope in consultation]
    records = len(envelopes) - len(measured)
    middle, nearly_all = np.percentile(np.array(done.seconds) * 1000.0, [50, 99])
    commission, server, client = (value * 1000.0 / records for value in spent)
    return Taken(
        processes=processes,
        records=records,
        envelopes=len(envelopes),
        seconds=seconds,
        records_per_s=records / seconds,
        receipt_p50_ms=float(middle),
        receipt_p99_ms=float(nearly_all),
        mean_envelope_bytes=sum(map(len, envelopes)) // len(envelopes),
        commission_cpu_ms=commission,
        database_cpu_ms=server,
        client_cpu_ms=client,
        load_before=load,
    )


def _cpu(deployment: Deployment) -> tuple[float, float, float]:
    """Answer the processor seconds of commission, database and this client up to now."""
    commission = tree_cpu_s(deployment.running["commission"].pid)
    pid = int((deployment.world.data / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
    return commission, tree_cpu_s(pid), time.process_time()
