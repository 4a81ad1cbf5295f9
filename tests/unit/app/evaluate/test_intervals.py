"""Intervals: published values, limits, and that the seed decides."""

from __future__ import annotations

import numpy as np
import pytest

from app.evaluate.intervals import bootstrap, paired_difference, wilson


def test_wilson_gives_the_published_values():
    # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_wilson_answers_nothing_for_no_case_and_refuses_what_is_no_share():
    assert wilson(0, 0) is None
    for hits, n in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="is no share"):
            wilson(hits, n)


def test_the_bootstrap_of_a_mean_is_near_the_normal_interval():
    values = np.random.default_rng(1).normal(10, 2, 400)
    interval = bootstrap(values, np.mean, seed=0)
    assert interval == pytest.approx((values.mean() - 0.196, values.mean() + 0.196), abs=0.04)


def test_the_seed_alone_decides_the_bootstrap():
    values = [1.0, 5.0, 2.0, 8.0, 3.0, 9.0]
    assert bootstrap(values, np.mean, seed=4) == bootstrap(values, np.mean, seed=4)
    assert bootstrap(values, np.mean, seed=4) != bootstrap(values, np.mean, seed=5)
    assert bootstrap([], np.mean, seed=4) is None


def test_a_paired_difference_is_narrower_than_what_the_cases_differ_by():
    base = [float(n % 2) for n in range(100)]
    worse = [0.0, *base[1:]]
    low, high = paired_difference([0.0, *base[1:]], [1.0, *base[1:]], seed=0)
    assert -0.05 < low < 0
    assert high == 0.0
    assert paired_difference(worse, worse, seed=0) == (0.0, 0.0)
    with pytest.raises(ValueError, match="same cases"):
        paired_difference([1.0], [1.0, 2.0], seed=0)
