"""Reads a photographed report with RapidOCR (PP-OCRv6, models in the package's wheel): orientation once a page, pieces, rows, items.

Keeps nothing of an image after answering. Safe to call from several threads; one image is read at a time, because the
recogniser uses every core it is given.
"""

from __future__ import annotations

import os
import re
import threading
from statistics import fmean

import numpy as np

# onnxruntime reports its use to its maker unless told not to before it is loaded. Nothing here reports to anybody.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from agents.reports.imaging import Pixels, decode
from agents.reports.layout import Piece, Row, piece_of, rows
from agents.reports.port import Reading
from agents.reports.table import Match, items

_UPRIGHT_SCORE = 0.80
"""Mean recognition score below which a page is also tried the other way round: clean upright text scores .95 and more."""
_MIN_CHARACTERS = 8
_REPORT_WORDS = re.compile(
    r"检查|检验|报告|诊断|超声|心电图|影像|所见|印象|提示|医院|处方|化验|report|impression|findings|hospital|diagnosis",
    re.IGNORECASE,
)
_CONCLUSION = re.compile(
    r"(?:诊断意见|超声提示|影像诊断|检查结论|诊断印象|印象|结论|诊断|心电图诊断|impression|conclusion|diagnosis)\s*[::]?\s*",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"报告医[生师]|审核医[生师]|检查医[生师]|检验者|报告时间|报告日期|医师签名|签名|reported by|signed", re.IGNORECASE
)


class OcrReader:
    """The report reader of a compute node. Loading takes about a second and 100 MB."""

    def __init__(self, match: Match) -> None:
        # One classifier call a line flips clean text; orientation is decided once a page below.
        self._engine = RapidOCR(params={"Global.log_level": "critical", "Global.use_cls": False})
        self._match = match
        self._lock = threading.Lock()

    def read(self, image: bytes, media_type: str) -> Reading:
        """Answer what a photo says; see `agents.reports.port.ReportReader.read`. The bytes decide the format, not `media_type`."""
        del media_type
        pixels = decode(image)
        with self._lock:
            pieces = self._upright(pixels)
        return _reading(pieces, self._match)

    def _upright(self, pixels: Pixels) -> list[Piece]:
        """Recognise the page; when it reads badly or its lines stand upright, try it turned and keep what reads best."""
        boxes, best = self._recognise(pixels)
        tall = sum(_is_tall(box) for box in boxes) > len(boxes) / 2
        if boxes and not tall and _score(best) >= _UPRIGHT_SCORE:
            return best
        for turns in (1, 3) if tall else (2,):
            _, turned = self._recognise(np.ascontiguousarray(np.rot90(pixels, turns)))
            if _weight(turned) > _weight(best):
                best = turned
        return best

    def _recognise(self, pixels: Pixels) -> tuple[list[list[list[float]]], list[Piece]]:
        found = self._engine(pixels, use_det=True, use_cls=False, use_rec=True)
        if not isinstance(found, RapidOCROutput) or found.boxes is None or found.txts is None or found.scores is None:
            return [], []
        boxes = [box.tolist() for box in found.boxes]
        pieces = [piece_of(box, text, score) for box, text, score in zip(boxes, found.txts, found.scores, strict=True)]
        return boxes, [piece for piece in pieces if piece.text]


def _is_tall(box: list[list[float]]) -> bool:
    width = abs(box[1][0] - box[0][0]) + abs(box[2][0] - box[3][0])
    height = abs(box[3][1] - box[0][1]) + abs(box[2][1] - box[1][1])
    return height > 1.5 * width


def _score(pieces: list[Piece]) -> float:
    return fmean(piece.score for piece in pieces) if pieces else 0.0


def _weight(pieces: list[Piece]) -> float:
    """How much was read, each character weighted with how surely, cubed so that guesses count for little."""
    return sum(len(piece.text) * piece.score**3 for piece in pieces)


def _reading(pieces: list[Piece], match: Match) -> Reading:
    page: list[Row] = rows(pieces)
    text = "\n".join(row.text for row in page)
    found = items(page, match)
    if found:
        doubts = tuple(number for number, item in enumerate(found) if item.doubtful)
        return Reading(
            what="lab_report",
            items=tuple(item.result for item in found),
            conclusion=_conclusion(text),
            text=text,
            doubts=doubts,
        )
    characters = len(re.sub(r"\W", "", text))
    if characters >= _MIN_CHARACTERS and _REPORT_WORDS.search(text):
        return Reading(what="other_report", conclusion=_conclusion(text), text=text)
    if characters >= _MIN_CHARACTERS and _score(pieces) < _UPRIGHT_SCORE:
        return Reading(what="unreadable", text=text)
    return Reading(what="not_a_report", text=text)


def _conclusion(text: str) -> str:
    """Answer the printed conclusion: what follows the last heading of that kind, up to the signatures."""
    headings = list(_CONCLUSION.finditer(text))
    for heading in reversed(headings):
        after = _AFTER.split(text[heading.end() :])[0].strip()
        if after:
            return after
    return ""
