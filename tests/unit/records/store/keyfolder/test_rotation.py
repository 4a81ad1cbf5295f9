"""Rotation, revocation, destruction: what opens when, and what refuses to go while something needs it."""

from __future__ import annotations

import pytest

from records.errors import CannotOpen, Reason
from records.store.announcing import certify
from records.store.errors import KeyStoreError
from records.store.keyfolder import rotation
from records.store.keyfolder.entries import KeyState
from records.store.keyfolder.rotation import (
    LIVE_EPOCHS,
    LIVE_EPOCHS_REVOKING,
    RECORD_KEY_OPENS_MS,
    STATE_OPENS_MS,
    STATE_OPENS_REVOKED_MS,
)
from records.store.keystore import KeyStore
from tests.fakes.commission import FakeClock
from tests.unit.records.store.keyfolder.conftest import PASSPHRASE, says


def test_an_old_record_key_opens_what_comes_late_until_its_end(sealed: KeyStore, clock: FakeClock) -> None:
    old = sealed.record.key_id
    made = rotation.rotate(sealed, "record")
    assert sealed.record.key_id == made.key_id != old
    clock.now_ms += RECORD_KEY_OPENS_MS - 1
    found = sealed.records.find(old)
    assert found is not None
    assert found.key_id == old
    with pytest.raises(KeyStoreError, match="end is not reached"):
        rotation.destroy(sealed, old, needed=None)
    clock.now_ms += 1
    with pytest.raises(CannotOpen) as refused:
        sealed.records.find(old)
    assert refused.value.reason is Reason.EXPIRED_KEY
    assert rotation.destroy(sealed, old, needed=None).state is KeyState.DESTROYED
    assert not (sealed.folder / "record-1.key").exists()
    assert KeyStore.open(sealed.folder, says(PASSPHRASE)).record.key_id == made.key_id
    assert sealed.records.find("0" * 32) is None


def test_a_prepared_key_opens_and_makes_nothing_until_it_is_rotated_to(sealed: KeyStore) -> None:
    before = sealed.record.key_id
    made = rotation.prepare(sealed, "record")
    assert rotation.prepare(sealed, "record").key_id == made.key_id
    assert sealed.record.key_id == before
    assert sealed.records.find(made.key_id) is not None
    assert rotation.rotate(sealed, "record").key_id == made.key_id == sealed.record.key_id


def test_a_rotated_state_key_opens_for_one_more_rotation(sealed: KeyStore, clock: FakeClock) -> None:
    first = sealed.state_keys().key(1)
    assert rotation.rotate(sealed, "state").number == 2
    assert sealed.state_keys().key(1) == first
    rotation.rotate(sealed, "state")
    live = sealed.state_keys()
    assert (live.current, live.epochs, live.retired) == (3, (2, 3), {1})
    assert not (sealed.folder / "state-1.key").exists()
    assert KeyStore.open(sealed.folder, says(PASSPHRASE), clock=clock).state_keys().epochs == (2, 3)


def test_epochs_stay_when_nodes_are_revoked_and_no_node_holds_the_next_one(sealed: KeyStore) -> None:
    for _ in range(LIVE_EPOCHS_REVOKING - 2):
        rotation.rotate(sealed, "state", live=LIVE_EPOCHS_REVOKING)
    prepared = rotation.prepare(sealed, "state")
    assert prepared.number in sealed.state_keys().epochs
    begun = rotation.rotate(sealed, "state", live=LIVE_EPOCHS_REVOKING, fresh=True)
    live = sealed.state_keys()
    assert live.current == begun.number == prepared.number + 1
    assert live.epochs == (*range(1, prepared.number), begun.number)
    assert not (sealed.folder / f"{prepared.name}.key").exists()
    rotation.rotate(sealed, "state", live=LIVE_EPOCHS_REVOKING)
    rotation.rotate(sealed, "state", live=LIVE_EPOCHS_REVOKING)
    assert len(sealed.state_keys().epochs) == LIVE_EPOCHS_REVOKING
    rotation.rotate(sealed, "state")
    assert len(sealed.state_keys().epochs) == LIVE_EPOCHS


def test_a_state_key_that_seals_no_more_opens_for_a_day_and_is_destroyed(sealed: KeyStore, clock: FakeClock) -> None:
    rotation.rotate(sealed, "state")
    clock.now_ms += STATE_OPENS_MS - 1
    assert sealed.state_keys().epochs == (1, 2)
    assert rotation.end_epochs(sealed) == 0
    clock.now_ms += 1
    live = sealed.state_keys()  # before anybody has swept: no node is given it from its end on
    assert (live.current, live.epochs, live.retired) == (2, (2,), {1})
    assert rotation.end_epochs(sealed) == 1
    assert not (sealed.folder / "state-1.key").exists()
    assert sealed.keys.of("state", KeyState.DESTROYED)[0].number == 1
    assert "destroyed" in [each.what for each in sealed.keys.pending if each.purpose == "state"]
    assert rotation.end_epochs(sealed) == 0


