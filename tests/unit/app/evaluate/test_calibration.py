"""Calibration: perfect and wrong probabilities, bins, and limits."""

from __future__ import annotations

import pytest

from app.evaluate.calibration import calibration


def test_probabilities_that_mean_what_they_say_have_no_error():
    probabilities = [0.75] * 8 + [0.25] * 8
    right = [True] * 6 + [False] * 2 + [True] * 2 + [False] * 6
    found = calibration(probabilities, right, seed=0)
    assert found.ece == pytest.approx(0.0)
    assert found.brier == pytest.approx(0.1875)
    assert [(each.n, each.mean, each.right) for each in found.bins] == [(8, 0.25, 0.25), (8, 0.75, 0.75)]


def test_being_sure_and_wrong_is_the_worst():
    found = calibration([1.0, 1.0], [False, False], seed=0)
    assert found.brier == pytest.approx(1.0)
    assert found.ece == pytest.approx(1.0)
    assert [(each.low, each.high) for each in found.bins] == [(0.9, 1.0)]


def test_the_error_is_weighted_by_the_cases_of_a_bin():
    found = calibration([0.95] * 9 + [0.05], [True] * 9 + [True], seed=0)
    assert found.ece == pytest.approx((9 * 0.05 + 0.95) / 10)


def test_what_is_no_calibration():
    assert calibration([], [], seed=0) is None
    with pytest.raises(ValueError, match="between 0 and 1"):
        calibration([1.5], [True], seed=0)
    with pytest.raises(ValueError, match="outcome"):
        calibration([0.5], [], seed=0)
