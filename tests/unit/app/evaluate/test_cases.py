"""Files of cases: what is read, and how a wrong line is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.evaluate.cases import read_cases
from app.evaluate.errors import FileRefused
from kg.schema import Sex, Urgency

GOOD = {"id": "a", "lang": "en", "age": 65, "sex": "male", "text": "I have chest pain.", "truth": ["Heart attack"]}


def file_of(folder: Path, *rows: object) -> Path:
    path = folder / "cases.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def refused(folder: Path, *rows: object) -> str:
    with pytest.raises(FileRefused) as caught:
        read_cases(file_of(folder, *rows))
    return str(caught.value)


def test_a_case_is_read_with_what_it_leaves_out(tmp_path):
    (case,) = read_cases(file_of(tmp_path, GOOD)).vignettes
    assert (case.id, case.age, case.sex, case.truth) == ("a", 65.0, Sex.MALE, ("Heart attack",))
    assert (case.urgency, case.level, case.complaint, case.absent) == (None, None, "", ())
    assert case.told == "I have chest pain."


def test_blank_lines_and_a_byte_order_mark_are_passed_over(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\n\n \n")
    assert len(read_cases(path).vignettes) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"age": 200}, "line 1, field “age”: 200 is no age in years; give a number from 0 to 130"),
        ({"age": "65"}, "field “age”"),
        ({"age": True}, "field “age”"),
        ({"age": float("nan")}, "field “age”"),
        ({"age": -1}, "field “age”"),
        ({"sex": "x"}, 'line 1, field “sex”: "x" is not known; write one of male, female'),
        ({"lang": "fr"}, "field “lang”"),
        ({"text": "  "}, "field “text”"),
        ({"text": None}, "field “text”: nothing is no text"),
        ({"text": "a" * 20_001}, "has 20001 characters"),
        ({"truth": []}, "field “truth”: is empty"),
        ({"truth": [3]}, "field “truth”"),
        ({"truth": None}, "field “truth”"),
        ({"absent": {"a": 1}}, "field “absent”"),
        ({"complaint": 3}, "field “complaint”"),
        ({"urgency": "urgent"}, "write one of emergency, non_emergency, self_care, or leave it out"),
        ({"level": "now"}, "field “level”"),
        ({"level": "soon", "urgency": "emergency"}, "does not go with the urgency"),
        ({"id": 7}, "field “id”"),
    ],
)
def test_a_wrong_field_is_named_with_line_and_remedy(tmp_path, change, said):
    assert said in refused(tmp_path, {**GOOD, **change})


def test_every_wrong_line_is_named_and_many_are_counted(tmp_path):
    said = refused(tmp_path, *({**GOOD, "id": str(n), "age": 200} for n in range(8)))
    assert "line 1, field “age”" in said
    assert "line 5, field “age”" in said
    assert "line 6" not in said
    assert "and 3 more" in said


def test_an_id_that_comes_twice_is_named(tmp_path):
    assert "line 2, field “id”: “a” stands on line 1 already" in refused(tmp_path, GOOD, GOOD)


@pytest.mark.parametrize(("row", "said"), [("{", "line 1: is no JSON"), ("[1]", "line 1: is no JSON object")])
def test_what_is_no_object_is_named(tmp_path, row, said):
    assert said in refused(tmp_path, row)


def test_an_empty_file_and_no_file_are_named(tmp_path):
    assert "holds no case" in refused(tmp_path, "")
    with pytest.raises(FileRefused, match=r"none\.jsonl: cannot be read: No such file"):
        read_cases(tmp_path / "none.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(FileRefused, match="is not UTF-8"):
        read_cases(tmp_path / "latin.jsonl")


def test_fields_that_nobody_reads_are_told(tmp_path):
    assert read_cases(file_of(tmp_path, {**GOOD, "complain": "pain"})).ignored == ("complain",)


def test_the_coarse_urgency_follows_from_the_level(tmp_path):
    (case,) = read_cases(file_of(tmp_path, {**GOOD, "level": "soon"})).vignettes
    assert (case.urgency, case.level) == ("non_emergency", Urgency.SOON)


@pytest.mark.parametrize(
    ("lang", "absent", "denied"),
    [
        ("en", ["fever", "cough"], "No fever.\nNo cough."),
        ("en", "fever, cough", "No fever.\nNo cough."),
        ("zh", ["发热、咳嗽"], "没有发热。\n没有咳嗽。"),
        ("en", "No fever, no cough", "No fever, no cough."),
        ("zh", ["否认发热"], "否认发热。"),
    ],
)
def test_absences_are_said_as_denials_whichever_way_they_are_written(tmp_path, lang, absent, denied):
    (case,) = read_cases(file_of(tmp_path, {**GOOD, "lang": lang, "absent": absent})).vignettes
    assert case.denied == denied
    assert case.told == f"{GOOD['text']}\n{denied}"


@pytest.mark.parametrize(
    ("text", "third"),
    [
        ("He has chest pain.", True),
        ("I have chest pain, he said.", False),
        ("Chest pain.", False),
        ("患者胸痛两天。", True),
        ("我胸痛两天。", False),
        ("He has a shiny rash.", True),
        ("The rash is there.", False),
    ],
)
def test_a_text_about_somebody_is_told_from_ones_own(tmp_path, text, third):
    (case,) = read_cases(file_of(tmp_path, {**GOOD, "text": text})).vignettes
    assert case.in_third_person is third
