"""Who this node is and what the commission has let it hold: keys of its own, the cluster's state keys, the record key.

All in memory: a node that starts again has new keys and is admitted again. Admission is renewed long before it ends; when
the commission stays away, the node serves until its admission ends and no longer; when the commission refuses, not until then.
Nothing is known from the start before: how old a directory may be is what the release tells (FORMAT.md, section 6).
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import httpx

from app.compute.admission import AdmissionKeys
from app.compute.attest.attester import Attester, DevelopmentAttester
from app.compute.errors import NotReady
from app.compute.metrics import ComputeMetrics
from app.logs import log
from records.errors import Reason
from records.seal.keys import KemPrivateKey, SigningKey, StateKeys, VerifyKey, generate_kem_key, generate_signing_key
from records.seal.suites import SUITE_1, SUITES, Suite
from records.seal.wire import from_b64u
from records.trust.directory import Directory, SeenCertificate, VerifiedDirectory, verify_directory
from records.trust.evidence.statement import Statement
from records.trust.log.head import SeenHead
from records.trust.measurement import measurement
from records.trust.statekeys import accept_release
from records.trust.values import EvidenceKind

_RENEW_S = 300.0
_FIRST_RETRY_S, _LAST_RETRY_S = 0.5, 5.0
_LOOK_AGAIN_S = 10.0
"""A stranger can name keys that nobody has; the commission is asked about them no oftener than this."""
_WATCH_S = 10.0
"""So often a node looks whether it still stands in the directory: who was taken out does not serve on until a renewal is due."""
_REFUSED, _REFUSALS = 403, 2
"""A first refusal may be a challenge that ended on the way; a second one is the commission's word, and so is a first one to a node that
stands in the directory no more."""
_AGAIN_AFTER_S, _AGAIN_AT_LAST_S = 5.0, 60.0
"""A stranger can name epochs that nobody has as well: each asking in vain doubles the time to the next. It costs the commission an entry
of its log, which it keeps for ever."""
_RENEWAL_WAIT_S = 2.0


@dataclass(frozen=True)
class Admitted:
    """What an admission gave, valid until `expires_at` (Unix seconds)."""

    state_keys: StateKeys
    record_key: bytes
    record_key_id: str
    receipt_key: VerifyKey
    """Whose word on a resident's essentials the node takes."""
    evidence: EvidenceKind
    """What the node proved itself with, which every record says."""
    expires_at: int
    suite: Suite = SUITE_1
    within_minutes: int | None = None
    """The commission's advice policy: within what time a doctor releases guidance; None where it is told at once."""
    """What frames and capsules are sealed with: the directory's."""


