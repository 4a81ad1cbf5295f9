"""System calls that a compute process gives up, for what Landlock does not see: a small seccomp filter (`seccomp(2)`).

Landlock's network rules hold for plain TCP alone. Seen on Linux 6.18 inside the Landlock domain: a socket of MPTCP, which falls
back to TCP on the wire, connected to any port; a UNIX socket connected to any local service (a database, a container engine);
and a System V segment could be made that outlives the process. The filter leaves TCP and UDP over IP, and refuses other
sockets, memory that outlives the process, kernel keyrings, extended attributes, other processes' memory, and starting a
program, also one that was never a file.

It is a list of what is refused, and no proof that nothing else writes: a list of what is allowed belongs to attested compute.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from dataclasses import dataclass
from typing import Final

_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EACCES
_KILL: Final = 0x80000000

# linux/bpf_common.h: load a word, jump if equal, jump if at least, mask, answer
_LOAD, _EQUAL, _AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
# linux/seccomp.h, struct seccomp_data; the low halves of the arguments on a little-endian machine
_NUMBER, _ARCHITECTURE, _FAMILY, _TYPE, _PROTOCOL = 0, 4, 16, 24, 32

_FAMILIES: Final = (2, 10)
"""AF_INET, AF_INET6."""
_TYPES: Final = (1, 2)
"""SOCK_STREAM, SOCK_DGRAM."""
_PROTOCOLS: Final = (0, 6, 17)
"""The type's own, TCP, UDP."""
_X32: Final = 0x40000000


@dataclass(frozen=True)
class _Machine:
    """Numbers of system calls (asm/unistd.h)."""

    audit: int
    socket: int
    refused: tuple[int, ...]
    other_numbers_from: int | None = None


_MACHINES: Final = {
    "x86_64": _Machine(
        audit=0xC000003E,
        socket=41,
        refused=(
            *(59, 322),  # execve, execveat
            *(101, 310, 311),  # ptrace, process_vm_readv, process_vm_writev
            *(29, 64, 68, 240),  # shmget, semget, msgget, mq_open
            *(248, 249, 250),  # add_key, request_key, keyctl
            *(188, 189, 190, 463),  # setxattr, lsetxattr, fsetxattr, setxattrat
            *(425, 321, 298),  # io_uring_setup, bpf, perf_event_open
        ),
        other_numbers_from=_X32,
    ),
    "aarch64": _Machine(
        audit=0xC00000B7,
        socket=198,
        refused=(
            *(221, 281),
            *(117, 270, 271),
            *(194, 190, 186, 180),
            *(217, 218, 219),
            *(5, 6, 7, 463),
            *(425, 280, 241),
        ),
    ),
}


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def refuse_system_calls(libc: ctypes.CDLL) -> None:
    """Enter the filter, for good; `no_new_privs` is set already. Binds the calling thread and those it starts later.

    Raises:
        OSError: the kernel refuses it, or the machine is none of those known here.
    """
    machine = _MACHINES.get(os.uname().machine)
    if machine is None:
        raise OSError(errno.ENOSYS, f"no filter of system calls for {os.uname().machine}")
    code = b"".join(struct.pack("=HBBI", *step) for step in _steps(machine))
    kept = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(kept, ctypes.c_void_p))
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _steps(machine: _Machine) -> list[tuple[int, int, int, int]]:
    """Answer the program: (code, steps to skip if true, if false, operand)."""
    refuse = (_RETURN, 0, 0, _REFUSE)
    steps = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, machine.audit), (_RETURN, 0, 0, _KILL)]
    steps.append((_LOAD, 0, 0, _NUMBER))
    if machine.other_numbers_from is not None:
        steps += [(_AT_LEAST, 0, 1, machine.other_numbers_from), refuse]
    for number in machine.refused:
        steps += [(_EQUAL, 0, 1, number), refuse]
    steps += [(_EQUAL, 1, 0, machine.socket), (_RETURN, 0, 0, _ALLOW)]
    for argument, mask, allowed in ((_FAMILY, ~0, _FAMILIES), (_TYPE, 0xF, _TYPES), (_PROTOCOL, ~0, _PROTOCOLS)):
        steps += [(_LOAD, 0, 0, argument), (_AND, 0, 0, mask & 0xFFFFFFFF)]
        steps += [(_EQUAL, len(allowed) - place, 0, value) for place, value in enumerate(allowed)]
        steps.append(refuse)
    return [*steps, (_RETURN, 0, 0, _ALLOW)]
