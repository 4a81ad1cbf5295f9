"""The store's side of the demonstration: a node that signed, phones that delivered, a doctor who acted, each at its own time.

Everything goes the way it goes in service: records are sealed and signed, accepted and opened; the doctor's acts are those of the
cockpit, with their entries in the trail. Only the clock is told, so that a community has a past when the demonstration starts.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self, assert_never, cast

from sqlalchemy import select

from agents.casefile import record_of
from agents.language.opinion_record import model_named
from app.commission.consent import VERSION as CONSENT_VERSION
from app.commission.medicine import GraphMedicine
from app.demo.community.consulting import Consulted
from app.demo.community.people import Deed, Villager
from app.phone import identity, invented
from app.version import SOFTWARE
from kg.graph import Graph
from records.archive.worker import ArchiveQueue
from records.model import Provenance, ResidentReply
from records.seal.envelope import AttachmentHeader, RecordHeader, ReplyHeader, seal_envelope
from records.seal.keys import generate_kem_key, generate_signing_key
from records.seal.wire import b64u
from records.store import cockpit
from records.store.accounts import ClinicianRow
from records.store.admin import Administration
from records.store.admissions import Admissions
from records.store.encounters import read_encounter
from records.store.intake import accept
from records.store.opener import Opener
from records.store.oversight import glass
from records.store.oversight.marks import mark_changed
from records.store.policy import Actor, Role
from records.store.tables.people import Magnet
from records.store.views import ActionDetail, RatingWord
from records.trust.evidence.statement import development_evidence
from records.trust.measurement import measurement

_BEFORE_NOW_MS: Final = 61 * 60 * 1000
"""The node's last admission: it is over when the demonstration is up, so that no phone is sent to a node that does not answer."""
_PATIENCE_S: Final = 20.0


@dataclass
class Told:
    """A clock that is told."""

    now_ms: int

    def __call__(self) -> int:
        """Answer the time that it is."""
        return self.now_ms


@dataclass(frozen=True)
class Phone:
    """One resident's phone, as far as the store knows it."""

    who: Villager
    number: str
    person_id: str = field(default_factory=lambda: secrets.token_hex(16))
    mailbox_key: str = field(default_factory=lambda: b64u(generate_kem_key().public_bytes))
    mailbox_secret: str = field(default_factory=lambda: b64u(secrets.token_bytes(32)))