class Node:
    """The node's identity and its admission, renewed by one thread.

    `root_fingerprint` is the same pin that a magnet carries: a node takes keys only from the commission that it was started for.
    """

    def __init__(
        self,
        client: httpx.Client,
        *,
        origin: str,
        root_fingerprint: str,
        production: bool,
        metrics: ComputeMetrics,
        attester: Attester | None = None,
    ) -> None:
        self.channel_key: KemPrivateKey = generate_kem_key()
        self.signing_key: SigningKey = generate_signing_key()
        self.measurement: str = measurement()
        self._attester = attester or DevelopmentAttester()
        self._client = client
        self._origin = origin
        self._pin = root_fingerprint
        self._production = production
        self._metrics = metrics
        self.admission_keys = AdmissionKeys()
        self._serial = 0
        """The highest serial seen or told of: an older directory, and a release that tells of one, are refused."""
        self._seen: SeenHead | None = None
        self._certified: SeenCertificate | None = None
        self._looked_again = float("-inf")
        self._admitted: Admitted | None = None
        self._stopped = threading.Event()
        self._wake = threading.Event()
        self._renewed = threading.Condition()
        self._asked_at = float("-inf")
        self._again_after_s = _AGAIN_AFTER_S
        self._renew_now = False
        self._left_out = False
        """The directory seen last names neither this node nor another at its address, though the node was admitted."""
        self._ask_left_out_at = float("-inf")
        self._ask_left_out_s = _WATCH_S
        self._thread = threading.Thread(target=self._keep_admitted, name="admission", daemon=True)

    def start(self) -> None:
        """Ask for admission, and keep asking."""
        self._thread.start()

    def stop(self) -> None:
        """Stop asking."""
        self._stopped.set()
        self._wake.set()
        self._thread.join(2.0)

    def look_again(self) -> None:
        """Fetch the directory soon, and no more than that: something was met that only a newer one explains."""
        now = time.monotonic()
        if now - self._looked_again >= _LOOK_AGAIN_S:
            self._looked_again = now
            self._wake.set()

    @property
    def ready(self) -> bool:
        """Answer whether the node holds what it needs to serve."""
        return self._admitted is not None and time.time() < self._admitted.expires_at

    def admitted(self) -> Admitted:
        """Answer the keys in force.

        Raises:
            NotReady: there are none.
        """
        admitted = self._admitted
        if admitted is None:
            raise NotReady("this node is not admitted")
        if time.time() >= admitted.expires_at:
            raise NotReady("this node's admission has ended")
        return admitted

    def renewed(self, held: Admitted) -> Admitted:
        """Answer newer keys than `held`, asked for now: another node sealed under an epoch that began since.

        Waits for at most `_RENEWAL_WAIT_S`, and asks at most every `_AGAIN_AFTER_S`, more slowly after each time in vain; answers
        `held` where nothing newer came.
        Raises `NotReady` when the admission has ended.
        """
        now = time.monotonic()
        with self._renewed:
            if self._admitted is held and now - self._asked_at >= self._again_after_s:
                self._asked_at = now
                self._renew_now = True
                self._wake.set()
                self._renewed.wait_for(lambda: self._admitted is not held or self._stopped.is_set(), _RENEWAL_WAIT_S)
                newest = self._admitted
                found = newest is not None and newest.state_keys.current != held.state_keys.current
                self._again_after_s = _AGAIN_AFTER_S if found else min(2 * self._again_after_s, _AGAIN_AT_LAST_S)
        return self.admitted()

    def _keep_admitted(self) -> None:
        retry_s, refused = _FIRST_RETRY_S, 0
        while not self._stopped.is_set():
            try:
                admitted = self._admit()
            except Exception as error:  # noqa: BLE001 - a thread that ended would let the admission run out unnoticed
                reason = getattr(error, "reason", None)
                status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else None
                refused = refused + 1 if status == _REFUSED else 0
                if refused and (self._left_out or refused >= _REFUSALS) and self._admitted is not None:
                    # The commission took this node out: its keys are not for use any more, whatever hour they were given until.
                    self._admitted = None
                    self._metrics.admitted_until.set(0)
                log().warning(
                    "not admitted",
                    error=type(error).__name__,
                    reason=str(reason) if reason else None,
                    status=status,
                    floor=self._serial,
                )
                pause_s, retry_s = retry_s, min(retry_s * 2, _LAST_RETRY_S)
            else:
                with self._renewed:
                    self._admitted = admitted
                    self._renewed.notify_all()
                self._metrics.admitted_until.set(admitted.expires_at)
                retry_s, refused = _FIRST_RETRY_S, 0
                pause_s = max(_FIRST_RETRY_S, min(_RENEW_S, (admitted.expires_at - time.time()) / 2))
            self._wait(pause_s)

    def _wait(self, pause_s: float) -> None:
        """Wait until it is time for a renewal, or one is asked for; meanwhile look at the directory, at once when that is asked for."""
        ends = time.monotonic() + pause_s
        while not self._stopped.is_set() and (left_s := ends - time.monotonic()) > 0:
            if not self._wake.wait(min(left_s, _WATCH_S)) and left_s <= _WATCH_S:
                break
            self._wake.clear()
            if self._renew_now:
                break
            try:
                self._learn(self._directory().directory)
                if self._must_ask():
                    break
            except Exception as error:  # noqa: BLE001 - as above
                reason = getattr(error, "reason", None)
                log().warning(
                    "no directory",
                    error=type(error).__name__,
                    reason=str(reason) if reason else None,
                    floor=self._serial,
                )
        self._renew_now = False

    def _must_ask(self) -> bool:
        """Tell whether the commission took this node out, as far as the directory tells: only an answer to a renewal says so.

        It may leave out a node that keeps dying, or one too many. Such a node asks more slowly each time: what is admitted costs the log
        an entry.
        """
        now = time.monotonic()
        if not self._left_out:
            self._ask_left_out_s = _WATCH_S
        elif self._admitted is not None and now >= self._ask_left_out_at:
            self._ask_left_out_at = now + self._ask_left_out_s
            self._ask_left_out_s = min(2 * self._ask_left_out_s, _RENEW_S)
            return True
        return False

    def _admit(self) -> Admitted:
        """Prove what runs here and take the keys that this opens; the chain of FORMAT.md, sections 6 and 11."""
        before = self._directory()
        asked = self._client.post("/v1/nodes/challenge", json=self._attester.introduction())
        challenge = asked.raise_for_status().json()
        nonce = from_b64u(challenge["nonce"], reason=Reason.JSON, length=32)
        statement = Statement(self.signing_key, self.channel_key.public_bytes, nonce, self._origin, self.measurement)
        evidence = self._attester.prove(statement, challenge)
        answer = self._client.post("/v1/nodes/admission", json=evidence.model_dump()).raise_for_status().json()
        released = accept_release(
            answer["release"],
            directory_key=before.directory_key,
            channel_key=self.channel_key,
            signing_key_id=self.signing_key.key_id,
            nonce=nonce,
            now_s=int(time.time()),
            minimum_serial=self._serial,
        )
        self._serial = released.directory_serial
        directory = (before if before.directory.serial >= self._serial else self._directory()).directory
        self._learn(directory)
        record_key = directory.record_key
        return Admitted(
            released.state_keys,
            record_key.public_bytes,
            record_key.kid,
            VerifyKey(directory.receipt_key.public_bytes),
            evidence.kind,
            # Nothing is sealed to a record key past its end, however long the admission would hold.
            min(released.expires_at, record_key.not_after),
            SUITES[directory.suite],
            None if directory.advice is None else directory.advice.within_minutes,
        )

    def _learn(self, directory: Directory) -> None:
        """Take up what outlasts this directory: only of one that is not older than a release told."""
        self.admission_keys.learn(directory.admission_key, int(time.time()))

    def _directory(self) -> VerifiedDirectory:
        """Fetch a directory that is not older than one seen or told of. Raises httpx's errors and `CannotOpen`."""
        asked = {"seen": self._seen.size} if self._seen else {}
        response = self._client.get("/v1/directory", params=asked).raise_for_status().json()
        verified = verify_directory(
            response,
            self._pin,
            now_ms=time.time_ns() // 1_000_000,
            production=self._production,
            minimum_serial=self._serial,
            seen=self._seen,
            certified=self._certified,
        )
        self._serial, self._seen = verified.directory.serial, verified.seen
        self._certified = verified.certified
        # Another node at this address is this one's successor, or a rival that a renewal would put out: that waits for its time.
        own = (self.signing_key.key_id, self._origin)
        stands = any(own[0] == node.node_id or own[1] == node.url for node in verified.directory.nodes)
        self._left_out = self._admitted is not None and not stands
        return verified
