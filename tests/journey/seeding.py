"""An encounter put straight into a city's store, for journeys that begin at the doctor's desk."""

from __future__ import annotations

import io
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PIL import Image

from records.model import (
    EncounterRecord,
    RecordEvidence,
    RecordGuidance,
    RecordHypothesis,
    RecordOpinion,
    RecordTurn,
    RecordUrgency,
    Text,
)
from records.seal.envelope import AttachmentHeader, EnvelopeHeader, IdentityHeader, RecordHeader, seal_envelope
from records.seal.keys import SigningKey, generate_kem_key, generate_signing_key
from records.store.database import Database
from records.store.intake import accept
from records.store.keystore import KeyStore
from records.store.nodes import admit
from records.store.opener import Opener
from records.trust.directory import NodeEntry
from records.trust.values import KemKeyRef, SigningKeyRef
from tests.fakes.commission import Phone, encounter_record, new_hex, photo_entry
from tests.journey.city import City


def evidence(name: str, log10_lr: float, status: str = "present") -> RecordEvidence:
    return RecordEvidence(finding=name, name=Text(zh=name, en=name), status=status, log10_lr=log10_lr, source="test")


ANGINA = RecordHypothesis(
    disease="unstable_angina",
    name=Text(zh="不稳定型心绞痛", en="unstable angina"),
    icd10="I20.0",
    probability=0.5,
    evidence=(evidence("胸闷", 1.4), evidence("高血压病史", 0.4), evidence("出冷汗", -0.3, "absent")),
)
REFLUX = RecordHypothesis(
    disease="reflux",
    name=Text(zh="胃食管反流病", en="reflux disease"),
    icd10="K21.9",
    probability=0.2,
    evidence=(evidence("反酸", 1.6), evidence("歇一会儿能缓解", -0.3)),
)


def opinion(specialty: str, name: str, urgency: str, first: RecordHypothesis) -> RecordOpinion:
    return RecordOpinion(
        specialty=specialty,
        name=Text(zh=name, en=specialty),
        hypotheses=(first,),
        urgency=RecordUrgency(urgency),
        reasons=(),
        tests=(Text(zh="心电图", en="ECG"),),
        missing=(),
        referral=None,
        comment=Text(zh=f"可能是{first.name.zh}", en=first.name.en),
    )


SEEDED_URL = "http://127.0.0.1:1"
"""Where the node would be that seals what is seeded."""
RICH: dict[str, Any] = {
    "differential": (ANGINA, REFLUX),
    "opinions": (
        opinion("cardiology", "心内科", "urgent", ANGINA),
        opinion("gastroenterology", "消化科", "self_care", REFLUX),
    ),
    "guidance": RecordGuidance(
        urgency=RecordUrgency.URGENT,
        action="see_doctor_today",
        headline="今天就去看医生",
        now=("先歇着",),
        where=("县医院",),
        bring=("以前的化验单",),
        watch_for=("胸痛超过 15 分钟",),
        why=("可能与心脏有关",),
        who_looked=("心内科",),
        comfort="先把要紧的排除掉。",
    ),
}


@dataclass
class Seeds:
    """The means to put encounters into a city."""

    city: City
    database: Database
    opener: Opener
    keys: KeyStore
    node: SigningKey

    @classmethod
    @contextmanager
    def of(cls, city: City) -> Generator[Seeds]:
        keys = KeyStore.open(city.data / "keys")
        database = Database(city.world.database_url, keys.vault(), pool_size=2)
        node, channel = generate_signing_key(), generate_kem_key()
        entry = NodeEntry(
            node_id=node.key_id,
            url=SEEDED_URL,
            channel_key=KemKeyRef.of(channel.public_bytes),
            signing_key=SigningKeyRef.of(node.public_bytes),
            measurement="0" * 64,
            evidence="development",
            expires_at=int(time.time()) + 3600,
        )
        try:
            with database.transaction() as unit:
                admit(unit, entry)
            yield cls(city, database, Opener(database, keys.records.find), keys, node)
        finally:
            database.close()

    def encounter(self, name: str, *, phone: str = "", magnet: str = "", **changes: Any) -> str:
        """Put an encounter of a resident of this name into the store, and answer its id; without a magnet, by that of the demo's doctor."""
        record_id = new_hex()
        who = (Phone(name=name, phone=phone) if phone else Phone(name=name)).registration(record_id)
        magnet, key_id = magnet or self.city.login.magnet, self.keys.record.key_id
        header = IdentityHeader(record_id=record_id, magnet=magnet, key_id=key_id, created_at_ms=now_ms())
        self._arrives(self._sealed(header, who.model_dump_json().encode()))
        self._arrives(self._record(encounter_record(record_id, **{**RICH, **changes})))
        return record_id

    def with_photo(self, name: str, phone: str) -> tuple[str, str]:
        """Put an encounter with a photo into the store; answer its id and the photo's."""
        attachment_id, photo = new_hex(), jpeg()
        turn = RecordTurn(
            turn=0, who="resident", text="胸闷两天，这是化验单", at_ms=now_ms(), attachment_id=attachment_id
        )
        shown = {"attachments": (photo_entry(attachment_id, photo),), "transcript": (turn,)}
        record_id = self.encounter(name, phone=phone, **shown)
        header = AttachmentHeader(
            record_id=record_id,
            attachment_id=attachment_id,
            key_id=self.keys.record.key_id,
            media_type="image/jpeg",
            created_at_ms=now_ms(),
        )
        self._arrives(self._sealed(header, photo))
        return record_id, attachment_id

    def unreadable(self, record_id: str) -> int:
        """Put an envelope of an encounter into the store that was changed on its way; answer its number."""
        broken = bytearray(self._record(encounter_record(record_id, revision=2)))
        broken[-1] ^= 1
        return self._arrives(bytes(broken))

    def _record(self, record: EncounterRecord) -> bytes:
        header = RecordHeader(
            record_id=record.record_id,
            revision=record.revision,
            key_id=self.keys.record.key_id,
            producer=self.node.key_id,
            created_at_ms=now_ms(),
        )
        return self._sealed(header, record.model_dump_json().encode(), self.node)

    def _sealed(self, header: EnvelopeHeader, body: bytes, signer: SigningKey | None = None) -> bytes:
        return seal_envelope(header, self.keys.record.public_bytes, body, signer)

    def _arrives(self, envelope: bytes) -> int:
        intake_id = accept(self.database, envelope).intake_id
        self.opener.open(intake_id)
        return intake_id


def now_ms() -> int:
    return int(time.time() * 1000)


def jpeg() -> bytes:
    """A picture with nothing on it."""
    kept = io.BytesIO()
    Image.new("RGB", (640, 480), "white").save(kept, "JPEG")
    return kept.getvalue()
