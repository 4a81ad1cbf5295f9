"""No core file and nobody who looks in: for every process that holds keys, or records that are open.

A commission that crashed would otherwise leave its memory on a disk: the keys of all residents, and what was just read. The limit is for
core files; not being dumpable is also for programs that the kernel hands a core to whatever the limit (core(5)), and refuses ptrace and
/proc/<pid>/mem to others of the same user. A new program is dumpable again, so each child does it for itself.
"""

from __future__ import annotations

import ctypes
import os
import resource
from typing import Final

_PR_SET_DUMPABLE: Final = 4


def leave_no_core() -> None:
    """Do it, for good. Raises `OSError` where the kernel refuses."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
