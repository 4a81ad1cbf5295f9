"""Encounters as they come in: the newest state, every revision, and the photos.

In clear are ids, times, revision numbers, stage and urgency: what the work list sorts by. What was said is sealed, under
the resident's data key once the identity is here, and under the encounter's waiting key until then.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Text, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, Digest, Hex16, RevisionNumber, Sealed, Small, TimeMs
from records.store.tables.base import Index as BlindIndex

OPEN: Final = literal_column("(encounter.status = 'open' or encounter.unread > 0)", Boolean)
HAS_RECORD: Final = literal_column("(encounter.revision > 0)", Boolean)
"""What the work list shows when nothing else is asked for; as text, because an index over it serves only who says the same constants."""


class Encounter(Base):
    """One consultation. Without `resident_id` it waits for its identity and nobody sees it."""

    __tablename__ = "encounter"
    __table_args__ = (
        CheckConstraint("(resident_id is null) = (community_id is null)", name="linked"),
        CheckConstraint("status in ('open', 'signed')", name="status"),
        CheckConstraint("(held_revision is null) = (held_since_ms is null)", name="held"),
        Index("ix_encounter_held", "community_id", postgresql_where=text("held_revision is not null")),
        Index("ix_encounter_worklist", "community_id", "status", "urgency_rank", "waiting_since_ms"),
        Index("ix_encounter_unread", "community_id", postgresql_where=text("unread > 0")),
        # The work list in its order, with all that it is counted by: it reads no row for those that it only counts.
        Index(
            "ix_encounter_open",
            "community_id",
            "urgency_rank",
            "waiting_since_ms",
            "received_at_ms",
            "id",
            postgresql_where=text("(status = 'open' or unread > 0) and revision > 0"),
            postgresql_include=[
                "resident_id",
                "urgency",
                "doctor_id",
                "unread",
                "unsure",
                "held_since_ms",
                "held_revision",
            ],
        ),
        Index("ix_encounter_changed", "changed_at_ms"),
    )
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    resident_id: Mapped[Hex16 | None] = mapped_column(ForeignKey("resident.id"), index=True)
    community_id: Mapped[Hex16 | None] = mapped_column(ForeignKey("community.id"))
    status: Mapped[Code]
    revision: Mapped[RevisionNumber]
    """Newest revision stored; 0 while only the identity, a photo or a reply is here."""
    stage: Mapped[Code | None]
    urgency: Mapped[Code | None]
    urgency_rank: Mapped[Small]
    """0 emergency … 4 self_care, 5 not yet known."""
    summary_sealed: Mapped[Sealed | None]
    """What a row of the work list shows (complaint, age, sex, unsure)."""
    version: Mapped[int]
    """Counts every change of what a doctor reads and signs: revisions, note, diagnosis."""
    unread: Mapped[int]
    """Replies of the resident that no clinician has opened yet."""
    unsure: Mapped[Small | None]
    """How many things the newest revision leaves unsure; None while that is not known."""
    waiting_since_ms: Mapped[TimeMs | None]
    """Since when the resident waits for a clinician; None once one answered (call, invitation, referral, message, signature)."""
    held_revision: Mapped[RevisionNumber | None]
    """The revision since which guidance waits for a doctor's release; None where none waits."""
    held_since_ms: Mapped[TimeMs | None]
    """Since when some guidance of this encounter has waited without a break."""
    doctor_id: Mapped[Hex16 | None] = mapped_column(ForeignKey("clinician.id"), index=True)
    """Whose work it is: the magnet's doctor, or who took it over. None: the community's."""
    received_at_ms: Mapped[TimeMs]
    changed_at_ms: Mapped[TimeMs]


class Revision(Base):
    """One revision of the record, never changed; the newest is the one shown."""

    __tablename__ = "revision"
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    revision: Mapped[RevisionNumber] = mapped_column(primary_key=True, autoincrement=False)
    record_sealed: Mapped[Sealed]
    producer: Mapped[Hex16]
    envelope_digest: Mapped[Digest]
    created_at_ms: Mapped[TimeMs]
    received_at_ms: Mapped[TimeMs]


class Attachment(Base):
    """A photo. Only one whose digest the record names is shown."""

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("state in ('unconfirmed', 'confirmed', 'mismatch')", name="state"),)
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    attachment_id: Mapped[Hex16] = mapped_column(primary_key=True)
    media_type: Mapped[str] = mapped_column(Text)
    state: Mapped[Code]
    digest_index: Mapped[BlindIndex]
    body_sealed: Mapped[Sealed]
    received_at_ms: Mapped[TimeMs]
