"""Proves that both sides hold the same: what the store says that a destination took, against what the destination holds now.

Digests are compared first; only where they differ is the encounter opened again, to name what is missing, extra or altered. What
an older version of this software delivered is compared by the digest of then and cannot be named by part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from records.archive.destinations.port import Destination, Parts, Sent, digest
from records.archive.plan import plan
from records.archive.values import SignedEncounter, name_of

PAGE: Final = 100


class Delivered(Protocol):
    """What the store says that a destination took. `erased`: its resident is erased here, so it cannot be opened."""

    @property
    def encounter_id(self) -> str:
        """Answer the encounter."""

    @property
    def number(self) -> int:
        """Answer the signature's number."""

    @property
    def digest(self) -> str | None:
        """Answer the digest of what it held then; None where none was kept."""

    @property
    def erased(self) -> bool:
        """Tell whether the resident is erased."""


@dataclass(frozen=True)
class Difference:
    """An encounter that is not there as it was delivered, by the names of its parts; `whole` is missing altogether."""

    encounter_id: str
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    whole: bool = False
    unnamed: bool = False
    """It differs, and in what cannot be said: an older version of this software delivered it, or it was signed again since."""


@dataclass
class Report:
    """What came of it. `unconfirmed`: held, signed here, and never confirmed; `strangers`: held, and not signed here."""

    destination: str
    compared: int = 0
    same: int = 0
    erased_here: int = 0
    differences: list[Difference] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Tell whether both sides hold the same."""
        return not (self.differences or self.unconfirmed or self.strangers)


def reconcile(
    destination: Destination,
    pages: Iterable[Sequence[Delivered]],
    load: Callable[[str], SignedEncounter],
    signed_here: Callable[[Sequence[str]], frozenset[str]],
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Compare all; raises `DestinationAway`: what cannot be asked is not proved."""
    report = Report(destination.name)
    known: set[bytes] = set()
    for page in pages:
        held = destination.held([Sent(each.encounter_id, name_of(each.number, each.encounter_id)) for each in page])
        for each in page:
            known.add(bytes.fromhex(each.encounter_id))
            report.compared += 1
            if each.digest is not None and digest(held[each.encounter_id]) == each.digest:
                report.same += 1
            elif each.erased:
                report.erased_here += 1
            elif (found := _difference(destination, each, held[each.encounter_id], load)) is None:
                report.same += 1
            else:
                report.differences.append(found)
        progress(report.compared)
    others = [each for each in destination.inventory() if bytes.fromhex(each) not in known]
    for start in range(0, len(others), PAGE):
        part = others[start : start + PAGE]
        ours = signed_here(part)
        report.unconfirmed += [each for each in part if each in ours]
        report.strangers += [each for each in part if each not in ours]
    return report


def _difference(
    destination: Destination, delivered: Delivered, held: Parts, load: Callable[[str], SignedEncounter]
) -> Difference | None:
    """Answer in what they differ; None where they do not, though no digest of then was kept."""
    encounter_id = delivered.encounter_id
    if not held:
        return Difference(encounter_id, whole=True)
    signed = load(encounter_id)
    sent = destination.parts(plan(signed))
    if signed.encounter_no != delivered.number or (delivered.digest or digest(sent)) != digest(sent):
        return Difference(encounter_id, unnamed=True)
    made = Difference(
        encounter_id,
        missing=tuple(sorted(set(sent) - set(held))),
        extra=tuple(sorted(set(held) - set(sent))),
        altered=tuple(sorted(name for name in set(sent) & set(held) if sent[name] != held[name])),
    )
    return made if made.missing or made.extra or made.altered else None
