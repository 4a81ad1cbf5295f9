"""Admission keys that are made once for many tests, and tokens as a phone would have got them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

import httpx

from records.errors import Reason
from records.seal.wire import b64u, from_b64u
from records.trust import blinding
from records.trust.blindsign import BlindSigner
from records.trust.directory import Directory
from records.trust.tokens import TokenKey, day_of

fresh_signer = BlindSigner.generate
"""The real one, whatever a fixture puts in its place."""
_turn = itertools.count()


@cache
def signer(_number: int = 0) -> BlindSigner:
    """One of a few keys: a fresh one costs a tenth of a second or more."""
    return fresh_signer()


def next_signer() -> BlindSigner:
    """In turn one of three, so that what is generated twice differs."""
    return BlindSigner(signer(next(_turn) % 3).to_bytes())


def make_token(by: BlindSigner, node_key_id: str, now_ms: int, *, days: int = 1) -> bytes:
    """Blind, sign and finish one token."""
    begun = blinding.begin(by.public, node_key_id, day_of(now_ms) + days)
    return begun.finish(by.blind_sign(begun.blinded))


def draw_tokens(commission: str, magnet_url: str, node_key_ids: Sequence[str], directory: Directory) -> list[bytes]:
    """Draw tokens from a commission that serves at this address, one for each node (channel key id), as a phone with a magnet does."""
    stated = directory.admission_key
    assert stated is not None
    key = TokenKey(stated.public_bytes)
    day = day_of(time.time_ns() // 1_000_000) + 1
    begun = [blinding.begin(key, node, day) for node in node_key_ids]
    magnet = urlsplit(magnet_url).path.rpartition("/")[2]
    asked = {"magnet": magnet, "kid": key.key_id, "blinded": [b64u(one.blinded) for one in begun]}
    answer = httpx.post(f"{commission}/v1/admission", json=asked, timeout=10, trust_env=False)
    assert answer.status_code == 200, answer.text
    signatures = [from_b64u(one, reason=Reason.TOKEN) for one in answer.json()["signatures"]]
    return [one.finish(signature) for one, signature in zip(begun, signatures, strict=True)]
