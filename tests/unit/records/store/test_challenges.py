"""A challenge that one process gives out holds once, whichever process it comes back to."""

from __future__ import annotations

import pytest

from records.errors import NotAdmitted
from records.store.challenges import stored_challenges
from tests.fakes.commission import NOW_MS, World

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def test_another_process_takes_it_and_then_nobody(world: World) -> None:
    one, another = stored_challenges(world.database), stored_challenges(world.database)
    nonce = one.issue(NOW_MS)
    another.take(nonce, NOW_MS)
    for challenges in (one, another):
        with pytest.raises(NotAdmitted):
            challenges.take(nonce, NOW_MS)


def test_used_ones_are_forgotten_when_they_end(world: World) -> None:
    challenges = stored_challenges(world.database)
    for at in range(3):
        challenges.take(challenges.issue(NOW_MS + at * 200_000), NOW_MS + at * 200_000)
    with world.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from spent_challenge").scalar_one() == 1
