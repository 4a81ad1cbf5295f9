"""Reads a photographed report: the page the right way up, its pieces, flat rows, items; what is unclear is looked at again, then doubted.

Keeps nothing of an image after answering. Safe to call from several threads; one image is read at a time, because the
recogniser uses every core it is given.
"""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from statistics import fmean, median
from typing import Final

from agents.reports.detector import Detector
from agents.reports.imaging import decode
from agents.reports.layout import FlatPage, flatten
from agents.reports.naming import Match
from agents.reports.page import Page, piece_of, read_page
from agents.reports.pieces import Piece
from agents.reports.port import Reading
from agents.reports.recogniser import Recogniser, crop, inked
from agents.reports.sheets import apart
from agents.reports.table import Look, TableItem, items

_LEGIBLE: Final = 0.80
"""Mean score below which a page without items is unreadable rather than no report."""
_FAINT, _PLAIN = 0.75, 0.9
_SURE: Final = 0.8
"""Probability below which a letter may be another: of a name it then tells nothing."""
_MIN_CHARACTERS: Final = 8
_ROOM: Final = 2.5
"""Letters' heights between a table's outermost line and the picture's edge that another line would need."""
_REPORT_WORDS: Final = re.compile(
    r"检查|检验|报告|诊断|超声|心电图|影像|所见|印象|提示|医院|处方|化验|report|impression|findings|hospital|diagnosis",
    re.IGNORECASE,
)
_CONCLUSION: Final = re.compile(
    r"(?:诊断意见|超声提示|影像诊断|检查结论|诊断印象|印象|结论|诊断|心电图诊断|impression|conclusion|diagnosis)\s*[::]?\s*",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"报告医[生师]|审核医[生师]|检查医[生师]|检验者|报告时间|报告日期|医师签名|签名|reported by|signed", re.IGNORECASE
)


class OcrReader:
    """The report reader of a compute node. Loading takes about two seconds and 100 MB; no file is opened afterwards."""

    def __init__(self, match: Match, detector: Detector | None = None, recogniser: Recogniser | None = None) -> None:
        self._detector = detector or Detector()
        self._recogniser = recogniser or Recogniser()
        self._match = match
        self._lock = threading.Lock()

    def read(self, image: bytes, media_type: str) -> Reading:
        """Answer what a photo says; see `agents.reports.port.ReportReader.read`. The bytes decide the format, not `media_type`."""
        del media_type
        pixels = decode(image)
        with self._lock:
            page = read_page(self._detector, self._recogniser, pixels)
            flats = [flatten(pieces) for pieces in apart(page.pieces, self._match)]
            return _joined([_reading(page, flat, self._match, self._look(page, flat)) for flat in flats])

    def _look(self, page: Page, flat: FlatPage) -> Look:
        def look(left: float, right: float, top: float, bottom: float) -> Piece | None:
            whole = crop(page.pixels, flat.quad(left, right, top, bottom))
            image = inked(whole)
            if image is None:
                return None
            text, other = self._recogniser.read([image, whole])
            if text.score < _FAINT and other.score > _PLAIN:
                # What was painted over as a ruling was a pen's line that ran into the letters.
                text = other
            if not text.text.strip():
                return None
            piece = piece_of(flat.quad(left, right, top, bottom), text)
            return replace(piece, left=left, right=right, middle=(top + bottom) / 2, places=())

        return look


def _joined(sheets: list[Reading]) -> Reading:
    """Answer the sheets of one photo as one reading."""
    first, *others = sheets
    for each in others:
        items, places = len(first.items), len(first.text) + 1
        first = Reading(
            what="lab_report" if "lab_report" in {first.what, each.what} else first.what,
            items=first.items + each.items,
            conclusion="\n".join(part for part in (first.conclusion, each.conclusion) if part),
            text=f"{first.text}\n{each.text}",
            doubts=first.doubts + tuple(items + number for number in each.doubts),
            unsure=first.unsure | {places + place for place in each.unsure},
            cut=first.cut or each.cut,
        )
    return first


def _score(pieces: tuple[Piece, ...]) -> float:
    return fmean(piece.score for piece in pieces) if pieces else 0.0


def _unsure(flat: FlatPage) -> frozenset[int]:
    """Answer the places of the letters that may be others, in the rows' texts joined by line ends."""
    places, at = set(), 0
    for row in flat.rows:
        for piece in row.pieces:
            places |= {at + n for n, score in enumerate(piece.scores[: len(piece.text)]) if score < _SURE}
            at += len(piece.text) + 1
    return frozenset(places)


def _reading(page: Page, flat: FlatPage, match: Match, look: Look) -> Reading:
    text = "\n".join(row.text for row in flat.rows)
    unsure = _unsure(flat)
    found = items(flat.rows, match, look)
    if found:
        doubts = tuple(number for number, item in enumerate(found) if item.doubtful)
        return Reading(
            what="lab_report",
            items=tuple(item.result for item in found),
            conclusion=_conclusion(text),
            text=text,
            unsure=unsure,
            doubts=doubts,
            cut=_is_cut(page, flat, found),
        )
    characters = len(re.sub(r"\W", "", text))
    if characters >= _MIN_CHARACTERS and _REPORT_WORDS.search(text):
        return Reading(what="other_report", conclusion=_conclusion(text), text=text, unsure=unsure)
    if characters >= _MIN_CHARACTERS and _score(page.pieces) < _LEGIBLE:
        return Reading(what="unreadable", text=text)
    return Reading(what="not_a_report", text=text)


def _is_cut(page: Page, flat: FlatPage, found: list[TableItem]) -> bool:
    """Answer whether the picture ends at the table: nothing stands above its first line, or below its last, and no room is left."""
    first, last = found[0].level, max(item.level for item in found)
    height = median(piece.height for piece in page.pieces)
    room = _ROOM * height
    above = any(row.level < first - height / 2 for row in flat.rows)
    below = any(row.level > last + height / 2 for row in flat.rows)
    middle = page.pixels.shape[1] / 2
    top = float(flat.quad(middle, middle + 1, first, first + 1)[0, 1])
    bottom = float(flat.quad(middle, middle + 1, last, last + 1)[0, 1])
    return (not above and top < room) or (not below and page.pixels.shape[0] - bottom < room)


def _conclusion(text: str) -> str:
    """Answer the printed conclusion: what follows the last heading of that kind, up to the signatures."""
    headings = list(_CONCLUSION.finditer(text))
    for heading in reversed(headings):
        after = _AFTER.split(text[heading.end() :])[0].strip()
        if after:
            return after
    return ""
