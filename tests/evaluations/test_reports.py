"""What must hold over drawn report photos: fields right, and no wrong number believed.

A small set, drawn anew each time by one seed; the larger ones are drawn and measured by `jiayi evaluate reports DIR`. The bounds are what
was reached, less what a dozen images may vary by, so that a loss is seen.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from app.evaluate.reports.draw import draw_folder
from app.evaluate.reports.figures import ReportFigures, figures
from app.evaluate.reports.judging import JudgedPage
from app.evaluate.reports.misses import lines
from app.evaluate.reports.runner import run
from app.evaluate.reports.truth import read_folder
from kg.load import load_graph

IMAGES = 9


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[JudgedPage]:
    folder: Path = tmp_path_factory.mktemp("reports") / "drawn"
    draw_folder(load_graph(), folder, seed=5, count=IMAGES, tell=lambda *_: None)
    return run(read_folder(folder), lambda *_: None)


def measured(judged: list[JudgedPage], *, clean: bool) -> ReportFigures:
    return figures([page for page in judged if (page.page.damage == "clean") is clean], seed=0)


def told(judged: list[JudgedPage]) -> str:
    return "\n".join(line for page in judged for line in lines(page))


def test_clean_prints_are_read_almost_without_an_error(judged: list[JudgedPage]) -> None:
    assert measured(judged, clean=True).figures["field_accuracy"] >= 0.98, told(judged)


def test_photographs_are_read(judged: list[JudgedPage]) -> None:
    assert measured(judged, clean=False).figures["field_accuracy"] >= 0.93, told(judged)


def test_no_wrong_number_is_believed(judged: list[JudgedPage]) -> None:
    assert figures(judged, seed=0).figures["wrong_accepted"] == 0, told(judged)


def test_every_sheet_is_known_for_a_laboratory_report(judged: list[JudgedPage]) -> None:
    assert figures(judged, seed=0).figures["kind_accuracy"] == 1
