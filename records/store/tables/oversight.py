"""What supervision needs: marks of encounters that can be counted, released figures, house rules, and broken glass.

Marks hold no word of a resident. The complaint group is a blind index: the database alone can tell that two encounters are of one group,
but not of which.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, Hex16, Sealed, TimeMs
from records.store.tables.base import Index as BlindIndex


class EncounterMark(Base):
    """What one encounter counts as, of the version that it was marked at; made again when the encounter changes."""

    __tablename__ = "encounter_mark"
    __table_args__ = (
        CheckConstraint("agreement in ('first', 'listed', 'not_listed', 'none')", name="agreement"),
        Index("ix_encounter_mark_day", "day", "community_id"),
    )
    encounter_id: Mapped[Hex16] = mapped_column(ForeignKey("encounter.id"), primary_key=True)
    community_id: Mapped[Hex16] = mapped_column(ForeignKey("community.id"))
    day: Mapped[int]
    """Days since 1970-01-01 in China, of its receipt."""
    version: Mapped[int]
    status: Mapped[Code]
    group_index: Mapped[BlindIndex | None]
    """None once its resident is erased."""
    software: Mapped[str | None] = mapped_column(Text)
    agreement: Mapped[Code | None]
    """`records.quality.agreement` of the signed diagnosis; None until a doctor signed."""
    missed: Mapped[bool | None]
    """`records.quality.agreement.missed` of the signed diagnosis; None until signed, or where nobody can tell."""
    changed_at_ms: Mapped[TimeMs] = mapped_column(index=True)
    """When the encounter had changed last: how far marking has come."""


class PrivacyRelease(Base):
    """Figures that left the commission, noise and all, and what they cost of the period's budget."""

    __tablename__ = "privacy_release"
    __table_args__ = (Index("ix_privacy_release_period", "period"),)
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    period: Mapped[Code]
    """The calendar month that the figures are of, such as 2026-11."""
    scope: Mapped[str] = mapped_column(Text)
    """Digest of the communities that were counted."""
    epsilon_micro: Mapped[int]
    figures: Mapped[str] = mapped_column(Text)
    """JSON, as released: to ask again costs nothing and answers the same."""
    actor: Mapped[str] = mapped_column(Text)
    released_at_ms: Mapped[TimeMs]


class HouseRule(Base):
    """A rule of the house and since when it holds; the newest of a name counts, the older ones stay."""

    __tablename__ = "house_rule"
    name: Mapped[Code] = mapped_column(primary_key=True)
    set_at_ms: Mapped[TimeMs] = mapped_column(primary_key=True)
    value: Mapped[int]
    actor: Mapped[str] = mapped_column(Text)


class BrokenGlass(Base):
    """A doctor opened the record of somebody else's resident, for a while and with a reason."""

    __tablename__ = "broken_glass"
    __table_args__ = (
        CheckConstraint("verdict in ('justified', 'not_justified')", name="verdict"),
        Index("ix_broken_glass_clinician", "clinician_id", "resident_id", "ends_at_ms"),
        Index("ix_broken_glass_opened", "opened_at_ms"),
    )
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"))
    resident_id: Mapped[Hex16] = mapped_column(ForeignKey("resident.id"))
    community_id: Mapped[Hex16] = mapped_column(ForeignKey("community.id"))
    reason_sealed: Mapped[Sealed]
    opened_at_ms: Mapped[TimeMs]
    ends_at_ms: Mapped[TimeMs]
    reviewed_by: Mapped[Hex16 | None] = mapped_column(ForeignKey("clinician.id"))
    reviewed_at_ms: Mapped[TimeMs | None]
    verdict: Mapped[Code | None]
    note_sealed: Mapped[Sealed | None]
