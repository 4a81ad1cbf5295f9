"""What is remembered of opened data keys: bounded in number and time, and never another owner's."""

from __future__ import annotations

import pytest

from app.bench.holders import measure_holder
from records.store.errors import SealBroken
from records.store.kek.local import FileKek
from records.store.kek.port import DataKey
from records.store.kek.ring import KekRing, OpenedKeys

KEY = DataKey(bytes(32))


def test_it_forgets_the_oldest_when_full_and_everything_after_its_time() -> None:
    now = [0.0]
    opened = OpenedKeys(limit=2, life_s=10.0, monotonic=lambda: now[0])
    for owner in ("a", "b", "c"):
        opened.keep(b"w", owner, KEY)
    assert [opened.find(b"w", owner) for owner in ("a", "b", "c")] == [None, KEY, KEY]
    assert opened.find(b"x", "b") is None
    now[0] = 9.9
    assert opened.find(b"w", "b") == KEY  # use does not prolong
    now[0] = 10.0
    assert opened.find(b"w", "b") is None
    assert len(opened) == 0
    assert "AAAA" not in repr(opened)


def test_each_key_opens_what_it_wrapped_and_the_newest_wraps() -> None:
    old, new = FileKek(b"o" * 32), FileKek(b"n" * 32)
    active = [old.kek_id]
    ring = KekRing(lambda: (active[0], {old.kek_id: old, new.kek_id: new}))
    before = ring.wrap(KEY, "r1")
    active[0] = new.kek_id
    after = ring.wrap(KEY, "r1")
    assert (before[1:17].hex(), after[1:17].hex()) == (old.kek_id, new.kek_id)
    assert ring.unwrap(before, "r1") == ring.unwrap(after, "r1") == KEY
    only_new = KekRing(lambda: (new.kek_id, {new.kek_id: new}))
    with pytest.raises(SealBroken, match="not here"):
        only_new.unwrap(before, "r1")


def test_a_slow_holder_does_not_bound_the_intake() -> None:
    measured = {
        remember: measure_holder(
            calls_per_s=1000.0, residents=20, at_once=10, records_each=10, remember=remember, seed=1
        )
        for remember in (False, True)
    }
    assert measured[False].calls_per_record == 1.0
    assert measured[True].calls_per_record < 0.5
    assert measured[True].records_per_s > measured[False].records_per_s