def test_what_a_revoked_node_knew_opens_nowhere_an_hour_later(sealed: KeyStore, clock: FakeClock) -> None:
    """Epochs of before the last one too: it was given them all."""
    rotation.rotate(sealed, "state")
    rotation.rotate(sealed, "state", live=LIVE_EPOCHS_REVOKING, fresh=True)
    clock.now_ms += STATE_OPENS_REVOKED_MS // 2
    rotation.rotate(sealed, "state", live=LIVE_EPOCHS_REVOKING, fresh=True)  # a second revocation prolongs nothing
    assert sealed.state_keys().epochs == (1, 2, 3, 4)
    clock.now_ms += STATE_OPENS_REVOKED_MS // 2
    assert sealed.state_keys().epochs == (3, 4)
    assert rotation.end_epochs(sealed) == 2
    clock.now_ms += STATE_OPENS_REVOKED_MS // 2
    assert sealed.state_keys().epochs == (4,)


def test_an_ordinary_rotation_after_a_revocation_gives_no_time_back(sealed: KeyStore, clock: FakeClock) -> None:
    rotation.rotate(sealed, "state", live=LIVE_EPOCHS_REVOKING, fresh=True)
    rotation.rotate(sealed, "state", live=LIVE_EPOCHS_REVOKING)
    clock.now_ms += STATE_OPENS_REVOKED_MS
    assert sealed.state_keys().epochs == (2, 3)


def test_an_epoch_of_a_list_that_stated_no_end_gets_one(sealed: KeyStore, clock: FakeClock) -> None:
    rotation.rotate(sealed, "state")
    with sealed.opened.changing(clock.now_ms) as keys:
        (old,) = keys.of("state", KeyState.OPENING)
        sealed.opened.keep(keys.with_(old.model_copy(update={"ends_at_ms": None}), now_ms=clock.now_ms))
    sealed.look_again()
    clock.now_ms += 10 * STATE_OPENS_MS
    assert sealed.state_keys().epochs == (1, 2)
    assert rotation.end_epochs(sealed) == 0
    clock.now_ms += STATE_OPENS_MS
    assert rotation.end_epochs(sealed) == 1
    assert sealed.state_keys().epochs == (2,)


def test_only_the_newest_admission_key_signs_and_another_process_signs_with_it_at_once(sealed: KeyStore) -> None:
    other = KeyStore.open(sealed.folder, says(PASSPHRASE))
    old = other.admission().key_id
    made = rotation.rotate(sealed, "admission")
    assert other.admission().key_id == sealed.admission().key_id == made.key_id != old
    assert sealed.keys.find(old).state is KeyState.DESTROYED
    assert not (sealed.folder / "admission-1.key").exists()


def test_a_revoked_record_key_is_replaced_and_opens_nothing(sealed: KeyStore) -> None:
    old = sealed.record.key_id
    assert rotation.revoke(sealed, old).state is KeyState.REVOKED
    assert sealed.record.key_id != old
    with pytest.raises(CannotOpen):
        sealed.records.find(old)
    assert rotation.destroy(sealed, old, needed=None).state is KeyState.DESTROYED


def test_a_receipt_key_that_was_replaced_is_gone(sealed: KeyStore) -> None:
    old = sealed.receipt.key_id
    rotation.rotate(sealed, "receipt")
    assert sealed.receipt.key_id != old
    assert sealed.keys.find(old).state is KeyState.DESTROYED
    assert not (sealed.folder / "receipt-1.key").exists()


def test_a_key_that_is_needed_or_in_force_is_not_destroyed(sealed: KeyStore, clock: FakeClock) -> None:
    old = sealed.keys.active("kek")
    with pytest.raises(KeyStoreError, match="in force"):
        rotation.destroy(sealed, old.key_id, needed=None)
    rotation.rotate(sealed, "kek")
    with pytest.raises(KeyStoreError, match="a minute"):
        rotation.destroy(sealed, old.key_id, needed=None)
    clock.pass_s(61)
    with pytest.raises(KeyStoreError, match="data keys"):
        rotation.destroy(sealed, old.key_id, needed="the data keys of 3 residents")
    with pytest.raises(KeyStoreError, match="hang on"):
        rotation.revoke(sealed, old.key_id)
    assert rotation.destroy(sealed, old.key_id, needed=None).state is KeyState.DESTROYED
    with pytest.raises(KeyStoreError, match="no key"):
        rotation.destroy(sealed, "0" * 32, needed=None)


def test_destroying_goes_on_where_a_machine_stopped(sealed: KeyStore, clock: FakeClock) -> None:
    old = sealed.keys.active("kek")
    kept = (sealed.folder / "kek-1.key").read_bytes()
    rotation.rotate(sealed, "kek")
    clock.pass_s(61)
    rotation.destroy(sealed, old.key_id, needed=None)
    (sealed.folder / "kek-1.key").write_bytes(kept)  # as if the machine had stopped before it removed the file
    rotation.destroy(sealed, old.key_id, needed=None)
    assert not (sealed.folder / "kek-1.key").exists()


@pytest.mark.parametrize("purpose", ["root", "index", "waiting", "audit"])
def test_keys_that_cannot_be_rotated_say_why(sealed: KeyStore, purpose: str) -> None:
    with pytest.raises(KeyStoreError, match=f"{purpose} key is not rotated"):
        rotation.rotate(sealed, purpose)


def test_a_directory_key_is_not_put_in_force_before_the_root_certified_it(sealed: KeyStore, clock: FakeClock) -> None:
    with pytest.raises(KeyStoreError, match="ceremony sign"):
        rotation.rotate(sealed, "directory")
    rotation.prepare(sealed, "directory")
    with pytest.raises(KeyStoreError, match="ceremony sign"):
        rotation.rotate(sealed, "directory")
    with pytest.raises(KeyStoreError, match="root key is not here"):
        certify(sealed, "production", clock.now_ms // 1000)
