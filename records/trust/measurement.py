"""What this process runs, as one digest: the code of the four packages, the graph's data, and the built page.

The digest says what is installed, by the word of the process itself. It becomes evidence only through a quote of
hardware that measured the same; development evidence has none.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

PACKAGES: Final = ("agents", "app", "kg", "records")
_LEFT_OUT: Final = frozenset({"__pycache__", "node_modules"})
_PAGE: Final = "app/web"
_PAGE_BUILT: Final = "app/web/dist"


@lru_cache(maxsize=1)
def measurement() -> str:
    """Answer the measurement of the installed packages, in hex; taken once a process."""
    return measure(Path(__file__).resolve().parents[2])


def measure(root: Path) -> str:
    """Answer SHA-256 over path and digest of each file of the packages below `root`, in order of the paths.

    Left out: compiled caches, hidden files, and of the page everything but what was built, so that a source tree and an
    installed package measure the same. Raises `FileNotFoundError` where a package is missing, and `ValueError` for a
    link to a folder, behind which code could hide from the digest.
    """
    whole = hashlib.sha256(b"jiayi/v1/measurement\0")
    for package in PACKAGES:
        if not (root / package / "__init__.py").is_file():
            raise FileNotFoundError(f"package {package} is not below the root that is to be measured")
        for name in sorted(_files(root, package)):
            raw = name.encode()
            content = hashlib.sha256((root / name).read_bytes()).digest()
            whole.update(len(raw).to_bytes(4, "big") + raw + content)
    return whole.hexdigest()


def _files(root: Path, package: str) -> Iterator[str]:
    for folder, folders, files in os.walk(root / package):
        here = Path(folder).relative_to(root).as_posix()
        folders[:] = [name for name in folders if name not in _LEFT_OUT and not name.startswith(".")]
        if here == _PAGE:
            folders[:] = [name for name in folders if f"{here}/{name}" == _PAGE_BUILT]
            continue
        for name in folders:
            if (Path(folder) / name).is_symlink():
                raise ValueError(f"{here}/{name} is a link to a folder and cannot be measured")
        yield from (f"{here}/{name}" for name in files if not name.startswith(".") and not name.endswith(".pyc"))
