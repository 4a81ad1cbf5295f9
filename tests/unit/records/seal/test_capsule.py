from __future__ import annotations

import pytest

from records.errors import BadKey, CannotOpen, CannotSeal, Reason
from records.seal.capsule import MAX_STATE_BYTES, open_capsule, seal_capsule
from records.seal.keys import StateKeys, generate_state_key

SESSION, RECORD = "a1" * 16, "b2" * 16
OLD, NEW = generate_state_key(), generate_state_key()


@pytest.mark.parametrize("size", [0, 1, 4092, 4093, 60_000, MAX_STATE_BYTES])
def test_a_state_comes_back(size: int) -> None:
    keys = StateKeys({1: OLD}, 1)
    state = bytes(index % 251 for index in range(size))
    assert open_capsule(keys, SESSION, 5, RECORD, seal_capsule(keys, SESSION, 5, RECORD, state)) == state


def test_any_node_goes_on_and_an_epoch_ends() -> None:
    capsule = seal_capsule(StateKeys({1: OLD}, 1), SESSION, 1, RECORD, b"state")
    assert open_capsule(StateKeys({1: OLD, 2: NEW}, 2), SESSION, 1, RECORD, capsule) == b"state"
    for keys, reason in (
        (StateKeys({2: NEW}, 2, retired=[1]), Reason.EXPIRED_KEY),
        (StateKeys({2: NEW}, 2), Reason.UNKNOWN_KEY),
        (StateKeys({1: NEW}, 1), Reason.DECRYPT),
    ):
        with pytest.raises(CannotOpen) as refused:
            open_capsule(keys, SESSION, 1, RECORD, capsule)
        assert refused.value.reason is reason


def test_the_same_state_never_gives_the_same_capsule() -> None:
    keys = StateKeys({1: OLD}, 1)
    assert len({seal_capsule(keys, SESSION, 1, RECORD, b"") for _ in range(50)}) == 50


def test_limits() -> None:
    keys = StateKeys({1: OLD}, 1)
    with pytest.raises(CannotSeal):
        seal_capsule(keys, SESSION, 1, RECORD, bytes(MAX_STATE_BYTES + 1))
    with pytest.raises(CannotSeal):
        seal_capsule(keys, SESSION, 2**32, RECORD, b"")
    with pytest.raises(CannotSeal):
        seal_capsule(keys, "session", 1, RECORD, b"")
    with pytest.raises(CannotOpen) as refused:
        open_capsule(keys, SESSION, 1, RECORD, seal_capsule(keys, SESSION, 1, RECORD, b"") + bytes(2**20))
    assert refused.value.reason is Reason.TOO_LONG


@pytest.mark.parametrize(
    ("keys", "current", "retired"),
    [
        ({}, 1, ()),
        ({1: OLD}, 2, ()),
        ({1: OLD[:31]}, 1, ()),
        ({1: OLD}, 1, (1,)),
        ({-1: OLD}, -1, ()),
        ({2**32: OLD}, 2**32, ()),
    ],
)
def test_state_keys_that_make_no_sense_are_refused(keys: dict, current: int, retired: tuple) -> None:
    with pytest.raises(BadKey):
        StateKeys(keys, current, retired)


def test_state_keys_show_no_key() -> None:
    assert repr(StateKeys({1: OLD}, 1)) == "<StateKeys epochs=(1,) current=1>"
