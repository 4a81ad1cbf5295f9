"""A key-encryption key behind Vault's Transit: bound to its owner, renewed in time, and clear about a Vault that is away."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import httpx
import pytest

from records.store.errors import KeysAway, KeyStoreError, SealBroken
from records.store.kek import transit
from records.store.kek.port import DataKey, KeyWrap
from records.store.kek.transit import TransitKey, TransitVault, VaultAddress
from tests.fakes.vault_server import FakeVault

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
KEY = DataKey(bytes(range(32)))


@pytest.fixture
def server() -> Iterator[FakeVault]:
    with FakeVault() as made:
        yield made


def enter(server: FakeVault, **more: object) -> TransitVault:
    return TransitVault(VaultAddress(server.url), server.token, **more)


def test_what_it_wraps_is_bound_to_its_owner_and_its_key(server: FakeVault) -> None:
    vault = enter(server)
    one, other = (KeyWrap(TransitKey(vault, vault.generate())) for _ in range(2))
    wrapped = one.wrap(KEY, "r1")
    assert one.unwrap(wrapped, "r1") == KEY
    moved = wrapped[:1] + bytes.fromhex(other.kek_id) + wrapped[17:]
    for opens in (
        lambda: one.unwrap(wrapped, "r2"),
        lambda: other.unwrap(wrapped, "r1"),
        lambda: other.unwrap(moved, "r1"),
        lambda: one.unwrap(wrapped[:-4] + b"AAA=", "r1"),
        lambda: one.unwrap(wrapped[:17] + b"something else", "r1"),
        lambda: one.unwrap(wrapped + b"A" * 512, "r1"),
    ):
        with pytest.raises(SealBroken):
            opens()
    asked = next(body for body in server.bodies if "batch_input" in body)["batch_input"][0]
    assert base64.b64decode(asked["associated_data"]).endswith(b"r1")
    vault.close()


def test_many_go_in_batches_and_one_that_does_not_open_spoils_no_other(server: FakeVault) -> None:
    vault = enter(server)
    kek = KeyWrap(TransitKey(vault, vault.generate()))
    wrapped = kek.wrap_many([(KEY, f"r{n}") for n in range(300)])
    server.calls.clear()
    pairs = [(each, f"r{n}") for n, each in enumerate(wrapped)]
    pairs[7] = (wrapped[7], "somebody else")
    opened = kek.unwrap_many(pairs)
    assert opened[7] is None
    assert [key for n, key in enumerate(opened) if n != 7] == [KEY] * 299
    assert len(server.calls) == 2
    vault.close()


def test_a_token_is_renewed_halfway_and_a_refused_one_is_asked_for_anew(server: FakeVault) -> None:
    now = [0.0]
    vault = enter(server, monotonic=lambda: now[0])
    kek = KeyWrap(TransitKey(vault, vault.generate()))
    kek.wrap(KEY, "r1")
    assert server.renewed == 0
    now[0] += 1801
    wrapped = kek.wrap(KEY, "r1")
    assert server.renewed == 1
    server.tokens.clear()
    assert kek.unwrap(wrapped, "r1") == KEY
    assert len(server.tokens) == 1
    vault.close()


def test_a_sealed_a_forbidding_a_slow_and_an_absent_vault_are_away_and_say_how_to_mend_it(
    server: FakeVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transit, "_TIMEOUT", httpx.Timeout(0.3))
    vault = enter(server)
    kek = KeyWrap(TransitKey(vault, vault.generate()))
    wrapped = kek.wrap(KEY, "r1")
    server.sealed = True
    with pytest.raises(KeysAway, match="unseal"):
        kek.unwrap(wrapped, "r1")
    server.sealed, server.forbidden = False, "decrypt"
    with pytest.raises(KeysAway, match="policy"):
        kek.unwrap(wrapped, "r1")
    server.forbidden, server.slow_s = None, 0.6
    with pytest.raises(KeysAway, match="does not answer"):
        kek.unwrap(wrapped, "r1")
    server.slow_s = 0.0
    assert kek.unwrap(wrapped, "r1") == KEY
    vault.close()
    server.sealed = True
    with pytest.raises(KeysAway, match="unseal"):
        enter(server)
    with pytest.raises(KeysAway, match="does not answer"):
        TransitVault(VaultAddress("http://127.0.0.1:9"), server.token)


def test_a_destroyed_key_is_gone_and_that_is_said(server: FakeVault) -> None:
    vault = enter(server)
    key_id = vault.generate()
    kek = KeyWrap(TransitKey(vault, key_id))
    wrapped = kek.wrap(KEY, "r1")
    assert vault.holds(key_id)
    vault.destroy(key_id)
    vault.destroy(key_id)
    assert not vault.holds(key_id)
    with pytest.raises(KeysAway, match="no key"):
        kek.unwrap(wrapped, "r1")
    vault.close()


def test_a_token_never_travels_in_clear_and_a_wrong_one_is_no_way_in(server: FakeVault) -> None:
    with pytest.raises(KeyStoreError, match="in clear"):
        VaultAddress("http://vault.example:8200")
    with pytest.raises(KeysAway, match="let us in"):
        TransitVault(VaultAddress(server.url), lambda: "hvs.wrong")
    with pytest.raises(KeyStoreError, match="empty"):
        TransitVault(VaultAddress(server.url), lambda: " \n")
