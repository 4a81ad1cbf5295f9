"""The audit trail as a table. `records.store.audit` owns how its rows are chained."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, Raw, TimeMs


class AuditEntry(Base):
    """One thing that was read or done. Triggers refuse to change, delete or truncate."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject", "seq"),
        Index("ix_audit_entry_actor", "actor", "seq"),
    )
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at_ms: Mapped[TimeMs]
    role: Mapped[Code]
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    """`kind:id` of what it was done to."""
    detail: Mapped[str] = mapped_column(Text)
    """Canonical JSON of ids, numbers and closed words; never contents."""
    mac: Mapped[Raw]
    """HMAC-SHA256 over the previous row's mac and this row, under the audit key, which is not in the database."""
