"""The cockpit's first screens over a full store: work list, encounter page and search, through the real API over loopback.

A PostgreSQL of its own is filled by COPY, every resident with a data key of its own, every value sealed and indexed as the store does it.
The records are those of whole consultations. A real commission process then answers one doctor's requests, each many times.
"""

from __future__ import annotations

import json
import random
import secrets
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import numpy as np

from agents.graph import Consultation
from app.bench.casefiles import case_files, with_id
from app.bench.deployment import Deployment
from app.bench.graphs import complaints
from app.knowledge import load_knowledge
from records.model import EncounterRecord, Registration
from records.store.admin import Administration
from records.store.database import Database, new_id
from records.store.followups import CHINA
from records.store.incoming import RANKS, UNKNOWN_RANK, summary
from records.store.kek.port import DataKey
from records.store.vault import Place, normal_name, normal_phone

_SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹"
_GIVEN: Final = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂红玉梅建国华志文"
_COMMUNITIES: Final = 5
_DAY_MS: Final = 24 * 60 * 60 * 1000
_RESIDENTS: Final = """copy resident (id, community_id, person_index, phone_index, name_index, name_sealed, phone_sealed,
  birth_sealed, kek_id, data_key, created_at_ms) from stdin"""
_ENCOUNTERS: Final = """copy encounter (id, resident_id, community_id, status, revision, stage, urgency, urgency_rank, summary_sealed,
  version, unread, unsure, waiting_since_ms, doctor_id, received_at_ms, changed_at_ms) from stdin"""
_REVISIONS: Final = """copy revision (encounter_id, revision, record_sealed, producer, envelope_digest, created_at_ms,
  received_at_ms) from stdin"""
_REGISTRATIONS: Final = """copy registration (encounter_id, resident_id, magnet_id, mailbox_id, body_sealed, consent_version,
  consented_at_ms, lang) from stdin"""
_FOLLOW_UPS: Final = "copy follow_up (id, encounter_id, clinician_id, due_on, text_sealed, created_at_ms) from stdin"
_MAILBOX: Final = (
    "insert into mailbox (id, public_key, secret_digest, last_seq, created_at_ms) values (%s, %s, %s, 0, %s)"
)


@dataclass(frozen=True)
class Person:
    """A resident who was filled in."""

    id: str
    community: str
    name: str
    phone: str
    key: DataKey


