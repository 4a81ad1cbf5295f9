"""One address is one machine's while that machine renews: no admitted node puts another out of the directory by naming its address."""

from __future__ import annotations

import pytest

from records.errors import NotAdmitted, Refusal
from records.seal.keys import SigningKey, generate_kem_key, generate_signing_key
from records.store.nodes import HELD_MS, admit, live_nodes, revoke
from records.store.policy import SYSTEM
from records.trust.directory import NodeEntry
from records.trust.evidence.verifying import Proven
from records.trust.values import KemKeyRef, SigningKeyRef
from tests.fakes.commission import World

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
URL = "https://node.example"
ONE, TWO = Proven("1" * 64, "a" * 64), Proven("2" * 64, "b" * 64)


def enter(world: World, proven: Proven, *, key: SigningKey | None = None, url: str = URL) -> SigningKey:
    signing = key or generate_signing_key()
    entry = NodeEntry(
        node_id=signing.key_id,
        url=url,
        channel_key=KemKeyRef.of(generate_kem_key().public_bytes),
        signing_key=SigningKeyRef.of(signing.public_bytes),
        measurement="0" * 64,
        evidence="development" if proven.machine is None else "tpm2",
        expires_at=world.clock.now_ms // 1000 + 3600,
    )
    with world.database.transaction() as unit:
        admit(unit, entry, proven)
    return signing


def at(world: World, url: str = URL) -> list[str]:
    with world.database.reading() as connection:
        return [node.node_id for node in live_nodes(connection, world.clock.now_ms) if node.url == url]


def refused(world: World, proven: Proven) -> None:
    with pytest.raises(NotAdmitted) as error:
        enter(world, proven)
    assert error.value.refusal is Refusal.ADDRESS


def test_another_machine_does_not_take_the_address_of_one_that_renews(world: World) -> None:
    own = enter(world, ONE)
    for _ in range(15):
        world.clock.pass_s(300)
        refused(world, TWO)
        refused(world, Proven())  # nor does one that proves nothing
        enter(world, ONE, key=own)
    assert at(world) == [own.key_id]


def test_a_node_that_starts_again_on_its_machine_takes_over_at_once(world: World) -> None:
    enter(world, ONE)
    world.clock.pass_s(1)
    again = enter(world, ONE)
    assert at(world) == [again.key_id]


def test_an_address_is_free_when_its_machine_renews_no_more(world: World) -> None:
    enter(world, ONE)
    world.clock.pass_s(HELD_MS / 1000 - 1)
    refused(world, TWO)
    world.clock.pass_s(2)
    other = enter(world, TWO)
    assert at(world) == [other.key_id]


def test_an_address_is_free_when_its_node_was_revoked(world: World) -> None:
    own = enter(world, ONE)
    with world.database.transaction() as unit:
        revoke(unit, SYSTEM, "node", own.key_id)
    other = enter(world, TWO)
    assert at(world) == [other.key_id]


def test_other_addresses_and_unproven_machines_are_as_before(world: World) -> None:
    enter(world, ONE)
    elsewhere = enter(world, TWO, url="https://other.example")
    assert at(world, "https://other.example") == [elsewhere.key_id]
    enter(world, Proven(), url="http://127.0.0.1:1")
    world.clock.pass_s(1)
    newest = enter(world, Proven(), url="http://127.0.0.1:1")
    assert at(world, "http://127.0.0.1:1") == [newest.key_id]
