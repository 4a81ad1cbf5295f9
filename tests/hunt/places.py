"""Where a word that was said could have been left: files, logs, shared memory, what /proc shows of a process, swap, the database."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg

_PIECE: Final = 64 << 20
_OVERLAP: Final = 4 << 10
"""What a piece repeats of the one before: nothing is cut in two unseen."""
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


def files_below(
    folder: Path, *, since_s: float = 0.0, leave_out: tuple[Path, ...] = (), not_searched: list[str] | None = None
) -> Iterator[Content]:
    """Answer every file below a folder that changed since then, with its bytes and its name; what vanishes meanwhile is passed over.

    What is there and cannot be read is noted.
    """
    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = [each for each in folders if here / each not in leave_out]
        for name in names:
            path = here / name
            try:
                found = path.lstat()
                if stat.S_ISREG(found.st_mode) and found.st_mtime >= since_s:
                    yield str(path), os.fsencode(name)
                    yield from _pieces(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                if not_searched is not None:
                    not_searched.append(f"{path}: {error.strerror}")


def _pieces(path: Path) -> Iterator[Content]:
    with path.open("rb") as opened:
        before, number = b"", 0
        while piece := opened.read(_PIECE):
            yield (f"{path}, piece {number}" if number else str(path)), before + piece
            before, number = piece[-_OVERLAP:], number + 1


def shared_places(since_s: float, leave_out: tuple[Path, ...], not_searched: list[str]) -> Iterator[Content]:
    """Answer what changed in the places that every process of the machine shares."""
    for folder in _SHARED:
        if Path(folder).is_dir():
            yield from files_below(Path(folder), since_s=since_s, leave_out=leave_out, not_searched=not_searched)
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


def swap(not_searched: list[str], listed: Path = Path("/proc/swaps")) -> Iterator[Content]:
    """Answer the bytes of the machine's swap, a piece at a time. Where there is none, or it cannot be read, that is noted."""
    devices = [Path(line.split()[0].replace("\\040", " ")) for line in listed.read_text().splitlines()[1:]]
    if not devices:
        not_searched.append("swap: the machine has none")
    for device in devices:
        try:
            yield from _pieces(device)
        except OSError as error:
            not_searched.append(f"swap {device}: {error.strerror}")


def core_folder(not_searched: list[str], pattern: Path = Path("/proc/sys/kernel/core_pattern")) -> Path | None:
    """Answer the folder that all core files of the machine go to; None where each goes to its process's own folder."""
    told = pattern.read_text().strip()
    if told.startswith("|"):
        not_searched.append(f"core files: the machine hands them to a program ({told.split()[0][1:]})")
        return None
    return Path(told).parent if told.startswith("/") else None


def swapped_kb(pid: int) -> int:
    """Answer how much of a process lies in swap, in KiB; 0 for one that is gone."""
    with contextlib.suppress(OSError, StopIteration, ValueError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmSwap:")).split()[1])
    return 0


def leaves_cores(pid: int) -> bool:
    """Answer whether a process may leave a core file."""
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/limits").read_text().splitlines()
        return next(line for line in lines if line.startswith("Max core file size")).split()[4:6] != ["0", "0"]
    return False


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
