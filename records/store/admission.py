"""How many admission tokens a magnet may draw: a bucket in the database, so that any number of processes agree.

A row says one thing, when a magnet's allowance is whole again (the virtual scheduling form of the leaky bucket, ITU-T I.371: each token
moves that time on by what one token takes to come back). Nothing else of a drawing is kept, no count and no time of it, nor an
audit entry: who drew when would be a diary of households, and says nothing about any record.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from records.store.database import Unit
from records.store.policy import Action, Actor, Role, require
from records.store.tables.admission import AdmissionAllowance

PHONE = Actor(Role.RESIDENT, "phone")


@dataclass(frozen=True)
class Allowance:
    """So many tokens at once, and one more every `refill_ms`.

    The default lets six phones at one magnet begin three consultations each in one night, every one of them with a second node
    after the first failed, and still draw ahead (`tests/unit/records/store/test_admission.py` walks that night).
    """

    burst: int = 60
    refill_ms: int = 12 * 60 * 1000

    def __post_init__(self) -> None:
        if self.burst < 1 or self.refill_ms < 1:
            raise ValueError("an allowance is at least one token, and one token comes back in at least 1 ms")


@dataclass(frozen=True)
class Drawn:
    """How many tokens were granted; with none, when the next one is there, in milliseconds from now."""

    granted: int
    wait_ms: int = 0


def draw(unit: Unit, magnet_id: str, asked: int, allowance: Allowance) -> Drawn:
    """Take up to `asked` tokens from the allowance of a magnet that is known and in use; whoever calls has seen to that.

    The row is locked until the transaction ends: of two that draw at once, one waits for the other.
    """
    require(PHONE, Action.DRAW_ADMISSION)
    table = AdmissionAllowance
    unit.connection.execute(insert(table).values(magnet_id=magnet_id, whole_at_ms=unit.now_ms).on_conflict_do_nothing())
    whole_at_ms = unit.connection.execute(
        select(table.whole_at_ms).where(table.magnet_id == magnet_id).with_for_update()
    ).scalar_one()
    # A time further off than an empty bucket was left by a clock that ran ahead, or by a larger allowance: it counts as empty.
    lacking_ms = min(max(0, whole_at_ms - unit.now_ms), allowance.burst * allowance.refill_ms)
    there = allowance.burst - -(-lacking_ms // allowance.refill_ms)
    granted = min(asked, there)
    unit.connection.execute(
        update(table)
        .where(table.magnet_id == magnet_id)
        .values(whole_at_ms=unit.now_ms + lacking_ms + granted * allowance.refill_ms)
    )
    return Drawn(granted, 0 if granted else lacking_ms - (allowance.burst - 1) * allowance.refill_ms)


def forget_whole_allowances(unit: Unit) -> int:
    """Remove rows of magnets whose allowance is whole again; answers how many."""
    whole = AdmissionAllowance.whole_at_ms <= unit.now_ms
    return unit.connection.execute(delete(AdmissionAllowance).where(whole)).rowcount
