"""Everybody who may knock at the commission's door, each with the credential that he has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select, update

from records.store.sessions import IDLE_MS
from records.store.tables.people import Clinician, LoginSession
from tests.fakes.commission import World
from tests.unit.app.commission.conftest import Api
from tests.unit.app.commission.matrix.resident import Resident

PEOPLE: Final = {
    "doctor": ("doctor", "here"),
    "elsewhere": ("doctor", "away"),
    "supervisor": ("supervisor", "here"),
    "afar": ("supervisor", "away"),
    "administrator": ("administrator", None),
    "auditor": ("auditor", None),
    "closed": ("doctor", "here"),
    "expired": ("doctor", "here"),
    "half": ("doctor", "here"),
}
"""Actors with an account: role, and whether their community is the resident's."""
ACTORS: Final = (
    "nobody",
    "resident",
    "doctor",
    "elsewhere",
    "supervisor",
    "afar",
    "administrator",
    "auditor",
    "node",
    "worker",
    "closed",
    "expired",
    "half",
)


@dataclass
class Actors:
    """Makes the accounts once, and answers for each actor the head of a request."""

    api: Api
    _sessions: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        world: World = self.api.world
        places = {"here": (world.community,), "away": (world.admin.create_community("别处", "Away"),), None: ()}
        for name, (role, place) in PEOPLE.items():
            world.create_clinician(name, role=role, communities=places[place])
        self._sessions = {name: self.api.log_in(name) for name in ("closed", "expired")}
        world.admin.close_clinician("closed")
        self._alter_sessions("expired", seen_at_ms=LoginSession.seen_at_ms - IDLE_MS - 1)

    def head(self, actor: str, resident: Resident) -> dict[str, str]:
        """What this actor sends beside the request."""
        bearers: dict[str, Callable[[], str]] = {
            "resident": lambda: resident.phone.mailbox_secret,
            "node": lambda: self.api.world.node.key_id,
            "worker": lambda: resident.encounter_id,
        }
        if actor == "nobody":
            return {}
        if actor in bearers:
            return {"authorization": f"Bearer {bearers[actor]()}"}
        if actor not in self._sessions:
            self._sessions[actor] = self.api.log_in(actor)
            if actor == "half":
                self._alter_sessions(actor, stage="code")
        return self._sessions[actor]

    def forget(self, actor: str) -> None:
        """A session that was logged out is made anew; closed and expired ones stay what they are."""
        if actor not in ("closed", "expired"):
            self._sessions.pop(actor, None)

    def _alter_sessions(self, actor: str, **values: Any) -> None:
        mine = select(Clinician.id).where(Clinician.username == actor).scalar_subquery()
        with self.api.world.database.transaction() as unit:
            unit.connection.execute(update(LoginSession).where(LoginSession.clinician_id == mine).values(**values))
