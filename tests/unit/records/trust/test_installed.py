from __future__ import annotations

import base64
import hashlib
import sys
from pathlib import Path

import pytest

from records.trust.installed import differences, pins

LOCK = """# made by a tool
alpha-pack==1.2 \\
    --hash=sha256:00
    # via
    #   beta==9
beta==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:00
gamma[extra]==3
"""


def install(site: Path, name: str, version: str, files: dict[str, str]) -> None:
    info = site / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    files = {**files, f"{info.name}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"}
    rows = []
    for path, content in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(content)
        digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(content)}")
    (info / "RECORD").write_text("\n".join([*rows, f"{info.name}/RECORD,,", ""]))


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LD_PRELOAD", "LD_AUDIT", "LD_LIBRARY_PATH", "PYTHONHOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site-packages"
    install(folder, "Alpha_Pack", "1.2", {"alpha/__init__.py": "one", "alpha/data.bin": "two"})
    install(folder, "jiayi", "0.1.0", {"_editable.pth": "/somewhere"})
    install(folder, "pip", "99", {"pip/__init__.py": ""})
    (folder / "alpha/__pycache__").mkdir()
    (folder / "alpha/__pycache__/x.pyc").write_text("cache")
    return folder


def found(site: Path) -> list[str]:
    return differences(LOCK, [str(site), str(site.parent / "nowhere")])


def test_a_lock_is_read_with_its_markers() -> None:
    assert {name: (pin[0].version, pin[0].everywhere) for name, pin in pins(LOCK).items()} == {
        "alpha-pack": ("1.2", True),
        "beta": ("2.0", False),
    }


def test_what_the_lock_says_and_no_more_does_not_differ(site: Path) -> None:
    assert found(site) == []


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda at: (at / "alpha/__init__.py").write_text("One"), "alpha-pack: alpha/__init__.py was altered"),
        (lambda at: (at / "alpha/data.bin").unlink(), "alpha-pack: alpha/data.bin is not there"),
        (lambda at: install(at, "delta", "1", {}), "delta: 1 is installed, the lock has none of it"),
        (lambda at: install(at, "beta", "2.1", {}), "beta: 2.1 is installed, the lock has 2.0"),
        (lambda at: (at / "evil.pth").write_text("import os"), "evil.pth: belongs to no distribution"),
        (lambda at: (at / "alpha/more.py").write_text("x"), "alpha/more.py: belongs to no distribution"),
        (lambda at: (at / "sitecustomize.py").write_text("x"), "sitecustomize.py: belongs to no distribution"),
        (lambda at: install(at, "alpha.pack", "1.1", {}), "alpha-pack: installed twice"),
        (lambda at: (at / "Alpha_Pack-1.2.dist-info/RECORD").unlink(), "alpha-pack: has no record of its files"),
    ],
)
def test_every_difference_is_told(site: Path, harm, told: str) -> None:
    harm(site)
    assert told in found(site)


def test_a_module_in_another_place_is_told(site: Path, tmp_path: Path) -> None:
    """It may stand before one of the lock's: a folder in PYTHONPATH is looked at first."""
    early = tmp_path / "early"
    early.mkdir()
    search = [str(early), str(site)]
    for harmless in ("notes.txt", "jiayi", "data.json"):
        (early / harmless).write_text("x")
    (early / "folder").mkdir()
    assert differences(LOCK, search) == []
    (early / "alpha").mkdir()
    (early / "alpha/__init__.py").write_text("evil")
    (early / "ssl.py").write_text("evil")
    (early / "fast.cpython-311-x86_64-linux-gnu.so").write_text("evil")
    (early / "old.pyc").write_text("evil")
    told = {Path(line.partition(":")[0]).name for line in differences(LOCK, search)}
    assert {"alpha", "ssl", "old"} <= told
    assert differences(LOCK, [str(site), str(early)]) != []  # a name that nothing else has is imported from behind, too
    archive = tmp_path / "early.zip"
    archive.write_bytes(b"PK")
    assert differences(LOCK, [str(archive), str(site)]) == [f"{archive}: modules are looked for in a file"]


def test_the_folder_that_a_program_is_started_in_counts(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    assert differences(LOCK, ["", str(site)]) == []
    Path("json.py").write_text("evil", encoding="utf-8")
    assert len(differences(LOCK, ["", str(site)])) == 1


def test_the_checkouts_own_packages_may_stand_in_its_root_and_nothing_else(site: Path, tmp_path: Path) -> None:
    root = tmp_path / "checkout"
    for name in ("agents", "app", "kg", "records", "tests"):
        (root / name).mkdir(parents=True)
        (root / name / "__init__.py").write_text("")
    assert differences(LOCK, [str(root), str(site)], root=root) == []
    assert differences(LOCK, [str(root), str(site)]) != []
    (root / "alpha.py").write_text("evil")
    assert differences(LOCK, [str(root), str(site)], root=root) == [
        f"{root}/alpha: may be imported and is not measured"
    ]


def test_what_is_loaded_before_the_program_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_PRELOAD", "/tmp/evil.so")
    monkeypatch.setattr(sys, "pycache_prefix", "/elsewhere")
    assert found(site) == ["LD_PRELOAD is set", "compiled modules are taken from a folder of their own"]


def test_this_interpreters_own_places_are_its_own() -> None:
    own = [place for place in sys.path if "python3" in place and not place.endswith("site-packages")]
    assert own
    assert [line for line in differences("", own) if "may be imported" in line or "in a file" in line] == []


def test_what_is_not_installed_is_told(site: Path) -> None:
    assert differences(LOCK + "epsilon==1\n", [str(site)]) == ["epsilon: not installed"]
    assert differences(LOCK + "epsilon==1 ; python_version < '3'\n", [str(site)]) == []
