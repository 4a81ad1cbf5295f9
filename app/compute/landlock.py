"""Landlock (`landlock(7)`) through ctypes: a domain that a process enters for good, with the threads and children it has later.

Handles every right of the newest ABI that is known here and that the kernel offers; what a newer kernel offers beyond is left as it was.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from typing import Final

_SYS_CREATE_RULESET, _SYS_ADD_RULE, _SYS_RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH, _RULE_NET_PORT = 1, 2

# LANDLOCK_ACCESS_FS_*
_FS_EXECUTE = 1 << 0
_FS_WRITE_FILE = 1 << 1
_FS_REMOVE_DIR = 1 << 4
_FS_REMOVE_FILE = 1 << 5
_FS_MAKE_DIR = 1 << 7
_FS_MAKE = sum(1 << bit for bit in range(6, 13))
_FS_REFER = 1 << 13
_FS_TRUNCATE = 1 << 14
_FS_IOCTL_DEVICE = 1 << 15
_FS_CHANGES = _FS_WRITE_FILE | _FS_REMOVE_DIR | _FS_REMOVE_FILE | _FS_MAKE | _FS_REFER | _FS_TRUNCATE

_NET_BIND_TCP, _NET_CONNECT_TCP = 1, 2
_SCOPE_ABSTRACT_SOCKET, _SCOPE_SIGNAL = 1, 2

ABI_WITH_NETWORK: Final = 4
_ABI_WITH_IOCTL: Final = 5
_ABI_WITH_SCOPES: Final = 6


def offered_abi(libc: ctypes.CDLL) -> int:
    """Answer the ABI that the kernel offers, 0 where there is no Landlock."""
    return max(
        0, int(libc.syscall(_SYS_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_CREATE_RULESET_VERSION)))
    )


def enter(
    libc: ctypes.CDLL,
    abi: int,
    *,
    connect: Iterable[int],
    bind: Iterable[int] = (),
    execute: Iterable[str] = (),
    write: Iterable[str] = (),
    make: Iterable[str] = (),
    scoped: bool = True,
) -> None:
    """Enter a domain in which no file is changed; `no_new_privs` is set already.

    Args:
        libc: with `use_errno`.
        abi: what the kernel offers, at least `ABI_WITH_NETWORK`.
        connect: TCP ports that may be connected to.
        bind: TCP ports that may be bound.
        execute: programs that may be started, by path.
        write: files that may be written all the same, by path.
        make: folders in which folders may be made and files written all the same, by path.
        scoped: refuse signals and abstract sockets to processes outside of the domain, where the kernel can.

    Raises:
        OSError: the kernel refuses it.
    """
    ioctl = _FS_IOCTL_DEVICE if abi >= _ABI_WITH_IOCTL else 0
    scopes = (_SCOPE_ABSTRACT_SOCKET | _SCOPE_SIGNAL) if scoped and abi >= _ABI_WITH_SCOPES else 0
    attributes = struct.pack("=QQQ", _FS_EXECUTE | _FS_CHANGES | ioctl, _NET_BIND_TCP | _NET_CONNECT_TCP, scopes)
    size = 24 if abi >= _ABI_WITH_SCOPES else 16
    ruleset = _checked(libc.syscall(_SYS_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0)))
    try:
        for right, ports in ((_NET_CONNECT_TCP, connect), (_NET_BIND_TCP, bind)):
            for port in sorted(set(ports)):
                rule = struct.pack("=QQ", right, port)
                _checked(libc.syscall(_SYS_ADD_RULE, ruleset, _RULE_NET_PORT, rule, ctypes.c_uint32(0)))
        for right, paths in ((_FS_EXECUTE, execute), (_FS_WRITE_FILE, write), (_FS_MAKE_DIR | _FS_WRITE_FILE, make)):
            for path in paths:
                opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
                try:
                    rule = struct.pack("=Qi", right, opened)
                    _checked(libc.syscall(_SYS_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, ctypes.c_uint32(0)))
                finally:
                    os.close(opened)
        _checked(libc.syscall(_SYS_RESTRICT_SELF, ruleset, ctypes.c_uint32(0)))
    finally:
        os.close(ruleset)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
