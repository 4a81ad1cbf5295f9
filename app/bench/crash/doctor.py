"""A doctor in a script: signs every consultation whose phone is done, and tries again when the commission went away meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import httpx

from app.demo.world import Login

_PAUSE_S = 0.5
_CODE, _NAME = "Z00.0", "测量"


class Doctor:
    """One thread. `signed` are the encounters that it knows to be signed."""

    def __init__(self, commission: str, login: Login, guided: Callable[[], set[str]]) -> None:
        """`guided` answers the record ids of what may be signed."""
        self._client = httpx.Client(base_url=commission, timeout=15.0, trust_env=False)
        self._login, self._guided = login, guided
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="doctor", daemon=True)
        self.signed: set[str] = set()

    def start(self) -> None:
        """Start signing."""
        self._thread.start()

    def finish(self, timeout_s: float) -> None:
        """Sign what is left, and stop."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline and self._guided() - self.signed:
            time.sleep(_PAUSE_S)
        self._stop.set()
        self._thread.join(20.0)

    def _run(self) -> None:
        with self._client:
            while not self._stop.wait(_PAUSE_S):
                try:
                    self._round()
                except httpx.HTTPError:
                    # Whatever was under way is looked up again: a signature whose answer was lost is a signature.
                    continue

    def _round(self) -> None:
        if not (todo := self._guided() - self.signed):
            return
        if "authorization" not in self._client.headers:
            words = {"username": self._login.username, "password": self._login.password}
            token = self._client.post("/v1/session", json=words).raise_for_status().json()["token"]
            self._client.headers["authorization"] = f"Bearer {token}"
        for encounter_id in sorted(todo):
            self._sign(encounter_id)

    def _sign(self, encounter_id: str) -> None:
        path = f"/v1/encounters/{encounter_id}"
        page = self._client.get(path)
        if page.status_code == httpx.codes.NOT_FOUND:
            # Receipted and not opened yet: the sweep will, and the end of the run asks whether it did.
            return
        if page.raise_for_status().json()["status"] != "signed":
            named = self._client.post(f"{path}/diagnosis", json={"icd10": _CODE, "name": _NAME}).raise_for_status()
            signed = self._client.post(f"{path}/signature", json={"version": named.json()["version"]})
            if signed.status_code == httpx.codes.CONFLICT:
                return
            signed.raise_for_status()
        self.signed.add(encounter_id)
