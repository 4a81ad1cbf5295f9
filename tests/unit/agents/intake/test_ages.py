"""An age told in words beside the one of the form."""

from __future__ import annotations

import pytest

from agents.intake.ages import differs
from kg.schema import Person, Sex


@pytest.mark.parametrize(
    ("form_days", "told_days"), [(803, 730), (803, 731), (1000, 730), (200, 183), (20 * 365, 21 * 365)]
)
def test_ages_that_rounding_explains_are_not_asked_about(form_days: int, told_days: int) -> None:
    assert not differs(Person(age_days=form_days, sex=Sex.MALE), told_days)


@pytest.mark.parametrize(("form_days", "told_days"), [(1200, 730), (730, 365), (100, 300), (40 * 365, 50 * 365)])
def test_ages_that_cannot_both_be_right_are(form_days: int, told_days: int) -> None:
    assert differs(Person(age_days=form_days, sex=Sex.MALE), told_days)
