"""The compute process gives itself up: from here on the kernel refuses it almost everything.

Refused for as long as it lives: every file write, every program start, every TCP connection but to the listed ports, and every
socket that is neither TCP nor UDP over IP.

Linux Landlock (`landlock(7)`, ABI 4 or later for network rules) and a seccomp filter (`app.compute.syscalls`) through ctypes,
unprivileged, plus `no_new_privs`, no core dumps, not dumpable (no ptrace by the same user, no readable /proc/self/mem for
others), and memory locked where the limits allow.

Order matters: a Landlock domain binds the calling thread and the threads it starts later, not those that exist
already. `lock_down` therefore runs before anything starts a thread (before numpy, onnxruntime and the server are imported),
and refuses when other threads already run. Reading files stays allowed, so models load afterwards.

Not covered: the addresses behind the listed ports (Landlock's rules name ports alone: a firewall names addresses), UDP (name
look-ups need it), files that were open before, and what hardware leaks.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import socket
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.compute.syscalls import refuse_system_calls

_SYS_CREATE_RULESET, _SYS_ADD_RULE, _SYS_RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_NET_PORT = 2
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4
_CAP_IPC_LOCK = 14

# landlock(7): LANDLOCK_ACCESS_FS_*
_FS_EXECUTE = 1 << 0
_FS_WRITE_FILE = 1 << 1
_FS_REMOVE_DIR = 1 << 4
_FS_REMOVE_FILE = 1 << 5
_FS_MAKE = sum(1 << bit for bit in range(6, 13))
_FS_REFER = 1 << 13
_FS_TRUNCATE = 1 << 14
_FS_HANDLED = _FS_EXECUTE | _FS_WRITE_FILE | _FS_REMOVE_DIR | _FS_REMOVE_FILE | _FS_MAKE | _FS_REFER | _FS_TRUNCATE

_NET_BIND_TCP, _NET_CONNECT_TCP = 1, 2
_SCOPE_ABSTRACT_SOCKET, _SCOPE_SIGNAL = 1, 2
_ABI_WITH_NETWORK, _ABI_WITH_SCOPES = 4, 6
_MPTCP = 262


class SandboxError(RuntimeError):
    """The kernel cannot enforce the sandbox, or it did not hold when it was tried. A compute process does not serve then."""


@dataclass(frozen=True)
class Sandbox:
    """What is in force: the Landlock ABI (0: none), the ports that may be connected to, and whether memory is locked."""

    landlock_abi: int
    connect_ports: tuple[int, ...]
    memory_locked: bool

    @property
    def enforced(self) -> bool:
        """Answer whether the kernel enforces it."""
        return self.landlock_abi >= _ABI_WITH_NETWORK


def lock_down(connect_ports: Iterable[int]) -> Sandbox:
    """Enter the sandbox, for good, and try that it holds.

    Args:
        connect_ports: TCP ports, 1 to 65535, that may still be connected to (the commission's).

    Raises:
        SandboxError: the kernel has no Landlock with network rules, other threads already run, or a forbidden act succeeded.
    """
    ports = tuple(sorted(set(connect_ports)))
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise SandboxError(f"{threads} threads already run; they would stay outside the sandbox")
    libc = ctypes.CDLL(None, use_errno=True)
    abi = libc.syscall(_SYS_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_CREATE_RULESET_VERSION))
    if abi < _ABI_WITH_NETWORK:
        raise SandboxError(f"this kernel offers Landlock ABI {max(abi, 0)}; {_ABI_WITH_NETWORK} (Linux 6.7) is needed")
    scopes = (_SCOPE_ABSTRACT_SOCKET | _SCOPE_SIGNAL) if abi >= _ABI_WITH_SCOPES else 0
    attributes = struct.pack("=QQQ", _FS_HANDLED, _NET_BIND_TCP | _NET_CONNECT_TCP, scopes)
    size = 24 if abi >= _ABI_WITH_SCOPES else 16
    ruleset = _checked(
        libc.syscall(_SYS_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0)), "create a ruleset"
    )
    try:
        for port in ports:
            rule = struct.pack("=QQ", _NET_CONNECT_TCP, port)
            _checked(libc.syscall(_SYS_ADD_RULE, ruleset, _RULE_NET_PORT, rule, ctypes.c_uint32(0)), "add a port rule")
        _checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "set no_new_privs")
        _checked(libc.syscall(_SYS_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)), "enter the ruleset")
    finally:
        os.close(ruleset)
    try:
        refuse_system_calls(libc)
    except OSError as error:
        raise SandboxError(f"could not refuse system calls: {error.strerror}") from error
    memory_locked = _no_core_no_swap(libc)
    _try_what_is_forbidden(ports)
    return Sandbox(landlock_abi=abi, connect_ports=ports, memory_locked=memory_locked)


def lock_down_where_possible(connect_ports: Iterable[int]) -> Sandbox:
    """Like `lock_down` on a development machine: where the kernel has no Landlock, answers a sandbox that is not enforced."""
    ports = tuple(sorted(set(connect_ports)))
    libc = ctypes.CDLL(None, use_errno=True)
    abi = libc.syscall(_SYS_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_CREATE_RULESET_VERSION))
    if abi >= _ABI_WITH_NETWORK:
        return lock_down(ports)
    return Sandbox(landlock_abi=0, connect_ports=ports, memory_locked=_no_core_no_swap(libc))


def _no_core_no_swap(libc: ctypes.CDLL) -> bool:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _checked(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "become undumpable")
    # The deployment decides whether swap exists at all, so this is reported and not fatal. Under a limit it is not even tried: it
    # would succeed now, and a later allocation beyond the limit would fail. On fault: otherwise whole thread stacks become resident.
    if not _may_lock_everything():
        return False
    return bool(libc.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT) == 0)


def _may_lock_everything() -> bool:
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    effective = next((int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapEff:")), 0)
    unlimited = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY
    return unlimited or bool(effective >> _CAP_IPC_LOCK & 1)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise SandboxError(f"could not {what}: {os.strerror(number)}")
    return result


def _try_what_is_forbidden(ports: tuple[int, ...]) -> None:
    """Try to write, to start a program and to connect elsewhere; each must be refused by the kernel with EACCES."""
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "."):  # noqa: S108 - tried in order to be refused
        if Path(folder).is_dir():
            _must_refuse(f"create a file in {folder}", partial(_create, f"{folder}/.jiayi-{os.getpid()}"))
    _must_refuse("start a program", lambda: _spawn("/bin/true"))
    other = next(port for port in (9, 7, 13, 17) if port not in ports)
    with socket.socket() as probe:
        _must_refuse("connect to a port that is not listed", lambda: probe.connect(("127.0.0.1", other)))
    _must_refuse("open a UNIX socket", lambda: socket.socket(socket.AF_UNIX).close())
    _must_refuse("open an MPTCP socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM, _MPTCP).close())


def _spawn(program: str) -> None:
    os.waitpid(os.posix_spawn(program, [program], {}), 0)


def _create(path: str) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600))


def _must_refuse(what: str, act: Callable[[], None]) -> None:
    try:
        act()
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EPERM}:
            return
        raise SandboxError(f"trying to {what} failed, but not because it is forbidden: {error.strerror}") from error
    raise SandboxError(f"the sandbox does not hold: this process could {what}")
