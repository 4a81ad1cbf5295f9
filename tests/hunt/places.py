"""Where a word that was said could have been left: files, logs, shared memory, what /proc shows of a process, swap, the database."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg

_MOST_BYTES: Final = 64 << 20
"""Of one file; a longer one is read up to here and named."""
_SHARED: Final = (
    "/dev/shm",
    "/dev/mqueue",
    "/var/crash",
    "/var/lib/systemd/coredump",
    "/tmp",
    "/var/tmp",
    "/run",
    "/var/log",
)
_NOT_READ: Final = {
    "mem",
    "pagemap",
    "clear_refs",
    "kpagecount",
    "kpageflags",
    "map_files",
    "task",
    "fd",
    "net",
    "attr",
    "cwd",
    "root",
}

Content = tuple[str, bytes]


def files_below(folder: Path, *, since_s: float = 0.0, leave_out: tuple[Path, ...] = ()) -> Iterator[Content]:
    """Answer every file below a folder that changed since then, with its bytes and its name; what vanishes meanwhile is passed over."""
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = [each for each in folders if here / each not in leave_out]
        for name in names:
            path = here / name
            with contextlib.suppress(OSError):
                found = path.lstat()
                if stat.S_ISREG(found.st_mode) and found.st_mtime >= since_s:
                    with path.open("rb") as opened:
                        yield str(path), name.encode() + b"\0" + opened.read(_MOST_BYTES)


def shared_places(since_s: float, leave_out: tuple[Path, ...]) -> Iterator[Content]:
    """Answer what changed in the places that every process of the machine shares."""
    for folder in _SHARED:
        if Path(folder).is_dir():
            yield from files_below(Path(folder), since_s=since_s, leave_out=leave_out)
    for name in ("shm", "msg", "sem"):
        with contextlib.suppress(OSError):
            yield f"/proc/sysvipc/{name}", Path(f"/proc/sysvipc/{name}").read_bytes()
    for name in ("/proc/keys", "/proc/key-users", "/proc/locks", "/proc/net/unix"):
        with contextlib.suppress(OSError):
            yield name, Path(name).read_bytes()


def proc_of(pid: int) -> Iterator[Content]:
    """Answer what /proc shows of a process to others, its memory apart, which nobody but its owner may read and no one here does."""
    roots = [Path(f"/proc/{pid}")]
    with contextlib.suppress(OSError):
        roots += list(Path(f"/proc/{pid}/task").iterdir())
    for root in roots:
        with contextlib.suppress(OSError):
            for path in root.iterdir():
                if path.name not in _NOT_READ and path.is_file():
                    with contextlib.suppress(OSError), path.open("rb") as opened:
                        yield str(path), opened.read(1 << 20)
    for folder in ("fd", "map_files"):
        with contextlib.suppress(OSError):
            names = [os.fsencode(os.readlink(each)) for each in Path(f"/proc/{pid}/{folder}").iterdir()]  # noqa: PTH115 - the link itself
            yield f"/proc/{pid}/{folder}", b"\n".join(names)
    with contextlib.suppress(OSError):
        for each in Path(f"/proc/{pid}/fdinfo").iterdir():
            yield str(each), each.read_bytes()


def swap() -> tuple[list[str], Iterator[Content]]:
    """Answer the swap devices of the machine, and the bytes of those that can be read, a piece at a time."""
    devices = [line.split()[0] for line in Path("/proc/swaps").read_text().splitlines()[1:]]

    def pieces() -> Iterator[Content]:
        for device in devices:
            with contextlib.suppress(OSError), Path(device).open("rb") as opened:
                number = 0
                while piece := opened.read(_MOST_BYTES):
                    yield f"{device}, piece {number}", piece
                    number += 1

    return devices, pieces()


def dump(database_url: str) -> Iterator[Content]:
    """Answer every table of the database as text, as a dump would hold it, after everything was written into its files."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("checkpoint")
        tables = connection.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        for (table,) in tables:
            with connection.cursor().copy(f"copy {table} to stdout") as rows:
                yield f"table {table}", b"".join(bytes(row) for row in rows)
