"""An auditor's check of a whole log: what holds, and every way in which a server or a database may not."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.translog.errors import CannotCheck
from app.translog.sources import RemoteLog, StoredLog
from app.translog.verify import LogReport, verify_log
from records.seal.keys import generate_signing_key
from records.seal.wire import b64u
from records.trust.directory import fingerprint
from records.trust.log.head import TreeHead, sign_head
from tests.fakes.commission import World
from tests.unit.app.translog.conftest import Between

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def told(report: LogReport) -> str:
    return "; ".join(f"{finding.entry}: {finding.what}" for finding in report.findings)


def pin(world: World) -> str:
    return fingerprint(world.keys.root.public_bytes)


def tamper(world: World, *statements: str) -> None:
    """What somebody with full rights on the database can do: switch the triggers off first."""
    with world.database.engine.begin() as connection:
        for table in ("log_entry", "log_node"):
            connection.exec_driver_sql(f"alter table {table} disable trigger all")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_log_that_holds(world: World, remote: RemoteLog) -> None:
    world.admit(generate_signing_key())
    report = verify_log(remote, pin=pin(world))
    assert (report.holds, told(report)) == (True, "")
    assert report.counts["directory"] >= 1
    assert report.counts["page"] == 1
    stored = verify_log(StoredLog(world.database_url), pin=pin(world))
    assert (stored.holds, stored.root) == (True, report.root)
    assert json.loads(json.dumps(report.to_json()))["holds"] is True


def test_it_continues_what_was_kept(world: World, remote: RemoteLog) -> None:
    kept = remote.head()
    for _ in range(5):
        world.admit(generate_signing_key())
        remote.directory()
    report = verify_log(remote, pin=pin(world), since=kept)
    assert report.holds
    assert report.since is not None
    assert report.since < report.size
    assert verify_log(StoredLog(world.database_url), since=kept).holds


def test_a_rewritten_past_is_found_against_a_kept_head(world: World, remote: RemoteLog) -> None:
    for _ in range(4):
        world.admit(generate_signing_key())
        remote.directory()
    kept = remote.head()
    # The operator has the keys: a whole other log, made anew in the same database and signed.
    tamper(world, "delete from log_entry", "delete from log_node", "delete from directory_issue")
    world.admit(generate_signing_key())
    remote.directory()
    short = verify_log(remote, since=kept)
    assert "shorter than the head that was kept" in told(short)
    for _ in range(16):
        world.admit(generate_signing_key())
    assert "its past was rewritten" in told(verify_log(remote, since=kept))


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            "update log_entry set entry = entry || ' '::bytea where number = 1",
            "1: is no entry of the format (not_canonical)",
        ),
        ("update log_entry set entry = '[]' where number = 3", "3: is no entry of the format (json)"),
        ("update log_entry set entry = '{}' where number = 3", "3: is no entry of the format (json)"),
        ("update log_node set hash = decode(repeat('00', 32), 'hex') where level = 1 and number = 0", "stored tree"),
        ("delete from log_node where level = 1 and number = 0", "stored tree"),
        ("delete from log_entry where number = 0", "do not have the root"),
    ],
)
def test_every_change_in_the_database_is_found(world: World, remote: RemoteLog, statement: str, what: str) -> None:
    remote.directory()
    tamper(world, statement)
    assert what in told(verify_log(StoredLog(world.database_url)))


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("update directory_issue set log_head = 'a.b.c'", "no tree head that holds"),
        ("delete from directory_issue", "no directory yet"),
        ("delete from log_entry where kind = 'certificate'", "no certificate"),
        ("delete from log_entry where number > 12", "entries are missing"),
    ],
)
def test_a_database_without_what_a_check_begins_with(
    world: World, remote: RemoteLog, statement: str, what: str
) -> None:
    remote.directory()
    tamper(world, statement)
    with pytest.raises(CannotCheck, match=what):
        verify_log(StoredLog(world.database_url))


def test_a_head_of_an_earlier_directory_that_was_exchanged_is_found(world: World, remote: RemoteLog) -> None:
    remote.directory()
    world.admit(generate_signing_key())
    remote.directory()
    tamper(
        world, "update directory_issue set log_head = 'a.b.c' where serial = (select min(serial) from directory_issue)"
    )
    assert "does not hold" in told(verify_log(StoredLog(world.database_url)))


def test_a_log_that_lists_a_revoked_node_is_found(world: World, remote: RemoteLog) -> None:
    remote.directory()
    world.admin.revoke_node(world.node.key_id)
    # A commission that lies: it goes on listing what it revoked.
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "update node set revoked_at_ms = null, expires_at_ms = expires_at_ms + 86400000 * 30::bigint"
        )
    remote.directory()
    report = verify_log(remote)
    assert f"lists node {world.node.key_id}, which was revoked before" in told(report)


def test_a_log_with_a_node_of_nowhere_is_found(world: World, remote: RemoteLog) -> None:
    stranger = generate_signing_key().public
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "insert into node select added.id, added.key, channel_key, 'http://127.0.0.1:9', measurement, evidence, "
            "admitted_at_ms, expires_at_ms + 86400000 * 30::bigint, null "
            "from node, (values (%(own)s, %(key)s::bytea), (repeat('ab', 16), %(key)s::bytea)) as added (id, key)",
            {"own": stranger.key_id, "key": stranger.public_bytes},
        )
    remote.directory()
    found = told(verify_log(remote))
    assert f"lists node {stranger.key_id}, which was never admitted" in found
    assert "ab" * 16 not in found  # no name of its key: no directory has it


@pytest.mark.parametrize(
    ("path", "change", "what"),
    [
        ("/v1/log/inclusion", lambda answer: {"path": answer["path"][:-1]}, "proof that the server gives for it"),
        ("/v1/log/inclusion", lambda _: {"path": []}, "proof that the server gives for it"),
        (
            "/v1/directory",
            lambda answer: answer | {"log": None},
            "directory that the server gives does not hold (json)",
        ),
        ("/v1/directory", lambda _: [], "directory that the server gives does not hold (json)"),
    ],
)
def test_a_server_whose_proofs_do_not_hold(
    remote: RemoteLog, between: Between, path: str, change: Any, what: str
) -> None:
    remote.directory()
    between.alter[path] = change
    assert what in told(verify_log(remote))


def test_a_consistency_proof_that_does_not_hold(world: World, remote: RemoteLog, between: Between) -> None:
    kept = remote.head()
    world.admit(generate_signing_key())
    between.alter["/v1/log/consistency"] = lambda answer: {"path": [b64u(bytes(32)), *answer["path"][1:]]}
    assert "does not hold" in told(verify_log(remote, since=kept))


def entry_text(change: Callable[[bytes], bytes]) -> Callable[[Any], Any]:
    def alter(answer: Any) -> Any:
        first = base64.urlsafe_b64decode(answer["entries"][0] + "==")
        return {**answer, "entries": [b64u(change(first)), *answer["entries"][1:]]}

    return alter


def test_a_server_that_shows_other_entries_than_it_signed(remote: RemoteLog, between: Between) -> None:
    between.alter["/v1/log/entries"] = entry_text(lambda raw: raw.replace(b"development", b"tpm2"))
    assert "do not have the root that was signed over them" in told(verify_log(remote))


def test_a_server_that_shows_another_log_than_it_gives_phones(
    world: World, remote: RemoteLog, between: Between
) -> None:
    shown = remote.directory()
    tamper(world, "delete from log_entry", "delete from log_node", "delete from directory_issue")
    for _ in range(20):
        world.admit(generate_signing_key())
    between.alter["/v1/directory"] = lambda _: shown
    assert "another log" in told(verify_log(remote))


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/v1/log/head", lambda _: httpx.Response(500)),
        ("/v1/log/head", lambda _: b"<html>"),
        ("/v1/log/head", lambda _: b"[" * 100_000),
        ("/v1/log/head", lambda _: b" " * (8 * 1024 * 1024 + 1)),
        ("/v1/log/head", lambda _: {}),
        ("/v1/log/head", lambda answer: {**answer, "head": answer["certificate"]}),
        ("/v1/log/head", lambda answer: {**answer, "root_key": b64u(generate_signing_key().public_bytes)}),
        ("/v1/log/entries", lambda answer: {**answer, "entries": []}),
        ("/v1/log/entries", lambda answer: {**answer, "entries": answer["entries"] * 1000}),
        ("/v1/log/entries", lambda answer: {**answer, "entries": ["*"]}),
        ("/v1/log/entries", lambda answer: {**answer, "entries": [7]}),
        ("/v1/log/entries", lambda answer: {**answer, "start": 2**60}),
        ("/v1/log/entries", lambda _: []),
        ("/v1/log/inclusion", lambda _: {"path": ["short"]}),
        ("/v1/log/inclusion", lambda _: {"path": [b64u(bytes(32))] * 65}),
        ("/v1/log/inclusion", lambda _: {"path": 2**100}),
    ],
)
def test_a_server_that_answers_rubbish_leaves_it_unchecked(
    remote: RemoteLog, between: Between, path: str, change: Any
) -> None:
    between.alter[path] = change
    with pytest.raises(CannotCheck):
        verify_log(remote)


def test_a_head_of_more_than_there_is_leaves_it_unchecked(world: World, remote: RemoteLog, between: Between) -> None:
    def bold(answer: Any) -> Any:
        head = TreeHead(size=2**53 - 1, root="0" * 64, at=0)
        return {**answer, "head": sign_head(world.keys.directory, head)}

    between.alter["/v1/log/head"] = bold
    with pytest.raises(CannotCheck):
        verify_log(remote)


def test_another_commission_than_the_pinned_one_is_told(world: World, remote: RemoteLog) -> None:
    with pytest.raises(CannotCheck, match="another root key"):
        verify_log(remote, pin=fingerprint(generate_signing_key().public_bytes))
    with pytest.raises(CannotCheck, match="cannot be read"):
        verify_log(StoredLog(world.database_url.rsplit("/", 1)[0] + "/nowhere"))