class History:
    """Writes the past of one community. Raises the errors of `records`."""

    def __init__(self, admin: Administration, clock: Told, graph: Graph, magnet: str) -> None:
        self._admin, self._clock, self._graph, self._magnet = admin, clock, graph, magnet
        self._database, self._keys = admin.database, admin.keys
        self._opener = Opener(self._database, self._keys.records.find)
        self._node, self._channel = generate_signing_key(), generate_kem_key()
        self._measurement = measurement()
        self._queue = ArchiveQueue()
        doctors = [row for row in admin.list_clinicians() if row.role == Role.DOCTOR and not row.closed]
        with self._database.reading() as connection:
            (community,) = connection.execute(select(Magnet.community_id).where(Magnet.id == magnet)).scalars()
        self._doctor, *_ = (_actor(row) for row in doctors if community in row.communities)
        self._neighbour = next((_actor(row) for row in doctors if community not in row.communities), None)

    @classmethod
    @contextmanager
    def open(cls, database_url: str, keys: Path, graph: Graph, magnet: str, now_ms: int) -> Generator[Self]:
        """Open the store with a clock that is told."""
        clock = Told(now_ms)
        admin = Administration.open(database_url, keys, migrate=False, clock=clock)
        try:
            yield cls(admin, clock, graph, magnet)
        finally:
            admin.close()

    def admit_node(self, since_ms: int, now_ms: int) -> None:
        """Admit the node that answers these consultations, from `since_ms` until just before now."""
        admissions = Admissions(self._database, "development", (self._measurement,))
        for at in (since_ms - 60_000, now_ms - _BEFORE_NOW_MS):
            self._clock.now_ms = at
            evidence = development_evidence(
                signing_key=self._node,
                channel_public=self._channel.public_bytes,
                nonce=admissions.challenge(None).nonce,
                url="http://127.0.0.1:9",
                measurement=self._measurement,
            )
            # No state keys are released: this node answers nobody.
            admissions.admit(evidence, lambda _unit, _entry: "")

    def arrive(self, phone: Phone, consulted: Consulted) -> str:
        """Deliver a consultation as a phone and its node do; answer the encounter's id."""
        record_id = secrets.token_hex(16)
        self._clock.now_ms = consulted.ended_ms
        self._take(self._identity(phone, record_id))
        state = consulted.outcome.state
        provenance = Provenance(
            software=SOFTWARE,
            graph_version=self._graph.version,
            node_key_id=self._node.key_id,
            measurement=self._measurement,
            evidence="development",
            language_model=model_named(state),
        )
        record = record_of(
            state,
            provenance,
            self._graph,
            record_id=record_id,
            revision=consulted.revision,
            thought=consulted.outcome.thought,
        )
        header = RecordHeader(
            key_id=self._keys.record.key_id,
            created_at_ms=self._clock.now_ms,
            record_id=record_id,
            revision=consulted.revision,
            producer=self._node.key_id,
        )
        body = record.model_dump_json().encode()
        self._take(seal_envelope(header, self._keys.record.public_bytes, body, self._node))
        if consulted.photo is not None:
            self._take(self._photo(record_id, *consulted.photo))
        return record_id

    def reply(self, record_id: str, at_ms: int, text: str) -> None:
        """The resident writes back."""
        self._clock.now_ms = at_ms
        header = ReplyHeader(
            record_id=record_id,
            message_id=secrets.token_hex(16),
            key_id=self._keys.record.key_id,
            created_at_ms=at_ms,
        )
        reply = ResidentReply(record_id=record_id, text=text, kind="reply", sent_at_ms=at_ms)
        self._take(seal_envelope(header, self._keys.record.public_bytes, reply.model_dump_json().encode()))

    def act(self, record_id: str, at_ms: int, deed: Deed, phone: Phone) -> None:
        """The doctor does something; or, in an emergency, one of another community, where there is one."""
        self._clock.now_ms = at_ms
        doctor, signer = self._doctor, self._keys.receipt
        with self._database.transaction() as unit:
            match deed.do:
                case "message":
                    cockpit.write_message(unit, doctor, record_id, deed.text, signer=signer)
                case "call" | "invite" | "refer":
                    # Every call of these people's stories reached somebody: their texts tell what was said.
                    detail = ActionDetail(outcome="reached") if deed.do == "call" else None
                    cockpit.act(unit, doctor, record_id, deed.do, deed.text, detail=detail)
                    if deed.tell:
                        cockpit.write_message(unit, doctor, record_id, deed.tell, signer=signer, kind=deed.do)
                case "diagnosis":
                    self._version = cockpit.confirm_diagnosis(
                        unit, doctor, record_id, deed.icd10, deed.text, urgency=deed.urgency
                    )
                case "rate":
                    cockpit.rate(unit, doctor, record_id, "guidance", cast("RatingWord", deed.text), deed.why)
                case "sign":
                    cockpit.sign(unit, doctor, record_id, self._version, signer=signer, enqueue=self._queue.enqueue)
                case "glass":
                    if self._neighbour is not None:
                        glass.break_glass(unit, self._neighbour, phone.number, deed.why)
                        read_encounter(unit, self._neighbour, record_id)
                case _:
                    assert_never(deed.do)

    def damage(self, at_ms: int) -> None:
        """A photo arrives that was damaged on its way: it does not open, and the administrator sees it."""
        self._clock.now_ms = at_ms
        whole = self._photo(secrets.token_hex(16), secrets.token_hex(16), b"a photo")
        self._opener.open(accept(self._database, whole[:-1] + bytes([whole[-1] ^ 1])).intake_id)

    def count(self, now_ms: int) -> None:
        """Count what has come for the supervisor; a commission that runs beside may be at it, and looks at what is recent only."""
        self._clock.now_ms = now_ms
        while mark_changed(self._database, GraphMedicine(), everything=True):
            pass

    def _identity(self, phone: Phone, record_id: str) -> bytes:
        who = phone.who
        year = time.gmtime(self._clock.now_ms / 1000).tm_year
        now_ms = self._clock.now_ms
        registration = invented(
            record_id,
            now_ms,
            person_id=phone.person_id,
            name=who.name,
            phone=phone.number,
            relation=who.relation,
            birth_date=f"{year - who.age}-03-15",
            age_years=who.age,
            sex=who.sex,
            consent_version=CONSENT_VERSION,
            mailbox_key=phone.mailbox_key,
            mailbox_secret=phone.mailbox_secret,
            lang=who.lang,
        )
        key = self._keys.record
        return identity(registration, self._magnet, key_id=key.key_id, public=key.public_bytes, now_ms=now_ms)

    def _photo(self, record_id: str, attachment_id: str, photo: bytes) -> bytes:
        header = AttachmentHeader(
            record_id=record_id,
            attachment_id=attachment_id,
            key_id=self._keys.record.key_id,
            media_type="image/jpeg",
            created_at_ms=self._clock.now_ms,
        )
        return seal_envelope(header, self._keys.record.public_bytes, photo)

    def _take(self, envelope: bytes) -> None:
        """Accept and open. The commission that runs beside sweeps up what waits: then its opening counts."""
        intake_id = accept(self._database, envelope).intake_id
        deadline = time.monotonic() + _PATIENCE_S
        while (ended := self._opener.open(intake_id)).state == "received" and time.monotonic() < deadline:
            time.sleep(0.05)
        if ended.state != "opened":
            raise RuntimeError(f"an envelope of the demonstration was not opened: {ended.state}, {ended.reason}")


def _actor(row: ClinicianRow) -> Actor:
    return Actor(Role.DOCTOR, row.id, frozenset(row.communities), row.name)
