"""Runs the plan over a corpus and counts: none may open. `accepted` above 0 is a finding, with the numbers to make it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.bench.mutations.openers import OPENERS
from app.bench.mutations.plan import Draw, Entry, mutate
from records.errors import CannotOpen, Reason

_FNV_START, _FNV_PRIME, _WORD = 0x811C9DC5, 0x01000193, 0xFFFFFFFF
_REASONS = {reason: number for number, reason in enumerate(Reason)}
_SKIPPED, _OPENED = 254, 255
_FOUND_KEPT = 20


@dataclass(slots=True)
class Outcome:
    """What came of so many mutations. `fingerprint` is over every outcome in order: two readers that differ anywhere differ there."""

    tried: int = 0
    same: int = 0
    """Mutations that gave a valid message again: nothing was altered, and they are not tried."""
    accepted: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    structures: Counter[str] = field(default_factory=Counter)
    deep: int = 0
    """Those that were refused by a signature or by authenticated decryption, the rest before."""
    found: list[str] = field(default_factory=list)
    fingerprint: int = _FNV_START

    def note(self, code: int) -> None:
        """Take one outcome into the fingerprint (FNV-1a, 32 bits)."""
        self.fingerprint = ((self.fingerprint ^ code) * _FNV_PRIME) & _WORD


def run(
    corpus: Sequence[Entry], *, seed: int, first: int, count: int, progress: Callable[[int], None] = lambda _done: None
) -> Outcome:
    """Try `count` mutations of the corpus, those with the numbers from `first` on that alter something, and answer what came of them."""
    like = {name: [entry for entry in corpus if entry.structure == name] for name in OPENERS}
    valid = {name: {entry.data for entry in entries} for name, entries in like.items()}
    outcome = Outcome()
    number = first - 1
    while outcome.tried < count:
        number += 1
        draw = Draw(seed, number)
        entry = corpus[draw.below(len(corpus))]
        mutation = mutate(entry, like[entry.structure], draw)
        if mutation.kind != "context" and mutation.data in valid[entry.structure]:
            outcome.same += 1
            outcome.note(_SKIPPED)
            continue
        outcome.tried += 1
        outcome.kinds[mutation.kind] += 1
        outcome.structures[entry.structure] += 1
        try:
            OPENERS[entry.structure](mutation.data, mutation.context)
        except CannotOpen as refused:
            outcome.reasons[refused.reason] += 1
            outcome.deep += refused.reason in {Reason.DECRYPT, Reason.SIGNATURE}
            outcome.note(_REASONS[refused.reason])
        else:
            outcome.accepted += 1
            outcome.note(_OPENED)
            if len(outcome.found) < _FOUND_KEPT:
                outcome.found.append(f"{entry.structure} {entry.name}: {mutation.kind}, seed {seed}, number {number}")
        if outcome.tried % 10_000 == 0:
            progress(outcome.tried)
    return outcome
