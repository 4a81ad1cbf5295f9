"""A destination that is watched while worker processes deliver to it, and that is away while a file says so."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from records.archive.destinations.port import Destination, Parts, Sent
from records.archive.errors import DestinationAway
from records.archive.values import Plan

AWAY: Final = "away"
_TURNED_AWAY: Final = "-"


@dataclass(frozen=True)
class Taken:
    """One delivery that a destination took, and when: nanoseconds of the machine's monotonic clock, which its processes share."""

    at_ns: int
    name: str


class Watched:
    """A destination whose deliveries are written down in `folder`, by each process for itself."""

    def __init__(self, destination: Destination, folder: Path) -> None:
        self.name = destination.name
        self._destination = destination
        self._folder = folder
        # One line is one write: threads and a kill leave whole lines.
        self._log = os.open(folder / f"{os.getpid()}.took", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def deliver(self, plan: Plan, *, overwrite: bool = False) -> None:
        """Deliver, and note the delivery's name; see `Destination.deliver`."""
        if (self._folder / AWAY).exists():
            self._note(_TURNED_AWAY)
            raise DestinationAway("away, as this measurement has it")
        self._destination.deliver(plan, overwrite=overwrite)
        self._note(plan.name)

    def parts(self, plan: Plan) -> Parts:
        """See `Destination.parts`."""
        return self._destination.parts(plan)

    def held(self, sent: Sequence[Sent]) -> Mapping[str, Parts]:
        """See `Destination.held`."""
        return self._destination.held(sent)

    def inventory(self) -> Iterator[str]:
        """See `Destination.inventory`."""
        return self._destination.inventory()

    def _note(self, what: str) -> None:
        os.write(self._log, f"{time.monotonic_ns()} {what}\n".encode())


def working(folder: Path) -> int:
    """Answer how many processes have delivered something, or tried to."""
    return sum(path.stat().st_size > 0 for path in folder.glob("*.took"))


def taken(folder: Path) -> tuple[list[Taken], int]:
    """Answer what all processes delivered, in the order of time, and how many tries were turned away."""
    lines = [line.split() for path in folder.glob("*.took") for line in path.read_text().splitlines()]
    took = sorted((int(at), name) for at, name in lines if name != _TURNED_AWAY)
    return [Taken(at, name) for at, name in took], len(lines) - len(took)
