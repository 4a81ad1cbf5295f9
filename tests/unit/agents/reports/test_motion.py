"""A move of the camera is found and undone; a picture that did not move is left."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from agents.reports.doubts import SURE_LETTER
from agents.reports.motion import Motion, motion_of, undone
from agents.reports.page import _disputed
from agents.reports.recogniser import Recognised


def page(seed=1):
    chance = np.random.default_rng(seed)
    paper = np.full((700, 900, 3), 240, np.uint8)
    for row in range(16):
        text = "".join(chr(letter) for letter in chance.integers(48, 122, 40))
        cv2.putText(paper, text, (20, 50 + 40 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (30, 30, 30), 2, cv2.LINE_AA)
    return paper


def moved(paper, length, degrees):
    size, angle = 2 * length + 1, np.deg2rad(degrees)
    trace = np.zeros((size, size), np.float32)
    ends = [
        tuple(round(16 * (length + sign * (length - 1) / 2 * part)) for part in (np.cos(angle), np.sin(angle)))
        for sign in (-1, 1)
    ]
    cv2.line(trace, *ends, 1.0, 1, cv2.LINE_8, 4)
    return cv2.filter2D(paper, -1, trace / trace.sum())


def apart(one, other):
    return float(np.abs(one.astype(float) - other).mean())


@pytest.mark.parametrize(("length", "degrees"), [(9, 25), (7, 90), (10, 140)])
def test_a_move_is_found_and_undone(length, degrees):
    paper = page()
    blurred = moved(paper, length, degrees)
    found = motion_of(blurred)
    assert found is not None
    assert found.length == pytest.approx(length, abs=1.5)
    assert np.rad2deg(found.angle) == pytest.approx(degrees, abs=12)
    assert apart(undone(blurred, found), paper) < 0.7 * apart(blurred, paper)


def test_a_picture_that_did_not_move_is_left():
    assert motion_of(page()) is None
    assert motion_of(np.full((400, 400, 3), 200, np.uint8)) is None
    assert motion_of(np.full((90, 400, 3), 200, np.uint8)) is None


def test_a_move_at_the_edge_of_a_picture_keeps_its_size():
    assert undone(page()[:101, :203], Motion(8.5, 0.4)).shape == (101, 203, 3)


def test_a_number_that_only_the_steadied_picture_shows_is_unsure():
    def read(text):
        return Recognised(text, (0.99,) * len(text), (0.5,) * len(text))

    kept, unsure = _disputed([read("血糖 5.6"), read("277")], [read("血搪 5.6"), read("27")])
    assert min(kept.scores) == 0.99
    assert max(unsure.scores) < SURE_LETTER
