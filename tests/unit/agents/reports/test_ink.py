"""What is ink in a crop: letters are, rulings and blank paper are not, however the page leans."""

from __future__ import annotations

import cv2
import numpy as np

from agents.reports.recogniser import inked

WHITE = (255, 255, 255)


def paper() -> np.ndarray:
    return np.full((60, 160, 3), 240, np.uint8)


def test_blank_paper_and_rulings_hold_no_ink():
    image = paper()
    assert inked(image) is None
    cv2.line(image, (0, 4), (159, 12), (20, 20, 20), 2)
    cv2.line(image, (3, 0), (6, 59), (20, 20, 20), 2)
    assert inked(image) is None


def test_a_lone_minus_beside_a_leaning_ruling_is_found_alone():
    image = paper()
    cv2.line(image, (0, 50), (159, 58), (20, 20, 20), 2)
    cv2.line(image, (40, 28), (52, 28), (20, 20, 20), 3)
    found = inked(image)
    assert found is not None
    assert found.shape[1] < 40
    dark = np.flatnonzero((found < 120).any(axis=(1, 2)))
    assert dark[-1] - dark[0] < 6
