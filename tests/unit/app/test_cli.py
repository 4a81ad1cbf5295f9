"""The command: what it answers, and how it says no."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.fakes.report_images import CARDIAC, draw_report


def jiayi(
    *arguments: str, environment: dict[str, str] | None = None, given: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        input=given,
        env={**os.environ, **(environment or {})},
    )


def assess(text: str, *more: str) -> dict:
    done = jiayi("assess", "--age", "56", "--sex", "male", "--text", text, "--json", *more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_pressing_chest_pain_with_sweating_is_an_emergency_and_names_its_red_flag():
    answer = assess("胸口压榨样疼痛半小时，出汗，左臂发麻")
    assert answer["urgency"] == "emergency"
    assert [reason["id"] for reason in answer["reasons"] if reason["kind"] == "red_flag"]
    assert len(answer["differential"]) >= 10
    probabilities = [entry["probability"] for entry in answer["differential"]]
    assert probabilities == sorted(probabilities, reverse=True)
    assert answer["language_model"] is None
    assert set(answer) >= {"urgency", "reasons", "differential", "findings", "specialties", "opinions", "guidance"}


def test_a_runny_nose_is_looked_after_at_home():
    assert assess("流清鼻涕打喷嚏两天，不发烧")["urgency"] == "self_care"


def test_what_is_denied_is_not_found():
    found = {finding["id"]: finding["status"] for finding in assess("头不疼，没有胸痛，就是右脚扭了一下")["findings"]}
    assert found["headache"] == "absent"
    assert found["chest_pain"] == "absent"
    assert [name for name, status in found.items() if status == "present" and name.startswith("injury")]


def test_a_report_is_read_into_items_and_counts_in_the_assessment(tmp_path):
    image = tmp_path / "report.png"
    image.write_bytes(draw_report(CARDIAC))
    done = jiayi("read-report", str(image), "--json")
    (answer,) = json.loads(done.stdout)
    assert answer["kind"] == "lab_report"
    assert [item["value"] for item in answer["items"]] == [186.5, 38, 92.1, 0.31, 210]
    assert [item["flag"] for item in answer["items"][:3]] == ["critical_high", "high", "normal"]
    with_report = assess("胸闷两天", "--report", str(image))
    assert with_report["urgency"] == "emergency"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("assess", "--age", "56", "--sex", "male", "--text", "  "), 1, "nothing to assess"),
        (("assess", "--age", "56", "--sex", "male", "--text", "痛" * 20_000), 1, "20000 characters"),
        (("assess", "--age", "200", "--sex", "male", "--text", "头疼"), 2, "130"),
        (("assess", "--age", "30", "--sex", "male", "--pregnant", "--text", "头疼"), 1, "--pregnant"),
        (("assess", "--age", "30", "--sex", "x", "--text", "头疼"), 2, "--sex"),
        (("read-report", "nowhere.png"), 1, "nowhere.png"),
        (("kg", "show", "no_such_thing"), 1, "no_such_thing"),
        (("kg", "check", "--data", "nowhere"), 1, "nowhere"),
        (("magnets", "list"), 1, "JIAYI_DATA_DIR"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_what_is_wrong_is_said_with_the_right_exit_code(arguments, code, words, tmp_path):
    done = jiayi(*arguments, environment={"JIAYI_DATA_DIR": str(tmp_path / "empty"), "COLUMNS": "200"})
    assert done.returncode == code, done.stdout + done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_image_is_refused_in_words(tmp_path):
    text = tmp_path / "note.txt"
    text.write_text("not an image")
    done = jiayi("read-report", str(text))
    assert (done.returncode, done.stderr.count("no JPEG, PNG or WebP image")) == (1, 1)


def test_a_disease_is_shown_by_its_code():
    shown = jiayi("kg", "show", "I20.0")
    assert json.loads(shown.stdout)["icd10"] == "I20.0"


def test_a_medicine_is_shown_by_its_id_and_counted():
    shown = json.loads(jiayi("kg", "show", "ibuprofen").stdout)
    assert shown["name"]["zh"] == "布洛芬"
    assert shown["atc"] == "M01AE01"
    assert json.loads(jiayi("kg", "show", "芬必得").stdout) == shown
    counts = json.loads(jiayi("kg", "stats", "--json").stdout)
    assert counts["medicines"] >= 300
    assert counts["medicine_classes"] > 0


def test_a_consultation_in_the_terminal_comes_to_guidance():
    done = jiayi(
        "consult",
        "--lang",
        "en",
        "--age",
        "30",
        "--sex",
        "female",
        given="runny nose and sneezing for two days, no fever\ndone\n\n",
    )
    assert done.returncode == 0, done.stderr
    assert "runny nose" not in done.stderr
    assert "home" in done.stdout.lower()
