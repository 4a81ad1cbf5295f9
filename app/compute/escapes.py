"""Tries what a compute process must not be able to do, as somebody would who got control of it: the sandbox's own test, at every start.

Each attempt is made so that it does no harm where it succeeds: calls get arguments that no kernel takes, files are opened and not
written, names do not exist. The kernel must say EACCES (or EPERM) to every one; another error means that something else stood in the
way, and counts as a success of the attempt.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import resource
import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from app.compute.syscalls import TRIED, number_of

_FASTOPEN: Final = 0x20000000
_MPTCP, _SCTP = 262, 132
_PR_SET_DUMPABLE, _PR_GET_DUMPABLE = 4, 3
_MOST_MOUNTS: Final = 64
_NOWHERE: Final = "/jiayi-nowhere"

_UNABLE: Final = {errno.EROFS, errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT}
"""What a file system says that makes no such files for anybody (procfs, for one)."""

Attempt = tuple[str, Callable[[], object]]


class Escaped(Exception):
    """An attempt succeeded, or failed for another reason than being forbidden."""


def try_everything(libc: ctypes.CDLL, ports: tuple[int, ...]) -> tuple[str, ...]:
    """Answer what was tried and refused, in order.

    Args:
        libc: with `use_errno`.
        ports: the TCP ports that may be connected to.

    Raises:
        Escaped: the sandbox does not hold.
    """
    folders = _writable_folders()
    for folder in folders:
        # Without a name first: where it succeeds nothing stays.
        unnamed = partial(_open, folder, os.O_TMPFILE | os.O_RDWR)
        _must_refuse(f"create a file without a name in {folder}", partial(_where_able, unnamed))
        _must_refuse(f"create a file in {folder}", partial(_where_able, partial(_create, folder)))
    # Not by name: a node's answer about its health tells strangers no paths.
    tried = [f"create a file, with and without a name, in {len(folders)} folders"]
    for what, act in (*_files(), *_programs(libc), *_sockets(ports), *_others(libc), *_calls(libc)):
        _must_refuse(what, act)
        tried.append(what)
    _must_refuse("create a file from a thread", partial(_in_a_thread, partial(_create, folders[0])))
    if resource.getrlimit(resource.RLIMIT_CORE) != (0, 0) or libc.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise Escaped("this process could leave a core file")
    return (*tried, "create a file from a thread", "leave a core file")


def _must_refuse(what: str, act: Callable[[], object]) -> None:
    try:
        act()
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EPERM}:
            return
        raise Escaped(f"trying to {what} failed, but not because it is forbidden: {error.strerror}") from error
    raise Escaped(f"the sandbox does not hold: this process could {what}")


# --- files


def _writable_folders() -> list[str]:
    """Answer the folders where files could be made: every mount that is not read-only, where files usually go, and where this runs."""
    mounts = []
    for line in Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split()
        if len(fields) > 3 and "ro" not in fields[3].split(","):  # noqa: PLR2004 - fstab(5): the fourth are the options
            mounts.append(fields[1].encode("latin-1", "replace").decode("unicode_escape"))
    usual = ["/tmp", "/var/tmp", "/dev/shm", "/run", os.getcwd(), os.path.expanduser("~")]  # noqa: S108, PTH109, PTH111 - to be refused
    return [folder for folder in dict.fromkeys([*usual, *mounts]) if Path(folder).is_dir()][:_MOST_MOUNTS]


def _files() -> Iterator[Attempt]:
    own = str(Path(__file__))
    yield "open a file for appending", partial(_open, own, os.O_WRONLY | os.O_APPEND)
    yield "open a file for writing", partial(_open, own, os.O_RDWR)
    yield "write into its own memory by a file", partial(_open, "/proc/self/mem", os.O_RDWR)
    yield "name itself for others", partial(_open, "/proc/self/comm", os.O_WRONLY)
    # The log again, for reading and writing: only its own descriptor may be written, and only at its end.
    if Path("/proc/self/fd/3").is_file():
        yield "open its log once more", partial(_open, "/proc/self/fd/3", os.O_RDWR)


def _where_able(act: Callable[[], object]) -> None:
    try:
        act()
    except OSError as error:
        raise PermissionError(errno.EACCES, "unable") if error.errno in _UNABLE else error from None


def _create(folder: str) -> None:
    path = f"{folder}/.jiayi-{os.getpid()}"
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))
    with contextlib.suppress(OSError):  # it was made, which is the finding, whether it can be taken away again or not
        os.unlink(path)  # noqa: PTH108 - as everything here: by the call itself


def _open(path: str, flags: int) -> None:
    os.close(os.open(path, flags, 0o600))


# --- programs and other processes


def _programs(libc: ctypes.CDLL) -> Iterator[Attempt]:
    # A name that does not exist: where nothing is forbidden, the answer is ENOENT and this process goes on.
    yield "become another program", lambda: os.execv(_NOWHERE, [_NOWHERE])  # noqa: S606 - to be refused
    yield "start a program", lambda: os.posix_spawn("/bin/true", ["/bin/true"], {})
    yield "make a child", _fork
    yield "become readable for others", lambda: _checked(libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0))
    yield "allow core files", lambda: _prlimit(libc)
    parent = os.getppid()
    if parent > 0 and Path(f"/proc/{parent}").exists():
        yield "read another process's memory", partial(_open, f"/proc/{parent}/mem", os.O_RDONLY)
        yield "signal another process", partial(os.kill, parent, 0)


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _prlimit(libc: ctypes.CDLL) -> None:
    limit = (ctypes.c_uint64 * 2)(0, 0)
    _checked(libc.prlimit(0, resource.RLIMIT_CORE, ctypes.byref(limit), None))


# --- sockets


def _sockets(ports: tuple[int, ...]) -> Iterator[Attempt]:
    other = next(port for port in (9, 7, 13, 17) if port not in ports)
    elsewhere = ("127.0.0.1", other)
    inet, stream = socket.AF_INET, socket.SOCK_STREAM
    yield "connect to a port that is not listed", partial(_on_tcp, lambda each: each.connect(elsewhere))
    yield "connect by fast open", partial(_on_tcp, lambda each: each.sendto(b".", _FASTOPEN, elsewhere))
    yield (
        "connect by fast open in a message",
        partial(_on_tcp, lambda each: each.sendmsg([b"."], [], _FASTOPEN, elsewhere)),
    )
    yield "listen without a port", partial(_on_tcp, lambda each: each.listen(1))
    yield "bind a port", partial(_on_tcp, lambda each: each.bind(("127.0.0.1", 0)))
    kinds = {
        "UDP": (inet, socket.SOCK_DGRAM, 0),
        "UDP over IPv6": (socket.AF_INET6, socket.SOCK_DGRAM, 0),
        "UNIX": (socket.AF_UNIX, stream, 0),
        "UNIX datagram": (socket.AF_UNIX, socket.SOCK_DGRAM, 0),
        "raw": (inet, socket.SOCK_RAW, socket.IPPROTO_ICMP),
        "ICMP": (inet, socket.SOCK_DGRAM, socket.IPPROTO_ICMP),
        "MPTCP": (inet, stream, _MPTCP),
        "SCTP": (inet, stream, _SCTP),
        "netlink": (socket.AF_NETLINK, socket.SOCK_RAW, 0),
        "packet": (socket.AF_PACKET, socket.SOCK_RAW, 0),
        "vsock": (socket.AF_VSOCK, stream, 0),
        "kernel crypto": (socket.AF_ALG, socket.SOCK_SEQPACKET, 0),
    }
    for name, kind in kinds.items():
        yield f"open a socket: {name}", partial(_socket, *kind)
    yield (
        "send to UNIX sockets from a pair",
        partial(socket.socketpair, socket.AF_UNIX, socket.SOCK_DGRAM),
    )


def _socket(family: int, kind: int, protocol: int) -> None:
    socket.socket(family, kind, protocol).close()


def _on_tcp(act: Callable[[socket.socket], object]) -> None:
    with socket.socket() as probe:
        act(probe)


# --- threads, and every call that is named


def _others(libc: ctypes.CDLL) -> Iterator[Attempt]:
    yield "write over its log", lambda: fcntl.fcntl(2, fcntl.F_SETFL, fcntl.fcntl(2, fcntl.F_GETFL) & ~os.O_APPEND)
    yield "type into a terminal", partial(_ioctl, libc)
    yield "signal a thread of another process", lambda: _checked(libc.tgkill(1 if os.getpid() != 1 else 2, 1, 0))


def _ioctl(libc: ctypes.CDLL) -> None:
    # TIOCSTI, on no file
    _checked(libc.ioctl(-1, ctypes.c_ulong(0x5412), None))


def _calls(libc: ctypes.CDLL) -> Iterator[Attempt]:
    for name in TRIED:
        number = number_of(name)
        if number is not None:
            yield f"call {name}", partial(_call, libc, number)


def _call(libc: ctypes.CDLL, number: int) -> None:
    # No pointer, no descriptor, no flags: with these it does nothing, whatever it is. EPERM is not enough: the filter says EACCES.
    nothing = [ctypes.c_long(-1)] * 6
    if libc.syscall(ctypes.c_long(number), *nothing) != -1:
        return
    number = ctypes.get_errno()
    raise OSError(errno.EBADMSG if number == errno.EPERM else number, os.strerror(number))


def _in_a_thread(act: Callable[[], object]) -> None:
    failed: list[OSError] = []

    def run() -> None:
        try:
            act()
        except OSError as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
