"""The archive worker outlasts its database, and ends when it is told to."""

from __future__ import annotations

import psycopg
import pytest

from app.worker import outlast
from records.store.errors import StoreUnavailable


def test_it_begins_again_after_growing_pauses_until_it_returns():
    failures = [psycopg.OperationalError("away"), StoreUnavailable("away"), psycopg.errors.AdminShutdown("away")] * 3
    pauses: list[float] = []

    def run() -> None:
        if failures:
            raise failures.pop()

    outlast(run, pauses.append)
    assert failures == []
    assert pauses == [0.5, 1, 2, 4, 8, 15, 15, 15, 15]


def test_our_own_fault_is_not_taken_for_a_database_that_is_away():
    def run() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        outlast(run, lambda _: None)
