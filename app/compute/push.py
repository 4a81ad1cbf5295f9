"""Pushes sealed records to the commission from memory.

The phone holds every record until it is receipted, so losing what waits here loses nothing: this only makes an emergency reach
the doctor when the resident closes the phone. Emergencies therefore go first and give way last.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from app.compute.metrics import ComputeMetrics
from app.logs import log
from records.seal.wire import MIB

CAPACITY = 2_000
"""Records kept while the commission is away."""
MOST_BYTES = 64 * MIB
"""Bytes of these; whichever bound is reached first, the oldest record that is no emergency gives way."""
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_REFUSED = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.CONFLICT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
"""Answers about the envelope itself. Any other is about the way there, and passes."""
_TURNED_AWAY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""Answers that say nothing of the envelope that was sent: like a connection that is refused, they count against none."""


@dataclass
class _Waiting:
    envelope: bytes
    emergency: bool
    number: int
    tries: int = 0


class Pusher:
    """One thread that posts envelopes and tries again while the commission is away.

    What failed before goes behind what did not, so that one envelope on which the commission stumbles holds up no other. While
    the commission is away altogether nothing is learnt of an envelope, and an emergency keeps its place.
    """

    def __init__(
        self,
        client: httpx.Client,
        metrics: ComputeMetrics,
        *,
        capacity: int = CAPACITY,
        most_bytes: int = MOST_BYTES,
        first_pause_s: float = _FIRST_PAUSE_S,
    ) -> None:
        self._client = client
        self._metrics = metrics
        self._capacity = capacity
        self._most_bytes = most_bytes
        self._first_pause_s = first_pause_s
        self._waiting: dict[int, _Waiting] = {}
        self._bytes = 0
        self._number = 0
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="push", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, timeout_s: float = 3.0) -> None:
        """Stop, after at most `timeout_s` seconds for what waits."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join(timeout_s)

    def put(self, envelope: bytes, *, emergency: bool = False) -> None:
        """Take a sealed record to push; never blocks."""
        with self._changed:
            self._number += 1
            self._waiting[self._number] = _Waiting(envelope, emergency, self._number)
            self._bytes += len(envelope)
            while len(self._waiting) > self._capacity or self._bytes > self._most_bytes:
                oldest = min(self._waiting.values(), key=lambda each: (each.emergency, each.number))
                self._take_out(oldest)
                self._metrics.pushed.labels("gave_way").inc()
            self._metrics.waiting.set(len(self._waiting))
            self._changed.notify_all()

    def _take_out(self, waiting: _Waiting) -> None:
        # It may have given way to others while it was on its way.
        if self._waiting.pop(waiting.number, None) is not None:
            self._bytes -= len(waiting.envelope)

    def _run(self) -> None:
        pause_s = self._first_pause_s
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._stopped)
                if not self._waiting:
                    return
                first = min(self._waiting.values(), key=lambda each: (each.tries, not each.emergency, each.number))
            outcome, stumbled = self._post(first.envelope)
            self._metrics.pushed.labels(outcome).inc()
            with self._changed:
                if outcome != "away":
                    pause_s = self._first_pause_s
                    self._take_out(first)
                    self._metrics.waiting.set(len(self._waiting))
                    continue
                first.tries += stumbled
                if self._stopped or self._changed.wait_for(lambda: self._stopped, timeout=pause_s):
                    return
                pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    def _post(self, envelope: bytes) -> tuple[str, bool]:
        """Answer how it went, and whether a failure may have to do with this envelope."""
        try:
            answer = self._client.post(
                "/v1/envelopes", content=envelope, headers={"content-type": "application/octet-stream"}
            )
        except Exception as error:  # noqa: BLE001 - the thread outlives whatever happens on the way
            log().warning("commission away", error=type(error).__name__)
            return "away", not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        if answer.is_success:
            return "taken", False
        if answer.status_code in _REFUSED:
            log().error("commission refused a record", status=answer.status_code)
            return "refused", False
        log().warning("commission away", status=answer.status_code)
        return "away", answer.status_code not in _TURNED_AWAY
