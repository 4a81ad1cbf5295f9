"""How well the phone tells a blurred photo from a sharp one: its own check, over drawn photos of reports.

The photos are those of `jiayi evaluate reports --draw`, shrunk as the phone shrinks them, judged as they are and once more after
a further blur of a known width.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from app.bench.page_tool import run_tool
from app.evaluate.reports.truth import read_folder

LONGEST_SIDE: Final = 1600
"""Pixels, as `app/web/src/core/photo.ts`."""
BLURRING: Final = frozenset({"focus", "motion"})
"""The damages that blur; all others leave a photo that is to be let through."""
FURTHER: Final = (2.5, 4.0)
"""Widths (standard deviation in pixels of what is sent) of the blurs put on sharp photos: hard to read, and not to be read."""

Grey = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True)
class Asked:
    """Of one kind of photo: how many, how many of them would be asked back, the least and the greatest blur found."""

    kind: str
    photos: int
    asked_back: int
    least: float
    greatest: float


def measure(folder: Path, *, most: int) -> tuple[Asked, ...]:
    """Answer what the phone would ask back of a drawn folder, kind by kind, blurred ones last.

    Raises:
        app.evaluate.errors.FileRefused: the folder holds no truth.
        app.bench.page_tool.PageMissing: the page's sources cannot be run here.
    """
    pages = read_folder(folder)[:most]
    kinds: list[str] = []
    pictures: list[Grey] = []
    for page in pages:
        grey = _grey(page.path)
        kinds.append(page.damage)
        pictures.append(grey)
        if page.damage not in BLURRING:
            for width in FURTHER:
                kinds.append(f"blurred by {width:g}")
                pictures.append(np.asarray(cv2.GaussianBlur(grey, (0, 0), width), dtype=np.uint8))
    limit, found = judged(pictures)
    order = sorted(set(kinds), key=lambda kind: (kind in BLURRING, kind.startswith("blurred by"), kind))
    return tuple(_asked(kind, [b for b, k in zip(found, kinds, strict=True) if k == kind], limit) for kind in order)


def judged(pictures: Sequence[Grey]) -> tuple[float, list[float | None]]:
    """Answer the limit above which the phone asks a photo back, and how blurred it finds each picture."""
    written = b"".join(struct.pack("<II", each.shape[1], each.shape[0]) + each.tobytes() for each in pictures)
    answer = json.loads(run_tool("sharpness", written))
    return answer["limit"], answer["found"]


def _asked(kind: str, blurs: Sequence[float | None], limit: float) -> Asked:
    told = [blur for blur in blurs if blur is not None]
    asked = sum(blur > limit for blur in told)
    return Asked(kind, len(blurs), asked, min(told, default=float("nan")), max(told, default=float("nan")))


def _grey(path: Path) -> Grey:
    read = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if read is None:
        raise OSError(f"{path.name} is no image")
    height, width = read.shape
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    if scale < 1:
        read = cv2.resize(read, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(read, dtype=np.uint8)