class Town:
    """Fills a store; remembers some of the residents."""

    def __init__(self, database: Database, admin: Administration, doctor: str, *, seed: int) -> None:
        self._database, self._admin = database, admin
        self._rng = random.Random(seed)  # noqa: S311 - a drawing, no secret
        (row,) = [one for one in admin.list_clinicians() if one.username == doctor]
        self.doctor_id = row.id
        self.communities = list(row.communities)
        for number in range(_COMMUNITIES - len(self.communities)):
            self.communities.append(admin.create_community(f"第{number + 2}社区", f"Community {number + 2}"))
        with database.transaction() as unit:
            for community in self.communities[len(row.communities) :]:
                unit.connection.exec_driver_sql(
                    "insert into membership (clinician_id, community_id) values (%s, %s)", (row.id, community)
                )
        (self._magnet,) = admin.issue_magnets(self.communities[0], doctor, 1)
        self.known: list[Person] = []

    def settle(self, residents: int, keep: int) -> None:
        """Fill in so many residents; `keep` of them, spread evenly, are known afterwards."""
        every = max(1, residents // max(1, keep))
        with self._copying(_RESIDENTS) as write:
            for number in range(residents):
                person, row = self._resident()
                write(row)
                if number % every == 0 and len(self.known) < keep:
                    self.known.append(person)

    def consult(self, people: Sequence[Person], records: Sequence[EncounterRecord], *, signed: bool) -> list[str]:
        """Fill in an encounter of each of these residents; the signed ones have no page. Answers their ids."""
        made: list[tuple[str, Person, EncounterRecord, int]] = []
        now_ms = self._database.clock()
        mailbox = new_id()
        with self._database.transaction() as unit:
            unit.connection.exec_driver_sql(_MAILBOX, (mailbox, b"-", b"-", now_ms))
        for number, person in enumerate(people):
            since = now_ms - self._rng.randrange(3 * _DAY_MS)
            made.append((new_id(), person, records[number % len(records)], since))
        with self._copying(_ENCOUNTERS) as write:
            for encounter, person, record, since in made:
                write(self._encounter(encounter, person, record, since, signed=signed))
        if not signed:
            with self._copying(_REVISIONS) as write:
                for encounter, person, record, since in made:
                    body = self._seal(person, "revision", f"{encounter}/1", "record", with_id(record, encounter))
                    write((encounter, 1, body, "0" * 32, "0" * 64, since, since))
            with self._copying(_REGISTRATIONS) as write:
                for encounter, person, record, since in made:
                    body = _registration(encounter, person, record).model_dump_json().encode()
                    sealed = self._seal(person, "registration", encounter, "body", body)
                    write((encounter, person.id, self._magnet, mailbox, sealed, "bench", since, record.lang))
        return [encounter for encounter, _, _, _ in made]

    def plan(self, people: Sequence[Person], encounters: Sequence[str]) -> None:
        """Fill in a task for each of these encounters, of these residents: due today, or on one of thirty days before."""
        with self._copying(_FOLLOW_UPS) as write:
            for person, encounter in zip(people, encounters, strict=True):
                task = new_id()
                sealed = self._seal(person, "follow_up", task, "text", "打电话问血压，提醒复查".encode())
                due_on = datetime.now(CHINA).date() - timedelta(days=self._rng.randrange(31))
                write((task, encounter, self.doctor_id, due_on, sealed, self._database.clock()))

    def settled(self) -> None:
        """Let PostgreSQL learn what is there."""
        with self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("set statement_timeout = 0")
            for table in ("resident", "encounter", "revision", "registration", "follow_up"):
                connection.exec_driver_sql(f"vacuum analyze {table}")
            connection.exec_driver_sql("checkpoint")

    def _resident(self) -> tuple[Person, tuple[Any, ...]]:
        vault, rng = self._database.vault, self._rng
        resident = new_id()
        key, wrapped = vault.new_data_key(resident)
        name = rng.choice(_SURNAMES) + rng.choice(_GIVEN) + rng.choice(("", *_GIVEN))
        phone = f"1{rng.randrange(3_000_000_000, 10_000_000_000)}"
        person = Person(resident, rng.choice(self.communities), name, phone, key)
        row = (
            resident,
            person.community,
            secrets.token_bytes(32),
            vault.index("phone", normal_phone(phone)),
            vault.index("name", normal_name(name)),
            self._seal(person, "resident", resident, "name", name.encode()),
            self._seal(person, "resident", resident, "phone", phone.encode()),
            self._seal(person, "resident", resident, "birth", b"1962-03-04"),
            wrapped[1:17].hex(),
            wrapped,
            self._database.clock(),
        )
        return person, row

    def _encounter(
        self, encounter: str, person: Person, record: EncounterRecord, since: int, *, signed: bool
    ) -> tuple[Any, ...]:
        urgency = None if record.urgency is None else record.urgency.value
        rank = UNKNOWN_RANK if urgency is None else RANKS[urgency]
        unsure = sum(finding.status == "unsure" for finding in record.findings)
        sealed = self._seal(person, "encounter", encounter, "summary", summary(record))
        unread = int(not signed and self._rng.random() < 0.1)  # noqa: PLR2004 - one in ten wrote back
        return (
            encounter,
            person.id,
            person.community,
            "signed" if signed else "open",
            1,
            record.stage,
            urgency,
            rank,
            sealed,
            1,
            unread,
            unsure,
            None if signed else since,
            self.doctor_id if self._rng.random() < 0.5 else None,  # noqa: PLR2004 - half is the doctor's own work
            since,
            since,
        )

    def _seal(self, person: Person, table: str, row: str, column: str, body: bytes) -> bytes:
        return self._database.vault.seal(person.key, Place(table, row, column), body)

    @contextmanager
    def _copying(self, statement: str) -> Generator[Callable[[Sequence[Any]], None]]:
        """Run one COPY in one transaction: what is handed to the answered function is a row."""
        with self._database.transaction() as unit, unit.driver_connection().cursor() as cursor:
            cursor.execute("set local statement_timeout = 0")
            with cursor.copy(statement.encode()) as copy:
                yield copy.write_row


def _registration(encounter: str, person: Person, record: EncounterRecord) -> Registration:
    return Registration.model_validate(
        {
            "record_id": encounter,
            "person_id": person.id,
            "name": person.name,
            "phone": person.phone,
            "relation": "self",
            "birth_date": "1962-03-04",
            "age_years": 64,
            "sex": record.person.sex,
            "consent_version": "bench",
            "consent_service": True,
            "consent_sensitive": True,
            "consented_at_ms": 1,
            "mailbox_key": "-",
            "mailbox_secret": "",
            "lang": record.lang,
        }
    )


def ended_consultations(count: int, *, seed: int) -> list[EncounterRecord]:
    """Answer the last records of so many whole consultations, one in eight in English."""
    knowledge = load_knowledge()
    english = max(1, count // 8)
    said = [
        *complaints(knowledge.graph, count - english, "zh", seed),
        *complaints(knowledge.graph, english, "en", seed),
    ]
    return [walked[-1] for walked in case_files(Consultation(knowledge), said, seed=seed)]


def fill(
    deployment: Deployment,
    records: Sequence[EncounterRecord],
    *,
    residents: int,
    open_encounters: int,
    signed: int,
    seed: int,
    due: int = 0,
) -> tuple[Town, list[str]]:
    """Fill a deployment's store with residents, and encounters of these records; answer the town and the open ones' ids.

    The first `due` of the open ones have a task whose day has come.
    """
    admin = Administration.open(deployment.world.database_url, deployment.world.data / "keys", migrate=False)
    try:
        town = Town(admin.database, admin, deployment.login.username, seed=seed)
        town.settle(residents, open_encounters + signed)
        opened = town.consult(town.known[:open_encounters], records, signed=False)
        town.consult(town.known[open_encounters:], records, signed=True)
        town.plan(town.known[:due], opened[:due])
        town.settled()
    finally:
        admin.close()
    return town, opened


def measure_cockpit(
    *, residents: int, open_encounters: int, signed: int, rounds: int, seed: int = 0, consultations: int = 16
) -> dict[str, Any]:
    """Answer milliseconds of each request (median and the slowest of a hundred), and what was filled in how long."""
    with tempfile.TemporaryDirectory() as data, Deployment.open(Path(data)) as deployment:
        begun = time.perf_counter()
        town, opened = fill(
            deployment,
            ended_consultations(consultations, seed=seed),
            residents=residents,
            open_encounters=open_encounters,
            signed=signed,
            seed=seed,
            due=open_encounters,
        )
        filled_s = time.perf_counter() - begun
        deployment.start("commission")
        with httpx.Client(base_url=deployment.origin("commission"), timeout=60, trust_env=False) as http:
            figures = _ask(http, deployment, town, opened, rounds, random.Random(seed))  # noqa: S311 - a drawing
    made = {"residents": residents, "open_encounters": len(opened), "signed_encounters": signed, "rounds": rounds}
    return {**made, "filled_s": round(filled_s, 1), **figures}


def _ask(
    http: httpx.Client, deployment: Deployment, town: Town, opened: Sequence[str], rounds: int, rng: random.Random
) -> dict[str, Any]:
    login = {"username": deployment.login.username, "password": deployment.login.password}
    token = http.post("/v1/session", json=login).raise_for_status().json()["token"]
    http.headers["authorization"] = f"Bearer {token}"
    page = {"limit": 40}
    last = max(0, len(opened) - 40)
    requests: dict[str, Callable[[], httpx.Response]] = {
        "work_list": lambda: http.get("/v1/worklist", params=page),
        "work_list_last_page": lambda: http.get("/v1/worklist", params={**page, "offset": last}),
        "work_list_filtered": lambda: http.get("/v1/worklist", params={**page, "overdue": True, "whose": "mine"}),
        "due_tasks": lambda: http.get("/v1/follow-ups", params={"limit": 20}),
        "encounter": lambda: http.get(f"/v1/encounters/{rng.choice(opened)}"),
        "search_name": lambda: http.post("/v1/resident-search", json={"query": rng.choice(town.known).name}),
        "search_phone": lambda: http.post("/v1/resident-search", json={"query": rng.choice(town.known).phone}),
        "search_nobody": lambda: http.post("/v1/resident-search", json={"query": "欧阳无此人"}),
    }
    figures: dict[str, Any] = {}
    for name, send in requests.items():
        seconds = []
        for _ in range(rounds):
            started = time.perf_counter()
            answer = send().raise_for_status()
            seconds.append(time.perf_counter() - started)
        median, most = np.percentile(np.array(seconds) * 1000, [50, 99])
        figures |= {f"{name}_p50_ms": round(float(median), 1), f"{name}_p99_ms": round(float(most), 1)}
        if name == "work_list":
            figures["listed"] = json.loads(answer.content)["total"]
        if name == "due_tasks":
            figures["due"] = json.loads(answer.content)["total"]
        if name == "search_phone":
            figures["found_by_phone"] = len(json.loads(answer.content)["items"])
    return figures
