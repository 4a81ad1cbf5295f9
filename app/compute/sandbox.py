"""The compute process gives itself up: from here on the kernel refuses it almost everything.

Refused for as long as it lives: every file write, every program and every child, every TCP connection but to the listed ports, every new
listening port, every socket that is not TCP, and every system call that is not on a short list.

Landlock (`app.compute.landlock`) and a seccomp filter (`app.compute.syscalls`), unprivileged, plus `no_new_privs`, no capabilities, no core
dumps, not dumpable (no ptrace by the same user, no /proc/<pid>/mem for others), and memory locked: where it must be, a node that cannot
lock it does not serve. At the end `app.compute.escapes` tries all of it.

Order matters: a Landlock domain and a filter bind the calling thread and the threads it starts later, not those that exist
already. `lock_down` therefore runs before anything starts a thread (before numpy, onnxruntime and the server are imported),
and refuses when other threads already run. Reading files stays allowed, so models load afterwards.

Not covered: the addresses behind the listed ports (Landlock's rules name ports alone: a firewall names addresses; names are looked up
before), descriptors that were open before (the caller closes them: `app.compute.serve`), the log, and what hardware leaks.
"""

from __future__ import annotations

import contextlib
import ctypes
import resource
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.compute import landlock
from app.compute.escapes import Escaped, try_everything
from app.compute.syscalls import keep_few_system_calls
from app.cores import leave_no_core

_PR_SET_NO_NEW_PRIVS = 38
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 47, 2
_CAPABILITY_VERSION = 0x20080522
_CAP_IPC_LOCK = 14
_SWAPPABLE = (
    "memory cannot be locked, so that what a resident says could be swapped to a disk: give the process CAP_IPC_LOCK or no limit of "
    "locked memory (LimitMEMLOCK=infinity in its unit, --ulimit memlock=-1 of a container)"
)


class SandboxError(RuntimeError):
    """The kernel cannot enforce the sandbox, or it did not hold when it was tried. A compute process does not serve then."""


class SwappableError(SandboxError):
    """Memory must be locked and cannot be."""


@dataclass(frozen=True)
class Sandbox:
    """What is in force: the Landlock ABI (0: none), the ports that may be connected to, whether memory is locked, what was tried."""

    landlock_abi: int
    connect_ports: tuple[int, ...]
    memory_locked: bool
    tried: tuple[str, ...] = ()
    """What the self-test tried in vain, in words; empty where nothing is enforced."""

    @property
    def enforced(self) -> bool:
        """Answer whether the kernel enforces it."""
        return self.landlock_abi >= landlock.ABI_WITH_NETWORK


def lock_down(connect_ports: Iterable[int], write: Iterable[str] = (), *, must_lock: bool = False) -> Sandbox:
    """Enter the sandbox, for good, and try that it holds.

    Args:
        connect_ports: TCP ports, 1 to 65535, that may still be connected to (the commission's).
        write: files of the kernel's that may still be opened for writing, by path (`Attester.writes`).
        must_lock: refuse where memory cannot be locked.

    Raises:
        SandboxError: the kernel has no Landlock with network rules, other threads already run, a forbidden act succeeded, or memory
            that must be locked cannot be.
    """
    ports = tuple(sorted(set(connect_ports)))
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise SandboxError(f"{threads} threads already run; they would stay outside the sandbox")
    libc = ctypes.CDLL(None, use_errno=True)
    abi = landlock.offered_abi(libc)
    if abi < landlock.ABI_WITH_NETWORK:
        raise SandboxError(f"this kernel offers Landlock ABI {abi}; {landlock.ABI_WITH_NETWORK} (Linux 6.7) is needed")
    memory_locked = no_core_no_swap(libc)
    if must_lock and not memory_locked:
        raise SwappableError(_SWAPPABLE)
    try:
        give_up_privileges(libc)
        landlock.enter(libc, abi, connect=ports, write=write)
        keep_few_system_calls(libc)
    except OSError as error:
        raise SandboxError(f"the kernel refused a part of it: {error.strerror}") from error
    try:
        tried = try_everything(libc, ports)
    except Escaped as error:
        raise SandboxError(str(error)) from error
    return Sandbox(landlock_abi=abi, connect_ports=ports, memory_locked=memory_locked, tried=tried)


def lock_down_where_possible(
    connect_ports: Iterable[int], write: Iterable[str] = (), *, must_lock: bool = False
) -> Sandbox:
    """Like `lock_down` on a development machine: where the kernel has no Landlock, answers a sandbox that is not enforced."""
    ports = tuple(sorted(set(connect_ports)))
    libc = ctypes.CDLL(None, use_errno=True)
    if landlock.offered_abi(libc) >= landlock.ABI_WITH_NETWORK:
        return lock_down(ports, write, must_lock=must_lock)
    memory_locked = no_core_no_swap(libc)
    if must_lock and not memory_locked:
        raise SwappableError(_SWAPPABLE)
    return Sandbox(landlock_abi=0, connect_ports=ports, memory_locked=memory_locked)


def no_core_no_swap(libc: ctypes.CDLL) -> bool:
    """Forbid core files, become undumpable, and answer whether memory could be locked, for good.

    Raises:
        SandboxError: the kernel refuses one of the first two.
    """
    try:
        leave_no_core()
    except OSError as error:
        raise SandboxError(f"could not become undumpable: {error.strerror}") from error
    # Under a limit it is not even tried: it would succeed now, and a later allocation beyond the limit would fail. On fault: otherwise
    # whole thread stacks become resident.
    if not _may_lock_everything():
        return False
    return bool(libc.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT) == 0)


def _may_lock_everything() -> bool:
    """Answer whether memory may be locked without a limit; lifts the limit where it can, which outlasts the capabilities."""
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return _unlimited() or _may_ignore_limit()


def _unlimited() -> bool:
    return resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY


def _may_ignore_limit() -> bool:
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    effective = next((int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapEff:")), 0)
    return bool(effective >> _CAP_IPC_LOCK & 1)


def give_up_privileges(libc: ctypes.CDLL) -> None:
    """Set `no_new_privs` and drop every capability, also root's; raises OSError.

    One stays where it is what keeps locked memory growing: CAP_IPC_LOCK under a limit that could not be lifted. Nodes that a supervisor
    starts have it from there.
    """
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")
    kept = 1 << _CAP_IPC_LOCK if _may_ignore_limit() and not _unlimited() else 0
    # capset(2): effective, permitted, inheritable of capabilities 0 to 31, then of the others
    head = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION, 0))
    if libc.capset(head, ctypes.create_string_buffer(struct.pack("=6I", kept, kept, kept, 0, 0, 0), 24)) != 0:
        raise OSError(ctypes.get_errno(), "capset")
    if kept:
        # Where that is refused (SECBIT_NO_CAP_AMBIENT_RAISE), a node that must lock its memory says so itself.
        libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_IPC_LOCK, 0, 0)
