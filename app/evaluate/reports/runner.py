"""Reads every image of a folder with the product's own reader, in one process, and judges it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from agents.errors import ImageRefused
from agents.reports.port import Reading, ReportReader
from agents.reports.reader import OcrReader
from app.evaluate.errors import FileRefused
from app.evaluate.reports.judging import JudgedPage, judge
from app.evaluate.reports.truth import TruePage
from kg.labs import match_indicator
from kg.load import load_graph


def run(
    pages: Sequence[TruePage], tell: Callable[[int, int], None], reader: ReportReader | None = None
) -> list[JudgedPage]:
    """Answer the judged pages in their order. An image that the reader refuses counts as read with nothing in it.

    Raises:
        FileRefused: an image cannot be opened.
    """
    graph = load_graph()
    using = reader or OcrReader(partial(match_indicator, graph))
    answer = []
    for number, page in enumerate(pages, 1):
        try:
            image = page.path.read_bytes()
        except OSError as error:
            raise FileRefused(page.path, (f"cannot be read: {error.strerror}",)) from error
        start = time.perf_counter()
        try:
            reading = using.read(image, "")
        except ImageRefused:
            reading = Reading(what="unreadable")
        answer.append(judge(graph, page, reading, time.perf_counter() - start))
        tell(number, len(pages))
    return answer
