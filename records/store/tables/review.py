"""What a doctor's review leaves beside the note: tasks for a later day, additions after the signature, and time spent."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Hex16, Sealed, TimeMs


class FollowUp(Base):
    """Something to be done about an encounter on a day; it is in the work list from that day on, until it is done."""

    __tablename__ = "follow_up"
    __table_args__ = (Index("ix_follow_up_due", "due_on", "done_at_ms"),)
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), index=True)
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"))
    due_on: Mapped[date]
    """A day in China."""
    text_sealed: Mapped[Sealed]
    created_at_ms: Mapped[TimeMs]
    done_at_ms: Mapped[TimeMs | None]
    done_by: Mapped[Hex16 | None] = mapped_column(ForeignKey("clinician.id"))
    reopened_at_ms: Mapped[TimeMs | None]
    """When it was last said that it had been noted as done by mistake."""
    reopened_by: Mapped[Hex16 | None] = mapped_column(ForeignKey("clinician.id"))


class Addendum(Base):
    """What was added to a signed encounter; the database refuses to change or delete it. It has a signature of its own."""

    __tablename__ = "addendum"
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), index=True)
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"))
    body_sealed: Mapped[Sealed]
    number: Mapped[int] = mapped_column(BigInteger, ForeignKey("signature.number"))
    """The signature that was given to the encounter with this addition."""
    written_at_ms: Mapped[TimeMs]


class Attention(Base):
    """How long one clinician had an encounter before the eyes, idle time excluded, until it was signed."""

    __tablename__ = "attention"
    __table_args__ = (Index("ix_attention_clinician", "clinician_id", "beat_at_ms"),)
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"), primary_key=True)
    opened_at_ms: Mapped[TimeMs]
    beat_at_ms: Mapped[TimeMs]
    """When the page was last asked for, or acted on."""
    active_ms: Mapped[int] = mapped_column(BigInteger)
