"""Nonces for evidence, the same in every process of a commission, and kept nowhere until one is used.

A nonce carries its own end and a MAC, so that asking for challenges fills no table; whoever keeps the admission uses it
up in the same transaction (`records.store.admission`). The secret of a TPM's credential is derived from the nonce and from
whom it was made for, so that it need not be kept either.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import Final

from records.errors import NotAdmitted, Refusal

CHALLENGE_S: Final = 120
_HEAD_BYTES: Final = 16
_MAC_BYTES: Final = 16


class Challenges:
    """Gives out nonces that hold for `CHALLENGE_S`. `mac` answers at least 32 bytes under a key of the commission."""

    def __init__(self, mac: Callable[[str], bytes]) -> None:
        self._key = mac

    def issue(self, now_ms: int) -> bytes:
        """Answer a fresh nonce: u64 end in ms, 8 random bytes, 16 bytes of MAC."""
        head = (now_ms + CHALLENGE_S * 1000).to_bytes(8, "big") + secrets.token_bytes(8)
        return head + self._mac(head)

    def check(self, nonce: bytes, now_ms: int) -> int:
        """Answer when a nonce ends (Unix ms). Raises `NotAdmitted(nonce)` unless it was given out here and has not ended."""
        head, mac = nonce[:_HEAD_BYTES], nonce[_HEAD_BYTES:]
        ends_ms = int.from_bytes(head[:8], "big")
        if not hmac.compare_digest(mac, self._mac(head)) or ends_ms < now_ms:
            raise NotAdmitted(Refusal.NONCE)
        return ends_ms

    def credential(self, nonce: bytes, subject: bytes) -> bytes:
        """Answer the 32 bytes that only the TPM described by `subject` can read from its credential for this nonce."""
        return self._key(f"credential {nonce.hex()} {subject.hex()}")[:32]

    def _mac(self, head: bytes) -> bytes:
        return self._key(f"nonce {head.hex()}")[:_MAC_BYTES]
