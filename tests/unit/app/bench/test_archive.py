"""The archive's measurement, small: an outage of an hour in three seconds, with order kept and nothing lost or twice."""

from __future__ import annotations

import pytest

from app.bench.archive.run import measure_sync
from tests.fakes.signed_encounters import record

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


@pytest.mark.parametrize("drop", [True, False])
def test_an_hour_away_leaves_order_and_number_as_they_were(drop: bool) -> None:
    made = measure_sync(
        [[record()]], encounters=6, fhir_url=None, drop=drop, outage_s=0 if drop else 3600.0, pace=3.0 / 3600.0, each=3
    )
    assert (made.encounters, made.out_of_order, made.twice, made.missing, made.agrees) == (6, 0, 0, 0, True)
    assert (made.turned_away > 0) is not drop
