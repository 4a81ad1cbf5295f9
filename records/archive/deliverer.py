"""Delivers one encounter to every destination that does not have it yet, and notes how each ended: plain, and testable without a queue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from records.archive.destinations.port import Destination, digest
from records.archive.errors import ArchiveError, DestinationAway
from records.archive.fhir.checking import check_read
from records.archive.plan import plan
from records.archive.steady import Steady
from records.archive.values import Plan, SignedEncounter

EVERYWHERE: Final = "*"


class SignedEncounters(Protocol):
    """What the worker needs of the store; each call is one transaction."""

    def load_for(
        self, encounter_id: str, destinations: Sequence[str], *, away: Collection[str]
    ) -> tuple[frozenset[str], SignedEncounter | None]:
        """Answer which of the destinations do not have the encounter as it was signed last, and the encounter, opened.

        It is None, and stays closed, where those are none, or all of them are `away`.
        """

    def load(self, encounter_id: str) -> SignedEncounter:
        """Answer a signed encounter, opened."""

    def delivered(self, encounter_id: str, number: int, destination: str, digest: str) -> None:
        """Note that the destination has the encounter as this signature says, and the digest of what it has."""

    def failed(self, encounter_id: str, number: int, destination: str, error: ArchiveError) -> None:
        """Note why it has not."""


@dataclass(frozen=True)
class Deliverer:
    """The store at one side, the destinations at the other."""

    encounters: SignedEncounters
    destinations: tuple[Destination, ...]

    def deliver(self, encounter_id: str, *, overwrite: str = "") -> None:
        """Deliver, and note the outcome per destination.

        `overwrite` names a destination, or `EVERYWHERE`: it is sent there whether or not it has it, over what is there.

        Raises:
            DestinationAway: at least one destination could not take it now.
        """
        pauses = {each.name: each.pause_s() for each in self.destinations if isinstance(each, Steady)}
        away = {name: pause_s for name, pause_s in pauses.items() if pause_s > 0}
        if overwrite:
            todo = [each for each in self.destinations if overwrite in (EVERYWHERE, each.name)]
            closed = all(each.name in away for each in todo)
            encounter = None if closed else self.encounters.load(encounter_id)
        else:
            names = [each.name for each in self.destinations]
            missing, encounter = self.encounters.load_for(encounter_id, names, away=away)
            todo = [each for each in self.destinations if each.name in missing]
        if not todo:
            return
        if encounter is None:
            # No record is opened for destinations that are all known to be away.
            raise DestinationAway("every destination pauses", retry_after_s=min(away[each.name] for each in todo))
        number = encounter.encounter_no
        try:
            delivery = plan(encounter)
            check_read(delivery.read_bundle)
        except ArchiveError as error:
            # Without a note the console would say "pending" for ever.
            for destination in todo:
                self.encounters.failed(encounter_id, number, destination.name, error)
            if isinstance(error, DestinationAway):
                raise
            return
        gone = [
            failed
            for each in todo
            if (failed := self._deliver(delivery, number, each, overwrite=bool(overwrite))) is not None
        ]
        if gone:
            raise gone[0]

    def _deliver(
        self, delivery: Plan, number: int, destination: Destination, *, overwrite: bool
    ) -> DestinationAway | None:
        try:
            destination.deliver(delivery, overwrite=overwrite)
        except ArchiveError as error:
            self.encounters.failed(delivery.encounter_id, number, destination.name, error)
            return error if isinstance(error, DestinationAway) else None
        self.encounters.delivered(delivery.encounter_id, number, destination.name, digest(destination.parts(delivery)))
        return None
