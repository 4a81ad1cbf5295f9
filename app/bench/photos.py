"""How long one photographed report takes to read: drawn papers of every layout, photographed in every way, at two sizes of picture.

Photos are those of `jiayi evaluate reports --draw`, brought to the size by scaling and a border. Figures are wall-clock on a machine
that does nothing else, one photo after the other, as a node reads them.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, Final

import numpy as np
from PIL import Image, ImageOps

from agents.reports.detector import Detector, Quads
from agents.reports.imaging import Pixels, decode
from agents.reports.reader import OcrReader
from agents.reports.recogniser import Recognised, Recogniser
from app.evaluate.reports.camera import photograph
from app.evaluate.reports.draw import plan
from app.evaluate.reports.sheet import print_sheet
from kg.graph import Graph
from kg.labs import match_indicator

SIZES: Final = ((1240, 900), (4000, 3000))
"""Width and height in pixels: a phone's picture shrunk by the page, and one as a camera makes it."""
_TABLE: Final = (96, 84, 70)
_QUALITY: Final = 85


@dataclass(frozen=True, slots=True)
class Reading:
    """One photo's seconds: all in all, of the processor (every thread), and of the steps; `items` were read."""

    whole_s: float
    cpu_s: float
    decoding_s: float
    detecting_s: float
    recognising_s: float
    items: int

    @property
    def rest_s(self) -> float:
        """Answer the seconds of geometry, rows and cells."""
        return self.whole_s - self.decoding_s - self.detecting_s - self.recognising_s


class _Watch:
    """Adds up the seconds that pass inside it."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._begun = 0.0

    def __enter__(self) -> None:
        self._begun = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._begun


class _WatchedDetector(Detector):
    def __init__(self) -> None:
        super().__init__()
        self.watch = _Watch()

    def find(self, pixels: Pixels) -> Quads:
        with self.watch:
            return super().find(pixels)


class _WatchedRecogniser(Recogniser):
    def __init__(self) -> None:
        super().__init__()
        self.watch = _Watch()

    def read(self, crops: Sequence[Pixels]) -> list[Recognised]:
        with self.watch:
            return super().read(crops)


def photos(graph: Graph, count: int, size: tuple[int, int], seed: int) -> Iterator[bytes]:
    """Draw `count` JPEGs of that width and height.

    Raises:
        EvaluationError: the fonts are not installed.
    """
    for number, (layout, damage) in enumerate(plan(count)):
        random = Random(f"{seed}:{number}")  # noqa: S311 - drawings need a seed, not secrecy
        image, _ = photograph(print_sheet(graph, layout, random), damage, random)
        with Image.open(io.BytesIO(image)) as opened:
            fitted = ImageOps.pad(opened.convert("RGB"), size, Image.Resampling.BICUBIC, color=_TABLE)
        out = io.BytesIO()
        fitted.save(out, "JPEG", quality=_QUALITY)
        yield out.getvalue()


def measure_photos(graph: Graph, images: Iterator[bytes]) -> list[Reading]:
    """Answer how long each photo took, after one that is not counted."""
    detector, recogniser = _WatchedDetector(), _WatchedRecogniser()
    reader = OcrReader(partial(match_indicator, graph), detector, recogniser)
    measured: list[Reading] = []
    for number, image in enumerate(images):
        if number == 0:
            reader.read(image, "image/jpeg")
        detector.watch.seconds = recogniser.watch.seconds = 0.0
        decoding, whole, cpu = _Watch(), _Watch(), time.process_time()
        with whole:
            read = reader.read(image, "image/jpeg")
        spent = time.process_time() - cpu
        with decoding:
            decode(image)
        steps = (decoding.seconds, detector.watch.seconds, recogniser.watch.seconds)
        measured.append(Reading(whole.seconds, spent, *steps, len(read.items)))
    return measured


def figures(measured: Sequence[Reading]) -> dict[str, Any]:
    """Answer the figures of one size by their keys: medians, and the slowest photo."""
    columns = {
        "median_s": [each.whole_s for each in measured],
        "cpu_median_s": [each.cpu_s for each in measured],
        "decoding_median_s": [each.decoding_s for each in measured],
        "detecting_median_s": [each.detecting_s for each in measured],
        "recognising_median_s": [each.recognising_s for each in measured],
        "rest_median_s": [each.rest_s for each in measured],
    }
    medians = {name: round(float(np.median(values)), 4) for name, values in columns.items()}
    slowest = round(max(each.whole_s for each in measured), 4)
    return {"photos": len(measured), **medians, "slowest_s": slowest, "items": sum(each.items for each in measured)}
