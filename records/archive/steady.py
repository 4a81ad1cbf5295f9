"""A destination that is away is asked again by one, after a pause, and not by everybody at once.

While it pauses, deliveries are told so without a connection. The first one that gets through ends it, and `back` is called: whoever
waits for another try need not wait longer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from records.archive.destinations.port import Destination, Parts, Sent
from records.archive.errors import DeliveryRefused, DestinationAway, Reason
from records.archive.values import Plan

_FIRST_S: Final = 1.0
_LONGEST_S: Final = 60.0
_OF_ONE: Final = frozenset({Reason.CONFLICT, Reason.CUT})
"""Reasons that say nothing about the next delivery."""


class Steady:
    """A destination behind pauses. `clock` answers seconds that only grow; `pace` shortens every pause, to try long outages."""

    def __init__(
        self,
        destination: Destination,
        *,
        clock: Callable[[], float] = time.monotonic,
        back: Callable[[], None] = lambda: None,
        pace: float = 1.0,
    ) -> None:
        self.name = destination.name
        self._destination = destination
        self._clock = clock
        self._back = back
        self._pace = pace
        self._lock = threading.Lock()
        self._until: float | None = None
        self._pause_s = _FIRST_S
        self._last: DestinationAway | None = None

    def pause_s(self) -> float:
        """Answer the seconds until it is asked again; 0 while nothing is known to be wrong."""
        with self._lock:
            return 0.0 if self._until is None else max(0.0, self._until - self._clock())

    def deliver(self, plan: Plan, *, overwrite: bool = False) -> None:
        """Deliver, unless it pauses; see `Destination.deliver`."""
        self._require_turn()
        try:
            self._destination.deliver(plan, overwrite=overwrite)
        except DestinationAway as error:
            if error.reason not in _OF_ONE:
                self._gone(error)
            raise
        except DeliveryRefused:
            # Who refuses is there.
            self._here()
            raise
        self._here()

    def parts(self, plan: Plan) -> Parts:
        """See `Destination.parts`."""
        return self._destination.parts(plan)

    def held(self, sent: Sequence[Sent]) -> Mapping[str, Parts]:
        """See `Destination.held`."""
        return self._destination.held(sent)

    def inventory(self) -> Iterator[str]:
        """See `Destination.inventory`."""
        return self._destination.inventory()

    def _require_turn(self) -> None:
        with self._lock:
            if self._until is None or self._last is None:
                return
            left_s = self._until - self._clock()
            if left_s > 0:
                raise DestinationAway(str(self._last), reason=self._last.reason, retry_after_s=left_s / self._pace)
            # This one tries; the others go on waiting as long again, or until it comes back.
            self._until = self._clock() + self._pause_s * self._pace

    def _gone(self, error: DestinationAway) -> None:
        with self._lock:
            self._last = error
            asked_s = error.retry_after_s or 0.0
            self._until = self._clock() + max(self._pause_s, asked_s) * self._pace
            self._pause_s = min(self._pause_s * 2, _LONGEST_S)

    def _here(self) -> None:
        with self._lock:
            was_away, self._until, self._pause_s, self._last = self._until is not None, None, _FIRST_S, None
        if was_away:
            self._back()
