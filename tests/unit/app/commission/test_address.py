"""What counts as one address where tries are counted."""

from __future__ import annotations

import pytest

from app.commission.access import origin_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:DB8::1", "2001:db8:0:0::2"),
    ],
)
def test_addresses_that_one_subscriber_has_are_counted_as_one(one: str, other: str) -> None:
    assert origin_of(one) == origin_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("192.0.2.7", "192.0.2.8"), ("2001:db8:1:2::1", "2001:db8:1:3::1"), ("testclient", "unknown")]
)
def test_addresses_of_others_are_not(one: str, other: str) -> None:
    assert origin_of(one) != origin_of(other)
