"""Section 10 of the format: tokens, as a node checks them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA384

from tests.vectors.second_reader.notation import JSON, Refused, b64u_decode, number, refuse
from tests.vectors.second_reader.suites import key_id

DAY_MS = 86_400_000


class Token(NamedTuple):
    kid: str
    day: int
    nonce: bytes


def read_token(token: JSON, *, node_key_id: bytes, key: bytes, now_ms: int, earliest_day: int) -> Token:
    """Check a token for everything but its being spent; `earliest_day` is the latest day that the node's clock has shown."""
    data = b64u_decode(token, "token", 436)
    found = Token(data[:16].hex(), number(data[16:20]), data[20:52])
    if found.kid != key_id(key):
        refuse("token")
    today = now_ms // DAY_MS
    if not today <= found.day <= today + 2 or found.day < earliest_day:
        refuse("token")
    # RFC 9474, section 5: RSABSSA-SHA384-PSS-Randomized has a salt of 48 bytes, and a prefix to the message.
    pss = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=48)
    message = found.nonce + b"jiayi/v1/token\0" + node_key_id + data[16:20]
    try:
        rsa.RSAPublicNumbers(65537, number(key)).public_key().verify(data[52:], message, pss, SHA384())
    except InvalidSignature:
        refuse("token")
    return found


class Brought(NamedTuple):
    """A first turn, as a node's memory of spent tokens sees it."""

    token: JSON
    session_id: str
    record_id: str
    now_ms: int


def read_admissions(
    steps: Iterable[Brought],
    *,
    node_key_id: bytes,
    key: bytes,
    not_after: int,
    capacity: int,
    follows: dict[str, JSON] | None,
) -> list[str | None]:
    """Whether each first turn is admitted, as a reason or None."""
    spent: dict[bytes, tuple[int, str, str]] = {}
    latest, told = 0, list[str | None]()
    for step in steps:
        latest = max(latest, step.now_ms // DAY_MS)
        spent = {nonce: use for nonce, use in spent.items() if use[0] >= latest}
        try:
            keys = [(key, not_after)]
            if follows is not None and step.now_ms >= follows["at"] * 1000:
                newer = b64u_decode(follows["key"], "token")
                keys = [(newer, follows["not_after"]), (key, min(not_after, follows["at"] + 900))]
            named = (b64u_decode(step.token, "token") if step.token else b"")[:16]
            known = [one for one, ends in keys if bytes.fromhex(key_id(one)) == named and step.now_ms < ends * 1000]
            if not known:
                refuse("token")
            token = read_token(
                step.token, node_key_id=node_key_id, key=known[0], now_ms=step.now_ms, earliest_day=latest
            )
            use = token.day, step.session_id, step.record_id
            if spent.get(token.nonce, use)[1:] != use[1:]:
                refuse("token")
            if token.nonce not in spent and len(spent) >= capacity:
                refuse("replay_full")
        except Refused as refused:
            told.append(refused.reason)
        else:
            spent.setdefault(token.nonce, use)
            told.append(None)
    return told
