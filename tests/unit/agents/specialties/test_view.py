"""What is known in part: one of several things is so, none is, or nobody can say."""

from __future__ import annotations

from itertools import permutations

import pytest

from agents.specialties.view import any_of


@pytest.mark.parametrize(
    ("answers", "together"),
    [
        ((True, False, None), True),  # one that is so settles it, whatever is unknown
        ((True, None), True),
        ((False, None), None),  # the unknown one may be so
        ((None, None), None),
        ((False, False), False),
        ((), None),  # nothing was asked
    ],
)
def test_one_of_several_is_so_in_whatever_order_they_are_told(
    answers: tuple[bool | None, ...], together: bool | None
) -> None:
    assert {any_of(order) for order in permutations(answers)} == {together}
    assert any_of(iter(answers)) is together
