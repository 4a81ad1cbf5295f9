"""A doctor who confirms and signs in one step, for tests of what comes afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from records.store import cockpit
from tests.fakes.commission import World


def sign(world: World, encounter_id: str, *, enqueue: Callable[..., Any] | None = None) -> None:
    """Confirm a diagnosis of the encounter and sign it."""
    with world.database.transaction() as unit:
        version = cockpit.confirm_diagnosis(unit, world.doctor, encounter_id, "I20.0", "不稳定型心绞痛")
        cockpit.sign(
            unit,
            world.doctor,
            encounter_id,
            version,
            signer=world.keys.receipt,
            enqueue=enqueue or world.queue.enqueue,
        )


def signed_encounter_id(world: World, **changes: Any) -> str:
    """A signed encounter of somebody new; answers its id."""
    encounter_id = world.encounter(**changes)
    sign(world, encounter_id)
    return encounter_id
