"""`jiayi kg export` and `import`: files, answers, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.errors import CliError
from app.cli.knowledge import app

FAKE = Path(__file__).parents[2] / "fakes" / "kg"


def run(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def exported(tmp_path):
    folder = tmp_path / "kgx"
    assert run("export", "--format", "kgx", folder, "--data", FAKE).exit_code == 0
    return folder


def test_an_export_is_imported_and_written_as_yaml_that_loads(exported, tmp_path):
    told = json.loads(run("import", "--format", "kgx", exported, "--out", tmp_path / "yaml", "--json").stdout)
    stats = json.loads(run("stats", "--data", tmp_path / "yaml", "--json").stdout)
    original = json.loads(run("stats", "--data", FAKE, "--json").stdout)
    assert (told["origin"], told["errors"], told["issues"]) == ("jiayi", 0, [])
    assert told["version"] == original["version"]
    assert {**stats, "version": ""} == {**original, "version": ""}


def test_turtle_is_written_and_nothing_else(tmp_path):
    done = run("export", "--format", "turtle", tmp_path, "--data", FAKE, "--json")
    told = json.loads(done.stdout)
    assert told["files"] == {"graph.ttl": (tmp_path / "graph.ttl").stat().st_size}
    assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]


def test_files_named_as_the_tool_kgx_names_them_are_found(exported):
    for path in list(exported.iterdir()):
        path.rename(exported / f"jiayi_{path.name}")
    for path in (exported, exported / "jiayi_nodes.tsv"):
        assert run("import", "--format", "kgx", path).exit_code == 0


def test_a_graph_that_cannot_be_used_is_refused_with_all_its_issues(exported):
    edges = exported / "edges.tsv"
    edges.write_text(edges.read_text("utf-8").replace("JIAYI:finding.fever\t", "JIAYI:finding.fewer\t"), "utf-8")
    done = run("import", "--format", "kgx", exported, "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert told["errors"] == sum(issue["level"] == "error" for issue in told["issues"]) > 1
    assert "edges.tsv:" in told["issues"][0]["where"]
    shown = run("import", "--format", "kgx", exported)
    assert shown.exit_code == 1
    assert "JIAYI:finding.fewer is no node -> add its line" in shown.output


def test_wrong_use_is_two_and_what_the_world_denies_is_said(exported, tmp_path):
    assert run("export", "--format", "csv", tmp_path).exit_code == 2
    assert run("import", exported).exit_code == 2
    for arguments, message in (
        (("import", "--format", "kgx", tmp_path / "none"), "is not there"),
        (("import", "--format", "kgx", tmp_path), "holds no nodes.tsv"),
        (("import", "--format", "kgx", exported / "edges.tsv"), "is no nodes.tsv"),
        (("import", "--format", "kgx", exported, "--out", FAKE), "holds a graph already"),
        (("export", "--format", "kgx", exported / "nodes.tsv", "--data", FAKE), "cannot be written"),
        (("export", "--format", "kgx", tmp_path, "--data", tmp_path / "none"), "is no folder"),
    ):
        failed = run(*arguments)
        assert isinstance(failed.exception, CliError)
        assert message in str(failed.exception)
    (exported / "edges.tsv").unlink()
    assert "KGX has its edges beside its nodes" in str(run("import", "--format", "kgx", exported).exception)
