"""One measure of agreement: the place in the list, and a missed urgency."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from records.model import EncounterRecord
from records.model import RecordUrgency as U
from records.quality.agreement import agreement, missed, place_in, urgency_error


def record(*codes: str) -> EncounterRecord:
    return cast("EncounterRecord", SimpleNamespace(differential=[SimpleNamespace(icd10=code) for code in codes]))


@pytest.mark.parametrize(
    ("codes", "confirmed", "place", "word"),
    [
        ((), "J06.9", None, "none"),
        (("J06.9", "J18.9"), "J06.9", 1, "first"),
        (("J06.9", "J18.9"), "J18.1", 2, "listed"),  # the category counts: codes of the graph are coarser
        (("J18.9", "J18.1"), "J18.1", 2, "listed"),  # the code itself counts before it
        (("J06.9", "J18.9"), "I21.9", None, "not_listed"),
        (("A01", "A02", "A03", "A04", "J06.9"), "J06.9", 5, "listed"),
        (("A01", "A02", "A03", "A04", "A05", "J06.9"), "J06.9", 6, "not_listed"),
    ],
)
def test_the_place_decides_the_agreement(codes: tuple[str, ...], confirmed: str, place: int | None, word: str) -> None:
    assert place_in(record(*codes), confirmed) == place
    assert agreement(record(*codes), confirmed) == word


@pytest.mark.parametrize(
    ("said", "outcome", "error"),
    [
        (U.URGENT, U.URGENT, 0),
        (U.EMERGENCY, U.URGENT, 1),
        (U.SOON, U.URGENT, 2),  # too low counts twice
        (U.SELF_CARE, U.EMERGENCY, 8),
        (None, U.SELF_CARE, 2),  # not known is lower than the lowest
    ],
)
def test_too_low_an_urgency_is_the_worse_error(said: U | None, outcome: U, error: int) -> None:
    assert urgency_error(said, outcome) == error


@pytest.mark.parametrize(
    ("advised", "outcome", "answer"),
    [
        (U.SOON, U.URGENT, True),
        (U.URGENT, U.EMERGENCY, True),
        (U.EMERGENCY, U.URGENT, False),
        (U.URGENT, U.URGENT, False),
        (U.SELF_CARE, U.SOON, False),  # no harm in a day: too low, and not missed
        (None, U.EMERGENCY, None),
        (U.SELF_CARE, None, None),
    ],
)
def test_missed_is_a_pressing_matter_that_was_told_to_wait(
    advised: U | None, outcome: U | None, answer: bool | None
) -> None:
    assert missed(advised, outcome) is answer
