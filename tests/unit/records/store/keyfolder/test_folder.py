"""A sealed key folder: without its holder it opens nothing, a changed one is refused, and a change is whole or not at all."""

from __future__ import annotations

import fcntl
import json
import os
import unicodedata
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from records.seal.wire import b64u
from records.store.errors import KeysBusy, KeyStoreError
from records.store.kek.passphrase import Argon2id, require_good
from records.store.keyfolder import rotation
from records.store.keyfolder.ceremony import make_keys
from records.store.keyfolder.checking import check
from records.store.keyfolder.doors import Doors, nobody, passphrase_holder
from records.store.keyfolder.entries import KeyState, OpenHolder
from records.store.keystore import KeyStore
from tests.fakes.commission import FakeClock
from tests.unit.records.store.keyfolder.conftest import CHEAP, PASSPHRASE, says


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_stolen_folder_holds_no_secret_in_clear_and_opens_nothing(sealed: KeyStore) -> None:
    stolen = b"".join(contents(sealed.folder).values())
    for entry in sealed.keys.keys:
        secret = sealed.opened.secret(entry)
        assert secret not in stolen
        assert b64u(secret).encode() not in stolen
        assert secret.hex().encode() not in stolen
    for ask in (nobody, says("another passphrase"), says("")):
        with pytest.raises(KeyStoreError):
            KeyStore.open(sealed.folder, ask)


def test_the_same_passphrase_opens_however_it_was_typed(tmp_path: Path, clock: FakeClock) -> None:
    composed, apart = (unicodedata.normalize(form, "Überläufer auf der Brücke") for form in ("NFC", "NFD"))
    holder = passphrase_holder(CHEAP)
    make_keys(tmp_path / "k", "production", holder, says(composed), kek_there=False, now_ms=clock.now_ms)
    assert KeyStore.open(tmp_path / "k", says(apart)).keys.active("record")


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("holder", "memory_kib"), 19_457),
        (("holder", "passes"), 3),
        (("holder", "salt"), b64u(bytes(16))),
        (("environment",), "development"),
        (("keys", 0, "state"), "revoked"),
        (("keys", 0, "made_at_ms"), 1),
        (("pending",), []),
        (("mac",), b64u(bytes(32))),
    ],
)
def test_no_change_of_the_list_by_somebody_without_the_key_passes(
    sealed: KeyStore, where: tuple[str | int, ...], value: object
) -> None:
    path = sealed.folder / "keys.json"
    body = json.loads(path.read_bytes())
    at = body
    for step in where[:-1]:
        at = at[step]
    at[where[-1]] = value
    path.write_text(json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")
    with pytest.raises(KeyStoreError):
        KeyStore.open(sealed.folder, says(PASSPHRASE))


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"version":1}\n', b"[]", b"null"])
def test_a_damaged_list_is_named(sealed: KeyStore, content: bytes) -> None:
    (sealed.folder / "keys.json").write_bytes(content)
    with pytest.raises(KeyStoreError, match=r"keys\.json"):
        KeyStore.open(sealed.folder, says(PASSPHRASE))


def test_a_key_file_of_another_folder_is_refused(sealed: KeyStore, tmp_path: Path, clock: FakeClock) -> None:
    holder = passphrase_holder(CHEAP)
    make_keys(tmp_path / "other", "production", holder, says(PASSPHRASE), kek_there=False, now_ms=clock.now_ms)
    (sealed.folder / "kek-1.key").write_bytes((tmp_path / "other" / "kek-1.key").read_bytes())
    with pytest.raises(KeyStoreError, match="kek-1"):
        KeyStore.open(sealed.folder, says(PASSPHRASE))


@pytest.mark.parametrize("cost", [(19_455, 2, 1), (19_456, 1, 1), (19_456, 2, 0), (4_194_305, 2, 1), (19_456, 65, 1)])
def test_a_cost_that_is_too_low_or_too_high_is_refused_before_anything_is_computed(cost: tuple[int, int, int]) -> None:
    with pytest.raises(KeyStoreError, match="refused"):
        Argon2id(*cost)


def test_a_short_passphrase_is_refused_with_what_to_do() -> None:
    with pytest.raises(KeyStoreError, match="12 characters"):
        require_good("short")


def test_production_refuses_keys_that_nothing_protects(tmp_path: Path, clock: FakeClock) -> None:
    KeyStore.create(tmp_path / "keys")
    KeyStore.open(tmp_path / "keys")
    with pytest.raises(KeyStoreError, match="development keys"):
        KeyStore.open(tmp_path / "keys", production=True)
    with pytest.raises(KeyStoreError, match="passphrase"):
        make_keys(tmp_path / "k", "production", OpenHolder(), nobody, kek_there=False, now_ms=clock.now_ms)


