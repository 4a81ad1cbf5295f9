from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from records.store.kek.passphrase import Argon2id
from records.store.keyfolder import ceremony, doors
from records.store.keyfolder.doors import Wanted
from records.store.keystore import KeyStore
from tests.fakes.commission import FakeClock

CHEAP = Argon2id(19_456, 2, 1)
PASSPHRASE = "five words that nobody chose"


def says(text: str) -> Callable[[Wanted], str]:
    return lambda _wanted: text


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def sealed(tmp_path: Path, clock: FakeClock) -> KeyStore:
    """A production folder under a passphrase, made by the ceremony, open."""
    ceremony.make_keys(
        tmp_path / "keys",
        "production",
        doors.passphrase_holder(CHEAP),
        says(PASSPHRASE),
        kek_there=False,
        now_ms=clock.now_ms,
    )
    return KeyStore.open(tmp_path / "keys", says(PASSPHRASE), production=True, clock=clock)
