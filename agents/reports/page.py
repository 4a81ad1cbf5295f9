"""From a photo to the pieces of an upright page: which way up it is (decided once a page), and what stands where.

Owns geometry between detection and recognition; knows nothing of rows or of medicine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from agents.reports.detector import Detector, Quads
from agents.reports.imaging import Pixels
from agents.reports.motion import motion_of, undone
from agents.reports.pieces import Piece
from agents.reports.recogniser import Recognised, Recogniser, crop, sharpened, softened

_SAMPLE: Final = 8
"""Lines that decide which way up a page is."""
_LONGEST_LINE: Final = 8.0
"""Width over height beyond which a longer line says no more about which way up it is."""
_UPRIGHT: Final = 0.93
"""Mean score from which a sample counts as upright without trying the other way: clean upright lines score .95 and more."""
_STEADY: Final = 0.96
"""Mean score of the sample below which the camera may have moved."""
_GAIN: Final = 0.01
_LEAST: Final = 0.3
"""Mean score below which a piece is a smudge, a ruling or a pattern rather than text."""
_SURE: Final = 0.9
"""Probability of the least sure letter below which a piece is read again."""
_DISPUTED: Final = 0.7
_AGAIN: Final = 24
"""Pieces that are read again at most, the likeliest to gain first: a page with more is unreadable, and a turn has its time."""
_LEVEL_DEGREES: Final = 2.5
"""Tilt from which a page is turned level before its text is looked for again."""


@dataclass(frozen=True)
class Page:
    """What was read of a photo, the right way up. `turned`: quarter turns counter-clockwise that this took; `pixels`: what was read."""

    pieces: tuple[Piece, ...]
    turned: int
    pixels: Pixels


def read_page(detector: Detector, recogniser: Recogniser, pixels: Pixels) -> Page:
    """Answer the page's pieces, without order."""
    quads = detector.find(pixels)
    turned = 0
    if _stands(quads):
        quads, pixels, turned = _quarter(quads, pixels.shape[1]), np.ascontiguousarray(np.rot90(pixels)), 1
    known, upside_down = _sampled(recogniser, pixels, quads)
    if upside_down:
        pixels, turned = np.ascontiguousarray(pixels[::-1, ::-1]), turned + 2
        quads = np.asarray([pixels.shape[1], pixels.shape[0]], np.float32) - quads[:, [2, 3, 0, 1]]
    taken = pixels
    pixels, known = _steadied(recogniser, pixels, quads, known)
    moved = pixels is not taken
    tilt = _tilt(quads)
    if abs(tilt) > _LEVEL_DEGREES:
        pixels, taken = _levelled(pixels, tilt), _levelled(taken, tilt) if moved else taken
        quads, known = detector.find(pixels), {}
    texts = _read_twice(recogniser, [crop(pixels, quad) for quad in quads], known)
    if moved:
        texts = _disputed(texts, recogniser.read([crop(taken, quad) for quad in quads]))
    pieces = [piece_of(quad, text) for quad, text in zip(quads, texts, strict=True)]
    kept = tuple(piece for piece in pieces if piece.text.strip() and piece.score >= _LEAST)
    return Page(kept, turned % 4, pixels)


def _steadied(
    recogniser: Recogniser, pixels: Pixels, quads: Quads, known: dict[int, Recognised]
) -> tuple[Pixels, dict[int, Recognised]]:
    """Answer the page and its sample with the camera's move undone, where there was one and the sample reads the better for it."""
    before = _mean(known.values())
    motion = motion_of(pixels) if known and before < _STEADY else None
    if motion is None:
        return pixels, known
    steady = undone(pixels, motion)
    read = recogniser.read([crop(steady, quads[n]) for n in known])
    if _mean(read) < before + _GAIN:
        return pixels, known
    return steady, dict(zip(known, read, strict=True))


def _disputed(texts: list[Recognised], others: list[Recognised]) -> list[Recognised]:
    """Answer the texts of a steadied page, unsure where the photo as it was taken says another number: a filter can draw strokes."""
    return [
        text
        if _figures(text) == _figures(other)
        else replace(text, scores=tuple(min(score, _DISPUTED) for score in text.scores))
        for text, other in zip(texts, others, strict=True)
    ]


def _figures(text: Recognised) -> str:
    return "".join(letter for letter in text.text if letter in "0123456789.,-<>")


def _mean(read: Iterable[Recognised]) -> float:
    return float(np.mean([each.score for each in read] or [0.0]))


