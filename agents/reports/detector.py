"""Where text stands in a photo: PP-OCRv6's detector, and how closely it has to look.

What looking costs goes with the pixels looked at, and letters that are high enough are found in few of them. So the first look is at few
pixels, and small letters are looked at more closely.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr.ch_ppocr_det.utils import DBPostProcess

from agents.reports.imaging import Pixels
from agents.reports.sessions import DETECTION, Model

Quads = NDArray[np.float32]
"""N x 4 x 2: corners clockwise from top left, in pixels."""

_FIRST: Final = 650_000
"""Pixels of the first look."""
_LONGEST: Final = 1280
"""Longest side of a closer look: letters of a full page are still 12 pixels high."""
_HIGH: Final = 20.0
"""Height of the boxes of a look, in its own pixels, from which letters are high enough: a box is half as high again as its letters."""
_WISHED: Final = 28.0
"""Height that a closer look gives to the boxes, where `_LONGEST` allows it."""
_LEAST: Final = 2
"""Shorter side of the smallest mark that counts, in the detector's pixels before it is widened: a lone minus is 2 high."""
_STEP: Final = 32
"""The detector's sides are multiples of this."""
_MOST_ENLARGED: Final = 2.0


class Detector:
    """The detecting model."""

    def __init__(self) -> None:
        self._model = Model(DETECTION)
        # RapidOCR's own thresholds for this model, but no dilation: it grows a lone arrow or asterisk into its neighbour.
        self._boxes = DBPostProcess(
            thresh=0.3, box_thresh=0.5, max_candidates=1000, unclip_ratio=1.6, score_mode="fast", use_dilation=False
        )
        self._boxes.min_size = _LEAST

    def find(self, pixels: Pixels) -> Quads:
        """Answer where text is, in no order."""
        height, width = pixels.shape[:2]
        scale = min((_FIRST / (height * width)) ** 0.5, _MOST_ENLARGED)
        quads = self._look(pixels, scale)
        high = float(np.median(_heights(quads))) if len(quads) else 0.0
        if high * scale >= _HIGH:
            return quads
        closest = _LONGEST / max(height, width)
        closer = min(closest, _WISHED / high) if high else closest
        return self._look(pixels, closer) if closer > scale else quads

    def _look(self, pixels: Pixels, scale: float) -> Quads:
        height, width = pixels.shape[:2]
        across, down = (max(round(side * scale / _STEP), 1) * _STEP for side in (width, height))
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        small = cv2.resize(pixels, (across, down), interpolation=how)
        block = cv2.dnn.blobFromImage(small, 1 / 127.5, mean=(127.5, 127.5, 127.5))
        boxes, _ = self._boxes(self._model(np.asarray(block, np.float32), last=True), (height, width))
        return np.asarray(boxes, np.float32).reshape(-1, 4, 2)


def _heights(quads: Quads) -> NDArray[np.float32]:
    """Answer the shorter side of each quadrilateral."""
    along = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
    down = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    return np.asarray(np.minimum(along, down), np.float32)
