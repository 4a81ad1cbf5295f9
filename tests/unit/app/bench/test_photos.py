"""The bench of photos draws pictures of the size it names, reads them, and answers figures that can be true."""

from __future__ import annotations

import pytest

from agents.reports.imaging import decode
from app.bench.photos import SIZES, figures, measure_photos, photos
from app.cli.bench_photos import MOST_S, slow
from kg.load import load_graph


def test_photos_have_the_size_that_is_measured_and_are_read():
    graph = load_graph()
    images = list(photos(graph, 2, (1240, 900), 0))
    assert [decode(each).shape for each in images] == [(900, 1240, 3)] * 2
    measured = measure_photos(graph, iter(images))
    assert all(each.items > 0 for each in measured)
    assert all(min(each.decoding_s, each.detecting_s, each.recognising_s) > 0 for each in measured)
    found = figures(measured)
    assert found["photos"] == 2
    assert 0 < found["recognising_median_s"] < found["median_s"] <= found["slowest_s"]
    assert found["items"] == sum(each.items for each in measured)


@pytest.mark.parametrize(("seconds", "late"), [(1.19, []), (1.21, ["1240x900"])])
def test_what_takes_too_long_is_said(seconds, late):
    told = slow({"1240x900": {"median_s": seconds}, "4000x3000": {"median_s": 1.99}})
    assert [line.partition(":")[0] for line in told] == late


def test_every_size_has_its_limit():
    assert set(MOST_S) == {f"{width}x{height}" for width, height in SIZES}
