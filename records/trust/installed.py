"""Whether what is installed is what the lock says: versions, every file against its distribution's record, and nothing besides.

Nothing besides there, and nothing in any other place that modules are looked for. The lock (`requirements/runtime.txt`) names the digests
of whole wheels, and an installer keeps none of them. What it keeps is each distribution's RECORD, with the digest of every file
(https://packaging.python.org/en/latest/specifications/recording-installed-packages/). Markers are not evaluated: what the lock pins
without a marker must be there, what it pins with one may be. Standard library only.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.machinery import all_suffixes
from pathlib import Path
from typing import Final

OWN: Final = "jiayi"
_INSTALLER: Final = "pip"
"""May be there beside the lock, because it puts everything else there; nothing of ours imports it."""
_SITES: Final = ("site-packages", "dist-packages")
_CHECKOUT: Final = frozenset({"agents", "app", "kg", "records", "tests"})
"""What a checkout's root may hold: the packages that are measured, and the tests, which nothing imports."""
SUFFIXES: Final = sorted(all_suffixes(), key=len, reverse=True)
_LOADED_BEFORE: Final = ("LD_PRELOAD", "LD_AUDIT", "LD_LIBRARY_PATH", "PYTHONHOME")
_PIN: Final = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^ ;\\]+)( ;)?")


@dataclass(frozen=True)
class Pin:
    """One line of the lock."""

    version: str
    everywhere: bool
    """Without a marker: it belongs on every platform."""


def pins(lock: str) -> dict[str, tuple[Pin, ...]]:
    """Answer what a lock pins, by normalised name."""
    found: dict[str, tuple[Pin, ...]] = {}
    for line in lock.splitlines():
        if match := _PIN.match(line):
            name = normal(match[1])
            found[name] = (*found.get(name, ()), Pin(match[2], match[3] is None))
    return found


def normal(name: str) -> str:
    """Answer a distribution's name in the one form of PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def differences(lock: str, path: list[str] | None = None, *, root: Path | None = None) -> list[str]:
    """Answer how the distributions on `path` (this interpreter's own by default) differ from the lock, one line each, in order.

    `root` is the checkout that is measured by itself: its packages may be imported from there, whatever the lock says. A module in any
    other place but the interpreter's own is a difference, since it may stand before one that the lock names (PYTHONPATH, a folder that
    a program was started in); and so is what the surroundings load before it (LD_PRELOAD).

    First which distributions there are. Files are read, all of them, only where that agrees: a machine with other packages (a
    developer's) differs already, and need not read a gigabyte at every start to know.
    """
    wanted = pins(lock)
    search = sys.path if path is None else path
    distributions = [(normal(one.metadata["Name"] or ""), one) for one in metadata.distributions(path=search)]
    faults = {*_versions(distributions, wanted), *_elsewhere(search, root), *_surroundings()}
    if not faults:
        owned: set[str] = set()
        for name, one in distributions:
            faults.update(_files(one, name, owned))
        faults.update(f"{name}: belongs to no distribution" for name in _strangers(search, owned))
    return sorted(faults)


def _versions(
    distributions: list[tuple[str, metadata.Distribution]], wanted: dict[str, tuple[Pin, ...]]
) -> Iterator[str]:
    seen: set[str] = set()
    for name, one in distributions:
        if name in seen:
            yield f"{name}: installed twice"
        seen.add(name)
        pinned = {pin.version for pin in wanted.get(name, ())}
        if name not in (OWN, _INSTALLER) and one.version not in pinned:
            yield f"{name}: {one.version} is installed, the lock has {', '.join(sorted(pinned)) or 'none of it'}"
    for name, pinned_as in wanted.items():
        if name not in seen and all(pin.everywhere for pin in pinned_as):
            yield f"{name}: not installed"


def _files(one: metadata.Distribution, name: str, owned: set[str]) -> Iterator[str]:
    if one.files is None:
        yield f"{name}: has no record of its files"
        return
    for file in one.files:
        path = Path(str(file.locate()))
        owned.add(os.path.normpath(path))
        if file.hash is None:
            continue
        try:
            with path.open("rb") as opened:
                digest = hashlib.file_digest(opened, file.hash.mode).digest()
        except (OSError, ValueError):
            yield f"{name}: {file} is not there"
            continue
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
            yield f"{name}: {file} was altered"


def _elsewhere(search: list[str], root: Path | None) -> Iterator[str]:
    """Answer what may be imported from places that are neither the interpreter's nor those of installed packages."""
    own = {os.path.normpath(place) for place in _interpreter()}
    for entry in dict.fromkeys(os.path.normpath(Path(each or ".").absolute()) for each in search):
        place = Path(entry)
        if entry in own or place.name in _SITES:
            continue
        if place.is_file():
            yield f"{entry}: modules are looked for in a file"
        allowed = _CHECKOUT if root is not None and place.resolve() == root.resolve() else frozenset[str]()
        yield from (
            f"{entry}/{name}: may be imported and is not measured" for name in _importable(place) if name not in allowed
        )


def _importable(place: Path) -> Iterator[str]:
    try:
        found = sorted(place.iterdir())
    except OSError:
        return
    for path in found:
        suffix = next((each for each in SUFFIXES if path.name.endswith(each)), None)
        if path.is_file() and suffix is not None:
            yield path.name.removesuffix(suffix)
        elif path.is_dir() and any((path / f"__init__{each}").is_file() for each in SUFFIXES):
            yield path.name


def _interpreter() -> Iterator[str]:
    library = sysconfig.get_path("stdlib")
    yield from (library, f"{library}/lib-dynload")
    yield f"{Path(library).parent}/python{sys.version_info.major}{sys.version_info.minor}.zip"


def _surroundings() -> Iterator[str]:
    yield from (f"{name} is set" for name in _LOADED_BEFORE if os.environ.get(name))
    if sys.pycache_prefix is not None:
        yield "compiled modules are taken from a folder of their own"


def _strangers(search: list[str], owned: set[str]) -> Iterator[str]:
    """Answer files in the folders of installed packages that no distribution owns: what runs from there came from elsewhere."""
    for entry in dict.fromkeys(search):
        if Path(entry).name not in _SITES:
            continue
        for folder, folders, files in os.walk(entry):
            folders[:] = [name for name in folders if name != "__pycache__"]
            for name in files:
                path = os.path.normpath(Path(folder) / name)
                if path not in owned:
                    yield os.path.relpath(path, entry)
