"""A commission, a compute node and a phone for tests: real keys, real envelopes, a real PostgreSQL, a clock that is told."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from records.errors import Reason
from records.model import (
    EncounterRecord,
    Note,
    Provenance,
    RecordAttachment,
    RecordFinding,
    RecordPerson,
    RecordTurn,
    RecordUrgency,
    Registration,
    ResidentReply,
    Text,
)
from records.seal.envelope import (
    AskHeader,
    AttachmentHeader,
    IdentityHeader,
    RecordHeader,
    ReplyHeader,
    open_envelope,
    seal_envelope,
)
from records.seal.keys import KemPrivateKey, SigningKey, generate_kem_key, generate_signing_key, key_id
from records.seal.wire import b64u, from_b64u
from records.store.admin import Administration
from records.store.database import Database
from records.store.intake import Accepted, accept
from records.store.keystore import KeyStore
from records.store.nodes import admit
from records.store.opener import Opened, Opener
from records.store.policy import Actor, Role
from records.trust.directory import NodeEntry
from records.trust.values import KemKeyRef, SigningKeyRef

NOW_MS = 1_795_000_000_000
PASSWORD = "correct horse 42"


class FakeClock:
    """Time as data."""

    def __init__(self, now_ms: int = NOW_MS) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms

    def pass_s(self, seconds: float) -> None:
        self.now_ms += int(seconds * 1000)


def new_hex() -> str:
    return secrets.token_hex(16)


def encounter_record(record_id: str, revision: int = 1, **changes: Any) -> EncounterRecord:
    """A whole record with little in it."""
    values: dict[str, Any] = {
        "record_id": record_id,
        "revision": revision,
        "stage": "guided",
        "lang": "zh",
        "started_at_ms": NOW_MS,
        "updated_at_ms": NOW_MS + revision,
        "person": RecordPerson(age_days=20_500, sex="male", pregnant=None, relation="self"),
        "chief_complaint": "胸闷两天",
        "note": Note(subjective="胸闷两天，爬楼加重", objective="未查体", assessment="可能与心脏有关", plan="今天就诊"),
        "findings": (
            RecordFinding(
                id="chest_tightness", name=Text(zh="胸闷", en="chest tightness"), kind="symptom", status="present"
            ),
            RecordFinding(id="sweating", name=Text(zh="出汗", en="sweating"), kind="symptom", status="unsure"),
        ),
        "report_items": (),
        "differential": (),
        "unexplained": 0.2,
        "urgency": RecordUrgency.URGENT,
        "urgency_reasons": (),
        "opinions": (),
        "guidance": None,
        "transcript": (RecordTurn(turn=0, who="resident", text="胸闷两天，爬楼梯加重", at_ms=NOW_MS),),
        "attachments": (),
        "provenance": Provenance(
            software="jiayi test",
            graph_version="0",
            node_key_id="0" * 32,
            measurement="0" * 64,
            evidence="development",
            language_model=None,
        ),
    }
    return EncounterRecord.model_validate({**values, **changes})


def photo_entry(attachment_id: str, body: bytes) -> RecordAttachment:
    digest = hashlib.sha256(body).hexdigest()
    return RecordAttachment(attachment_id=attachment_id, digest=digest, media_type="image/jpeg", what="lab_report")


@dataclass
class Phone:
    """One phone with one person."""

    name: str = "张秀英"
    phone: str = "+86 138 0951 0042"
    identity_number: str = ""
    person_id: str = field(default_factory=new_hex)
    mailbox: KemPrivateKey = field(default_factory=generate_kem_key)
    mailbox_secret: str = field(default_factory=lambda: b64u(secrets.token_bytes(32)))

    @property
    def mailbox_id(self) -> str:
        return self.mailbox.key_id

    def registration(self, record_id: str, **changes: Any) -> Registration:
        values: dict[str, Any] = {
            "record_id": record_id,
            "person_id": self.person_id,
            "name": self.name,
            "phone": self.phone,
            "identity_number": self.identity_number,
            "relation": "self",
            "birth_date": "1970-05-06",
            "age_years": 56,
            "sex": "male",
            "consent_version": "2026-11",
            "consent_service": True,
            "consent_sensitive": True,
            "consented_at_ms": NOW_MS,
            "mailbox_key": b64u(self.mailbox.public_bytes),
            "mailbox_secret": self.mailbox_secret,
            "lang": "zh",
        }
        return Registration.model_validate({**values, **changes})


class FakeQueue:
    """Notes what was enqueued in a table of the same transaction, so that a roll-back takes it away."""

    def __init__(self) -> None:
        self.broken = False

    def prepare(self, database: Database) -> None:
        with database.transaction() as unit:
            unit.connection.exec_driver_sql("create table procrastinate_fake (encounter_id text, resident_id text)")

    def enqueue(self, connection: Any, encounter_id: str, resident_id: str) -> None:
        connection.execute("insert into procrastinate_fake values (%s, %s)", (encounter_id, resident_id))
        if self.broken:
            raise RuntimeError("the queue broke after it had enqueued")

    def jobs(self, database: Database) -> list[tuple[str, str]]:
        with database.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql("select * from procrastinate_fake")]


class World:
    """A commission with one community, one doctor, one magnet and one admitted node, over a given database."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.database_url = database_url
        self.clock = FakeClock()
        self.keys = KeyStore.create(folder / "keys")
        self.database = Database(database_url, self.keys.vault(), clock=self.clock, pool_size=5)
        self.admin = Administration(self.database, self.keys)
        self.opener = Opener(self.database, self.keys.records.find)
        self.node = generate_signing_key()
        self.channel = generate_kem_key()
        self.admit(self.node)
        self.community = self.admin.create_community("示范社区", "Demo community")
        self.doctor_id = self.create_clinician("wang", communities=(self.community,))
        self.doctor = Actor(Role.DOCTOR, self.doctor_id, frozenset({self.community}), "王医生")
        (self.magnet,) = self.admin.issue_magnets(self.community, "wang", 1)
        self.registered: dict[str, Registration] = {}
        """What phones told of themselves, by record id: with it they prove a withdrawal."""
        self.queue = FakeQueue()
        self.queue.prepare(self.database)

    def close(self) -> None:
        self.database.close()

    def create_clinician(
        self, username: str, *, name: str = "王医生", role: str = "doctor", communities: tuple[str, ...] = ()
    ) -> str:
        return self.admin.create_clinician(
            username=username,
            password=PASSWORD,
            name=name,
            phone="0951-5550120",
            role=role,
            communities=communities,
        )

    def admit(self, node: SigningKey, *, expires_in_s: int = 3600) -> None:
        entry = NodeEntry(
            node_id=node.key_id,
            url="http://127.0.0.1:8701",
            channel_key=KemKeyRef.of(self.channel.public_bytes),
            signing_key=SigningKeyRef.of(node.public_bytes),
            measurement="0" * 64,
            evidence="development",
            expires_at=self.clock.now_ms // 1000 + expires_in_s,
        )
        with self.database.transaction() as unit:
            admit(unit, entry)

    # envelopes

    def record(self, record: EncounterRecord, *, node: SigningKey | None = None, **header: Any) -> bytes:
        signer = node or self.node
        values: dict[str, Any] = {
            "record_id": record.record_id,
            "revision": record.revision,
            "key_id": self.keys.record.key_id,
            "producer": signer.key_id,
            "created_at_ms": self.clock.now_ms,
        }
        body = record.model_dump_json().encode()
        return seal_envelope(RecordHeader(**{**values, **header}), self.keys.record.public_bytes, body, signer)

    def identity(self, registration: Registration, *, magnet: str | None = None, record_id: str | None = None) -> bytes:
        self.registered[registration.record_id] = registration
        header = IdentityHeader(
            record_id=record_id or registration.record_id,
            magnet=magnet or self.magnet,
            key_id=self.keys.record.key_id,
            created_at_ms=self.clock.now_ms,
        )
        return seal_envelope(header, self.keys.record.public_bytes, registration.model_dump_json().encode())

    def attachment(self, record_id: str, attachment_id: str, body: bytes) -> bytes:
        header = AttachmentHeader(
            record_id=record_id,
            attachment_id=attachment_id,
            key_id=self.keys.record.key_id,
            media_type="image/jpeg",
            created_at_ms=self.clock.now_ms,
        )
        return seal_envelope(header, self.keys.record.public_bytes, body)

    def reply(
        self, record_id: str, text: str, *, message_id: str | None = None, kind: str = "reply", **changes: Any
    ) -> bytes:
        """What a phone writes back; a withdrawal with the proof of the phone that registered."""
        header = ReplyHeader(
            record_id=record_id,
            message_id=message_id or new_hex(),
            key_id=self.keys.record.key_id,
            created_at_ms=self.clock.now_ms,
        )
        said = {"record_id": record_id, "text": text, "kind": kind, "sent_at_ms": self.clock.now_ms}
        if kind == "consent_withdrawn" and record_id in self.registered:
            said["proof"] = proof_of(self.registered[record_id])
        reply = ResidentReply.model_validate({**said, **changes})
        return seal_envelope(header, self.keys.record.public_bytes, reply.model_dump_json().encode())

    def ask(self, phone: Phone, commitment: str, /, *, created_at_ms: int | None = None, **changes: Any) -> bytes:
        """A phone's sealed ask for its resident's essentials, for the node of this world."""
        wanted = {
            "mailbox_id": phone.mailbox_id,
            "mailbox_secret": phone.mailbox_secret,
            "person_id": phone.person_id,
            "channel_key_id": self.channel.key_id,
            "commitment": commitment,
            "consent": True,
        }
        created = self.clock.now_ms if created_at_ms is None else created_at_ms
        header = AskHeader(key_id=self.keys.record.key_id, created_at_ms=created)
        return seal_envelope(header, self.keys.record.public_bytes, json.dumps({**wanted, **changes}).encode())

    # what the API does with one

    def accept(self, envelope: bytes) -> Accepted:
        return accept(self.database, envelope)

    def take(self, envelope: bytes) -> Opened:
        """Accept and open at once. A service that starts beside sweeps up what waits: then its opening counts."""
        intake_id = self.accept(envelope).intake_id
        ended = self.opener.open(intake_id)
        deadline = time.monotonic() + 60
        while ended.state == "received" and time.monotonic() < deadline:
            time.sleep(0.02)
            ended = self.opener.open(intake_id)
        return ended

    def encounter(self, phone: Phone | None = None, **changes: Any) -> str:
        """A linked encounter with one revision; answers its id."""
        record_id = new_hex()
        who = phone or Phone()
        assert self.take(self.identity(who.registration(record_id))).state == "opened"
        assert self.take(self.record(encounter_record(record_id, **changes))).state == "opened"
        return record_id


def proof_of(registration: Registration) -> dict[str, str]:
    """What a withdrawal of this registration's person shows."""
    return {
        "mailbox_id": key_id(from_b64u(registration.mailbox_key, reason=Reason.JSON)),
        "mailbox_secret": registration.mailbox_secret,
        "person_id": registration.person_id,
    }


def open_letter(phone: Phone, envelope: bytes, receipt_key: Any) -> bytes:
    """What the phone reads of a message."""
    return open_envelope(envelope, phone.mailbox, lambda kid: receipt_key if kid == receipt_key.key_id else None)
