"""Where deliveries go: the one port of every destination."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from records.archive.values import Plan

Parts = Mapping[str, str]
"""SHA-256 in hex by the name of a part: a file, or a resource by its kind and identifier."""


@dataclass(frozen=True)
class Sent:
    """A delivery that a destination is asked about: the encounter, and the delivery's name there."""

    encounter_id: str
    name: str


class Destination(Protocol):
    """A place that takes deliveries, once in effect, and tells what it holds."""

    name: str

    def deliver(self, plan: Plan, *, overwrite: bool = False) -> None:
        """Take a delivery; taking the same one again changes nothing. With `overwrite` what was altered there is made right.

        Raises:
            DestinationAway: it cannot be reached now; trying again later may help.
            DeliveryRefused: it will not take this delivery; a person must look.
        """

    def parts(self, plan: Plan) -> Parts:
        """Answer what it will hold once the delivery was taken."""

    def held(self, sent: Sequence[Sent]) -> Mapping[str, Parts]:
        """Answer what it holds now, by encounter id; nothing of one is no parts. Raises `DestinationAway`."""

    def inventory(self) -> Iterator[str]:
        """Answer the ids of all encounters that it holds, each once. Raises `DestinationAway`."""


def digest(parts: Parts) -> str:
    """Answer one digest of all parts: equal where and only where both sides hold the same."""
    return hashlib.sha256(json.dumps(dict(parts), sort_keys=True).encode()).hexdigest()
