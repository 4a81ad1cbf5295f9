"""Several processes that do the same: a child that ends is started again, and a parent that ends takes its children along.

The parent does nothing else, and loads nothing of what they do.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import FrameType
from typing import Any, Final

from app.logs import log

_QUICK_S: Final = 5.0
_PAUSE_S: Final = 1.0
_LOOK_EVERY_S: Final = 0.5


class Family:
    """`count` children that each run `target(*arguments)`, which are sent to them, and so are importable and plain.

    `ended` is told the process id of a child that has ended, however it did.
    """

    def __init__(
        self,
        name: str,
        count: int,
        target: Callable[..., None],
        arguments: tuple[Any, ...],
        *,
        ended: Callable[[int], None] = lambda _pid: None,
    ) -> None:
        self._name = name
        self._count = count
        self._target = target
        self._arguments = arguments
        self._ended = ended
        self._children: dict[SpawnProcess, float] = {}
        self._stopping = False
        # A fresh interpreter for each: a fork would copy whatever lock another thread holds at that moment.
        self._context = get_context("spawn")
        self._held, self._alive = self._context.Pipe()

    def keep(self) -> None:
        """Keep them running until a signal; then stop them all."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for _ in range(self._count):
            self._begin()
        while self._children:
            wait([child.sentinel for child in self._children], timeout=_LOOK_EVERY_S)
            for child in [child for child in self._children if child.exitcode is not None]:
                self._gone(child, time.monotonic() - self._children.pop(child))

    def _begin(self) -> None:
        child = self._context.Process(target=_run, args=(self._alive, self._target, self._arguments), name=self._name)
        child.start()
        self._children[child] = time.monotonic()

    def _gone(self, child: SpawnProcess, lived_s: float) -> None:
        self._ended(child.pid or 0)
        if self._stopping:
            return
        log().error(f"a process of the {self._name} ended", status=child.exitcode)
        if lived_s < _QUICK_S:
            time.sleep(_PAUSE_S)  # what fails at once would otherwise fail as often as the machine can
        if not self._stopping:
            self._begin()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        for child in self._children:
            child.terminate()


def _run(alive: Connection, target: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_the_parent, args=(alive,), name="parent", daemon=True).start()
    target(*arguments)


def _end_with_the_parent(alive: Connection) -> None:
    # Nobody sends: it ends when the parent's end is closed, by whatever end the parent came to.
    with contextlib.suppress(EOFError, OSError):
        alive.recv_bytes()
    os.kill(os.getpid(), signal.SIGTERM)
