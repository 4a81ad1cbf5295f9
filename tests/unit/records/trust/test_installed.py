from __future__ import annotations

import base64
import hashlib
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


def test_what_is_not_installed_is_told(site: Path) -> None:
    assert differences(LOCK + "epsilon==1\n", [str(site)]) == ["epsilon: not installed"]
    assert differences(LOCK + "epsilon==1 ; python_version < '3'\n", [str(site)]) == []
