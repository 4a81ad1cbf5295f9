"""Residents and their mailboxes. Everything that tells who somebody is, is sealed under that resident's data key."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, Hex16, Name, Raw, Sealed, TimeMs
from records.store.tables.base import Index as BlindIndex


class Resident(Base):
    """One person in one community. Without `data_key` nothing of this person opens again."""

    __tablename__ = "resident"
    __table_args__ = (
        Index("uq_resident_person", "community_id", "person_index", unique=True),
        Index("ix_resident_phone", "community_id", "phone_index"),
        Index("ix_resident_name", "community_id", "name_index"),
        Index("ix_resident_erased", "id", postgresql_where=text("data_key is null")),
    )
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    community_id: Mapped[Hex16] = mapped_column(ForeignKey("community.id"))
    person_index: Mapped[BlindIndex | None]
    phone_index: Mapped[BlindIndex | None]
    name_index: Mapped[BlindIndex | None]
    name_sealed: Mapped[Sealed | None]
    phone_sealed: Mapped[Sealed | None]
    birth_sealed: Mapped[Sealed | None]
    kek_id: Mapped[Hex16 | None]
    data_key: Mapped[Raw | None]
    """The data key, wrapped by the key-encryption key `kek_id`."""
    created_at_ms: Mapped[TimeMs]
    erased_at_ms: Mapped[TimeMs | None]


class IdentityCard(Base):
    """The number that a clinician saw on a resident's identity card. Gone once it is taken back, or another number was told."""

    __tablename__ = "identity_card"
    __table_args__ = (Index("uq_identity_card_number", "community_id", "number_index", unique=True),)
    resident_id: Mapped[Hex16] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    community_id: Mapped[Hex16] = mapped_column(ForeignKey("community.id"))
    number_index: Mapped[BlindIndex]
    number_sealed: Mapped[Sealed]
    name_index: Mapped[BlindIndex]
    """Of the name that stood beside the number then."""
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"))
    seen_at_ms: Mapped[TimeMs]


class Mailbox(Base):
    """Where a phone fetches its messages: its public key, and the digest of the bearer secret."""

    __tablename__ = "mailbox"
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    public_key: Mapped[Raw]
    secret_digest: Mapped[Raw]
    last_seq: Mapped[int]
    created_at_ms: Mapped[TimeMs]


class MailboxItem(Base):
    """One sealed message.

    `seq` counts from 1 within its mailbox and is given under the mailbox's row lock, so that a reader who asks for what came
    after N never misses one.
    """

    __tablename__ = "mailbox_item"
    mailbox_id: Mapped[Hex16] = mapped_column(ForeignKey("mailbox.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message_id: Mapped[Hex16] = mapped_column(unique=True)
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), index=True)
    envelope: Mapped[Raw]
    created_at_ms: Mapped[TimeMs]


class Registration(Base):
    """The identity that came with one consultation, whole, as it was consented to."""

    __tablename__ = "registration"
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    resident_id: Mapped[Hex16] = mapped_column(ForeignKey("resident.id"), index=True)
    magnet_id: Mapped[Hex16] = mapped_column(ForeignKey("magnet.id"))
    mailbox_id: Mapped[Hex16] = mapped_column(ForeignKey("mailbox.id"))
    body_sealed: Mapped[Sealed]
    consent_version: Mapped[Name]
    consented_at_ms: Mapped[TimeMs]
    lang: Mapped[Code]
