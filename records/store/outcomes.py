"""Why an accepted envelope is not (yet) stored where it belongs: the store's own reasons beside those of FORMAT section 7."""

from __future__ import annotations

from enum import StrEnum

from records.store.errors import StoreError


class Fault(StrEnum):
    """What the opener found wrong after the envelope itself had opened, or before it could be."""

    FORM = "form"
    """The body is not the model that its kind names."""
    MISMATCH = "mismatch"
    """Body and header name different records or revisions."""
    UNKNOWN_NODE = "unknown_node"
    """No admitted node has this signing key: tried again for a while, because the admission may be on its way."""
    EARLY = "early"
    """The record is from a time that has not come: tried again for a day, because it may be our clock that is behind."""
    EXPIRED_NODE = "expired_node"
    """The node's admission did not cover the time at which the record was made, or it was revoked."""
    MAGNET = "magnet"
    """The magnet is unknown, or had ended before the consultation began."""
    MAILBOX = "mailbox"
    """The mailbox key is no key, or belongs to a mailbox with another secret."""
    ERASED = "erased"
    """The resident was erased; the bytes are dropped."""
    UNREGISTERED = "unregistered"
    """A withdrawal of consent whose registration has not arrived, by which it is to be proven: tried again for a day."""
    DUPLICATE = "duplicate"
    """Another envelope of the same key was stored meanwhile."""
    INTERNAL = "internal"
    """Our own fault; tried again with growing pauses, then kept for a person."""


DEFERRED = frozenset({Fault.UNKNOWN_NODE, Fault.EARLY, Fault.UNREGISTERED})
"""Time may mend these; until then the envelope holds its key against nobody."""
RETRIED = DEFERRED | {Fault.INTERNAL}
RECEIPTED = frozenset({Fault.EARLY, Fault.INTERNAL})
"""What is wrong with our clock or with us, and not with the envelope: whoever sent it has a receipt all the same."""


class Faulty(StoreError):
    """Raised inside the opener only; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault
