"""The transparency log in PostgreSQL: it grows with what it tells of or not at all, in one order, and proves what stands in it."""

from __future__ import annotations

import itertools
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import pytest
from sqlalchemy.exc import DBAPIError

from records.errors import NotAdmitted
from records.seal.keys import generate_signing_key
from records.seal.wire import b64u
from records.store import nodes, translog
from records.store.announcing import Announcer, signed_head
from records.store.errors import Refused, StoreUnavailable
from records.store.keyfolder import rotation
from records.store.keyfolder.entries import PURPOSES
from records.store.keyfolder.events import tell_waiting
from records.store.keystore import KeyStore
from records.store.oversight.rules import set_rule
from records.store.policy import SYSTEM
from records.store.translog import HeldKey
from records.trust.directory import Commission, Directory, VerifiedDirectory, fingerprint, verify_directory
from records.trust.log import tree
from records.trust.log.audit import LogAudit, read_head
from records.trust.log.entries import AdmittedEntry, KeyEntry, PageFile, RevokedEntry, from_bytes
from records.trust.log.head import SeenHead, verify_head
from tests.fakes.commission import World

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
NAMES = Commission(name_zh="测试卫健委", name_en="Test commission")


def announcer(world: World) -> Announcer:
    return Announcer(world.database, world.keys, "development", NAMES)


def believed(world: World, at: Announcer, seen: SeenHead | None = None) -> VerifiedDirectory:
    found = at.announce(seen.size if seen else None)
    answer = {
        "root_key": found.root_key,
        "certificate": found.certificate,
        "directory": found.directory,
        "log": found.log,
        "now_ms": world.clock.now_ms,
    }
    pin = fingerprint(world.keys.root.public_bytes)
    return verify_directory(answer, pin, now_ms=world.clock.now_ms, production=False, seen=seen)


def whole(world: World) -> list[bytes]:
    with world.database.reading() as connection:
        size = translog.size(connection)
        found: list[bytes] = []
        while len(found) < size:
            found += translog.entries(connection, len(found), size)
    return found


def audited(world: World) -> LogAudit:
    audit = LogAudit(b64u(world.keys.root.public_bytes))
    for raw in whole(world):
        audit.take(raw)
    return audit


def test_the_advice_policy_is_signed_and_logged_as_soon_as_it_is_set(world: World) -> None:
    at = announcer(world)
    before = believed(world, at)
    assert before.directory.advice is None
    for minutes in (1440, 0):
        with world.database.transaction() as unit:
            set_rule(unit, SYSTEM, "advice_minutes", minutes)
        after = believed(world, at, before.seen).directory
        assert (after.advice is None) == (minutes == 0)
        assert after.serial > before.directory.serial
    logged = [json.loads(raw) for raw in whole(world)]
    said = [entry["directory"].get("advice") for entry in logged if entry["kind"] == "directory"]
    assert said == [None, {"within_minutes": 1440}, None]


def revoke(world: World, node_id: str) -> None:
    world.admin.revoke_node(node_id)


def test_a_directory_is_in_the_log_with_all_that_it_rests_on(world: World) -> None:
    at = announcer(world)
    first = believed(world, at)
    audit = audited(world)
    assert audit.findings == []
    assert audit.counts == {"node": 1, "certificate": 1, "key": 10, "directory": 1}
    assert (audit.tree.size, audit.tree.root.hex()) == (first.seen.size, first.seen.root)
    assert believed(world, at, first.seen).seen == first.seen


def test_each_change_goes_on_from_what_was_seen(world: World) -> None:
    at = announcer(world)
    seen = [believed(world, at).seen]
    for number in range(6):
        if number % 2:
            world.clock.pass_s(601)
        else:
            world.admit(generate_signing_key())
        seen.append(believed(world, at, seen[-1]).seen)
    sizes = [one.size for one in seen]
    assert sizes == sorted(set(sizes))
    for old in seen:
        assert believed(world, at, old).seen == seen[-1]
    assert audited(world).findings == []


