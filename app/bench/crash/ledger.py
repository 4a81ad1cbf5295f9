"""What phones hold at the end: each envelope they were given, and each receipt; and what the doctor may sign meanwhile.

What stands in a consultation at the end must stand in the store and in the archive, once.
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
    """Empty bytes where the phone does not keep the envelope (a photo is sealed when it is sent), or shows it to nobody (a browser)."""
    receipts: dict[Key, str] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    """By attachment id, as they were sent; empty bytes where a browser made them smaller before."""
    guided: bool = False
    """The last turn was answered with the guidance, and everything has its receipt."""
    unanswered: bool = False
    """Something was said and not answered."""

    @property
    def owed(self) -> list[Key]:
        """Answer what has no receipt yet, in the order in which it came."""
        return [key for key in self.envelopes if key not in self.receipts]

    @property
    def revisions(self) -> set[int]:
        """Answer the revisions that the phone was given."""
        return {int(key) for kind, key in self.envelopes if kind == "record"}


class Ledger:
    """What happened that must not, and what is done; threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._guided: set[str] = set()
        self._troubles: list[str] = []

    def done(self, record_id: str) -> None:
        """Note a consultation that is over on its phone."""
        with self._lock:
            self._guided.add(record_id)

    def guided(self) -> set[str]:
        """Answer the record ids of those that a doctor may sign."""
        with self._lock:
            return set(self._guided)

    def trouble(self, what: str) -> None:
        """Note what must not happen: a receipt that does not hold, a true envelope refused, a turn that was given up."""
        with self._lock:
            self._troubles.append(what)

    @property
    def troubles(self) -> list[str]:
        """Answer what happened that must not."""
        with self._lock:
            return list(self._troubles)
