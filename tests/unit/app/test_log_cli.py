"""`jiayi log …` and `jiayi measure`: what is printed, and the exit code that a script goes by."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli.main import app
from records.seal.keys import generate_signing_key
from records.store.announcing import Announcer
from records.store.keyfolder.entries import PURPOSES
from records.trust.directory import Commission, fingerprint
from records.trust.measurement import PACKAGES, measure
from tests.fakes.commission import World

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
Run = Callable[..., Result]


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Any:
    made = World(database_url, tmp_path)
    announcer = Announcer(made.database, made.keys, "development", Commission(name_zh="测", name_en="T"))
    made.announce = announcer.announce  # type: ignore[attr-defined]
    made.announce()  # type: ignore[attr-defined]
    yield made
    made.close()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_log_that_holds_is_said_to_hold(world: Any) -> None:
    done = run("log", "verify", world.database_url)
    assert done.exit_code == 0, done.output
    assert "the log holds" in done.output
    pin = fingerprint(world.keys.root.public_bytes)
    assert pin in done.output
    answer = json.loads(run("log", "verify", world.database_url, "--pin", pin, "--json").stdout)
    assert (answer["holds"], answer["findings"]) == (True, [])


def test_a_log_that_was_changed_is_said_not_to_hold(world: Any) -> None:
    with world.database.engine.begin() as connection:
        connection.exec_driver_sql("alter table log_entry disable trigger all")
        connection.exec_driver_sql("update log_entry set entry = entry || ' '::bytea where number = 0")
    done = run("log", "verify", world.database_url)
    assert done.exit_code == 1
    assert "entry 0: is no entry of the format" in done.output
    assert "the log does not hold" in done.output


def test_a_head_is_kept_and_held_against_the_log_later(world: Any, tmp_path: Path) -> None:
    kept = tmp_path / "head.json"
    assert run("log", "head", world.database_url, "--out", kept).exit_code == 0
    for _ in range(3):
        world.admit(generate_signing_key())
        world.announce()
    done = run("log", "verify", world.database_url, "--since", kept)
    assert done.exit_code == 0, done.output
    assert "continues the head that was kept" in done.output


def test_what_cannot_be_checked_is_neither_good_nor_bad(world: Any, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.json"
    nothing.write_text("{}")
    for arguments in (
        ["http://127.0.0.1:9"],
        ["mysql://x/y"],
        [f"{world.database_url}x"],
        [world.database_url, "--pin", "A" * 43],
        [world.database_url, "--since", nothing],
        [world.database_url, "--since", tmp_path / "missing.json"],
    ):
        done = run("log", "verify", *arguments)
        assert (done.exit_code, done.stdout) == (2, ""), arguments


def test_entries_are_shown_as_they_were_hashed(world: Any) -> None:
    lines = [json.loads(line) for line in run("log", "show", world.database_url, "--kind", "key").stdout.splitlines()]
    assert {line["entry"]["purpose"] for line in lines} == set(PURPOSES)
    assert all(line["number"] > 0 for line in lines)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "checkout"
    for package in PACKAGES:
        (root / package).mkdir(parents=True)
        (root / package / "__init__.py").touch()
    (root / "requirements").mkdir()
    (root / "requirements/runtime.txt").write_text("a==1")
    (root / "app/web/dist").mkdir(parents=True)
    (root / "app/web/dist/index.html").write_text("<p>")
    return root


def test_two_checkouts_are_compared_part_by_part(checkout: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(checkout, other)
    (other / "kg/more.py").touch()
    one, two = (json.loads(run("measure", root, "--json").stdout) for root in (checkout, other))
    assert one["measurement"] == measure(checkout).value
    assert one["measurement"] != two["measurement"]
    assert [part for part in one["parts"] if one["parts"][part] != two["parts"][part]] == ["kg"]


def test_a_checkout_without_a_page_is_no_measurement_to_go_by(checkout: Path) -> None:
    shutil.rmtree(checkout / "app/web/dist")
    done = run("measure", checkout)
    assert done.exit_code == 1
    assert "the page was not built" in done.output