def test_two_processes_serve_one_log_each_with_its_certificate(world: World) -> None:
    one, other = announcer(world), announcer(world)
    first = believed(world, one)
    world.clock.pass_s(5)
    second = believed(world, other, first.seen)
    third = believed(world, one, second.seen)
    assert first.directory.serial <= second.directory.serial == third.directory.serial
    assert audited(world).findings == []


def test_a_renewal_makes_no_new_directory_unless_the_admission_was_about_to_end(world: World) -> None:
    at = announcer(world)
    serial = believed(world, at).directory.serial
    world.clock.pass_s(300)
    world.admit(world.node)
    assert believed(world, at).directory.serial == serial
    # Nothing was heard of it for long, and the directory's ten minutes are not over yet.
    world.clock.pass_s(301)
    before = believed(world, at)
    world.clock.pass_s(3600 - 301 - 200)
    ending = believed(world, at, before.seen)
    world.admit(world.node)
    renewed = believed(world, at, ending.seen)
    assert renewed.directory.serial > ending.directory.serial
    assert renewed.directory.nodes[0].expires_at > ending.directory.nodes[0].expires_at
    assert audited(world).findings == []


def test_a_revoked_node_is_told_of_once_and_in_no_later_directory(world: World) -> None:
    at = announcer(world)
    believed(world, at)
    for _ in range(2):
        revoke(world, world.node.key_id)
    after = believed(world, at)
    assert after.directory.nodes == []
    told = [entry for raw in whole(world) if isinstance(entry := from_bytes(raw), RevokedEntry)]
    assert [entry.node_id for entry in told] == [world.node.key_id]
    size = len(whole(world))
    with pytest.raises(NotAdmitted):
        world.admit(world.node)
    assert len(whole(world)) == size
    assert audited(world).findings == []


def test_what_is_rolled_back_is_not_in_the_log(world: World) -> None:
    before = whole(world)

    def fail() -> None:
        with world.database.transaction() as unit:
            translog.key_event(unit, "revoked", HeldKey("record", "0" * 32))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert whole(world) == before
    with world.database.transaction() as unit:
        translog.key_event(unit, "revoked", HeldKey("record", "1" * 32))
    assert len(whole(world)) == len(before) + 1


def test_it_takes_what_many_append_at_once_in_one_order(world: World) -> None:
    at = [announcer(world) for _ in range(3)]
    believed(world, at[0])
    jobs = [lambda: world.admit(generate_signing_key()) for _ in range(12)]
    jobs += [lambda one=one: believed(world, one) for one in at * 4]
    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(job) for pair in itertools.zip_longest(jobs[:12], jobs[12:]) for job in pair if job]:
            done.result()
    audit = audited(world)
    assert audit.findings == []
    with world.database.reading() as connection:
        assert translog.root(connection, audit.tree.size) == audit.tree.root
    assert audit.counts["node"] == 13


def test_every_proof_of_every_size_holds(world: World) -> None:
    with world.database.transaction() as unit:
        for number in range(17):
            translog.key_event(unit, "destroyed", HeldKey("state", str(number)))
    entries = whole(world)
    with world.database.reading() as connection:
        roots = [translog.root(connection, size) for size in range(len(entries) + 1)]
        for size in range(1, len(entries) + 1):
            for index in range(size):
                path = translog.inclusion(connection, index, size)
                assert tree.includes(tree.leaf_hash(entries[index]), index, size, path, roots[size])
            for old in range(1, size + 1):
                path = translog.consistency(connection, old, size)
                assert tree.continues(old, roots[old], size, roots[size], path)


def test_what_is_beyond_the_log_is_refused(world: World) -> None:
    size = len(whole(world))
    with world.database.reading() as connection:
        for wrong in (
            lambda: translog.inclusion(connection, size, size),
            lambda: translog.inclusion(connection, 0, size + 1),
            lambda: translog.inclusion(connection, -1, size),
            lambda: translog.consistency(connection, 0, size),
            lambda: translog.consistency(connection, 1, 2**53 - 1),
            lambda: translog.entries(connection, size, size + 1),
            lambda: translog.entries(connection, 1, 1),
        ):
            with pytest.raises(Refused):
                wrong()


