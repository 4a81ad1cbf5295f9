"""The key folder: made whole or not at all, refused when others could read it, and clear about what is wrong."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from records.errors import CannotOpen
from records.store.announcing import certify
from records.store.errors import KeyStoreError
from records.store.keystore import LIVE_EPOCHS_REVOKING, KeyStore
from records.trust import jws
from records.trust.directory import Certificate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    KeyStore.create(tmp_path / "keys")
    return tmp_path / "keys"


def test_created_keys_open_again_as_the_same(folder: Path) -> None:
    one, two = KeyStore.open(folder), KeyStore.open(folder)
    assert one.root.public_bytes == two.root.public_bytes
    assert one.record.key_id == two.record.key_id
    assert one.records.find(one.record.key_id) is not None
    assert one.state_keys().current == 1
    assert one.vault().kek_id == two.vault().kek_id


def test_only_the_owner_may_read(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert len(files) == 10
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_two_commissions_share_no_key(tmp_path: Path) -> None:
    one, two = KeyStore.create(tmp_path / "one"), KeyStore.create(tmp_path / "two")
    lines = [{path.read_text() for path in keys.folder.iterdir()} for keys in (one, two)]
    assert len(lines[0]) == 10
    assert lines[0].isdisjoint(lines[1])


def test_keys_are_never_overwritten(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(KeyStoreError, match="never overwritten"):
        KeyStore.create(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_nothing_is_left_under_the_name_when_creation_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyStoreError, match="No space left"):
        KeyStore.create(tmp_path / "keys")
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    "name", ["directory", "receipt", "kek", "index", "waiting", "audit", "record-1", "state-1", "admission-1"]
)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / f"{name}.key").unlink()
    with pytest.raises(KeyStoreError, match=name):
        KeyStore.open(folder)


@pytest.mark.parametrize("name", ["directory", "kek", "record-1", "state-1", "admission-1"])
@pytest.mark.parametrize(
    "content", [b"", b"jiayi-key 1 kek", b"\xff\xff", b"jiayi-key 1 kek AAAA\n", b"jiayi-key 2 kek " + b"A" * 43]
)
def test_a_damaged_file_is_named(folder: Path, name: str, content: bytes) -> None:
    (folder / f"{name}.key").write_bytes(content)
    with pytest.raises(KeyStoreError, match=name):
        KeyStore.open(folder)


def test_a_key_of_another_purpose_is_refused(folder: Path) -> None:
    (folder / "kek.key").write_bytes((folder / "index.key").read_bytes())
    with pytest.raises(KeyStoreError, match="purpose"):
        KeyStore.open(folder)


def test_what_others_could_read_is_refused_with_the_remedy(folder: Path) -> None:
    (folder / "kek.key").chmod(0o640)
    with pytest.raises(KeyStoreError, match="chmod 600"):
        KeyStore.open(folder)
    (folder / "kek.key").chmod(0o600)
    folder.chmod(0o755)
    with pytest.raises(KeyStoreError, match="chmod 700"):
        KeyStore.open(folder)


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyStoreError, match="nowhere"):
        KeyStore.open(tmp_path / "nowhere")


def test_an_older_record_key_still_opens_and_the_newest_is_announced(folder: Path, tmp_path: Path) -> None:
    old = KeyStore.open(folder).record.key_id
    newer = (KeyStore.create(tmp_path / "other").folder / "record-1.key").read_bytes()
    (folder / "record-10.key").write_bytes(newer)
    (folder / "record-10.key").chmod(0o600)
    keys = KeyStore.open(folder)
    assert keys.record.key_id != old
    found = keys.records.find(old)
    assert found is not None
    assert found.key_id == old


def test_rotation_keeps_one_epoch_back_and_destroys_the_one_before(folder: Path) -> None:
    keys = KeyStore.open(folder)
    first = keys.state_keys().key(1)
    assert keys.rotate_state_key() == 2
    assert keys.state_keys().key(1) == first
    assert keys.rotate_state_key() == 3
    live = keys.state_keys()
    assert (live.current, live.epochs, live.retired) == (3, (2, 3), {1})
    with pytest.raises(CannotOpen):
        live.key(1)
    assert KeyStore.open(folder).state_keys().epochs == (2, 3)


def test_a_new_admission_key_signs_at_once_in_every_process_and_the_old_one_is_destroyed(folder: Path) -> None:
    here, beside = KeyStore.open(folder), KeyStore.open(folder)
    old = here.admission().key_id
    assert here.admission() is here.admission()
    assert here.rotate_admission_key() == 2
    assert here.admission().key_id == beside.admission().key_id != old
    assert [path.name for path in folder.glob("admission-*")] == ["admission-2.key"]
    assert stat.S_IMODE((folder / "admission-2.key").stat().st_mode) == 0o600


def test_bytes_that_are_no_admission_key_are_named(folder: Path) -> None:
    path = folder / "admission-1.key"
    path.write_text(path.read_text().replace(path.read_text().split()[-1], "A" * 512))
    with pytest.raises(KeyStoreError, match="no usable key"):
        KeyStore.open(folder)


def test_rotations_after_revocations_keep_what_consultations_need(folder: Path) -> None:
    keys = KeyStore.open(folder)
    for _ in range(3):
        keys.rotate_state_key(live=LIVE_EPOCHS_REVOKING)
    live = keys.state_keys()
    assert (live.epochs, live.current, live.retired) == ((1, 2, 3, 4), 4, frozenset())
    keys.rotate_state_key()
    assert (keys.state_keys().epochs, keys.state_keys().retired) == ((4, 5), frozenset({1, 2, 3}))


def test_the_root_key_may_be_taken_away_after_it_certified_the_directory_key(folder: Path) -> None:
    keys = KeyStore.open(folder)
    root = keys.root.public
    with_root = certify(keys, "production", 1_795_000_000)
    (folder / "root.key").unlink()
    keys = KeyStore.open(folder)
    assert not keys.has_root
    assert certify(keys, "production", 1_795_000_100) == with_root
    certificate = Certificate.read(jws.verify("jiayi-directory-cert+jws", with_root[1], root))
    assert certificate.kid == keys.directory.key_id
    with pytest.raises(KeyStoreError, match="expired"):
        certify(keys, "production", 1_795_000_000 + 91 * 24 * 3600)
    with pytest.raises(KeyStoreError, match="environment"):
        certify(keys, "development", 1_795_000_100)
    kept = (folder / "directory.certificate").read_text()
    (folder / "directory.certificate").write_text(kept.replace(".", "A", 1))
    with pytest.raises(KeyStoreError, match="damaged"):
        certify(keys, "production", 1_795_000_100)
    (folder / "directory.certificate").unlink()
    with pytest.raises(KeyStoreError, match="root key is not here"):
        certify(keys, "production", 1_795_000_100)


def test_nothing_shows_a_key(folder: Path) -> None:
    keys = KeyStore.open(folder)
    secret = (folder / "directory.key").read_text().split()[-1]
    assert secret not in repr(keys) + repr(keys.directory) + str(vars(keys)["directory"])
