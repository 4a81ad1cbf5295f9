"""The capsule: the consultation's state, sealed by the cluster and carried by the phone (FORMAT.md, section 4).

It opens for one session, one turn and one record only. The phone cannot read it, and no node keeps it.
"""

from __future__ import annotations

import secrets
from typing import Final

from records.errors import CannotOpen, Reason
from records.seal.keys import StateKeys
from records.seal.suites import NONCE_BYTES, SUITE_1, TAG_BYTES, Suite
from records.seal.wire import KIB, Cursor, check_padded_length, hex16, pad, part, u32

MAGIC: Final = b"JYCP"
VERSION: Final = 1
MAX_STATE_BYTES: Final = 512 * KIB - 4
_PREFIX_BYTES: Final = 9
_SEALED_AT: Final = _PREFIX_BYTES + NONCE_BYTES
_FIXED_BYTES: Final = _SEALED_AT + TAG_BYTES
_FLOOR: Final = 32 * KIB
_MAX_PADDED: Final = 512 * KIB


def _aad(suite: Suite, prefix: bytes, session_id: str, turn: int, record_id: str) -> bytes:
    return b"jiayi/v1/capsule\0" + suite.tag + prefix + hex16(session_id) + u32(turn) + hex16(record_id)


def seal_capsule(
    state_keys: StateKeys, session_id: str, turn: int, record_id: str, state: bytes, *, suite: Suite = SUITE_1
) -> bytes:
    """Seal `state` so that turn `turn` of this session and record may open it: one more than the turn that made it.

    Ids are hex of 16 bytes. Raises `CannotSeal` for a state over `MAX_STATE_BYTES`.
    """
    prefix = MAGIC + bytes([VERSION]) + u32(state_keys.current)
    nonce = secrets.token_bytes(NONCE_BYTES)
    padded = pad(part(state, _MAX_PADDED), floor=_FLOOR, limit=_MAX_PADDED)
    key = suite.capsule_key(state_keys.key(state_keys.current))
    sealed = suite.seal(key, nonce, padded, _aad(suite, prefix, session_id, turn, record_id))
    return b"".join((prefix, nonce, sealed))


def capsule_epoch(capsule: bytes) -> int:
    """Answer the epoch that a capsule states, for one whose key is not at hand; nothing vouches for it."""
    return int.from_bytes(capsule[_PREFIX_BYTES - 4 : _PREFIX_BYTES], "big")


def open_capsule(
    state_keys: StateKeys, session_id: str, turn: int, record_id: str, capsule: bytes, *, suite: Suite = SUITE_1
) -> bytes:
    """Open the capsule that the phone brought to turn `turn`, made under the directory's `suite`. Raises `CannotOpen`."""
    if len(capsule) < _FIXED_BYTES:
        raise CannotOpen(Reason.TOO_SHORT)
    if len(capsule) > _FIXED_BYTES + _MAX_PADDED:
        raise CannotOpen(Reason.TOO_LONG)
    prefix = capsule[:_PREFIX_BYTES]
    cursor = Cursor(prefix)
    if cursor.take(4) != MAGIC:
        raise CannotOpen(Reason.MAGIC)
    if cursor.u8() != VERSION:
        raise CannotOpen(Reason.VERSION)
    key = state_keys.key(cursor.u32())
    check_padded_length(len(capsule) - _FIXED_BYTES, floor=_FLOOR, limit=_MAX_PADDED)
    nonce, sealed = capsule[_PREFIX_BYTES:_SEALED_AT], memoryview(capsule)[_SEALED_AT:]
    aad = _aad(suite, prefix, session_id, turn, record_id)
    padded = suite.open(suite.capsule_key(key), nonce, sealed, aad)
    inner = Cursor(padded)
    state = inner.part(_MAX_PADDED)
    inner.end_padded(_FLOOR)
    return state
