"""Opening a capsule, also one that another node sealed under an epoch that began a moment ago."""

from __future__ import annotations

from typing import Protocol

from app.compute.node import Admitted
from records.errors import CannotOpen, Reason
from records.seal.capsule import capsule_epoch, open_capsule


class Renewing(Protocol):
    """A node, for what is needed of it here."""

    def renewed(self, held: Admitted) -> Admitted:
        """Answer newer keys than `held`, or `held`. Raises `NotReady`."""
        ...


def open_with_newest_keys(
    node: Renewing, admitted: Admitted, *, session_id: str, turn: int, record_id: str, capsule: bytes
) -> tuple[Admitted, bytes]:
    """Answer the keys that opened a capsule, and its state. Raises `CannotOpen`, `NotReady`.

    A revocation begins a new epoch; nodes hear of it one after the other, and a phone may go to one that has not heard yet.
    """

    def _open(held: Admitted) -> bytes:
        return open_capsule(held.state_keys, session_id, turn, record_id, capsule, suite=held.suite)

    try:
        return admitted, _open(admitted)
    except CannotOpen as error:
        # Epochs are counted up: an unknown one before the newest will not come any more.
        if error.reason is not Reason.UNKNOWN_KEY or capsule_epoch(capsule) <= admitted.state_keys.current:
            raise
    newer = node.renewed(admitted)
    return newer, _open(newer)
