"""A client of a commission that has kept house once: what its first round does never falls into the middle of a test."""

from __future__ import annotations

import threading
from typing import Self
from unittest import mock

from fastapi.testclient import TestClient

from app.commission.housekeeping import Housekeeping

_MOST_S = 120.0
"""The first round of a process loads the knowledge."""


class SettledClient(TestClient):
    """A test client whose application begins as another process of it would that has run for a moment.

    The first round opens what waits, tells of keys, forgets and erases what is over, writes an anchor, all by the test's own clock and
    key folder, and in a thread that a busy machine may run whenever it likes.
    """

    def __enter__(self) -> Self:
        went_round, whole = threading.Event(), Housekeeping.round

        def noted(housekeeping: Housekeeping) -> None:
            try:
                whole(housekeeping)
            finally:
                went_round.set()

        with mock.patch.object(Housekeeping, "round", noted):
            super().__enter__()
            assert went_round.wait(_MOST_S), "the commission did not go round"
        return self
