"""The phone's own check for blurred photos, run in Node over a few drawn ones: sharp ones pass, blurred ones are asked back."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.bench.page_tool import PageMissing
from app.cli.main import main
from app.evaluate.reports.blur import judged, measure


def lines_of_text(seed: int = 0) -> np.ndarray:
    """A page of small dark strokes on white, as print looks from afar."""
    chance = np.random.default_rng(seed)
    page = np.full((640, 480), 235, np.uint8)
    for top in range(40, 600, 24):
        for left in range(40, 440, 7):
            if chance.random() < 0.8:
                cv2.line(page, (left, top), (left + chance.integers(0, 5), top + 12), 30, 1)
    return page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = []
    for number, damage in enumerate(("clean", "noise", "focus")):
        page = lines_of_text(number)
        if damage == "noise":
            page = np.clip(page + np.random.default_rng(1).normal(0, 20, page.shape), 0, 255).astype(np.uint8)
        if damage == "focus":
            page = cv2.GaussianBlur(page, (0, 0), 2.0)
        cv2.imwrite(str(tmp_path / f"{damage}.jpg"), page)
        rows.append({"file": f"{damage}.jpg", "damage": damage, "items": []})
    (tmp_path / "truth.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return tmp_path


def test_sharp_photos_pass_and_blurred_ones_are_asked_back(folder):
    try:
        rows = {row.kind: (row.photos, row.asked_back) for row in measure(folder, most=10)}
    except PageMissing as missing:
        pytest.skip(str(missing))
    assert rows == {"clean": (1, 0), "noise": (1, 0), "blurred by 2.5": (2, 2), "blurred by 4": (2, 2), "focus": (1, 1)}


def test_what_has_no_edges_is_not_judged():
    try:
        limit, found = judged([np.full((200, 200), 90, np.uint8), np.zeros((20, 20), np.uint8)])
    except PageMissing as missing:
        pytest.skip(str(missing))
    assert found == [None, None]
    assert 0.2 < limit < 0.35


def test_a_folder_without_truth_is_answered_in_a_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["jiayi", "evaluate", "blur", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code not in (0, None)
    assert "Traceback" not in capsys.readouterr().err
