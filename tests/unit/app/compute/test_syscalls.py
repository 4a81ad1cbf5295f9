"""The filter's program, run step by step for both machines: what is on no list is refused, and arguments decide where they should."""

from __future__ import annotations

import errno

import pytest

from app.compute.syscalls import TRIED, steps_for

ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EACCES, 0x80000000
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
PID = 4321
SOCKET, SOCKETPAIR, SENDTO, CLONE, PRCTL, TGKILL = "socket", "socketpair", "sendto", "clone", "prctl", "tgkill"
NUMBERS = {
    "x86_64": {
        SOCKET: 41,
        SOCKETPAIR: 53,
        SENDTO: 44,
        CLONE: 56,
        PRCTL: 157,
        TGKILL: 234,
        "clone3": 435,
        "prlimit64": 302,
    },
    "aarch64": {
        SOCKET: 198,
        SOCKETPAIR: 199,
        SENDTO: 206,
        CLONE: 220,
        PRCTL: 167,
        TGKILL: 131,
        "clone3": 435,
        "prlimit64": 261,
    },
}
LAST = 600


def answer(machine: str, number: int, *arguments: int, audit: int | None = None) -> int:
    """What the kernel would answer: linux/seccomp.h, struct seccomp_data, and classic BPF."""
    words = {0: number, 4: AUDIT[machine] if audit is None else audit}
    for place in range(6):
        value = arguments[place] if place < len(arguments) else 0
        words[16 + 8 * place], words[20 + 8 * place] = value & 0xFFFFFFFF, value >> 32 & 0xFFFFFFFF
    steps, at, held = steps_for(machine, PID), 0, 0
    while True:
        code, true, false, operand = steps[at]
        at += 1
        if code == 0x20:
            held = words[operand]
        elif code == 0x54:
            held &= operand
        elif code == 0x15:
            at += true if held == operand else false
        else:
            assert code == 0x06
            return operand


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_every_way_out_that_is_tried_at_start_is_refused_whatever_its_arguments(machine: str) -> None:
    column = list(NUMBERS).index(machine)
    for name, numbers in TRIED.items():
        number = numbers[column]
        assert number is not None
        for arguments in ((), (1,) * 6, (2**64 - 1,) * 6):
            assert answer(machine, number, *arguments) == REFUSE, name


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_few_calls_are_left(machine: str) -> None:
    allowed = [number for number in range(LAST) if answer(machine, number) == ALLOW]
    assert 50 < len(allowed) < 90
    assert all(answer(machine, 0x40000000 | number) == REFUSE for number in range(LAST))  # x32
    assert answer(machine, allowed[0], audit=0x40000003) == KILL  # a 32-bit program's


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        (SOCKET, (2, 1, 0), ALLOW),
        (SOCKET, (10, 1 | 0o2000000, 6), ALLOW),
        (SOCKET, (2, 2, 0), REFUSE),  # UDP
        (SOCKET, (2, 1, 262), REFUSE),  # MPTCP
        (SOCKET, (1, 1, 0), REFUSE),  # UNIX
        (SOCKET, (16, 3, 0), REFUSE),  # netlink
        (SOCKETPAIR, (1, 1, 0), ALLOW),
        (SOCKETPAIR, (1, 2, 0), REFUSE),
        (SENDTO, (5, 0, 0, 0x4000), ALLOW),
        (SENDTO, (5, 0, 0, 0x20000000), REFUSE),  # fast open
        (SENDTO, (5, 0, 0, 0x20004000), REFUSE),
        (CLONE, (0x3D0F00,), ALLOW),  # a thread
        (CLONE, (17,), REFUSE),  # fork
        ("clone3", (0,), 0x00050000 | errno.ENOSYS),
        (PRCTL, (15,), 0x00050000),  # a name: not taken
        (PRCTL, (4, 1), REFUSE),
        (PRCTL, (22, 2), REFUSE),
        (TGKILL, (PID, 1, 6), ALLOW),
        (TGKILL, (PID + 1, 1, 6), REFUSE),
        ("prlimit64", (0, 4, 0, 99), ALLOW),
        ("prlimit64", (0, 4, 99, 0), REFUSE),
        ("prlimit64", (0, 4, 99 << 32, 0), REFUSE),
    ],
)
def test_arguments_decide(machine: str, name: str, arguments: tuple[int, ...], expected: int) -> None:
    assert answer(machine, NUMBERS[machine][name], *arguments) == expected
