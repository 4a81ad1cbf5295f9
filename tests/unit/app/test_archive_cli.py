"""`jiayi archive …` over a real database, the real queue and a real folder: from the first failure to a proof that both sides agree."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli.errors import CliError
from app.cli.main import app
from records.archive.deliverer import Deliverer
from records.archive.destinations.drop_folder import DropFolder
from records.archive.worker import ArchiveQueue, ensure_queue, work
from records.store.deliveries import Deliveries
from tests.fakes.commission import World
from tests.fakes.signing import sign

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
Run = Callable[..., Result]


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    made = World(database_url, tmp_path)
    ensure_queue(database_url)
    yield made
    made.close()


@pytest.fixture
def run(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("JIAYI_DATABASE_URL", world.database_url)
    monkeypatch.setenv("JIAYI_DATA_DIR", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(app, ["archive", *arguments])


def deliver(world: World, folder: Path) -> None:
    deliverer = Deliverer(Deliveries(world.database), (DropFolder(folder),))
    asyncio.run(work(world.database_url, deliverer, wait=False))


def test_from_a_failure_to_both_sides_the_same(world: World, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.write_text("a file stands where the folder should be")
    encounters = [world.encounter() for _ in range(3)]
    for each in encounters:
        sign(world, each, enqueue=ArchiveQueue().enqueue)
    deliver(world, folder)
    told = json.loads(run("status", "--json").stdout)
    assert told["destinations"] == [{"destination": "drop-folder", "delivered": 0, "waiting": 3, "refused": 0}]
    assert {each["encounter"] for each in told["failures"]} == set(encounters)
    assert "写不进去" in run("status").stdout
    folder.unlink()
    assert json.loads(run("retry", "--json").stdout) == {"enqueued": 3}
    deliver(world, folder)
    agreed = run("reconcile", "--json")
    assert agreed.exit_code == 0, agreed.output
    (report,) = json.loads(agreed.stdout)
    assert (report["compared"], report["same"], report["agrees"]) == (3, 3, True)

    by_encounter = {path.name.partition("-")[2]: path for path in folder.iterdir()}
    lost, changed, whole = (by_encounter[each] for each in encounters)
    shutil.rmtree(lost)
    (changed / "bundle.json").write_text("{}")
    (changed / "more.txt").write_text("?")
    shutil.copytree(whole, folder / f"0000000099-{'f' * 32}")
    differs = run("reconcile", "--json")
    assert differs.exit_code == 1
    (report,) = json.loads(differs.stdout)
    found = {each["encounter_id"]: each for each in report["differences"]}
    assert found[encounters[0]]["whole"] is True
    assert (found[encounters[1]]["altered"], found[encounters[1]]["extra"]) == (["bundle.json"], ["more.txt"])
    assert report["strangers"] == ["f" * 32]
    assert "bundle.json altered" in run("reconcile").stdout

    shutil.rmtree(folder / f"0000000099-{'f' * 32}")
    assert run("replay", encounters[0], encounters[1]).exit_code == 0
    # A job behind another of the same resident is not met by a worker that does not wait.
    for _ in range(2):
        deliver(world, folder)
    healed = run("reconcile")
    assert healed.exit_code == 0, healed.output


def test_wrong_use_and_unknown_encounters_are_said(world: World, run: Run) -> None:
    assert world.doctor_id
    assert run("replay").exit_code == 2
    assert run("replay", "--all", "ff" * 16).exit_code == 2
    assert isinstance(run("retry", "ff" * 16).exception, CliError)
    assert "drop-folder" in str(run("reconcile", "--destination", "fax").exception)