def _read_twice(recogniser: Recogniser, crops: list[Pixels], known: Mapping[int, Recognised]) -> list[Recognised]:
    """Answer each crop's text; what is unsure is read again sharpened and softened, and the surest reading stands.

    Readings that differ leave the letters no surer than `_DISPUTED`, so that a number among them is asked back.
    """
    unread = [n for n in range(len(crops)) if n not in known]
    texts = [known.get(n, Recognised("", (), ())) for n in range(len(crops))]
    for n, text in zip(unread, recogniser.read([crops[n] for n in unread]), strict=True):
        texts[n] = text
    doubted = (n for n, text in enumerate(texts) if text.text and min(text.scores) < _SURE)
    unsure = sorted(doubted, key=lambda n: -texts[n].score)[:_AGAIN]
    for made in (sharpened, softened):
        for n, again in zip(unsure, recogniser.read([made(crops[n]) for n in unsure]), strict=True):
            first, second = (texts[n], again) if texts[n].score >= again.score else (again, texts[n])
            if first.text != second.text and second.score > _LEAST:
                first = replace(first, scores=tuple(min(score, _DISPUTED) for score in first.scores))
            texts[n] = first
    return texts


def piece_of(quad: NDArray[np.float32], text: Recognised) -> Piece:
    """Answer the piece for four corners (clockwise from top left) and the text between them."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (map(float, corner) for corner in quad)
    left, right = (x0 + x3) / 2, (x1 + x2) / 2
    run = max(right - left, 1.0)
    piece = Piece(
        text=text.text,
        left=left,
        right=right,
        middle=(y0 + y1 + y2 + y3) / 4,
        height=max((float(np.hypot(x3 - x0, y3 - y0)) + float(np.hypot(x2 - x1, y2 - y1))) / 2, 1.0),
        slope=((y1 + y2) - (y0 + y3)) / (2 * run),
        scores=text.scores,
        places=tuple(left + run * place for place in text.places),
        hidden_point=text.hidden_point,
    )
    return piece.part(0, len(piece.text))


def _sides(quads: Quads) -> tuple[NDArray[Any], NDArray[Any]]:
    """Answer each quadrilateral's vectors along and down."""
    along = (quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3]) / 2
    down = (quads[:, 3] - quads[:, 0] + quads[:, 2] - quads[:, 1]) / 2
    return along, down


def _stands(quads: Quads) -> bool:
    """Answer whether the page's lines run up or down, each line weighted with its length."""
    if len(quads) == 0:
        return False
    along, down = (np.linalg.norm(side, axis=1) for side in _sides(quads))
    tall, wide = down[down > 1.5 * along].sum(), along[along > 1.5 * down].sum()
    return bool(tall > wide)


def _quarter(quads: Quads, width: int) -> Quads:
    """Answer the quadrilaterals of the page turned counter-clockwise by a quarter."""
    turned = np.stack([quads[:, :, 1], width - quads[:, :, 0]], axis=2)
    return np.asarray(turned[:, [1, 2, 3, 0]], np.float32)


def _tilt(quads: Quads) -> float:
    """Answer the median slope of the long lines, in degrees clockwise; 0 where there is none."""
    if len(quads) == 0:
        return 0.0
    along, down = _sides(quads)
    long = np.linalg.norm(along, axis=1) > 2.5 * np.linalg.norm(down, axis=1)
    if not long.any():
        return 0.0
    return float(np.median(np.degrees(np.arctan2(along[long, 1], along[long, 0]))))


def _levelled(pixels: Pixels, degrees: float) -> Pixels:
    """Answer the image turned so that lines of that slope lie level, on a canvas that holds it whole."""
    height, width = pixels.shape[:2]
    warp = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    cos, sin = abs(warp[0, 0]), abs(warp[0, 1])
    across, down = round(width * cos + height * sin), round(width * sin + height * cos)
    warp[0, 2] += across / 2 - width / 2
    warp[1, 2] += down / 2 - height / 2
    return np.asarray(
        cv2.warpAffine(pixels, warp, (across, down), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _sampled(recogniser: Recogniser, pixels: Pixels, quads: Quads) -> tuple[dict[int, Recognised], bool]:
    """Answer what the longest lines say, by their places in `quads`, and whether the page is upside down."""
    if len(quads) == 0:
        return {}, False
    along, down = (np.linalg.norm(side, axis=1) for side in _sides(quads))
    ranked = np.argsort(-np.minimum(along / np.maximum(down, 1), _LONGEST_LINE))[:_SAMPLE]
    crops = [crop(pixels, quads[n]) for n in ranked]
    upright = recogniser.read(crops)
    known = {int(n): text for n, text in zip(ranked, upright, strict=True)}
    if _mean(upright) >= _UPRIGHT:
        return known, False
    turned = recogniser.read([np.ascontiguousarray(each[::-1, ::-1]) for each in crops])
    if _weight(turned) <= _weight(upright):
        return known, False
    return {int(n): text for n, text in zip(ranked, turned, strict=True)}, True


def _weight(read: list[Recognised]) -> float:
    """How much was read, each letter weighted with how surely, cubed so that guesses count for little."""
    return sum(len(each.text) * each.score**3 for each in read)
