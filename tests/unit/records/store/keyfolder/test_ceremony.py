"""The ceremony by files: the root never meets the commission, and no file of somebody else's passes for one of ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from records.seal.keys import generate_signing_key, root_fingerprint
from records.seal.wire import canonical_json
from records.store.announcing import certify
from records.store.errors import KeyStoreError
from records.store.keyfolder import rotation
from records.store.keyfolder.ceremony import (
    accept,
    make_root,
    open_root,
    read_request,
    request_certificate,
    sign_request,
)
from records.store.keystore import KeyStore
from records.trust import jws
from records.trust.directory import Certificate
from tests.fakes.commission import FakeClock
from tests.unit.records.store.keyfolder.conftest import CHEAP, says

ROOT_PASSPHRASE = says("the root's own passphrase")


def asked(store: KeyStore) -> bytes:
    return canonical_json(request_certificate(store).model_dump(mode="json")) + b"\n"


def answer(store: KeyStore, root_file: Path, clock: FakeClock, days: int = 90) -> str:
    request = read_request(asked(store), Path("request"))
    return sign_request(open_root(root_file, ROOT_PASSPHRASE), request, days=days, now_s=clock.now_ms // 1000)


@pytest.fixture
def root_file(tmp_path: Path) -> Path:
    make_root(tmp_path / "root.json", ROOT_PASSPHRASE, cost=CHEAP)
    return tmp_path / "root.json"


def pin_of(root_file: Path) -> str:
    return root_fingerprint(open_root(root_file, ROOT_PASSPHRASE).public_bytes)


def test_from_a_root_to_a_commission_that_may_serve(sealed: KeyStore, root_file: Path, clock: FakeClock) -> None:
    with pytest.raises(KeyStoreError, match="ceremony sign"):
        certify(sealed, "production", clock.now_ms // 1000)
    accept(sealed, answer(sealed, root_file, clock), pin_of(root_file))
    root_key, token = certify(sealed, "production", clock.now_ms // 1000)
    root = open_root(root_file, ROOT_PASSPHRASE)
    certificate = Certificate.read(jws.verify("jiayi-directory-cert+jws", token, root.public))
    assert certificate.kid == sealed.directory.key_id
    assert root_fingerprint(sealed.root_public) == pin_of(root_file)
    assert not sealed.has_root
    assert root_key


def test_a_new_directory_key_takes_over_when_the_root_has_certified_it(
    sealed: KeyStore, root_file: Path, clock: FakeClock
) -> None:
    pin = pin_of(root_file)
    accept(sealed, answer(sealed, root_file, clock), pin)
    old = sealed.directory.key_id
    made = rotation.prepare(sealed, "directory")
    accept(sealed, answer(sealed, root_file, clock), pin)
    assert sealed.directory.key_id == old
    certify(sealed, "production", clock.now_ms // 1000)
    assert rotation.rotate(sealed, "directory").key_id == made.key_id == sealed.directory.key_id
    certify(sealed, "production", clock.now_ms // 1000)
    assert not (sealed.folder / "directory-1.key").exists()


def test_a_successor_that_the_roots_machine_dates_back_is_not_accepted(
    sealed: KeyStore, root_file: Path, clock: FakeClock
) -> None:
    """Phones that saw the certificate before would refuse it, until its successor's beginning is later."""
    pin = pin_of(root_file)
    accept(sealed, answer(sealed, root_file, clock), pin)
    rotation.prepare(sealed, "directory")
    request = read_request(asked(sealed), Path("request"))
    root = open_root(root_file, ROOT_PASSPHRASE)
    slow = sign_request(root, request, days=90, now_s=clock.now_ms // 1000 - 1)
    with pytest.raises(KeyStoreError, match="set the clock of the root's machine"):
        accept(sealed, slow, pin)
    accept(sealed, sign_request(root, request, days=90, now_s=clock.now_ms // 1000), pin)


def test_the_root_file_opens_with_its_passphrase_only(root_file: Path, sealed: KeyStore) -> None:
    with pytest.raises(KeyStoreError, match="passphrase"):
        open_root(root_file, says("somebody else's passphrase"))
    with pytest.raises(KeyStoreError, match="never overwritten"):
        make_root(root_file, ROOT_PASSPHRASE, cost=CHEAP)
    with pytest.raises(KeyStoreError, match="is no root file"):
        open_root(sealed.folder / "keys.json", ROOT_PASSPHRASE)
    root_file.chmod(0o644)
    with pytest.raises(KeyStoreError, match="chmod 600"):
        open_root(root_file, ROOT_PASSPHRASE)


def test_a_request_that_was_changed_or_whose_maker_has_no_key_is_not_signed(sealed: KeyStore) -> None:
    good = json.loads(asked(sealed))
    stranger = generate_signing_key()
    for change in (
        {"environment": "development"},
        {"made_at_ms": 1},
        {"kid": stranger.key_id},
        {"proof": good["proof"][:-4] + "AAAA"},
        {"more": 1},
    ):
        with pytest.raises(KeyStoreError):
            read_request(canonical_json({**good, **change}), Path("request"))
    with pytest.raises(KeyStoreError):
        read_request(json.dumps(good).encode(), Path("request"))


def test_an_answer_of_another_root_for_another_key_or_too_late_is_not_kept(
    sealed: KeyStore, root_file: Path, clock: FakeClock
) -> None:
    good, pin = answer(sealed, root_file, clock), pin_of(root_file)
    with pytest.raises(KeyStoreError, match="another root"):
        accept(sealed, good, root_fingerprint(generate_signing_key().public_bytes))
    with pytest.raises(KeyStoreError, match="no answer"):
        accept(sealed, good.replace(".", "A", 1), pin)
    with pytest.raises(KeyStoreError, match="no answer"):
        accept(sealed, "something", pin)
    with pytest.raises(KeyStoreError, match="1 to 400"):
        answer(sealed, root_file, clock, days=4000)
    clock.pass_s(91 * 24 * 3600)
    with pytest.raises(KeyStoreError, match="expired"):
        accept(sealed, good, pin)
    assert not list(sealed.folder.glob("*.certificate"))
