"""What this process runs, as one digest over named parts: each package's code, the graph's data, the page, the locked dependencies.

FORMAT.md, section 9. Of a checkout the lock is data like the rest. Of a running installation it counts only while everything that is
installed is what the lock says (`records.trust.installed`); else the part tells how it differs, and the measurement is that of no checkout.
The digest is the word of the process itself: it becomes evidence only through a quote of hardware that measured the same.
Standard library only.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from records.trust.digests import file_digest, files_digest, page_files
from records.trust.installed import differences

PACKAGES: Final = ("agents", "app", "kg", "records")
PARTS: Final = (*PACKAGES, "graph", "page", "dependencies")
LOCKS: Final = ("app/runtime.lock", "requirements/runtime.txt")
"""Where the lock lies in an installed package, and where in a checkout."""
_LEFT_OUT: Final = frozenset({"__pycache__", "node_modules"})
_PAGE: Final = "app/web"
_GRAPH: Final = "kg/data"


@dataclass(frozen=True)
class Measurement:
    """The digest of all parts and of each, in hex, and how an installation differs from its lock (empty where it does not)."""

    value: str
    parts: dict[str, str]
    page_built: bool
    differs: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def own_measurement() -> Measurement:
    """Answer the measurement of what is installed here; taken once a process.

    Reads every file of it, which takes seconds, unless other packages are installed than the lock says.
    """
    root = Path(__file__).resolve().parents[2]
    return measure(root, differs=differences(lock_of(root).read_text(encoding="utf-8"), root=root))


def measurement() -> str:
    """Answer the digest of what is installed here, in hex."""
    return own_measurement().value


def lock_of(root: Path) -> Path:
    """Answer the lock of a checkout or an installed package. Raises `FileNotFoundError`."""
    for name in LOCKS:
        if (root / name).is_file():
            return root / name
    raise FileNotFoundError(f"there is no lock of the dependencies: neither {' nor '.join(LOCKS)}")


def measure(root: Path, *, differs: Sequence[str] = ()) -> Measurement:
    """Answer the measurement of the files below `root`: a checkout, or where the packages are installed.

    Left out: compiled caches, hidden files, and of the page everything but what was built, so that a source tree and an
    installed package measure the same. Raises `FileNotFoundError` where a package or the lock is missing, and `ValueError`
    for a link to a folder, behind which code could hide from the digest.
    """
    files: dict[str, dict[str, bytes]] = {package: {} for package in (*PACKAGES, "graph")}
    for package in PACKAGES:
        if not (root / package / "__init__.py").is_file():
            raise FileNotFoundError(f"package {package} is not below the root that is to be measured")
        for name in _files(root, package):
            part = "graph" if name.startswith(f"{_GRAPH}/") else package
            files[part][name] = file_digest(root / name)
    page = page_files(root / _PAGE / "dist")
    parts = {part: files_digest("files", found) for part, found in files.items()}
    parts["page"] = files_digest("page", page)
    parts["dependencies"] = _dependencies(lock_of(root), differs)
    whole = files_digest("measurement", {part: parts[part] for part in PARTS})
    return Measurement(whole.hex(), {part: parts[part].hex() for part in PARTS}, bool(page), tuple(differs))


def _dependencies(lock: Path, differs: Sequence[str]) -> bytes:
    digest = file_digest(lock)
    if not differs:
        return digest
    lines = "\n".join(differs).encode()
    return hashlib.sha256(b"jiayi/v1/dependencies-differ\0" + digest + lines).digest()


def _files(root: Path, package: str) -> Iterator[str]:
    for folder, folders, files in os.walk(root / package):
        here = Path(folder).relative_to(root).as_posix()
        folders[:] = [name for name in folders if name not in _LEFT_OUT and not name.startswith(".")]
        if here == _PAGE:
            folders.clear()
            continue
        for name in folders:
            if (Path(folder) / name).is_symlink():
                raise ValueError(f"{here}/{name} is a link to a folder and cannot be measured")
        left_out = {LOCKS[0].rpartition("/")[2]} if here == "app" else set()
        yield from (
            f"{here}/{name}"
            for name in files
            if not name.startswith(".") and not name.endswith(".pyc") and name not in left_out
        )
