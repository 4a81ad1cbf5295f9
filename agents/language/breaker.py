"""A circuit breaker: after some failures in a row the model is left alone for a while, so that turns do not wait for it in vain.

Thread-safe. The clock is passed in. After the pause one call is let through; its outcome decides for all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from agents.errors import LanguageModelAway


class Breaker:
    """Opens after `failures` in a row, for `pause_s` seconds."""

    def __init__(self, clock: Callable[[], float], *, failures: int = 3, pause_s: float = 30.0) -> None:
        self._clock = clock
        self._most = failures
        self._pause_s = pause_s
        self._failed = 0
        self._closed_at = 0.0
        self._lock = threading.Lock()

    def enter(self) -> None:
        """Raise LanguageModelAway while the breaker is open. After the pause one caller in a pause's time passes."""
        with self._lock:
            if self._failed < self._most:
                return
            if self._clock() < self._closed_at:
                raise LanguageModelAway("resting")
            self._closed_at = self._clock() + self._pause_s

    def failed(self) -> None:
        """Count a failure."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._closed_at = self._clock() + self._pause_s

    def answered(self) -> None:
        """Forget the failures."""
        with self._lock:
            self._failed = 0
