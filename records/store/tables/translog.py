"""The transparency log as tables. `records.store.translog` owns how they grow."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, Raw, Small, TimeMs


class LogEntry(Base):
    """One entry, numbered from 0 without gaps. Triggers refuse to change, delete or truncate."""

    __tablename__ = "log_entry"
    __table_args__ = (Index("ix_log_entry_kind_subject", "kind", "subject"),)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[Code]
    subject: Mapped[str] = mapped_column(Text)
    """What it tells of, for look-ups: a node's id, a key's purpose and id, a digest."""
    entry: Mapped[Raw]
    """Canonical JSON, as hashed (FORMAT.md, section 9)."""
    appended_at_ms: Mapped[TimeMs]


class LogNode(Base):
    """The root of one complete subtree; level 0 holds the leaves' hashes. Never changes; triggers as above."""

    __tablename__ = "log_node"
    level: Mapped[Small] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[Raw]
