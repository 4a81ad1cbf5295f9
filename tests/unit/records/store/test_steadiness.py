"""A node that keeps dying leaves the directory, and comes back when it has lived for a while."""

from __future__ import annotations

import pytest

from records.seal.keys import SigningKey, generate_signing_key
from records.store.nodes import admit, live_nodes
from records.store.steadiness import MOST_STARTS, WINDOW_MS
from records.trust.directory import NodeEntry
from records.trust.evidence.verifying import Proven
from records.trust.values import KemKeyRef, SigningKeyRef
from tests.fakes.commission import World


def start(
    world: World, url: str, *, evidence: str = "tpm2", node: SigningKey | None = None, machine: str | None = None
) -> str:
    """A process is admitted at an address, or admitted once more."""
    key = node or generate_signing_key()
    entry = NodeEntry(
        node_id=key.key_id,
        url=url,
        channel_key=KemKeyRef.of(world.channel.public_bytes),
        signing_key=SigningKeyRef.of(key.public_bytes),
        measurement="0" * 64,
        evidence=evidence,  # type: ignore[arg-type]
        expires_at=world.clock.now_ms // 1000 + 3600,
    )
    with world.database.transaction() as unit:
        admit(unit, entry, Proven(machine))
    return entry.node_id


def listed(world: World) -> set[str]:
    with world.database.reading() as connection:
        return {entry.node_id for entry in live_nodes(connection, world.clock.now_ms)}


def test_a_node_that_starts_again_and_again_is_left_out_and_another_is_not(world: World) -> None:
    steady = start(world, "https://steady.example")
    for _ in range(MOST_STARTS):
        latest = start(world, "https://restless.example")
        world.clock.pass_s(20)
        assert {steady, latest} <= listed(world)
    latest = start(world, "https://restless.example")
    assert latest not in listed(world)
    assert steady in listed(world)


def test_it_comes_back_when_it_has_lived_for_long_enough(world: World) -> None:
    key = generate_signing_key()
    for _ in range(MOST_STARTS):
        start(world, "https://restless.example")
    start(world, "https://restless.example", node=key)
    assert key.key_id not in listed(world)
    world.clock.pass_s(WINDOW_MS // 1000 - 1)
    start(world, "https://restless.example", node=key)  # an admission renewed is no start
    assert key.key_id not in listed(world)
    world.clock.pass_s(2)
    assert key.key_id in listed(world)


@pytest.mark.parametrize("renewals", [20])
def test_neither_renewals_nor_a_development_machine_are_a_loop(world: World, renewals: int) -> None:
    key = generate_signing_key()
    for _ in range(renewals):
        start(world, "https://steady.example", node=key)
        latest = start(world, "http://127.0.0.1:9999", evidence="development")
    assert {key.key_id, latest} <= listed(world)


def test_nobody_makes_a_directory_too_long_to_sign_by_admitting_many(world: World, monkeypatch) -> None:
    first = start(world, "https://first.example")
    monkeypatch.setattr("records.store.nodes.MOST_OF_A_MACHINE", 3)
    monkeypatch.setattr("records.store.nodes.MOST_LISTED", 6)
    world.clock.pass_s(1)
    crowd = [start(world, f"https://crowd.example/{number}", machine="77" * 32) for number in range(5)]
    assert len(listed(world) & set(crowd)) == 3
    for number in range(5):
        start(world, f"https://more.example/{number}")
    assert len(listed(world)) == 6
    assert {first, world.node.key_id} <= listed(world)
