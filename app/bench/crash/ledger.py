"""What phones hold while everything around them is killed: each envelope they were given, and each receipt.

A phone's own memory is the one thing that is not killed here, as a phone keeps both in its own storage. What stands in a ledger at
the end must stand in the store and in the archive.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

Key = tuple[str, str]
"""Kind and idempotency key of an envelope."""


@dataclass
class Consultation:
    """One consultation as its phone knows it."""

    person_id: str
    record_id: str
    said: list[str] = field(default_factory=list)
    """What the resident said in words, in order."""
    envelopes: dict[Key, bytes] = field(default_factory=dict)
    receipts: dict[Key, str] = field(default_factory=dict)
    guided: bool = False
    """The last turn was answered with the guidance, and everything has its receipt."""

    @property
    def owed(self) -> list[Key]:
        """Answer what has no receipt yet, in the order in which it came."""
        return [key for key in self.envelopes if key not in self.receipts]

    @property
    def revisions(self) -> set[int]:
        """Answer the revisions that the phone was given."""
        return {int(key) for kind, key in self.envelopes if kind == "record"}


class Ledger:
    """All consultations; threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._consultations: dict[str, Consultation] = {}
        self.troubles: list[str] = []
        """What no phone may meet: a receipt that does not hold, a true envelope refused, a turn that was given up."""

    def open(self, consultation: Consultation) -> None:
        """Note a consultation that begins."""
        with self._lock:
            self._consultations[consultation.record_id] = consultation

    def all(self) -> list[Consultation]:
        """Answer all consultations, in the order in which they began."""
        with self._lock:
            return list(self._consultations.values())

    def guided(self) -> set[str]:
        """Answer the record ids of those that a doctor may sign."""
        return {consultation.record_id for consultation in self.all() if consultation.guided}

    def trouble(self, what: str) -> None:
        """Note what must not happen."""
        with self._lock:
            self.troubles.append(what)
