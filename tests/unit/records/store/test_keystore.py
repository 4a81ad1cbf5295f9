"""The key folder: made whole or not at all, refused when others could read it, and clear about what is wrong."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from records.seal.wire import b64u
from records.store.announcing import certify
from records.store.errors import KeyStoreError
from records.store.keystore import KeyStore
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
    assert len(files) == 11
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_two_commissions_share_no_key(tmp_path: Path) -> None:
    one, two = KeyStore.create(tmp_path / "one"), KeyStore.create(tmp_path / "two")
    ids = [{key.key_id for key in keys.keys.keys} for keys in (one, two)]
    assert len(ids[0]) == 10
    assert ids[0].isdisjoint(ids[1])


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
    "name",
    ["directory-1", "receipt-1", "kek-1", "index-1", "waiting-1", "audit-1", "record-1", "state-1", "admission-1"],
)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / f"{name}.key").unlink()
    with pytest.raises(KeyStoreError, match=name):
        KeyStore.open(folder)


@pytest.mark.parametrize("name", ["directory-1", "kek-1", "record-1", "state-1", "admission-1"])
@pytest.mark.parametrize(
    "content", [b"", b"jiayi-key 1 kek-1", b"\xff\xff", b"jiayi-key 1 kek-1 AAAA\n", b"jiayi-key 2 kek-1 " + b"A" * 43]
)
def test_a_damaged_file_is_named(folder: Path, name: str, content: bytes) -> None:
    (folder / f"{name}.key").write_bytes(content)
    with pytest.raises(KeyStoreError, match=name):
        KeyStore.open(folder)


def test_a_key_of_another_purpose_is_refused_also_under_the_right_name(folder: Path) -> None:
    (folder / "kek-1.key").write_bytes((folder / "index-1.key").read_bytes())
    with pytest.raises(KeyStoreError, match="does not hold this key"):
        KeyStore.open(folder)
    (folder / "kek-1.key").write_bytes((folder / "index-1.key").read_bytes().replace(b"index-1", b"kek-1"))
    with pytest.raises(KeyStoreError, match="damaged"):
        KeyStore.open(folder)


def test_what_others_could_read_is_refused_with_the_remedy(folder: Path) -> None:
    (folder / "kek-1.key").chmod(0o640)
    with pytest.raises(KeyStoreError, match="chmod 600"):
        KeyStore.open(folder)
    (folder / "kek-1.key").chmod(0o600)
    folder.chmod(0o755)
    with pytest.raises(KeyStoreError, match="chmod 700"):
        KeyStore.open(folder)


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyStoreError, match="nowhere"):
        KeyStore.open(tmp_path / "nowhere")


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
    kept = (folder / "directory-1.certificate").read_text()
    (folder / "directory-1.certificate").write_text(kept.replace(".", "A", 1))
    with pytest.raises(KeyStoreError, match="damaged"):
        certify(keys, "production", 1_795_000_100)
    (folder / "directory-1.certificate").unlink()
    with pytest.raises(KeyStoreError, match="root key is not here"):
        certify(keys, "production", 1_795_000_100)


def test_nothing_shows_a_key(folder: Path) -> None:
    keys = KeyStore.open(folder)
    secret = keys.directory.to_bytes()
    shown = repr(keys) + repr(keys.directory) + repr(keys.opened) + repr(keys.keks()[1]) + repr(keys.vault())
    assert b64u(secret) not in shown
    assert repr(secret) not in shown
    assert secret.hex() not in shown
