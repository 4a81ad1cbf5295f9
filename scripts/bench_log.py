"""What the transparency log costs: `python scripts/bench_log.py [ENTRIES]`, on a PostgreSQL of its own that is thrown away.

Prints milliseconds (median and 95th percentile) of appending, of a directory of ten nodes that is signed anew, of one in force with a new
consistency proof, and of both proofs, over a log of ENTRIES (100,000 unless told); then how many envelopes a second are taken in with and
without a node admitted and a directory signed anew every second beside them (hundreds of times what happens), in turns.
"""

from __future__ import annotations

import secrets
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import insert

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from records.seal.envelope import IdentityHeader, seal_envelope
from records.seal.keys import generate_signing_key
from records.store import schema, translog
from records.store.announcing import Announcer
from records.store.database import Database, wall_clock
from records.store.embedded import EmbeddedPostgres
from records.store.intake import accept
from records.store.keystore import KeyStore
from records.store.nodes import admit
from records.store.tables.translog import LogEntry, LogNode
from records.store.translog import HeldKey
from records.trust.directory import Commission, NodeEntry
from records.trust.log import tree
from records.trust.log.entries import RevokedEntry, to_bytes
from records.trust.values import KemKeyRef, SigningKeyRef

_CHUNK = 10_000
_TIMES = 100
_ROUNDS, _ROUND_S = 6, 4.0


def fill(database: Database, entries: int) -> None:
    """Write a log of this size, faster than by appending, and the same."""
    nodes: dict[tree.Coordinate, bytes] = {}
    for start in range(0, entries, _CHUNK):
        rows, made = [], []
        for number in range(start, min(start + _CHUNK, entries)):
            raw = to_bytes(RevokedEntry(at=number, node_id=f"{number:032x}"))
            rows.append({"number": number, "kind": "node", "subject": str(number), "entry": raw, "appended_at_ms": 0})
            for at, value in tree.completed(number, tree.leaf_hash(raw), nodes.__getitem__):
                nodes[at] = value
                made.append({"level": at.level, "number": at.number, "hash": value})
        with database.transaction() as unit:
            unit.connection.execute(insert(LogEntry), rows)
            unit.connection.execute(insert(LogNode), made)


def timed(name: str, work: Callable[[], object]) -> None:
    """Do it many times and print how long it took."""
    took = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    print(f"{name:42} {statistics.median(took):7.2f} ms  p95 {sorted(took)[int(_TIMES * 0.95)]:7.2f} ms")


def node(keys: KeyStore) -> NodeEntry:
    """A node that was never seen before."""
    signing = generate_signing_key()
    return NodeEntry(
        node_id=signing.key_id,
        url=f"http://127.0.0.1:{secrets.randbelow(10) + 8_000}",  # one address is one process: ten at once
        channel_key=KemKeyRef.of(keys.record.public_bytes),
        signing_key=SigningKeyRef.of(signing.public_bytes),
        measurement="0" * 64,
        evidence="development",
        expires_at=wall_clock() // 1000 + 3600,
    )


def envelopes(database: Database, keys: KeyStore, stop: threading.Event) -> int:
    """Take envelopes in until told to stop; answers how many."""
    count = 0
    while not stop.is_set():
        header = IdentityHeader(
            record_id=secrets.token_hex(16), magnet="m", key_id=keys.record.key_id, created_at_ms=wall_clock()
        )
        accept(database, seal_envelope(header, keys.record.public_bytes, b"{}"))
        count += 1
    return count


def intake(database: Database, keys: KeyStore, announcer: Announcer | None) -> float:
    """Answer envelopes a second, with a node and a directory every second beside them, or without."""
    stop, counts = threading.Event(), []
    threads = [threading.Thread(target=lambda: counts.append(envelopes(database, keys, stop))) for _ in range(4)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + _ROUND_S
    while time.monotonic() < until:
        if announcer is not None:
            with database.transaction() as unit:
                admit(unit, node(keys))
            announcer.announce()
        time.sleep(1)
    stop.set()
    for thread in threads:
        thread.join()
    return sum(counts) / _ROUND_S


def main() -> None:
    """Fill, measure, print."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "postgres") as postgres:
        keys = KeyStore.create(Path(folder) / "keys")
        database = Database(postgres.url, keys.vault())
        schema.upgrade(database.engine)
        fill(database, entries)
        announcer = Announcer(database, keys, "development", Commission(name_zh="测", name_en="T"))
        announcer.announce()

        def append() -> None:
            with database.transaction() as unit:
                translog.key_event(unit, "destroyed", HeldKey("test", secrets.token_hex(8)))

        def issue() -> None:
            with database.transaction() as unit:
                admit(unit, node(keys))
            announcer.announce()

        def proof(make: Callable[..., object]) -> Callable[[], None]:
            def prove() -> None:
                with database.reading() as connection:
                    make(connection, secrets.randbelow(entries - 1) + 1, entries)

            return prove

        print(f"a log of {entries} entries")
        timed("append an entry", append)
        timed("admit a node, sign a directory anew", issue)
        timed("a directory in force, proof from anywhere", lambda: announcer.announce(secrets.randbelow(entries) + 1))
        timed("inclusion proof", proof(translog.inclusion))
        timed("consistency proof", proof(translog.consistency))
        with suppress(KeyboardInterrupt):
            beside, alone = [], []
            for _ in range(_ROUNDS):
                alone.append(intake(database, keys, None))
                beside.append(intake(database, keys, announcer))
            print(f"envelopes a second alone {statistics.median(alone):.0f}, beside {statistics.median(beside):.0f}")
        database.close()


if __name__ == "__main__":
    main()
