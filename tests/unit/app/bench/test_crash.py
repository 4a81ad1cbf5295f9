"""The crash bench kills real processes and loses nothing; and it would say so if it did."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bench.crash.audit import archive_troubles, store_troubles
from app.bench.crash.ledger import Consultation
from app.bench.crash.run import survive
from records.archive.destinations.drop_folder import DropFolder
from records.archive.worker import Deliverer
from records.model import RecordTurn
from records.store.cockpit import confirm_diagnosis, sign
from records.store.deliveries import Deliveries
from tests.fakes.commission import Phone, World, encounter_record, new_hex

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
SAID = "胸闷两天，爬楼梯加重"


def consulted(world: World, phone: Phone) -> Consultation:
    """One consultation that went well: two revisions, all receipted."""
    held = Consultation(phone.person_id, new_hex(), said=[SAID], guided=True)
    turn = RecordTurn(turn=0, who="resident", text=SAID, at_ms=world.clock.now_ms)
    records = [encounter_record(held.record_id, revision, transcript=(turn,)) for revision in (1, 2)]
    held.envelopes = {
        ("identity", "identity"): world.identity(phone.registration(held.record_id)),
        ("record", "1"): world.record(records[0]),
        ("record", "2"): world.record(records[1]),
    }
    for key, envelope in held.envelopes.items():
        held.receipts[key] = world.accept(envelope).receipt(world.keys.receipt)
    world.opener.sweep()
    return held


def signed(world: World, drop: Path, encounter_id: str) -> None:
    with world.database.transaction() as unit:
        version = confirm_diagnosis(unit, world.doctor, encounter_id, "I20.9", "心绞痛")
        sign(unit, world.doctor, encounter_id, version, signer=world.keys.receipt, enqueue=world.queue.enqueue)
    Deliverer(Deliveries(world.database), (DropFolder(drop),)).deliver(encounter_id)


@pytest.fixture
def world(database_url: str, tmp_path: Path):
    made = World(database_url, tmp_path)
    yield made
    made.close()


def test_what_is_whole_has_no_troubles_and_what_is_not_is_named(world: World, tmp_path: Path) -> None:
    phone, drop = Phone(), tmp_path / "archive"
    first, second = consulted(world, phone), consulted(world, phone)
    signed(world, drop, first.record_id)
    signed(world, drop, second.record_id)
    both = {first.record_id, second.record_id}
    assert store_troubles(world.admin, [first, second]) == []
    assert archive_troubles(world.admin, drop, both) == []

    def told(change: Callable[[], object]) -> str:
        change()
        return "; ".join([*store_troubles(world.admin, [first, second]), *archive_troubles(world.admin, drop, both)])

    first.envelopes["record", "3"] = b"never arrived"
    assert "0 envelopes" in told(lambda: None)
    assert "revisions [3] are lost" in told(lambda: None)
    del first.envelopes["record", "3"]
    first.said.append("一句没有写下来的话")
    assert "stands there [1, 0] times" in told(lambda: None)
    first.said.pop()
    other = world.accept(world.record(encounter_record(new_hex())))
    first.receipts["record", "1"] = other.receipt(world.keys.receipt)
    assert "receipt is for an envelope that does not stand" in told(lambda: None)
    first.receipts.pop(("record", "1"))

    one, two = sorted(drop.iterdir())
    os.utime(one / "manifest.json", (4_000_000_000, 4_000_000_000))
    assert "came before an earlier one" in told(lambda: None)
    (one / "bundle.json").write_text(json.dumps({}))
    assert "is not what its manifest says" in told(lambda: None)
    shutil.copytree(two, drop / "0000000099-again")
    assert "0000000099-again was delivered and is not signed" in told(lambda: None)
    assert "signature 2 is not in the archive" in told(lambda: shutil.rmtree(two))
    with world.database.transaction() as unit:
        unit.connection.exec_driver_sql("update intake set state = 'failed' where kind = 'identity'")
    assert "failed" in told(lambda: None)


def test_five_kills_along_the_whole_line() -> None:
    survived = survive(["头疼三天", "咳嗽三天，发烧"], kills=5, seed=4, residents=2, nodes=1)
    assert survived.troubles == []
    assert survived.kills == 5
    assert survived.consultations >= 2
    assert survived.receipts == survived.envelopes > survived.consultations * 3
    assert survived.signed == survived.consultations
