"""The crash bench kills real processes and loses nothing; and it would say so if it did."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bench.crash.audit import archive_troubles, store_troubles, told_troubles
from app.bench.crash.ledger import Consultation
from app.bench.crash.run import survive
from app.bench.crash.shelf import Shelf, consultations, forgotten
from records.archive.destinations.drop_folder import DropFolder
from records.archive.worker import Deliverer
from records.model import RecordTurn
from records.store.cockpit import confirm_diagnosis, sign
from records.store.deliveries import Deliveries
from tests.fakes.commission import Phone, World, encounter_record, new_hex, photo_entry

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
SAID = "胸闷两天，爬楼梯加重"


def consulted(world: World, phone: Phone) -> Consultation:
    """One consultation that went well: two revisions, all receipted."""
    held = Consultation(phone.person_id, new_hex(), said=[SAID], guided=True)
    turn = RecordTurn(turn=0, who="resident", text=SAID, at_ms=world.clock.now_ms)
    attachment_id, photo = new_hex(), os.urandom(3_000)
    held.photos[attachment_id] = photo
    shown = (photo_entry(attachment_id, photo),)
    records = [
        encounter_record(held.record_id, revision, transcript=(turn, turn_with_photo(world)), attachments=shown)
        for revision in (1, 2)
    ]
    held.envelopes = {
        ("identity", "identity"): world.identity(phone.registration(held.record_id)),
        ("record", "1"): world.record(records[0]),
        ("record", "2"): world.record(records[1]),
        ("attachment", attachment_id): world.attachment(held.record_id, attachment_id, photo),
    }
    for key, envelope in held.envelopes.items():
        held.receipts[key] = world.accept(envelope).receipt(world.keys.receipt)
    world.opener.sweep()
    return held


def turn_with_photo(world: World) -> RecordTurn:
    return RecordTurn(turn=1, who="resident", text="（发来一张照片）", at_ms=world.clock.now_ms)


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
    assert told_troubles(drop, [first, second]) == []

    def told(change: Callable[[], object]) -> str:
        change()
        return "; ".join([*store_troubles(world.admin, [first, second]), *archive_troubles(world.admin, drop, both)])

    first.envelopes["record", "3"] = b"never arrived"
    assert "0 envelopes" in told(lambda: None)
    assert "revisions [3] are lost" in told(lambda: None)
    del first.envelopes["record", "3"]
    (attachment_id,) = first.photos
    whole = first.photos.pop(attachment_id)
    assert "0 photos were sent and 1 are there" in told(lambda: None)
    assert "of 0 photos the archive tells 1" in "; ".join(told_troubles(drop, [first]))
    first.photos[attachment_id] = whole[:-1]
    assert "a photo has other bytes than the phone's" in told(lambda: None)
    first.photos[attachment_id] = whole
    first.said.append("一句没有写下来的话")
    assert "stands in the archive 0 times" in "; ".join(told_troubles(drop, [first]))
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


def forget_all(shelf: Shelf) -> None:
    with shelf.write() as file:
        file.execute("delete from consultation")
        raise ValueError("killed")


def test_what_a_phone_kept_outlives_it_and_what_it_lost_is_told(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    with shelf.write() as file:
        for record_id in ("a", "b"):
            file.execute(
                "insert into consultation (record_id, session_id, complaint) values (?, 's', 'c')", (record_id,)
            )
            file.execute(
                "insert into envelope (record_id, kind, key, bytes) values (?, 'record', '1', x'00')", (record_id,)
            )
            file.execute("insert into said (record_id, text) values (?, 'c')", (record_id,))
    with pytest.raises(ValueError, match="killed"):
        forget_all(shelf)
    for record_id in ("a", "b"):
        shelf.saw(record_id, said="c")
        shelf.saw(record_id, answered=0)
    shelf.close()
    with (tmp_path / "seen.jsonl").open("ab") as file_of_seen:
        file_of_seen.write(b'{"record_id": "a", "gui')  # killed in the middle of the line
    kept = consultations(tmp_path)
    assert [one.record_id for one in kept] == ["a", "b"]
    assert forgotten(tmp_path, kept) == []
    kept[0].said.clear()
    kept[0].envelopes.clear()
    told = "; ".join(forgotten(tmp_path, kept[:1]))
    assert "a: the phone holds what was said 0 times" in told
    assert "a: the phone lost the answer to turn 0" in told
    assert "b: the phone lost a consultation" in told


def test_five_kills_along_the_whole_line() -> None:
    survived = survive(["头疼三天", "咳嗽三天，发烧"], kills=5, seed=4, residents=2, nodes=1)
    assert survived.troubles == []
    assert survived.kills == 5
    assert survived.consultations >= 2
    assert survived.receipts == survived.envelopes > survived.consultations * 3
    assert survived.signed == survived.consultations
