"""What happened to the commission's keys. No secret is here, nor anything made from one but ids."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, Hex16, TimeMs


class KeyEventRow(Base):
    """One event of a key, once: the key folder tells it until it hears that it is here."""

    __tablename__ = "key_event"
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    purpose: Mapped[Code]
    key_id: Mapped[Hex16] = mapped_column(index=True)
    what: Mapped[Code]
    at_ms: Mapped[TimeMs]
    """When it happened, by the clock of the machine where it did."""
    told_at_ms: Mapped[TimeMs]