def test_entries_come_in_portions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.database.transaction() as unit:
        for number in range(10):
            translog.note_page(unit, f"jiayi {number}", [PageFile(path="index.html", digest=f"{number:064x}")])
    everything = whole(world)
    with world.database.reading() as connection:
        monkeypatch.setattr(translog, "MOST_ENTRIES", 3)
        assert translog.entries(connection, 1, 9) == everything[1:4]
        monkeypatch.setattr(translog, "MOST_BYTES", len(everything[1]) + len(everything[2]))
        assert translog.entries(connection, 1, 9) == everything[1:3]
        monkeypatch.setattr(translog, "MOST_BYTES", 1)
        assert translog.entries(connection, 1, 9) == everything[1:2]


def test_a_page_is_told_of_when_it_changes(world: World) -> None:
    one, other = ([PageFile(path="index.html", digest=f"{n:064x}")] for n in (1, 2))
    with world.database.transaction() as unit:
        assert [translog.note_page(unit, "jiayi", page) for page in (one, one, other, one)] == [True, False, True, True]
    assert audited(world).findings == []


def test_keys_are_told_of_when_they_begin_and_when_they_end(world: World) -> None:
    believed(world, announcer(world))
    for _ in range(3):
        rotation.rotate(world.keys, "state")
    world.clock.pass_s(601)
    believed(world, announcer(world))
    names = {entry.key_id: entry.name for entry in world.keys.keys.keys}
    assert [(what, names[key_id]) for what, purpose, key_id in key_entries(world) if purpose == "state"] == [
        ("made", "state-1"),
        ("made", "state-3"),
        ("made", "state-4"),
        ("destroyed", "state-1"),
        ("destroyed", "state-2"),
    ]
    assert {purpose for _, purpose, _ in key_entries(world)} == set(PURPOSES)
    size = len(whole(world))
    # The events of the list come later, and say nothing new.
    assert tell_waiting(world.database, world.keys) > 0
    assert len(whole(world)) == size
    assert audited(world).findings == []


def test_an_event_of_a_key_is_logged_in_the_transaction_that_hears_of_it(world: World) -> None:
    at = announcer(world)
    believed(world, at)
    tell_waiting(world.database, world.keys)
    old = world.keys.receipt.key_id
    rotation.rotate(world.keys, "receipt")
    prepared = rotation.prepare(world.keys, "record").key_id
    before = key_entries(world)
    tell_waiting(world.database, world.keys)
    assert key_entries(world)[len(before) :] == [
        ("destroyed", "receipt", old),
        ("made", "receipt", world.keys.receipt.key_id),
    ]
    rotation.revoke(world.keys, rotation.rotate(world.keys, "record").key_id)
    tell_waiting(world.database, world.keys)
    assert ("made", "record", prepared) in key_entries(world)
    assert ("revoked", "record", prepared) in key_entries(world)
    assert believed(world, at).directory.receipt_key.kid == world.keys.receipt.key_id
    assert audited(world).findings == []


def test_a_process_that_has_not_seen_a_rotation_signs_no_directory_with_what_ended(world: World) -> None:
    at = announcer(world)
    believed(world, at)
    other = KeyStore.open(world.keys.folder)
    for purpose in ("receipt", "directory", "admission"):
        rotation.rotate(other, purpose)
    tell_waiting(world.database, other)
    seen = believed(world, at).directory
    assert seen.receipt_key.kid == other.receipt.key_id
    assert seen.admission_key is not None
    assert seen.admission_key.kid == other.admission().key_id
    assert read_head(asdict(at.newest_head()), None)
    assert audited(world).findings == []


def key_entries(world: World) -> list[tuple[str, str, str]]:
    found = [from_bytes(raw) for raw in whole(world)]
    return [(entry.event, entry.purpose, entry.key_id) for entry in found if isinstance(entry, KeyEntry)]


