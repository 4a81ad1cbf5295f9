"""What clinicians add to an encounter, and where the signed ones go. Every word is sealed under the resident's data key."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, Digest, Hex16, Name, RevisionNumber, Sealed, TimeMs


class Note(Base):
    """Every version of the clinical note that a clinician saved; the newest counts, none means the record's own."""

    __tablename__ = "note"
    __table_args__ = (CheckConstraint("effect in ('improved', 'unchanged', 'worsened')", name="effect"),)
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"))
    body_sealed: Mapped[Sealed]
    written_at_ms: Mapped[TimeMs]
    revision: Mapped[RevisionNumber | None]
    """The revision of the record that stood beside it; its note is what a first edit began with."""
    urgency: Mapped[Code | None]
    """How urgent the clinician holds it to be, when that is not what the record says."""
    effect: Mapped[Code | None]
    """`records.quality.effect`, once a diagnosis was confirmed."""


class Rating(Base):
    """What one clinician thinks of one part of the answer; the latest of each counts."""

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("rating in ('good', 'poor', 'dangerous')", name="rating"),
        Index("uq_rating_target", "encounter_id", "target", "clinician_id", unique=True),
        Index("ix_rating_dangerous", "rated_at_ms", postgresql_where=text("rating = 'dangerous'")),
    )
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"))
    target: Mapped[Name]
    rating: Mapped[Code]
    comment_sealed: Mapped[Sealed]
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"))
    rated_at_ms: Mapped[TimeMs]
    seen_at_ms: Mapped[TimeMs | None]
    """When a supervisor read a dangerous one."""
    seen_by: Mapped[Hex16 | None] = mapped_column(ForeignKey("clinician.id"))


class Action(Base):
    """A call, an invitation to the clinic or a referral."""

    __tablename__ = "action"
    __table_args__ = (CheckConstraint("kind in ('call', 'invite', 'refer')", name="kind"),)
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), index=True)
    kind: Mapped[Code]
    text_sealed: Mapped[Sealed]
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"))
    acted_at_ms: Mapped[TimeMs]
    detail_sealed: Mapped[Sealed | None]
    """`records.store.views.ActionDetail`: how a call ended, when and where to come, where to go."""
    answers: Mapped[bool | None]
    """Whether the resident waits no more: a call that reached nobody answers nothing. None: a call whose end is sealed and was not read
    for this yet (`records.store.waiting.settle_calls`)."""


class Message(Base):
    """What doctor and resident wrote to each other."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("direction in ('to_resident', 'from_resident')", name="direction"),
        Index("ix_message_encounter", "encounter_id", "sent_at_ms"),
    )
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    """Chosen by the phone for its replies, so unique within its encounter only."""
    direction: Mapped[Code]
    kind: Mapped[Code]
    body_sealed: Mapped[Sealed]
    clinician_id: Mapped[Hex16 | None] = mapped_column(ForeignKey("clinician.id"))
    sent_at_ms: Mapped[TimeMs]
    seen_at_ms: Mapped[TimeMs | None]
    """When a clinician first opened a resident's reply."""


class Diagnosis(Base):
    """The diagnosis that a doctor confirmed; the latest counts and the signature says which."""

    __tablename__ = "diagnosis"
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    body_sealed: Mapped[Sealed]
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"))
    confirmed_at_ms: Mapped[TimeMs]
    urgency: Mapped[Code | None]
    """How urgent it turned out to have been, in the doctor's judgement."""


class Signature(Base):
    """A doctor put the name to exactly this content. The token is the commission's word for it, over its digest."""

    __tablename__ = "signature"
    __table_args__ = (Index("ix_signature_encounter", "encounter_id", "number"),)
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    """Ascending over the whole store: the order in which the archive receives what concerns one resident."""
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"))
    version: Mapped[int]
    revision: Mapped[RevisionNumber]
    content_sealed: Mapped[Sealed]
    """Note, diagnosis and referral as signed; the record is the revision named beside it."""
    token: Mapped[str] = mapped_column(Text)
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"))
    signed_at_ms: Mapped[TimeMs]


class Delivery(Base):
    """Where a signed encounter stands on its way to the health archive."""

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("state in ('pending', 'delivered', 'failed')", name="state"),
        Index("ix_delivery_state", "state", "updated_at_ms"),
    )
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    resident_id: Mapped[Hex16] = mapped_column(ForeignKey("resident.id"), index=True)
    number: Mapped[int] = mapped_column(BigInteger)
    """The signature that is to arrive."""
    state: Mapped[Code]
    attempts: Mapped[int]
    last_error: Mapped[str | None] = mapped_column(Text)
    """A message of `records.archive.errors`: ids, never contents."""
    updated_at_ms: Mapped[TimeMs]


class DeliveryOutcome(Base):
    """What one destination has of an encounter."""

    __tablename__ = "delivery_outcome"
    __table_args__ = (CheckConstraint("state in ('delivered', 'failed')", name="state"),)
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("delivery.encounter_id"), primary_key=True)
    destination: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[Code]
    last_error: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[Code | None]
    """Why it failed: one of `records.archive.errors.Reason`."""
    place: Mapped[str | None] = mapped_column(Text)
    """The element that it concerns, such as `Condition.code`."""
    detail_sealed: Mapped[Sealed | None]
    """The destination's own words, which may quote the record."""
    digest: Mapped[Digest | None]
    """Of what the destination held once it had taken the delivery."""
    updated_at_ms: Mapped[TimeMs]


class ArchiveEssentials(Base):
    """What the archive said of a resident when it was asked last; what was never asked has no row."""

    __tablename__ = "archive_essentials"
    resident_id: Mapped[Hex16] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    body_sealed: Mapped[Sealed]
    fetched_at_ms: Mapped[TimeMs]
