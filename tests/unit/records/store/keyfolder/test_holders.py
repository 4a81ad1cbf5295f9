"""A key folder held by a real token or a Vault: without it nothing opens, and its keys may move from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pkcs11
import pytest

from records.store.errors import KeysAway, KeyStoreError
from records.store.keyfolder import rotation
from records.store.keyfolder.ceremony import make_keys
from records.store.keyfolder.checking import check
from records.store.keyfolder.doors import Wanted, nobody
from records.store.keyfolder.entries import Holder, TokenHolder, VaultHolder
from records.store.keystore import KeyStore
from tests.fakes.commission import FakeClock
from tests.fakes.softhsm import PIN, SoftHsm
from tests.fakes.vault_server import FakeVault

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
NONE_YET = "0" * 32


@pytest.fixture
def hsm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftHsm:
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    return SoftHsm.make(tmp_path / "hsm", "jiayi-test")


@pytest.fixture
def vault() -> Iterator[FakeVault]:
    with FakeVault() as made:
        yield made


class Asks:
    """Answers what is asked, and notes it."""

    def __init__(self, vault: FakeVault) -> None:
        self._vault = vault
        self.asked: list[str] = []

    def __call__(self, wanted: Wanted) -> str:
        self.asked.append(wanted.kind)
        return {"pin": PIN, "vault_token": self._vault.token()}[wanted.kind]


def holder_of(kind: str, hsm: SoftHsm, vault: FakeVault) -> Holder:
    if kind == "pkcs11":
        return TokenHolder(module=hsm.module, token=hsm.label, key_id=NONE_YET)
    return VaultHolder(url=vault.url, mount="transit", key_id=NONE_YET)


@pytest.mark.parametrize("kind", ["pkcs11", "vault"])
def test_a_stolen_folder_opens_nothing_without_its_holder(
    kind: str, hsm: SoftHsm, vault: FakeVault, tmp_path: Path, clock: FakeClock
) -> None:
    asks = Asks(vault)
    store, _ = make_keys(
        tmp_path / "keys", "production", holder_of(kind, hsm, vault), asks, kek_there=True, now_ms=clock.now_ms
    )
    key, wrapped = store.vault().new_data_key("r1")
    again = KeyStore.open(tmp_path / "keys", asks, production=True)
    assert again.vault().data_key(wrapped, "r1") == key
    assert not (tmp_path / "keys" / "kek-1.key").exists()
    assert [each.weight for each in check(again) if each.about == "kek-1"] == ["fine"]
    pkcs11.lib(hsm.module).reinitialize()  # a login is the process's: whoever steals the folder is another
    with pytest.raises(KeyStoreError, match="is needed"):
        KeyStore.open(tmp_path / "keys", nobody)
    if kind == "pkcs11":
        hsm.pull()
    else:
        vault.sealed = True
    with pytest.raises(KeysAway):
        KeyStore.open(tmp_path / "keys", asks)


def test_the_key_encryption_key_moves_from_token_to_vault_while_old_data_keys_open(
    hsm: SoftHsm, vault: FakeVault, tmp_path: Path, clock: FakeClock
) -> None:
    asks = Asks(vault)
    store, _ = make_keys(
        tmp_path / "keys", "production", holder_of("pkcs11", hsm, vault), asks, kek_there=True, now_ms=clock.now_ms
    )
    store = KeyStore.open(tmp_path / "keys", asks, clock=clock)
    key, wrapped = store.vault().new_data_key("r1")
    made = rotation.rotate(store, "kek", where=holder_of("vault", hsm, vault))
    assert made.where.kind == "vault"
    assert store.vault().data_key(wrapped, "r1") == key
    newer, rewrapped = store.vault().new_data_key("r2")
    assert store.vault().data_key(rewrapped, "r2") == newer
    again = rotation.rotate(store, "kek")
    assert again.where.kind == "vault"
    clock.pass_s(61)
    (old,) = [entry for entry in store.keys.of("kek") if entry.where.kind == "pkcs11"]
    rotation.destroy(store, old.key_id, needed=None)
    assert not store.opened.doors.room(old.where).holds(old.key_id)
    for store_again in (store, KeyStore.open(tmp_path / "keys", asks)):
        assert store_again.vault().data_key(rewrapped, "r2") == newer


def test_opened_data_keys_are_remembered_so_that_a_slow_holder_does_not_bound_the_intake(
    hsm: SoftHsm, vault: FakeVault, tmp_path: Path, clock: FakeClock
) -> None:
    asks = Asks(vault)
    store, _ = make_keys(
        tmp_path / "keys", "production", holder_of("vault", hsm, vault), asks, kek_there=True, now_ms=clock.now_ms
    )
    store = KeyStore.open(tmp_path / "keys", asks)
    key, wrapped = store.vault().new_data_key("r1")
    vault.calls.clear()
    assert all(store.vault().data_key(wrapped, "r1") == key for _ in range(10))
    assert vault.calls == []
    fresh = KeyStore.open(tmp_path / "keys", asks)
    vault.calls.clear()
    assert all(fresh.vault().data_key(wrapped, "r1") == key for _ in range(10))
    assert len([call for call in vault.calls if "decrypt" in call]) == 1
