"""The archive's measurement, small: an outage of an hour in three seconds, with order kept and nothing lost or twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bench.archive.clinic import Clinic
from app.bench.archive.run import place, sync
from records.store.keystore import KeyStore
from tests.fakes.signed_encounters import record

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


@pytest.fixture
def clinic(database_url: str, tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(database_url, KeyStore.create(tmp_path / "keys"), tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("drop", [True, False])
def test_an_hour_away_leaves_order_and_number_as_they_were(clinic: Clinic, tmp_path: Path, drop: bool) -> None:
    with place(tmp_path, None, drop=drop) as found:
        made = sync(clinic, [[record()]], 6, found, processes=2, outage_s=3600.0, pace=3.0 / 3600.0, warm_each=2)
    assert (made.encounters, made.out_of_order, made.twice, made.missing, made.agrees) == (6, 0, 0, 0, True)
    assert made.turned_away > 0
