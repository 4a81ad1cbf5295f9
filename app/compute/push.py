"""Pushes sealed records to the commission from memory.

The phone holds every record until it is receipted, so losing what waits here loses nothing: this only makes an emergency reach
the doctor when the resident closes the phone.
"""

from __future__ import annotations

import threading
from collections import deque

import httpx

from app.compute.metrics import ComputeMetrics
from app.logs import log

CAPACITY = 2_000
"""Records kept while the commission is away; the oldest gives way, for the phone still holds it."""
_LONGEST_PAUSE_S = 30.0


class Pusher:
    """One thread that posts envelopes in order and tries again while the commission is away."""

    def __init__(self, client: httpx.Client, metrics: ComputeMetrics) -> None:
        self._client = client
        self._metrics = metrics
        self._waiting: deque[bytes] = deque(maxlen=CAPACITY)
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

    def put(self, envelope: bytes) -> None:
        """Take a sealed record to push; never blocks."""
        with self._changed:
            if len(self._waiting) == CAPACITY:
                self._metrics.pushed.labels("gave_way").inc()
            self._waiting.append(envelope)
            self._metrics.waiting.set(len(self._waiting))
            self._changed.notify_all()

    def _run(self) -> None:
        pause_s = 0.5
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._stopped)
                if not self._waiting:
                    return
                envelope = self._waiting[0]
            outcome = self._post(envelope)
            self._metrics.pushed.labels(outcome).inc()
            with self._changed:
                if outcome == "away":
                    if self._stopped:
                        return
                    self._changed.wait_for(lambda: self._stopped, timeout=pause_s)
                    pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
                    continue
                pause_s = 0.5
                # The oldest may have given way to a newer record while it was on its way.
                if self._waiting and self._waiting[0] is envelope:
                    self._waiting.popleft()
                self._metrics.waiting.set(len(self._waiting))

    def _post(self, envelope: bytes) -> str:
        try:
            answer = self._client.post(
                "/v1/envelopes", content=envelope, headers={"content-type": "application/octet-stream"}
            )
        except httpx.HTTPError as error:
            log().warning("commission away", error=type(error).__name__)
            return "away"
        if answer.is_success:
            return "taken"
        if answer.status_code in {408, 425, 429} or answer.is_server_error:
            return "away"
        log().error("commission refused a record", status=answer.status_code)
        return "refused"
