"""Admission keys that are made once for many tests, and tokens as a phone would have got them."""

from __future__ import annotations

import itertools
from functools import cache

from records.trust import blinding
from records.trust.blindsign import BlindSigner
from records.trust.tokens import day_of

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
