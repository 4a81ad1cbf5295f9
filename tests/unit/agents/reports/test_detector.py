"""How closely the detector looks: few pixels for large letters, more for small ones, and all that it may where it saw nothing."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from agents.reports.detector import Detector


@pytest.fixture(scope="module")
def looks():
    """A detector, and the shapes of what it was shown."""
    detector = Detector()
    shown: list[tuple[int, ...]] = []
    model = detector._model

    def watched(block, *, last):
        shown.append(block.shape)
        return model(block, last=last)

    detector._model = watched
    return detector, shown


def page(size: float, lines: int, width: int = 1240, height: int = 900) -> np.ndarray:
    """White paper with lines of print; letters are about 22 times `size` pixels high."""
    drawn = np.full((height, width, 3), 255, np.uint8)
    for line in range(lines):
        y = round((line + 1) * height / (lines + 1))
        for x in (60, width // 2):
            cv2.putText(drawn, "Potassium 4.52", (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, (0, 0, 0), 1 + round(size))
    return drawn


def test_large_letters_are_found_in_one_look_at_few_pixels(looks):
    detector, shown = looks
    shown.clear()
    quads = detector.find(page(1.1, 8))
    assert len(quads) >= 16
    assert [shape[2] * shape[3] < 700_000 for shape in shown] == [True]
    assert quads.min() >= 0
    assert quads[:, :, 0].max() < 1240
    assert quads[:, :, 1].max() < 900


def test_small_letters_are_looked_at_more_closely(looks):
    detector, shown = looks
    shown.clear()
    quads = detector.find(page(0.45, 20))
    assert len(quads) >= 40
    first, second = (shape[2] * shape[3] for shape in shown)
    assert first < second < 1300 * 1000


def test_a_blank_photo_is_looked_at_as_closely_as_may_be(looks):
    detector, shown = looks
    shown.clear()
    assert detector.find(np.full((1500, 2000, 3), 255, np.uint8)).shape == (0, 4, 2)
    assert [max(shape) for shape in shown] == [928, 1280]
