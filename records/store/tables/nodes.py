"""Compute nodes that were admitted, and the directories that were signed over them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Identity, Text
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, Digest, Hex16, Raw, TimeMs


class Node(Base):
    """One node by the key id of its signing key; kept after it expired, because records that it signed come later."""

    __tablename__ = "node"
    node_id: Mapped[Hex16] = mapped_column(primary_key=True)
    signing_key: Mapped[Raw]
    channel_key: Mapped[Raw]
    url: Mapped[str] = mapped_column(Text)
    measurement: Mapped[Digest]
    evidence: Mapped[Code]
    admitted_at_ms: Mapped[TimeMs]
    expires_at_ms: Mapped[TimeMs] = mapped_column(index=True)
    revoked_at_ms: Mapped[TimeMs | None]


class DirectoryIssue(Base):
    """A signed directory. All processes serve the newest row, so that a phone never sees the serial go back."""

    __tablename__ = "directory_issue"
    serial: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    content_digest: Mapped[Digest]
    token: Mapped[str] = mapped_column(Text)
    log_index: Mapped[int] = mapped_column(BigInteger)
    """Where it stands in the transparency log."""
    log_size: Mapped[int] = mapped_column(BigInteger)
    log_head: Mapped[str] = mapped_column(Text)
    """The signed head of the tree of `log_size` entries that came to be with it."""
    issued_at_ms: Mapped[TimeMs]
    expires_at_ms: Mapped[TimeMs]
