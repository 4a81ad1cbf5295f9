"""How long admission tokens take: signing at the commission, checking at a node, blinding and finishing at a phone in Python.

One thread, no network and no database; figures are medians of processor time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from app.compute.admission import Admission, AdmissionKeys
from records.errors import CannotOpen
from records.seal.channel import OpenedRequest, RequestPayload
from records.trust import blinding
from records.trust.blindsign import BlindSigner
from records.trust.tokens import DAY_S, day_of
from records.trust.values import AdmissionKeyRef

_Made = TypeVar("_Made")
_NODE = "0" * 32
_RECORD = "1" * 32


@dataclass(frozen=True, slots=True)
class AdmissionTimes:
    """Medians, and what they come to in a second of one core."""

    sign_ms: float
    signed_per_s: float
    check_us: float
    checked_per_s: float
    refuse_us: float
    """Of a token with a wrong signature, which is all that somebody without one can make a node do."""
    blind_ms: float
    finish_ms: float


def measure_admission(tokens: int, now_ms: int) -> AdmissionTimes:
    """Answer the figures over so many fresh tokens, each admitted once by a node's door."""
    signer = BlindSigner.generate()
    day = day_of(now_ms) + 1
    begun, blind = _timed([partial(blinding.begin, signer.public, _NODE, day)] * tokens)
    signatures, sign = _timed([partial(signer.blind_sign, one.blinded) for one in begun])
    pairs = list(zip(begun, signatures, strict=True))
    made, finish = _timed([partial(one.finish, signature) for one, signature in pairs])
    keys = AdmissionKeys()
    keys.learn(AdmissionKeyRef.until(signer.public.modulus, now_ms // 1000 + DAY_S), now_ms // 1000)
    door = Admission(keys, capacity=tokens)
    requests = [_request(token, number) for number, token in enumerate(made)]
    _, check = _timed([partial(door.check_token, each, _NODE, now_ms) for each in requests])
    forged = [_request(token[:-1] + bytes([token[-1] ^ 1]), number) for number, token in enumerate(made)]
    _, refuse = _timed([partial(_refused, door, each, now_ms) for each in forged])
    return AdmissionTimes(
        sign_ms=sign * 1e3,
        signed_per_s=1 / sign,
        check_us=check * 1e6,
        checked_per_s=1 / check,
        refuse_us=refuse * 1e6,
        blind_ms=blind * 1e3,
        finish_ms=finish * 1e3,
    )


def _request(token: bytes, number: int) -> OpenedRequest:
    payload = RequestPayload(_RECORD, {}, None, 0, reply_key=bytes(32), admission=token)
    return OpenedRequest(f"{number:032x}", 0, payload, (), bytes(32))


def _refused(door: Admission, request: OpenedRequest, now_ms: int) -> None:
    try:
        door.check_token(request, _NODE, now_ms)
    except CannotOpen:
        return
    raise AssertionError("a forged token was let in")


def _timed(works: Iterable[Callable[[], _Made]]) -> tuple[list[_Made], float]:
    """Answer what came out, and the median of the processor seconds that each took."""
    results, seconds = [], []
    for work in works:
        begun = time.thread_time()
        results.append(work())
        seconds.append(time.thread_time() - begun)
    return results, float(np.median(seconds))