def test_another_passphrase_opens_what_the_old_one_opens_no_more(sealed: KeyStore, clock: FakeClock) -> None:
    before = sealed.record.key_id
    sealed.opened.hold_otherwise(passphrase_holder(CHEAP), Doors(says("a new and better passphrase")), clock.now_ms)
    with pytest.raises(KeyStoreError, match="passphrase"):
        KeyStore.open(sealed.folder, says(PASSPHRASE))
    assert KeyStore.open(sealed.folder, says("a new and better passphrase")).record.key_id == before


def test_what_an_unfinished_rotation_left_is_no_key_and_stops_no_later_one(
    sealed: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sealed.record.key_id
    with monkeypatch.context() as broken:
        broken.setattr("records.store.keyfolder.folder.write_list", lambda *_: 1 / 0)  # stops between file and list
        with pytest.raises(ZeroDivisionError):
            rotation.rotate(sealed, "record")
    assert (sealed.folder / "record-2.key").exists()
    again = KeyStore.open(sealed.folder, says(PASSPHRASE))
    assert again.record.key_id == before
    assert [each.about for each in check(again) if "no list" in each.says] == ["record-2.key"]
    made = rotation.rotate(again, "record")
    assert made.name == "record-2"
    assert KeyStore.open(sealed.folder, says(PASSPHRASE)).record.key_id == made.key_id
    assert again.opened.leftovers() == []


def test_a_full_disk_leaves_the_keys_as_they_were(sealed: KeyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(sealed.folder)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyStoreError, match="No space left"):
        rotation.rotate(sealed, "kek")
    after = contents(sealed.folder)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) <= {"keys.lock"}


def test_whoever_changes_the_keys_is_waited_for_and_no_longer_than_said(sealed: KeyStore) -> None:
    descriptor = os.open(sealed.folder / "keys.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(KeysBusy, match="somebody else"):
        rotation.rotate(sealed, "kek", patience_s=0)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(rotation.rotate, sealed, "kek", patience_s=60)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.2)
        assert sealed.keys.active("kek").name == "kek-1"
        os.close(descriptor)
        assert second.result(timeout=60).name == "kek-2"


def test_of_two_who_rotate_at_once_one_does_and_the_other_is_told(sealed: KeyStore) -> None:
    descriptor = os.open(sealed.folder / "keys.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(rotation.rotate, sealed, "state", patience_s=60) for _ in range(2)]
        with pytest.raises(TimeoutError):
            both[0].result(timeout=0.2)
        with pytest.raises(TimeoutError):
            both[1].result(timeout=0.2)
        os.close(descriptor)
        wait(both, timeout=60)
    failed = [each.exception() for each in both if each.exception() is not None]
    assert [str(each).partition(":")[0] for each in failed] == [
        "somebody else put another state key in force meanwhile"
    ]
    assert sealed.newest().keys.active("state").number == 2


def test_a_clock_that_was_set_back_stops_a_rotation(sealed: KeyStore, clock: FakeClock) -> None:
    clock.now_ms -= 10 * 60 * 1000
    with pytest.raises(KeyStoreError, match="clock"):
        rotation.rotate(sealed, "kek")
    assert [each.about for each in check(sealed) if each.weight == "wrong" and each.about == "clock"] == ["clock"]


def test_a_running_process_follows_a_rotation_and_survives_a_folder_that_turned_unreadable(sealed: KeyStore) -> None:
    running = KeyStore.open(sealed.folder, says(PASSPHRASE))
    key, wrapped = running.vault().new_data_key("r1")
    made = rotation.rotate(sealed, "kek")
    _, newer = sealed.vault().new_data_key("r2")
    assert running.vault().data_key(newer, "r2")  # wrapped under a key that this process has not heard of yet
    assert running.vault().kek_id == made.key_id
    assert running.vault().data_key(wrapped, "r1") == key
    (sealed.folder / "keys.json").write_bytes(b"broken")
    running._looked_at = 0.0
    assert running.vault().data_key(wrapped, "r1") == key
    assert running.trouble is not None
    assert "keys.json" in running.trouble


def test_a_folder_that_is_back_as_it_was_is_no_trouble_any_more(sealed: KeyStore) -> None:
    running = KeyStore.open(sealed.folder, says(PASSPHRASE))
    listed, aside = sealed.folder / "keys.json", sealed.folder / "aside"
    listed.rename(aside)
    assert running.newest().record.key_id == sealed.record.key_id
    assert running.trouble is not None
    aside.rename(listed)
    running.newest()
    assert running.trouble is None


def test_check_names_what_is_missing(sealed: KeyStore) -> None:
    (sealed.folder / "kek-1.key").unlink()
    wrong = {each.about for each in check(sealed) if each.weight == "wrong"}
    assert wrong == {"kek-1", "directory-1.certificate"}


def test_every_state_has_its_word(sealed: KeyStore) -> None:
    assert {entry.state for entry in sealed.keys.keys} == {KeyState.ACTIVE}
