"""The system calls that a compute process keeps: everything else is refused by a seccomp filter (`seccomp(2)`).

A list of what is allowed, because a list of what is refused forgets. What is left: reading files, memory, threads, clocks, waiting, and
TCP. What is *not* there and why it matters; the first three were open on Linux 6.18 inside a Landlock domain with an earlier filter:

- `listen` on a socket that was never bound: the kernel picks a port without asking Landlock, and anybody may fetch what waits there.
- `sendto` and `sendmsg` with `MSG_FASTOPEN`, and `sendmmsg`: they connect TCP without `connect`, to any port, without asking Landlock.
- a pair of UNIX *datagram* sockets sends to any named socket of the machine (the system's log, for one); pairs of streams do not.
- UDP, UNIX, MPTCP, SCTP, netlink, vsock, raw and packet sockets: only TCP's ports are ruled by Landlock.
- `prctl(PR_SET_DUMPABLE)`, `prlimit64`, `munlockall`: would undo what keeps memory out of core files, of other processes and of swap.
- `prctl(PR_SET_NAME)`, file times, modes, owners, locks and attributes, priorities and affinities: others on the machine can read them.
- `execve`, and `clone` of anything but a thread: no program, and no child that outlives the process with its memory.
- `ioctl` but for four harmless requests: on a terminal, others type into it.
- System V and POSIX queues and memory, `memfd`, `io_uring`, `splice` and its kin, keyrings, `ptrace` and its kin, `bpf`, `perf`,
  `userfaultfd`, namespaces, mounts, signals to others.

Refused calls answer EACCES, so that what asks for them fails as for any missing right; `clone3` answers ENOSYS, after which glibc takes
`clone`.
Numbers are those of asm/unistd.h; those of aarch64 follow the generic table and have not been run on such a machine.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from typing import Final

_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_ANSWER: Final = 0x00050000
_REFUSE: Final = _ANSWER | errno.EACCES
_UNKNOWN: Final = _ANSWER | errno.ENOSYS
_NOTHING: Final = _ANSWER
"""Answers 0 and does nothing."""
_KILL: Final = 0x80000000

# linux/bpf_common.h: load a word, jump if equal, mask, answer
_LOAD, _EQUAL, _AND, _RETURN = 0x20, 0x15, 0x54, 0x06
# linux/seccomp.h, struct seccomp_data; the low halves of the arguments on a little-endian machine
_NUMBER, _ARCHITECTURE = 0, 4
_WHOLE: Final = 0xFFFFFFFF

_AUDIT: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_COLUMN: Final = {"x86_64": 0, "aarch64": 1}

_Numbers = tuple[int | None, int | None]
_Condition = tuple[int, int, tuple[int, ...]]
"""Where a word of the arguments stands, which of its bits are looked at, and which values they may have."""


def _low(argument: int) -> int:
    return 16 + 8 * argument


def _high(argument: int) -> int:
    return 20 + 8 * argument


# fmt: off
_ALLOWED: Final[dict[str, _Numbers]] = {
    # files that are read; opening for writing is Landlock's to refuse
    "read": (0, 63), "readv": (19, 65), "pread64": (17, 67), "lseek": (8, 62), "close": (3, 57), "open": (2, None), "openat": (257, 56),
    "stat": (4, None), "fstat": (5, 80), "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291), "access": (21, None),
    "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, None), "readlinkat": (267, 78), "getdents64": (217, 61),
    "getcwd": (79, 17), "statfs": (137, 43), "fstatfs": (138, 44), "fadvise64": (221, 223),
    # what is open already: the log, and connections
    "write": (1, 64), "writev": (20, 66),
    # memory
    "mmap": (9, 222), "munmap": (11, 215), "mremap": (25, 216), "mprotect": (10, 226), "madvise": (28, 233), "brk": (12, 214),
    # threads and time
    "futex": (202, 98), "set_robust_list": (273, 99), "rseq": (334, 293), "membarrier": (324, 283), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "getcpu": (309, 168), "restart_syscall": (219, 128), "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "nanosleep": (35, 101), "gettimeofday": (96, 169), "time": (201, None),
    "exit": (60, 93), "exit_group": (231, 94),
    # what the process may know of itself
    "getpid": (39, 172), "gettid": (186, 178), "getppid": (110, 173), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177), "uname": (63, 160), "sysinfo": (99, 179), "getrusage": (98, 165), "getrandom": (318, 278),
    # waiting
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72), "epoll_create1": (291, 20),
    "epoll_create": (213, None), "epoll_ctl": (233, 21), "epoll_wait": (232, None), "epoll_pwait": (281, 22), "eventfd2": (290, 19),
    # TCP; the ports are Landlock's to refuse
    "connect": (42, 203), "accept": (43, 202), "accept4": (288, 242), "shutdown": (48, 210), "getsockname": (51, 204),
    "getpeername": (52, 205), "getsockopt": (55, 209), "recvfrom": (45, 207), "recvmsg": (47, 212),
}

_FASTOPEN: Final = 0x20000000
_CLONE_THREAD: Final = 0x00010000
_STREAM: Final[tuple[int, int, tuple[int, ...]]] = (_low(1), 0xF, (1,))


def _checked(pid: int) -> dict[str, tuple[_Numbers, tuple[tuple[_Condition, ...], ...]]]:
    """Answer the calls that are allowed for some arguments: each needs all conditions of one of its alternatives."""
    return {
        # AF_INET or AF_INET6, SOCK_STREAM, the type's own protocol or TCP
        "socket": ((41, 198), (((_low(0), _WHOLE, (2, 10)), _STREAM, (_low(2), _WHOLE, (0, 6))),)),
        # the event loop wakes itself through a pair of UNIX streams
        "socketpair": ((53, 199), (((_low(0), _WHOLE, (1,)), _STREAM),)),
        "sendto": ((44, 206), (((_low(3), _FASTOPEN, (0,)),),)),
        "sendmsg": ((46, 211), (((_low(2), _FASTOPEN, (0,)),),)),
        # SOL_SOCKET: REUSEADDR, SNDBUF, RCVBUF, KEEPALIVE, LINGER, RCVTIMEO, SNDTIMEO
        # TCP: NODELAY, KEEPIDLE, KEEPINTVL, KEEPCNT, USER_TIMEOUT
        "setsockopt": ((54, 208), (
            ((_low(1), _WHOLE, (1,)), (_low(2), _WHOLE, (2, 7, 8, 9, 13, 20, 21))),
            ((_low(1), _WHOLE, (6,)), (_low(2), _WHOLE, (1, 4, 5, 6, 18))),
        )),
        "clone": ((56, 220), (((_low(0), _CLONE_THREAD, (_CLONE_THREAD,)),),)),
        # raise(3) to itself, as a server does that ends by a signal
        "tgkill": ((234, 131), (((_low(0), _WHOLE, (pid,)),),)),
        # duplicate (also closing on exec), flags of the descriptor, reading the file's: setting them would let the log be written over
        "fcntl": ((72, 25), (((_low(1), _WHOLE, (0, 1, 2, 3, 1030)),),)),
        # whether it is a terminal (TCGETS), how much waits, and the flags for not blocking and for closing on exec
        "ioctl": ((16, 29), (((_low(1), _WHOLE, (0x5401, 0x541B, 0x5421, 0x5450, 0x5451)),),)),
        # PR_GET_DUMPABLE, PR_GET_NAME
        "prctl": ((157, 167), (((_low(0), _WHOLE, (3, 16)),),)),
        # to read a limit, never to set one
        "prlimit64": ((302, 261), (((_low(2), _WHOLE, (0,)), (_high(2), _WHOLE, (0,))),)),
    }


_ANSWERED: Final[dict[str, tuple[_Numbers, tuple[_Condition, ...], int]]] = {
    "clone3": ((435, 435), (), _UNKNOWN),
    # naming a thread is visible to others; libraries do it and need no more than the answer
    "prctl": ((157, 167), ((_low(0), _WHOLE, (15,)),), _NOTHING),
}
"""Calls with an answer of their own, before the others are looked at."""

TRIED: Final[dict[str, _Numbers]] = {
    "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "kcmp": (312, 272), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "memfd_create": (319, 279),
    "memfd_secret": (447, 447), "io_uring_setup": (425, 425), "io_setup": (206, 0), "shmget": (29, 194), "semget": (64, 190),
    "msgget": (68, 186), "mq_open": (240, 180), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "mount": (165, 40), "fsopen": (430, 430), "open_tree": (428, 428),
    "move_mount": (429, 429), "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "truncate": (76, 45), "ftruncate": (77, 46),
    "fallocate": (285, 47), "mkdirat": (258, 34), "unlinkat": (263, 35), "renameat2": (316, 276), "linkat": (265, 37),
    "symlinkat": (266, 36), "mknodat": (259, 33), "fchmodat": (268, 53), "fchownat": (260, 54), "utimensat": (280, 88),
    "setxattr": (188, 5), "flock": (73, 32), "openat2": (437, 437), "open_by_handle_at": (304, 265), "inotify_init1": (294, 26),
    "fanotify_init": (300, 262), "splice": (275, 76), "tee": (276, 77), "vmsplice": (278, 75), "sendfile": (40, 71),
    "copy_file_range": (326, 285), "pwrite64": (18, 68), "bind": (49, 200), "listen": (50, 201), "sendmmsg": (307, 269),
    "kill": (62, 129), "pidfd_send_signal": (424, 424), "rt_sigqueueinfo": (129, 138), "munlockall": (152, 231), "capset": (126, 91),
    "setpriority": (141, 140), "swapon": (167, 224), "acct": (163, 89), "quotactl": (179, 60), "personality": (135, 92),
    "seccomp": (317, 277), "init_module": (175, 105), "kexec_load": (246, 104),
}
"""Calls that the self-test makes with arguments that could do no harm, to see them refused. All others are refused alike."""
# fmt: on


_PRYING: Final = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd"),
    *("memfd_create", "memfd_secret", "io_uring_setup", "userfaultfd", "perf_event_open", "bpf"),
    *("shmget", "msgget", "mq_open", "add_key", "request_key", "keyctl", "mount", "unshare", "setns", "chroot"),
)
"""What a process that must start others gives up: reading their memory, and places that outlive it. Names of `TRIED`."""


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def number_of(name: str) -> int | None:
    """Answer the number of one of the calls of `TRIED` on this machine, None where it is unknown."""
    column = _COLUMN.get(os.uname().machine)
    return None if column is None else TRIED[name][column]


def keep_few_system_calls(libc: ctypes.CDLL) -> None:
    """Enter the filter, for good; `no_new_privs` is set already. Binds the calling thread and those it starts later.

    Raises:
        OSError: the kernel refuses it, or the machine is none of those known here.
    """
    machine = os.uname().machine
    if machine not in _AUDIT:
        raise OSError(errno.ENOSYS, f"no filter of system calls for {machine}")
    enter_filter(libc, steps_for(machine, os.getpid()))


def refuse_to_pry(libc: ctypes.CDLL) -> None:
    """Enter a filter for a process that starts others: no reading of their memory. They inherit it; raises OSError."""
    machine = os.uname().machine
    if machine not in _AUDIT:
        raise OSError(errno.ENOSYS, f"no filter of system calls for {machine}")
    column = _COLUMN[machine]
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _AUDIT[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    for name in _PRYING:
        steps += [(_EQUAL, 0, 1, TRIED[name][column] or 0), (_RETURN, 0, 0, _REFUSE)]
    enter_filter(libc, [*steps, (_RETURN, 0, 0, _ALLOW)])


def enter_filter(libc: ctypes.CDLL, steps: list[tuple[int, int, int, int]]) -> None:
    """Enter a filter of BPF steps (code, steps to skip if true, if false, operand); raises OSError."""
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    kept = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(steps), ctypes.cast(kept, ctypes.c_void_p))
    if libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def steps_for(machine: str, pid: int) -> list[tuple[int, int, int, int]]:
    """Answer the program for a machine and a process.

    Another architecture's calls (32-bit programs on a 64-bit kernel) kill the process; x32's numbers are on no list.
    """
    column = _COLUMN[machine]
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _AUDIT[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    for numbers in _ALLOWED.values():
        if numbers[column] is not None:
            steps += [(_EQUAL, 0, 1, numbers[column] or 0), (_RETURN, 0, 0, _ALLOW)]
    for numbers, conditions, answer in _ANSWERED.values():
        steps += _block(numbers[column], [_all_of(conditions, answer)])
    for numbers, alternatives in _checked(pid).values():
        steps += _block(numbers[column], [_all_of(each, _ALLOW) for each in alternatives])
    return [*steps, (_RETURN, 0, 0, _REFUSE)]


def _block(number: int | None, alternatives: list[list[tuple[int, int, int, int]]]) -> list[tuple[int, int, int, int]]:
    """Answer the steps for one call: its alternatives one after the other, and the number again for whatever comes behind."""
    if number is None:
        return []
    inner = [step for alternative in alternatives for step in alternative]
    return [(_EQUAL, 0, len(inner) + 1, number), *inner, (_LOAD, 0, 0, _NUMBER)]


def _all_of(conditions: tuple[_Condition, ...], answer: int) -> list[tuple[int, int, int, int]]:
    """Answer steps that answer `answer` when every condition holds, and fall through to what follows when one does not."""
    steps = [(_RETURN, 0, 0, answer)]
    for offset, mask, values in reversed(conditions):
        beyond = len(steps)
        tests = [(_EQUAL, len(values) - 1 - place, 0, value) for place, value in enumerate(values)]
        tests[-1] = (_EQUAL, 0, beyond, values[-1])
        steps = [(_LOAD, 0, 0, offset), (_AND, 0, 0, mask), *tests, *steps]
    return steps
