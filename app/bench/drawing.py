"""Drawing an admission token from a commission that serves, as a phone with a magnet does (FORMAT.md, section 10)."""

from __future__ import annotations

import time

import httpx

from records.errors import Reason
from records.seal.wire import b64u, from_b64u
from records.trust import blinding
from records.trust.directory import Directory
from records.trust.tokens import TokenKey, day_of


def draw_token(
    client: httpx.Client, commission: str, magnet: str, node_key_id: str, directory: Directory
) -> bytes | None:
    """Answer one token for a node (channel key id); None where the directory asks for none.

    Raises:
        httpx.HTTPError: the commission is away, or refuses: the magnet is unknown, revoked or used up.
        CannotOpen: what it signed is no signature.
    """
    stated = directory.admission_key
    if stated is None:
        return None
    key = TokenKey(stated.public_bytes)
    begun = blinding.begin(key, node_key_id, day_of(time.time_ns() // 1_000_000) + 1)
    asked = {"magnet": magnet, "kid": key.key_id, "blinded": [b64u(begun.blinded)]}
    answer = client.post(f"{commission}/v1/admission", json=asked).raise_for_status()
    return begun.finish(from_b64u(answer.json()["signatures"][0], reason=Reason.TOKEN))
