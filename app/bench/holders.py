"""How many records a second a slow holder of the key-encryption key allows, with and without remembering opened data keys.

The holder is simulated: it takes one call at a time, each for a fixed time, as a token of so many calls a second does. The rest is the
store's own: `records.store.kek.ring`. Residents consult side by side, each with several records, in random order.
"""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from records.store.kek.local import LocalKey
from records.store.kek.port import KEY_BYTES, DataKey, KeyWrap
from records.store.kek.ring import REMEMBERED, KekRing, OpenedKeys

_THREADS = 8


class SlowHolder:
    """A sealing key that takes one call at a time, and `call_s` for each."""

    local = False

    def __init__(self, key: LocalKey, call_s: float) -> None:
        self._key = key
        self._call_s = call_s
        self._lock = threading.Lock()
        self.calls = 0

    @property
    def key_id(self) -> str:
        """Answer the key's id."""
        return self._key.key_id

    def seal(self, text: bytes, aad: bytes) -> bytes:
        """Seal, after the time of one call."""
        self._wait(1)
        return self._key.seal(text, aad)

    def open(self, sealed: bytes, aad: bytes) -> bytes:
        """Open, after the time of one call; raises `SealBroken`."""
        self._wait(1)
        return self._key.open(sealed, aad)

    def seal_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Seal each, after the time of as many calls."""
        self._wait(len(items))
        return self._key.seal_many(items)

    def open_many(self, items: Sequence[tuple[bytes, bytes]]) -> list[bytes | None]:
        """Open each, after the time of as many calls."""
        self._wait(len(items))
        return self._key.open_many(items)

    def _wait(self, calls: int) -> None:
        with self._lock:
            self.calls += calls
            time.sleep(self._call_s * calls)


@dataclass(frozen=True, slots=True)
class HolderFigures:
    """Records opened a second, and calls to the holder for each."""

    records: int
    records_per_s: float
    calls_per_record: float


def measure_holder(
    *, calls_per_s: float, residents: int, at_once: int, records_each: int, remember: bool, seed: int
) -> HolderFigures:
    """Answer how fast the records of so many residents open, `at_once` of them consulting side by side."""
    rng = random.Random(seed)  # noqa: S311 - a drawing, no secret
    key = LocalKey(secrets.token_bytes(KEY_BYTES), secrets.token_hex(16))
    slow = SlowHolder(key, 1.0 / calls_per_s)
    kek, direct = KeyWrap(slow), KeyWrap(key)
    ring = KekRing(lambda: (kek.kek_id, {kek.kek_id: kek}), OpenedKeys(REMEMBERED if remember else 0))
    owners = [secrets.token_hex(16) for _ in range(residents)]
    wrapped = {owner: direct.wrap(DataKey(secrets.token_bytes(KEY_BYTES)), owner) for owner in owners}
    todo: list[str] = []
    for start in range(0, residents, at_once):
        group = owners[start : start + at_once] * records_each
        rng.shuffle(group)
        todo += group
    todo.reverse()
    count, lock = len(todo), threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not todo:
                    return
                owner = todo.pop()
            ring.unwrap(wrapped[owner], owner)

    threads = [threading.Thread(target=work, name=f"opener-{number}") for number in range(_THREADS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lasted_s = time.perf_counter() - begun
    return HolderFigures(count, count / lasted_s, slow.calls / count)
