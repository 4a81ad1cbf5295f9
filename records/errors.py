"""What can go wrong with records, as one tree, and the closed list of reasons why something could not be opened.

    RecordsError
    ├── CannotOpen      sealed, signed or replayed bytes were refused; opaque outside, one `Reason` inside
    ├── CannotSeal      what was handed in cannot be sealed: too long, a signer missing, frames out of place
    ├── BadKey          bytes given as a key are not one
    └── NotAdmitted     a compute node was refused; one `Refusal` inside

`records.store` and `records.archive` hang their own branches below `RecordsError`. Messages carry ids and reasons,
never a patient's words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class RecordsError(Exception):
    """Root of every error that this package raises on purpose."""


class Reason(StrEnum):
    """Why something could not be opened: the closed list of FORMAT.md, section 7, which the vectors cover too."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    MAGIC = "magic"
    VERSION = "version"
    LENGTH = "length"
    NOT_CANONICAL = "not_canonical"
    HEADER = "header"
    JSON = "json"
    PADDING = "padding"
    UNKNOWN_KEY = "unknown_key"
    EXPIRED_KEY = "expired_key"
    DECRYPT = "decrypt"
    SIGNATURE = "signature"
    STALE = "stale"
    REPLAY = "replay"
    REPLAY_FULL = "replay_full"
    TRUNCATED = "truncated"
    ORDER = "order"
    CHAIN = "chain"
    EXPIRED = "expired"
    ENVIRONMENT = "environment"
    ROLLBACK = "rollback"
    LOG = "log"
    TOKEN = "token"  # noqa: S105 - the word for it, no secret


class CannotOpen(RecordsError):
    """Refuses sealed or signed bytes.

    `str()` never says why: a caller that tells the outside more than this text makes an oracle of the service. The
    reason is for counters and tests.
    """

    OUTSIDE: Final = "cannot open"

    def __init__(self, reason: Reason) -> None:
        super().__init__(self.OUTSIDE)
        self.reason = reason


class CannotSeal(RecordsError):
    """Refuses to seal what no reader would open."""


class BadKey(RecordsError):
    """Refuses bytes that are not a key of the kind asked for. The message never holds the bytes."""


class Refusal(StrEnum):
    """Why a compute node was not admitted."""

    FORM = "form"
    """The evidence is not of the stated form."""
    NONCE = "nonce"
    """The nonce is not the one that was given out, was used, or is too old."""
    KIND = "kind"
    """No verifier for this kind of evidence."""
    ENVIRONMENT = "environment"
    """Development evidence where production is required."""
    MEASUREMENT = "measurement"
    """The node runs something that the commission did not allow."""
    SIGNATURE = "signature"
    """The evidence is not signed by the node's own signing key."""
    ENDORSEMENT = "endorsement"
    """The hardware's certificate does not lead to a root that is held, is out of its time, or is another part's."""
    ATTESTATION_KEY = "attestation_key"
    """The attestation key is not of the kind that only the hardware can use, and only for attestation."""
    ACTIVATION = "activation"
    """The credential was not read by the TPM that it was made for."""
    QUOTE = "quote"
    """The quote or report is malformed, or not signed by the attestation key."""
    BINDING = "binding"
    """The quote or report carries another claim: another nonce, key, address or measurement."""
    PLATFORM = "platform"
    """The machine was not started in a way that the commission allows."""
    DEBUG = "debug"
    """The guest can be read by its host: debugging, migration or another privilege level."""
    TCB = "tcb"
    """The hardware's patch level is below the least one that is allowed."""
    ADDRESS = "address"
    """A node on another machine answers at this address, and was admitted or renewed just before."""
    REVOKED = "revoked"
    """The commission took this node, measurement, machine or attestation key out."""


class NotAdmitted(RecordsError):
    """Refuses a compute node, with one reason."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"node not admitted: {refusal}")
        self.refusal = refusal
