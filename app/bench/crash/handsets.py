"""Scripted phones as processes of their own: started, killed at any instant, started again over what they kept."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

from app.bench.crash.phone import STOP, TROUBLES, Told
from app.bench.crash.shelf import seen

_UP_S: Final = 2.0
"""A phone answers no question; it is taken to be back after this."""
_AT_WORK_S: Final = 15.0


class PhoneProcess:
    """One phone. `kill` may come from another thread."""

    def __init__(self, folder: Path, told: Told) -> None:
        self.folder = folder
        told.write(folder)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._begin()

    @property
    def open(self) -> bool:
        """Answer whether it runs."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> bool:
        """Kill it and start it again; answer False where it had ended."""
        with self._lock:
            process = self._process
            if process is None or process.poll() is not None:
                return False
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self._begin()
            return True

    def wait(self) -> None:
        """Wait until it is at work again, and a drawn while more: who is killed in every start only ever starts."""
        time.sleep(_UP_S + random.uniform(0.0, _AT_WORK_S))  # noqa: S311 - a drawing of moments, no secret

    def stop(self) -> None:
        """Let it finish what it began."""
        (self.folder / STOP).touch()

    def join(self) -> None:
        """Wait until it is done."""
        if self._process is not None and self._process.wait() != 0:
            self._note("a phone ended by itself")

    def done(self) -> set[str]:
        """Answer the record ids of those consultations that its resident saw the end of."""
        return {line["record_id"] for line in seen(self.folder) if "guided" in line}

    def troubles(self) -> list[str]:
        """Answer what it met that it must not."""
        path = self.folder / TROUBLES
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def _note(self, what: str) -> None:
        with (self.folder / TROUBLES).open("a") as file:
            file.write(json.dumps(what) + "\n")

    def _begin(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "app.bench.crash.phone", str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
