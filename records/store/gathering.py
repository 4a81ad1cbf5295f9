"""Many callers, few transactions: envelopes that come in at the same time are made durable together and opened together.

Nobody is waited for: what arrives while one group is being committed is the next group. Each caller is answered for its own
envelope, after the commit that holds it, and what is wrong with one envelope is told to its caller alone. What waits in
memory is bounded; nothing of it was promised to anybody yet.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from records.errors import CannotOpen
from records.seal.keys import SigningKey
from records.store.database import Database
from records.store.errors import StoreUnavailable
from records.store.intake import Accepted, Offered, accept_all, offer
from records.store.opener import Opened, Opener
from records.store.outcomes import RECEIPTED

_MOST = 64
_MOST_BYTES = 8 * 1024 * 1024
"""A group takes the next envelope while it holds less than this."""
_UNFINISHED = ("received", "deferred")
_WAITING_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True)
class Taken:
    """A durable envelope, and how opening it ended; `opened` is None when the database went away in between."""

    accepted: Accepted
    opened: Opened | None
    receipt: str | None
    """None while nothing stands that the caller could rely on: see `_stands`."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    envelope: bytes
    answer: Future[Taken]


class Gathering:
    """The intake of one process. Lanes are threads: while one waits for the disk another one computes.

    `receipt_key` is asked for each receipt: the key may change while the process runs.
    """

    def __init__(
        self,
        database: Database,
        opener: Opener,
        receipt_key: Callable[[], SigningKey],
        *,
        lanes: int = 2,
        most: int = _MOST,
        waiting_bytes: int = _WAITING_BYTES,
    ) -> None:
        self._database = database
        self._opener = opener
        self._receipt_key = receipt_key
        self._most = most
        self._room = waiting_bytes
        self._waiting: deque[_Waiting] = deque()
        self._bytes = 0
        self._changed = threading.Condition()
        self._stopped = False
        self._lanes = [
            threading.Thread(target=self._run, name=f"intake-{number}", daemon=True) for number in range(lanes)
        ]

    def start(self) -> None:
        """Start the lanes."""
        for lane in self._lanes:
            lane.start()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Finish what waits and stop; what comes afterwards is refused."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for lane in self._lanes:
            if lane.ident is not None:
                lane.join(timeout_s)

    def put(self, envelope: bytes) -> Future[Taken]:
        """Take an envelope; the answer comes when it is durable and was looked into.

        Raises `StoreUnavailable` when there is no room to wait in; so may the answer, and `CannotOpen` for what is no envelope.
        """
        waiting = _Waiting(envelope, Future())
        with self._changed:
            if self._stopped or self._bytes + len(envelope) > self._room:
                raise StoreUnavailable("more comes in than can be stored; try again")
            self._waiting.append(waiting)
            self._bytes += len(envelope)
            self._changed.notify()
        return waiting.answer

    def _run(self) -> None:
        while group := self._group():
            try:
                self._take(group)
            except Exception as error:  # noqa: BLE001 - the lane outlives whatever happens; every caller is answered
                for waiting in group:
                    _refuse(waiting, error)

    def _group(self) -> list[_Waiting]:
        """Answer what waits, a group of it; empty when there is nothing left and no more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopped)
            group: list[_Waiting] = []
            size = 0
            while self._waiting and len(group) < self._most and size < _MOST_BYTES:
                waiting = self._waiting.popleft()
                size += len(waiting.envelope)
                # From here on it is stored, whoever still waits for the answer.
                waiting.answer.set_running_or_notify_cancel()
                group.append(waiting)
            self._bytes -= size
            return group

    def _take(self, group: Sequence[_Waiting]) -> None:
        offered: list[tuple[_Waiting, Offered]] = []
        for waiting in group:
            try:
                offered.append((waiting, offer(waiting.envelope)))
            except CannotOpen as error:
                _refuse(waiting, error)
        accepted = self._accept(offered)
        unfinished = {each.intake_id for _, each in accepted if each.state in _UNFINISHED}
        known = {each.intake_id: waiting.envelope for waiting, each in accepted if each.first}
        try:
            opened = self._opener.open_all(sorted(unfinished), known) if unfinished else {}
        except StoreUnavailable:
            # They are durable, and the sweep will open them: the receipts are true.
            opened = {}
        for waiting, each in accepted:
            ended = opened.get(each.intake_id) or (None if each.state in _UNFINISHED else Opened(each.state))
            _answer(waiting, Taken(each, ended, each.receipt(self._receipt_key()) if _stands(each, ended) else None))

    def _accept(self, offered: Sequence[tuple[_Waiting, Offered]]) -> list[tuple[_Waiting, Accepted]]:
        """Answer what is durable now; whoever is not among it has been told."""
        if not offered:
            return []
        try:
            found = accept_all(self._database, [each for _, each in offered])
        except StoreUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one of them is at fault, and only that one is answered by it
            if len(offered) > 1:
                return [durable for one in offered for durable in self._accept([one])]
            _refuse(offered[0][0], error)
            return []
        durable = []
        for (waiting, _), accepted in zip(offered, found, strict=True):
            if accepted is None:
                _refuse(waiting, StoreUnavailable("what held this key went away meanwhile; try again"))
            else:
                durable.append((waiting, accepted))
        return durable


def _stands(accepted: Accepted, ended: Opened | None) -> bool:
    """Tell whether whoever sent an envelope may let go of it.

    What opened stands. What our own fault keeps closed is durable and will be looked into, which is enough for who sent it, and
    not for who sent other bytes under its key: those are nowhere, should it turn out not to open. What no node known here has
    signed may be anybody's, and a receipt for it would hold for the true one.
    """
    if ended is None:
        return accepted.own
    return ended.state == "opened" or (accepted.own and ended.reason in RECEIPTED)


def _answer(waiting: _Waiting, taken: Taken) -> None:
    if not waiting.answer.cancelled():
        waiting.answer.set_result(taken)


def _refuse(waiting: _Waiting, error: Exception) -> None:
    if not waiting.answer.done():
        waiting.answer.set_exception(error)
