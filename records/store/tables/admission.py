"""What magnets may still draw of admission tokens."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Hex16, TimeMs


class AdmissionAllowance(Base):
    """One row for a magnet that drew lately, removed when its allowance is whole again: it tells no more than that time."""

    __tablename__ = "admission_allowance"
    magnet_id: Mapped[Hex16] = mapped_column(ForeignKey("magnet.id"), primary_key=True)
    whole_at_ms: Mapped[TimeMs] = mapped_column(index=True)
    """When the whole allowance is there again."""
