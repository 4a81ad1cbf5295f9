"""`jiayi evaluate inquiry`, `evaluate ddxplus` and `kg fit` as they are called: figures, clear refusals, exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.errors import CliError
from app.cli.main import app
from kg.load import load_graph
from tests.fakes.published_sets import inquiry_records, patient_rows, write_ddxplus

FAKE = Path(__file__).parents[2] / "fakes" / "kg"


def jiayi(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def refused(*arguments: object) -> str:
    done = jiayi(*arguments)
    assert isinstance(done.exception, CliError), done.output
    return str(done.exception)


def write_json(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_inquiry_prints_one_object(tmp_path: Path):
    train = write_json(tmp_path / "train.json", inquiry_records(40))
    test = write_json(tmp_path / "test.json", inquiry_records(12, seed=1))
    done = jiayi("evaluate", "inquiry", train, test, "--max-questions", 2, "--json")
    figures = json.loads(done.stdout)
    assert set(figures) == {"n", "accuracy", "recall", "questions_mean", "ci95"}
    assert figures["n"] == 12
    within = json.loads(jiayi("evaluate", "inquiry", train, train, "--max-questions", 1, "--json").stdout)
    assert within["n"] == 40
    assert "accuracy" in jiayi("evaluate", "inquiry", train, "--max-questions", 1, "--folds", 2).stdout


def test_inquiry_refuses_with_the_place(tmp_path: Path):
    broken = tmp_path / "broken.json"
    broken.write_text('[{"pid": 1,]', encoding="utf-8")
    assert "broken.json, line 1, column 12" in refused("evaluate", "inquiry", broken)
    empty = tmp_path / "empty.json"
    empty.touch()
    assert "empty.json, line 1" in refused("evaluate", "inquiry", empty)
    assert "holds no cases" in refused("evaluate", "inquiry", write_json(tmp_path / "none.json", []))
    assert "cannot be read" in refused("evaluate", "inquiry", tmp_path / "nowhere.json")
    few = write_json(tmp_path / "few.json", inquiry_records(3))
    assert "too few for 5 folds" in refused("evaluate", "inquiry", few)
    records = inquiry_records(10)
    records[4]["imp_sxs"]["咳嗽"] = "7"
    told = refused("evaluate", "inquiry", write_json(tmp_path / "code.json", records))
    assert all(part in told for part in ("code.json", "imp_sxs.咳嗽", "'7'", "1 yes, 0 no or 2 unsure"))


def test_ddxplus_prints_one_object_and_refuses_with_the_place(tmp_path: Path):
    folder = write_ddxplus(tmp_path)
    figures = json.loads(jiayi("evaluate", "ddxplus", folder, "--max-questions", 3, "--json").stdout)
    assert set(figures) == {"n", "gtpa1", "questions_mean", "ddf1_5", "pef1", "ci95"}
    assert json.loads(jiayi("evaluate", "ddxplus", folder, "--limit", 2, "--json").stdout)["n"] == 2
    rows = patient_rows()
    rows[2]["EVIDENCES"] = "['E_99']"
    write_ddxplus(tmp_path, rows)
    assert "test_patients.csv:4 EVIDENCES" in refused("evaluate", "ddxplus", folder)
    (folder / "test_patients.csv").unlink()
    assert "0 CSV files" in refused("evaluate", "ddxplus", folder)
    assert "is no folder" in refused("evaluate", "ddxplus", tmp_path / "nowhere")


# --- kg fit


def write_cases(path: Path, n: int, **findings: str) -> Path:
    line = json.dumps({"disease": "influenza", "findings": findings, "age": 30, "sex": "male"})
    path.write_text("\n".join([line] * n), encoding="utf-8")
    return path


def test_fit_tells_and_writes_nothing_by_itself(tmp_path: Path):
    folder = tmp_path / "kg"
    shutil.copytree(FAKE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    before = (folder / "diseases.yaml").read_text(encoding="utf-8")
    cases = write_cases(tmp_path / "cases.jsonl", 60, headache="absent", cough="unsure")
    told = json.loads(jiayi("kg", "fit", cases, "--data", folder, "--json").stdout)
    (change,) = told["changes"]
    assert (change["finding"], change["present"], change["told"], change["differs"]) == ("headache", 0, 60, True)
    assert told["written"] == 0
    assert (folder / "diseases.yaml").read_text(encoding="utf-8") == before


def test_accepted_numbers_are_in_the_graph_and_cite_the_cases(tmp_path: Path):
    folder = tmp_path / "kg"
    shutil.copytree(FAKE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    cases = write_cases(tmp_path / "cases.jsonl", 60, headache="absent")
    done = jiayi("kg", "fit", cases, "--data", folder, "--accept", "--source", "city_2027")
    assert done.exit_code == 0, done.output
    frequency = load_graph(folder).diseases["influenza"].findings["headache"]
    assert frequency.source == "city_2027"
    assert frequency.probability < 0.1


def test_fit_refuses_with_line_and_field(tmp_path: Path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"disease": "influenza", "findings": {"cough": "present"}}\n{"disease": \n', encoding="utf-8")
    assert "bad.jsonl:2" in refused("kg", "fit", bad, "--data", FAKE)
    assert "findings.nonsense" in refused("kg", "fit", write_cases(bad, 1, nonsense="present"), "--data", FAKE)
    assert "--data" in refused("kg", "fit", bad, "--accept")
    bad.write_text("", encoding="utf-8")
    assert "holds no cases" in refused("kg", "fit", bad, "--data", FAKE)


@pytest.mark.parametrize("command", [("evaluate", "inquiry"), ("evaluate", "ddxplus"), ("kg", "fit")])
def test_help_says_what_is_asked_for(command: tuple[str, str]):
    assert jiayi(*command, "--help").exit_code == 0
