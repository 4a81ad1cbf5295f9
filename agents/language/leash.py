"""How far a language model may go within one turn: until when, how many tokens, how many bytes. Owns no clock and no socket.

The leash that is in force for a call is bound to the calling thread's context, so that the transport under the SDK can hold
every single read and write to it: a server that drips a byte now and then would outlive any time-out per read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from agents.errors import LanguageModelAway

LEAST_S: Final = 0.05
"""Seconds below which a call is not worth starting."""
MOST_BYTES: Final = 400_000
"""Bytes that one leash takes from the network; an answer of ours has a few thousand."""


class Leash:
    """What is left of a turn's time and tokens. `shorter` answers one that ends earlier and spends from the same purse."""

    def __init__(self, clock: Callable[[], float], *, until_s: float, tokens: int, parent: Leash | None = None) -> None:
        self._clock = clock
        self._until_s = until_s
        self._tokens = tokens
        self._bytes = 0
        self._parent = parent
        self._lock = threading.Lock()

    @property
    def left_s(self) -> float:
        """Answer the seconds that are left, 0 when none are."""
        return max(0.0, self._until_s - self._clock())

    @property
    def tokens(self) -> int:
        """Answer the tokens that are left, of question and answer together."""
        return self._parent.tokens if self._parent is not None else max(0, self._tokens)

    def spend(self, tokens: int) -> None:
        """Count tokens that were used."""
        if self._parent is not None:
            self._parent.spend(tokens)
            return
        with self._lock:
            self._tokens -= max(0, tokens)

    def took(self, count: int) -> None:
        """Count bytes that came from the network.

        Raises:
            LanguageModelAway: there were too many.
        """
        if self._parent is not None:
            self._parent.took(count)
            return
        with self._lock:
            self._bytes += count
            if self._bytes > MOST_BYTES:
                raise LanguageModelAway("too_much")

    def require(self, tokens: int = 1) -> None:
        """Raise LanguageModelAway when the time is up, or fewer than `tokens` are left."""
        if self.left_s < LEAST_S:
            raise LanguageModelAway("deadline")
        if self.tokens < tokens:
            raise LanguageModelAway("budget")

    def shorter(self, share: float) -> Leash:
        """Answer a leash over `share` (0 to 1) of the time that is left, and the same tokens."""
        until_s = self._clock() + self.left_s * share
        return Leash(self._clock, until_s=until_s, tokens=0, parent=self)


_CURRENT: ContextVar[Leash | None] = ContextVar("leash", default=None)


@contextmanager
def bound(leash: Leash) -> Iterator[None]:
    """Put a leash in force for the calls of this thread within the block."""
    token = _CURRENT.set(leash)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> Leash:
    """Answer the leash in force.

    Raises:
        LanguageModelAway: there is none, and nothing may be sent without one.
    """
    leash = _CURRENT.get()
    if leash is None:
        raise LanguageModelAway("no_leash")
    return leash
