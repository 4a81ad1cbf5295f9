"""Measuring the report reader: truth as files hold it, items judged field by field, figures with their intervals, drawings by seed."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest

from agents.reports.port import Reading
from app.evaluate.errors import FileRefused
from app.evaluate.reports.camera import KINDS, photograph
from app.evaluate.reports.draw import draw_folder, plan, sample
from app.evaluate.reports.figures import figures, shortfalls
from app.evaluate.reports.judging import FIELDS, judge
from app.evaluate.reports.layouts import LAYOUTS
from app.evaluate.reports.misses import as_json, lines
from app.evaluate.reports.sheet import print_sheet
from app.evaluate.reports.truth import TrueItem, TruePage, read_folder
from kg.load import load_graph
from kg.schema import LabResult

WBC = TrueItem("白细胞计数", "WBC", "wbc", 12.6, "12.6", "10^9/L", 3.5, 9.5, "high")
PRO = TrueItem("尿蛋白", "PRO", "urine_protein", None, "阴性", "", None, None, "normal")
READ_WBC = LabResult(lab="wbc", name="白细胞计数", value=12.6, value_text="12.6", unit="×10^9/L", low=3.5, high=9.5)
READ_PRO = LabResult(lab="urine_protein", name="尿蛋白", value_text="阴性(-)")


@lru_cache
def graph():
    return load_graph()


def judged(*read: LabResult, doubts: tuple[int, ...] = (), true: tuple[TrueItem, ...] = (WBC, PRO)):
    page = TruePage(Path("a.jpg"), true, "lab_report", "plain", "clean")
    return judge(graph(), page, Reading(what="lab_report", items=read, doubts=doubts), 1.0)


def test_what_is_read_as_printed_is_right_in_every_field():
    page = judged(READ_PRO, READ_WBC)
    assert all(all(item.right.values()) for item in page.items)
    assert figures([page], seed=0).figures["field_accuracy"] == 1
    assert lines(page) == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"value": 126.0, "value_text": "126"}, {"value"}),
        ({"unit": "g/L"}, {"unit"}),
        ({"high": 95.0}, {"range", "flag"}),
        ({"lab": "lymph_abs"}, {"name"}),
        ({"low": None, "high": None, "flag": "low"}, {"range", "flag"}),
    ],
)
def test_each_field_is_judged_for_itself(change, wrong):
    page = judged(READ_WBC.model_copy(update=change), READ_PRO)
    assert {field for field in FIELDS if not page.items[0].right[field]} == wrong
    assert figures([page], seed=0).figures["field_accuracy"] == (10 - len(wrong)) / 10
    assert any("白细胞计数" in line for line in lines(page))
    assert as_json(page)["items"][0]["wrong"] == [field for field in FIELDS if field in wrong]


def test_a_wrong_number_counts_as_accepted_unless_it_is_doubted():
    wrong = READ_WBC.model_copy(update={"value": 126.0, "value_text": "126"})
    assert figures([judged(wrong, READ_PRO)], seed=0).figures["wrong_accepted"] == 0.5
    assert figures([judged(wrong, READ_PRO, doubts=(0,))], seed=0).figures["wrong_accepted"] == 0


def test_an_item_that_was_not_read_has_five_wrong_fields_and_one_too_many_is_invented():
    missed = figures([judged(READ_WBC)], seed=0).figures
    assert (missed["field_accuracy"], missed["found"], missed["wrong_accepted"]) == (0.5, 0.5, 0)
    more = judged(READ_WBC, READ_PRO, LabResult(lab="plt", name="血小板", value=1.0, value_text="1"))
    assert [each["lab"] for each in more.invented] == ["plt"]
    found = figures([more], seed=0)
    assert (found.figures["invented"], found.figures["wrong_believed"]) == (1 / 3, 1 / 3)
    assert shortfalls(found) == ["wrong_believed 0.3333 of at most 0.002"]
    assert shortfalls(figures([], seed=0)) == []


def test_intervals_have_the_figures_keys_and_rare_mishaps_an_interval_above_none():
    found = figures([judged(READ_WBC, READ_PRO)] * 3, seed=0)
    assert set(found.ci95) == set(found.figures)
    assert found.ci95["wrong_accepted"][1] > 0
    assert found.json()["by_damage"]["clean"]["n"] == 6


def folder(tmp_path: Path, *entries: object) -> Path:
    (tmp_path / "a.jpg").write_bytes(b"")
    (tmp_path / "truth.jsonl").write_text("\n".join(json.dumps(entry) for entry in entries), encoding="utf-8")
    return tmp_path


ITEM = {"name": "钾", "value": 4.1, "unit": "mmol/L", "low": 3.5, "high": 5.5, "flag": ""}


def test_truth_is_read_from_lines_or_from_a_file_beside_each_image(tmp_path):
    (page,) = read_folder(folder(tmp_path, {"file": "a.jpg", "items": [ITEM]}))
    assert (page.items[0].value, page.items[0].flag, page.kind) == (4.1, "normal", "lab_report")
    (tmp_path / "truth.jsonl").unlink()
    (tmp_path / "a.json").write_text(json.dumps({"items": [{**ITEM, "value": "阴性", "flag": "H"}]}), encoding="utf-8")
    (page,) = read_folder(tmp_path)
    assert (page.items[0].value, page.items[0].text, page.items[0].flag) == (None, "阴性", "high")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"file": "b.jpg", "items": []}, "not in the folder"),
        ({"file": "../a.jpg", "items": []}, "name of an image"),
        ({"file": "a.jpg"}, "lacks 'items'"),
        ({"file": "a.jpg", "items": [{"value": 1}]}, "lacks 'name'"),
        ({"file": "a.jpg", "items": [{**ITEM, "low": "x"}]}, "could not convert"),
        ({"file": "a.jpg", "items": [], "kind": "cat"}, "is one of"),
        (7, "is no JSON object"),
    ],
)
def test_what_is_wrong_with_a_truth_is_said_with_its_place(tmp_path, entry, said):
    with pytest.raises(FileRefused, match=said) as refused:
        read_folder(folder(tmp_path, entry))
    assert "line 1" in str(refused.value)


def test_a_folder_without_truth_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="holds no truth"):
        read_folder(tmp_path)
    with pytest.raises(FileRefused, match="is no folder"):
        read_folder(tmp_path / "nowhere")


def test_drawings_cover_every_layout_and_damage_and_come_back_by_their_seed(tmp_path):
    planned = list(plan(3 * len(LAYOUTS)))
    assert {layout.name for layout, _ in planned} == {layout.name for layout in LAYOUTS}
    assert {damage for _, damage in planned} == set(KINDS)
    for name in ("one", "two"):
        draw_folder(graph(), tmp_path / name, seed=3, count=2, tell=lambda *_: None)
    one, two = (sorted(path.read_bytes() for path in (tmp_path / name).iterdir()) for name in ("one", "two"))
    assert one == two
    pages = read_folder(tmp_path / "one")
    assert all(item.lab in graph().labs for page in pages for item in page.items)


def test_every_layout_is_drawn_clean_and_damaged():
    planned = list(plan(3 * len(LAYOUTS)))
    names = {layout.name for layout in LAYOUTS}
    assert {layout.name for layout, damage in planned if damage == "clean"} == names
    assert {layout.name for layout, damage in planned if damage != "clean"} == names
    damages = {layout.name: set() for layout in LAYOUTS}
    for layout, damage in plan(len(LAYOUTS) * len(KINDS) * 3):
        damages[layout.name].add(damage)
    assert all(each == set(KINDS) for each in damages.values())


def test_a_sample_has_no_layout_and_no_damage_twice_and_other_seeds_try_others():
    drawn = sample(9, 1)
    assert len({layout.name for layout, _ in drawn}) == 9
    assert sorted(damage for _, damage in drawn).count("clean") == 3
    assert len({damage for _, damage in drawn}) == 7
    tried = {(layout.name, damage) for seed in range(60) for layout, damage in sample(9, seed)}
    assert {layout for layout, _ in tried} == {layout.name for layout in LAYOUTS}
    assert {damage for _, damage in tried} == set(KINDS)


def test_half_a_page_shows_less_of_the_sheet():
    sheet = print_sheet(graph(), LAYOUTS[0], Random(1))
    assert photograph(sheet, "half_page", Random(1))[1] < 0.95
    assert photograph(sheet, "clean", Random(1))[1] == 1