@pytest.mark.parametrize("table", ["log_entry", "log_node"])
@pytest.mark.parametrize("statement", ["update {} set number = number + 1", "delete from {}", "truncate {}"])
def test_the_tables_refuse_to_be_changed(world: World, table: str, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), world.database.engine.begin() as connection:
        connection.exec_driver_sql(statement.format(table))


def test_a_tree_with_a_hole_proves_nothing(world: World) -> None:
    believed(world, announcer(world))
    size = len(whole(world))
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql("alter table log_node disable trigger all")
        connection.exec_driver_sql("delete from log_node where level = 0 and number = 1")
    with world.database.reading() as connection, pytest.raises(StoreUnavailable):
        translog.inclusion(connection, 0, size)


def test_without_the_database_only_those_who_need_no_new_proof_are_answered(world: World) -> None:
    at = announcer(world)
    old = believed(world, at).seen
    world.admit(generate_signing_key())
    newest = believed(world, at).seen
    # Somebody asked for this one before; nobody for that one.
    known = believed(world, at, old).seen
    assert known == newest
    world.database.engine.dispose()
    world.database.transaction = world.database.reading = away  # type: ignore[method-assign]
    assert believed(world, at).seen == newest
    assert believed(world, at, newest).seen == newest
    assert believed(world, at, old).seen == newest
    for unproven in (old.size - 1, newest.size + 1):
        with pytest.raises(StoreUnavailable):
            at.announce(unproven)


def away(*_: object, **__: object) -> None:
    raise StoreUnavailable("away")


def test_the_log_holds_nothing_of_a_resident_and_no_key(world: World) -> None:
    world.encounter()
    found: Directory = believed(world, announcer(world)).directory
    everything = b"".join(whole(world))
    for secret in (found.record_key.key, found.nodes[0].channel_key.key, "胸闷", "张秀英", world.magnet):
        assert secret.encode() not in everything
    admitted = [entry for raw in whole(world) if isinstance(entry := from_bytes(raw), AdmittedEntry)]
    assert admitted[0].node["channel_key"] == {"kid": world.channel.key_id}


def test_a_head_is_signed_for_any_moment(world: World) -> None:
    believed(world, announcer(world))
    with world.database.reading() as connection:
        size = translog.size(connection)
        token = signed_head(connection, world.keys.directory, size, world.clock.now_ms // 1000)
    assert verify_head(token, world.keys.directory.public).root == audited(world).tree.root.hex()


def test_after_the_directory_key_was_changed_certificate_and_directory_name_the_new_one(world: World) -> None:
    at = announcer(world)
    seen = believed(world, at).seen
    rotation.rotate(world.keys, "directory")
    after = believed(world, at, seen)
    assert after.directory_key.key_id == world.keys.directory.key_id
    assert after.seen.size > seen.size
    assert audited(world).findings == []


def test_a_directory_that_waits_for_a_revocation_does_not_list_the_node(world: World) -> None:
    at = announcer(world)
    believed(world, at)
    world.clock.pass_s(601)
    with ThreadPoolExecutor(1) as pool:
        with world.database.transaction() as unit:
            nodes.revoke(unit, SYSTEM, "node", world.node.key_id)
            waiting = pool.submit(believed, world, at)
            deadline = time.monotonic() + 60
            while not waits_for_the_log(world):
                assert time.monotonic() < deadline, "nobody waits for the log"
                time.sleep(0.01)
        found = waiting.result(60)
    assert found.directory.nodes == []
    assert audited(world).findings == []


def waits_for_the_log(world: World) -> bool:
    with world.database.reading() as connection:
        statement = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        return connection.exec_driver_sql(statement).scalar_one() > 0


def test_a_commission_that_leaves_development_lists_no_node_for_which_readers_would_refuse_its_directory(
    world: World,
) -> None:
    assert [node.evidence for node in believed(world, announcer(world)).directory.nodes] == ["development"]
    production = believed(world, Announcer(world.database, world.keys, "production", NAMES)).directory
    assert (production.environment, production.nodes) == ("production", [])
