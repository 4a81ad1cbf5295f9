"""Role x endpoint x community: every route of the commission, asked by everybody, answers as `table.txt` says.

The routes are found in the application, so that a new one without a line in the table fails here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import text

from app.commission.oidc.config import ProviderConfig
from app.commission.service import create_app
from records.store.admission import Allowance
from records.store.tables.all import METADATA
from records.trust.blindsign import BlindSigner
from tests.conftest import PostgresServer
from tests.fakes.admission import next_signer
from tests.fakes.commission import World
from tests.fakes.serving import SettledClient
from tests.unit.app.commission.conftest import CODES, Api, build_dist, config_for
from tests.unit.app.commission.matrix.actors import ACTORS, Actors
from tests.unit.app.commission.matrix.asking import ASKINGS, MEASUREMENT, Asking, path_values
from tests.unit.app.commission.matrix.resident import Resident, Stage, arrive

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
TABLE: Final = Path(__file__).with_name("table.txt")
ENDS_SESSIONS: Final = frozenset({"DELETE /v1/session", "DELETE /v1/sessions"})
AWAY: Final = ProviderConfig("https://127.0.0.1:1", "jiayi", "https://console.test")
"""A provider at which nobody answers: what it would be asked for is tried in `../oidc`."""
OF_HER: Final = ("{encounter_id}", "{resident_id}")
PASSES: Final = frozenset({"audit_entry", "login_session", "login_throttle"})
"""Tables that a refusal may add to: it is on record, and tries are counted."""


def read_table() -> dict[str, dict[str, str]]:
    """Answer route -> actor -> cell. A line that is too short or too long is a mistake."""
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines()]
    header, *rows = [words for words in lines if words and words[0] != "#"]
    if tuple(header[1:]) != ACTORS:
        raise ValueError(f"the table's actors are {header[1:]}")
    return {f"{row[0]} {row[1]}": dict(zip(ACTORS, row[2:], strict=True)) for row in rows}


CELLS: Final = read_table()


@dataclass
class Commission:
    """The application with everybody's accounts, and one resident of each stage for those who only read."""

    api: Api
    app: FastAPI
    actors: Actors
    residents: dict[Stage, Resident]

    def rows(self) -> dict[str, object]:
        """Answer what stands in each table, but those that a refusal may add to."""
        names = [name for name in METADATA.tables if name not in PASSES]
        digest = "select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {} t"
        with self.api.world.database.reading() as connection:
            return {name: connection.execute(text(digest.format(name))).scalar_one() for name in names}

    def trail(self) -> int:
        """Answer how long the audit trail is."""
        with self.api.world.database.reading() as connection:
            return connection.execute(text("select count(*) from audit_entry")).scalar_one()

    def asks(self, route: str, actor: str, *, fresh: bool) -> tuple[str, int]:
        """Answer the cell that this actor really gets, and by how much the trail grew meanwhile."""
        asking = ASKINGS.get(route, Asking())
        resident = arrive(self.api.world, asking.stage) if fresh else self.residents[asking.stage]
        head = self.actors.head(actor, resident)
        sent = asking.sends(self.api, actor, resident)
        method, _, path = route.partition(" ")
        before = self.trail()
        answer = self.api.client.request(
            method, path.format(**path_values(self.api, route, resident)), headers=head, **sent
        )
        if route in ENDS_SESSIONS:
            self.actors.forget(actor)
        told = any(mark in answer.content for mark in resident.marks)
        return f"{answer.status_code}{'+' if told else ''}", self.trail() - before


@pytest.fixture(scope="module")
def commission(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commission]:
    folder = tmp_path_factory.mktemp("matrix")
    name = postgres.clone()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("records.store.accounts._HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patch.setattr(BlindSigner, "generate", next_signer)
        world = World(postgres.url_of(name), folder)
        dist = build_dist(folder)
        (dist / "sw.js").write_text("// nothing is kept", encoding="utf-8")
        config = config_for(
            world, dist, measurements=(MEASUREMENT,), allowance=Allowance(burst=100, refill_ms=60_000), provider=AWAY
        )
        app = create_app(config, enqueue_archive=world.queue.enqueue, codes=lambda: CODES)
        with SettledClient(app, raise_server_exceptions=False) as client:
            api = Api(world, client, config)
            stages: tuple[Stage, ...] = ("open", "held", "confirmed", "signed")
            yield Commission(api, app, Actors(api), {stage: arrive(world, stage) for stage in stages})
        world.close()
    postgres.drop(name)


def routes_of(app: FastAPI) -> set[str]:
    """Answer what the application answers to, described or not."""
    return {
        f"{method} {found.path}"
        for found in iter_route_contexts(app.routes)
        for method in found.methods or ()
        if method not in {"HEAD", "OPTIONS"}
    }


def changes_hers(route: str) -> bool:
    """Tell whether who is let in changes something of the resident, so that the next one needs another."""
    return (not route.startswith("GET ") and "{" in route) or route == "POST /v1/break-glass"


def observed(commission: Commission, route: str) -> str:
    """Answer the line that a route would have, as it is. Where it takes a body, `ASKINGS` must know one, or every cell is 422."""
    method, _, path = route.partition(" ")
    cells = [commission.asks(route, actor, fresh=changes_hers(route))[0] for actor in ACTORS]
    return f"{method:<6} {path:<55} {' '.join(f'{cell:>5}' for cell in cells)}"


def test_a_route_without_a_line_is_shown_as_it_answers(commission: Commission) -> None:
    shown = observed(commission, "GET /v1/encounters/{encounter_id}").split()
    assert shown == ["GET", "/v1/encounters/{encounter_id}", *CELLS["GET /v1/encounters/{encounter_id}"].values()]


def test_every_route_has_its_line_and_every_line_its_route(commission: Commission) -> None:
    found = routes_of(commission.app)
    assert len(found) > 25
    missing = sorted(found - set(CELLS))
    if missing:
        seen = "\n".join(observed(commission, route) for route in missing)
        pytest.fail(
            f"{TABLE.name} says nothing of these. What they answer now, to be judged before it is written down:\n{seen}"
        )
    assert sorted(set(CELLS) - found) == []
    assert sorted(set(ASKINGS) - found) == []


@pytest.mark.parametrize("route", CELLS)
def test_everybody_is_answered_as_written(commission: Commission, route: str) -> None:
    written = CELLS[route]
    changes = changes_hers(route)
    lets_in = {actor for actor, cell in written.items() if cell.startswith("2")}
    before = commission.rows()
    got = {actor: commission.asks(route, actor, fresh=False)[0] for actor in ACTORS if actor not in lets_in}
    assert commission.rows() == before, "a refusal changed something"
    for actor in lets_in:
        got[actor], noted = commission.asks(route, actor, fresh=changes)
        of_resident = got[actor].endswith("+") or changes or any(name in route for name in OF_HER)
        assert noted or not of_resident, f"{actor} was let in to a resident's record, and the trail says nothing of it"
    wrong = {actor: f"{got[actor]} for {written[actor]}" for actor in ACTORS if got[actor] != written[actor]}
    assert not wrong, f"{route}: {wrong}"
