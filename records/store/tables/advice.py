"""What doctors did with guidance that waited for their release (the advice policy *after release*)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, Hex16, RevisionNumber, Sealed, TimeMs


class AdviceRelease(Base):
    """One release, never changed. `revision` is that of the record which the doctor had before the eyes."""

    __tablename__ = "advice_release"
    __table_args__ = (
        CheckConstraint("way in ('as_is', 'edited', 'instead', 'told')", name="way"),
        Index("ix_advice_release_encounter", "encounter_id", "revision"),
    )
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    """Also the id of the message that took it to the phone; `told` may have none."""
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"))
    revision: Mapped[RevisionNumber]
    way: Mapped[Code]
    body_sealed: Mapped[Sealed]
    """What was asked for, as JSON."""
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"))
    released_at_ms: Mapped[TimeMs]
