"""A visit summary on its way to a reader elsewhere: what the commission checks of it (FORMAT.md, section 13).

The commission opens none: it compares a proof, of which it keeps the digest, and a length.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

PROOF_BYTES: Final = 32
_KIB: Final = 1024
_OVERHEAD_BYTES: Final = 28
SEALED_LENGTHS: Final = tuple(_OVERHEAD_BYTES + size * _KIB for size in (4, 8, 16, 32))
"""Nonce, a padded size class with floor 4 KiB, tag."""


def has_length(sealed: bytes) -> bool:
    """Tell whether sealed bytes have one of the lengths that a phone makes."""
    return len(sealed) in SEALED_LENGTHS


def proves(proof: bytes, digest: str) -> bool:
    """Tell whether a proof is the one of this digest (hex), in constant time."""
    return hmac.compare_digest(hashlib.sha256(proof).hexdigest(), digest)
