from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from records.trust.measurement import PACKAGES, PARTS, measure, measurement, own_measurement


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "kg/data").mkdir()
    (tmp_path / "kg/data/chest.yaml").write_text("angina")
    (tmp_path / "app/web/dist").mkdir(parents=True)
    (tmp_path / "app/web/dist/index.html").write_text("<p>")
    (tmp_path / "app/web/src").mkdir()
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/runtime.txt").write_text("alembic==1.0 \\\n    --hash=sha256:00\n")
    return tmp_path


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "kg/data/chest.yaml").write_text("Angina"),
        lambda root: (root / "kg/data/chest.yaml").rename(root / "kg/data/heart.yaml"),
        lambda root: (root / "app/web/dist/index.html").write_text("<p><script>"),
        lambda root: (root / "records/new.py").touch(),
        lambda root: (root / "kg/data/chest.yaml").unlink(),
        lambda root: (root / "agents/native.so").write_bytes(b"\x7fELF"),
        lambda root: (root / "requirements/runtime.txt").write_text("alembic==1.1"),
    ],
)
def test_every_change_of_what_runs_is_seen(tree: Path, change) -> None:
    before = measure(tree)
    change(tree)
    assert measure(tree) != before


def test_what_does_not_run_is_not_measured(tree: Path) -> None:
    before = measure(tree)
    (tree / "app/web/src/main.ts").write_text("source")
    (tree / "app/web/package.json").write_text("{}")
    (tree / "kg/__pycache__").mkdir()
    (tree / "kg/__pycache__/load.cpython-311.pyc").write_bytes(b"x")
    (tree / "kg/.hidden").write_text("x")
    (tree / "tests").mkdir()
    (tree / "tests/test.py").touch()
    assert measure(tree) == before


def test_names_and_contents_cannot_be_shifted_into_each_other(tree: Path) -> None:
    (tree / "kg/a").write_text("b")
    one = measure(tree)
    (tree / "kg/a").unlink()
    (tree / "kg/ab").touch()
    assert measure(tree) != one


def test_a_missing_package_and_a_linked_folder_are_refused(tree: Path) -> None:
    (tree / "agents/extra").symlink_to(tree / "kg")
    with pytest.raises(ValueError, match="agents/extra"):
        measure(tree)
    (tree / "agents/extra").unlink()
    (tree / "agents/__init__.py").unlink()
    with pytest.raises(FileNotFoundError, match="agents"):
        measure(tree)


def test_the_parts_tell_where_two_checkouts_differ(tree: Path) -> None:
    before = measure(tree)
    assert tuple(before.parts) == PARTS
    (tree / "kg/data/chest.yaml").write_text("Angina")
    (tree / "app/web/dist/index.html").write_text("<p><script>")
    after = measure(tree)
    assert [part for part in PARTS if before.parts[part] != after.parts[part]] == ["graph", "page"]


def test_a_page_that_was_not_built_is_told(tree: Path) -> None:
    assert measure(tree).page_built
    (tree / "app/web/dist/index.html").unlink()
    assert not measure(tree).page_built


def test_an_installed_package_measures_as_its_checkout(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    installed = tmp_path_factory.mktemp("site")
    for package in PACKAGES:
        shutil.copytree(tree / package, installed / package)
    shutil.rmtree(installed / "app/web/src")
    shutil.copy(tree / "requirements/runtime.txt", installed / "app/runtime.lock")
    assert measure(installed) == measure(tree)


def test_without_a_lock_nothing_is_measured(tree: Path) -> None:
    (tree / "requirements/runtime.txt").unlink()
    with pytest.raises(FileNotFoundError, match="lock"):
        measure(tree)


def test_an_installation_that_differs_from_the_lock_measures_as_nothing_else(tree: Path) -> None:
    values = [measure(tree, differs=differs).value for differs in ((), ("a: 1",), ("a: 2",))]
    assert len(set(values)) == 3


def test_this_installation_has_a_measurement() -> None:
    assert measurement() == own_measurement().value
    assert len(bytes.fromhex(measurement())) == 32
