"""Digests over trees of files, of which a measurement and a page build are made.

Nothing but the standard library, so that a clean checkout can be measured before anything is installed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path


def files_digest(label: str, files: Mapping[str, bytes]) -> bytes:
    r"""Answer SHA-256("jiayi/v1/<label>\0" || { u32 path_len || path || digest[32] } *), in order of the paths' bytes.

    `files` has the SHA-256 of each file by its path, with slashes.
    """
    whole = hashlib.sha256(f"jiayi/v1/{label}\0".encode())
    for raw, digest in sorted((path.encode(), digest) for path, digest in files.items()):
        whole.update(len(raw).to_bytes(4, "big") + raw + digest)
    return whole.digest()


def file_digest(path: Path) -> bytes:
    """Answer SHA-256 of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def page_files(dist: Path) -> dict[str, bytes]:
    """Answer the files of a built page by their paths below `dist`; none where it was not built. Hidden files and links are not served."""
    if not (dist / "index.html").is_file():
        return {}
    found = {}
    for path in dist.rglob("*"):
        name = path.relative_to(dist).as_posix()
        hidden = any(part.startswith(".") for part in name.split("/"))
        if path.is_file() and not path.is_symlink() and not hidden:
            found[name] = file_digest(path)
    return found
