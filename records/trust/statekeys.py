"""Releasing the cluster's capsule keys to a node whose evidence was verified (FORMAT.md, section 6; version 2 of the release).

Each key is sealed to the node's channel key, and the whole is signed by the directory key: a node that took unsigned
keys would seal residents' capsules under whatever an intruder between it and the commission sent. It also tells the newest
directory's serial: a release is fresh by the node's nonce and keys, which a directory by itself is not.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from records.errors import BadKey, CannotOpen, Reason
from records.seal.keys import (
    SEALED_OVERHEAD,
    STATE_KEY_BYTES,
    KemPrivateKey,
    SigningKey,
    StateKeys,
    VerifyKey,
    kem_public_key,
    key_id,
)
from records.seal.wire import b64u, from_b64u, hex16, u32
from records.trust import jws
from records.trust.values import Hex16, Serial, TimeS, TrustValue

RELEASE_TYP: Final = "jiayi-state-keys-v2+jws"
_SEALED_BYTES: Final = SEALED_OVERHEAD + STATE_KEY_BYTES
Epoch = Annotated[int, Field(ge=0, le=2**32 - 1)]


class SealedStateKey(TrustValue):
    """One epoch's key, sealed to the node (b64u)."""

    epoch: Epoch
    sealed: str


class Release(TrustValue):
    """What the directory key signs."""

    nonce: str
    channel_key_id: Hex16
    signing_key_id: Hex16
    directory_serial: Serial
    current: Epoch
    retired: list[Epoch]
    expires_at: TimeS
    keys: list[SealedStateKey]


@dataclass(frozen=True, slots=True)
class ReleasedKeys:
    """The opened keys, until when the node may use them (Unix seconds), and the least directory serial that it may go by."""

    state_keys: StateKeys
    expires_at: int
    directory_serial: int


def _info(epoch: int, nonce: bytes, signing_key_id: str) -> bytes:
    return b"jiayi/v2/state-key\0" + u32(epoch) + nonce + hex16(signing_key_id)


def release_state_keys(
    state_keys: StateKeys,
    *,
    directory_key: SigningKey,
    channel_public: bytes,
    signing_key_id: str,
    nonce: bytes,
    directory_serial: int,
    expires_at: int,
) -> str:
    """Seal every live epoch's key to a verified node, in answer to its evidence with `nonce`. Raises `BadKey`.

    `directory_serial` is that of the directory in force.
    """
    recipient = kem_public_key(channel_public)
    release = Release(
        nonce=b64u(nonce),
        channel_key_id=key_id(channel_public),
        signing_key_id=signing_key_id,
        directory_serial=directory_serial,
        current=state_keys.current,
        retired=sorted(state_keys.retired),
        expires_at=expires_at,
        keys=[
            SealedStateKey(
                epoch=epoch, sealed=b64u(recipient.seal(state_keys.key(epoch), _info(epoch, nonce, signing_key_id)))
            )
            for epoch in state_keys.epochs
        ],
    )
    return jws.sign(RELEASE_TYP, release.model_dump(), directory_key)


def accept_release(
    token: str,
    *,
    directory_key: VerifyKey,
    channel_key: KemPrivateKey,
    signing_key_id: str,
    nonce: bytes,
    now_s: int,
    minimum_serial: int,
) -> ReleasedKeys:
    """Open the release made for this node and this nonce. Raises `CannotOpen`.

    `directory_key` comes from `verify_directory` against the root fingerprint that the node was started with;
    `minimum_serial` is the highest serial that this process has seen or was told, 0 for none.
    """
    release = Release.read(jws.verify(RELEASE_TYP, token, directory_key))
    stated = f"{release.nonce} {release.channel_key_id} {release.signing_key_id}"
    if not hmac.compare_digest(stated.encode(), f"{b64u(nonce)} {channel_key.key_id} {signing_key_id}".encode()):
        raise CannotOpen(Reason.CHAIN)
    if release.expires_at <= now_s:
        raise CannotOpen(Reason.EXPIRED)
    if release.directory_serial < minimum_serial:
        raise CannotOpen(Reason.ROLLBACK)
    keys: dict[int, bytes] = {}
    for entry in release.keys:
        sealed = from_b64u(entry.sealed, reason=Reason.JSON, length=_SEALED_BYTES)
        if entry.epoch in keys:
            raise CannotOpen(Reason.JSON)
        keys[entry.epoch] = channel_key.open(sealed, _info(entry.epoch, nonce, signing_key_id))
    try:
        state_keys = StateKeys(keys, release.current, release.retired)
    except BadKey:
        raise CannotOpen(Reason.JSON) from None
    return ReleasedKeys(state_keys, release.expires_at, release.directory_serial)
