"""Recognises the text of crops with PP-OCRv6; knows nothing of pages or reports.

Its own part is how crops are made and batched: a crop is never turned by its shape (a lone "1" is taller than wide), and crops of like
width share a batch, because the time of recognition goes with the padded width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from agents.reports.imaging import Pixels
from agents.reports.sessions import RECOGNITION, Model

_HEIGHT: Final = 48
"""Rows that the recogniser was trained on."""
_NARROWEST: Final = 96
_WIDEST: Final = 2400
_BATCH_WIDTH: Final = 2400
"""Padded columns of one batch: enough to keep two cores busy, little enough to stay in cache."""
_BLANK: Final = 0
_RULED: Final = 0.8
"""Share of a crop's width or height that a mark spans when it is a ruling rather than a letter."""
_SPECK: Final = 6


@dataclass(frozen=True)
class Recognised:
    """The text of one crop. `scores` are the characters' probabilities, `places` their middles as shares of the crop's width.

    `hidden_point` is how probable a decimal point is where none was answered, in [0, 1].
    """

    text: str
    scores: tuple[float, ...]
    places: tuple[float, ...]
    hidden_point: float = 0.0

    @property
    def score(self) -> float:
        """Answer the mean probability; 0 for no text."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0


class Recogniser:
    """The recognising model."""

    def __init__(self) -> None:
        self._model = Model(RECOGNITION)
        # Before the model's own characters comes its blank, after them a space (PaddleOCR, CTCLabelDecode).
        self._letters = ["", *self._model.letters, " "]
        self._point = self._letters.index(".")

    def read(self, crops: Sequence[Pixels]) -> list[Recognised]:
        """Answer the text of each crop, in their order."""
        answers: list[Recognised] = [Recognised("", (), ())] * len(crops)
        widths = [int(np.clip(np.ceil(_HEIGHT * crop.shape[1] / max(crop.shape[0], 1)), 16, _WIDEST)) for crop in crops]
        order = sorted(range(len(crops)), key=widths.__getitem__)
        start = 0
        while start < len(order):
            end = start + 1
            while end < len(order) and (end + 1 - start) * _padded(widths[order[end]]) <= _BATCH_WIDTH:
                end += 1
            batch = order[start:end]
            padded = _padded(widths[batch[-1]])
            block = np.zeros((len(batch), 3, _HEIGHT, padded), np.float32)
            for n, at in enumerate(batch):
                image = cv2.resize(crops[at], (widths[at], _HEIGHT), interpolation=cv2.INTER_LINEAR)
                block[n, :, :, : widths[at]] = image.transpose(2, 0, 1) / 127.5 - 1.0
            for n, probabilities in zip(batch, self._model(block, last=end == len(order)), strict=True):
                answers[n] = self._decoded(probabilities, padded / widths[n])
            start = end
        return answers

    def _decoded(self, probabilities: NDArray[np.float32], stretch: float) -> Recognised:
        """Answer the best path: repeated letters collapse, blanks fall away (connectionist temporal classification)."""
        best = probabilities.argmax(axis=1)
        kept = best != _BLANK
        kept[1:] &= best[1:] != best[:-1]
        steps = np.flatnonzero(kept)
        points = probabilities[:, self._point]
        hidden = float(points[best == _BLANK].max(initial=0.0))
        return Recognised(
            text="".join(self._letters[best[step]] for step in steps),
            scores=tuple(float(probabilities[step, best[step]]) for step in steps),
            places=tuple(min(float((step + 0.5) / len(best) * stretch), 1.0) for step in steps),
            hidden_point=hidden,
        )


def _padded(width: int) -> int:
    return max(_NARROWEST, -(-width // 32) * 32)


def _length(vector: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(vector))


def crop(pixels: Pixels, quad: NDArray[np.float32]) -> Pixels:
    """Answer what lies in a quadrilateral, made upright by its own corners."""
    width = int(max(_length(quad[0] - quad[1]), _length(quad[2] - quad[3]), 2))
    height = int(max(_length(quad[0] - quad[3]), _length(quad[1] - quad[2]), 2))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    return np.asarray(
        cv2.warpPerspective(pixels, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


def sharpened(image: Pixels) -> Pixels:
    """Answer a crop with its strokes sharper and its contrast full: for what was out of focus, moved or faint."""
    soft = cv2.GaussianBlur(image, (0, 0), max(image.shape[0] / 24, 0.8))
    sharp = cv2.addWeighted(image, 2.0, soft, -1.0, 0)
    low, high = np.percentile(sharp, (2, 90))
    stretched = (sharp.astype(np.float32) - low) * (255 / max(float(high - low), 16.0))
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)


def softened(image: Pixels) -> Pixels:
    """Answer a crop with its strokes run together: for print in dots, grain and the grid of a screen."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), max(image.shape[0] / 30, 0.7)), np.uint8)


def inked(image: Pixels) -> Pixels | None:
    """Answer the part of a crop that holds ink, with a little paper about it; None when it is blank. Rulings are painted over."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    paper = float(np.percentile(grey, 80))
    height, width = grey.shape
    dark = np.asarray(grey < paper - max(0.25 * paper, 25), np.uint8)
    count, marks, boxes, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    clean, ink = image.copy(), np.zeros((height, width), bool)
    for mark in range(1, count):
        across, down, area = (int(boxes[mark, n]) for n in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
        if across >= _RULED * width or down >= _RULED * height:
            blot = cv2.dilate(np.asarray(marks == mark, np.uint8), np.ones((3, 3), np.uint8)) > 0
            clean[blot] = np.percentile(image.reshape(-1, 3), 80, axis=0).astype(np.uint8)
        elif area >= _SPECK:
            ink |= marks == mark
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) == 0:
        return None
    pad = max(height // 8, 3)
    middle, reach = (rows[0] + rows[-1]) // 2, max((rows[-1] - rows[0]) // 2 + pad, height // 3)
    top, bottom = max(middle - reach, 0), min(middle + reach + 1, height)
    return np.ascontiguousarray(clean[top:bottom, max(columns[0] - pad, 0) : min(columns[-1] + pad + 1, width)])
