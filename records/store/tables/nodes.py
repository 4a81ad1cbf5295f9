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
    machine: Mapped[Digest | None] = mapped_column(index=True)
    """Which hardware proved it, and with which attestation key: None for development evidence."""
    attestation_key: Mapped[Digest | None] = mapped_column(index=True)


class NodeRule(Base):
    """Something that the commission allows of nodes: a measurement, a root of TPM makers, a platform. Kept after it ended."""

    __tablename__ = "node_rule"
    kind: Mapped[Code] = mapped_column(primary_key=True)
    digest: Mapped[Digest] = mapped_column(primary_key=True)
    """SHA-256 of the value."""
    value: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    allowed_at_ms: Mapped[TimeMs]
    ended_at_ms: Mapped[TimeMs | None]


class NodeBar(Base):
    """A measurement, machine or attestation key that is admitted no more."""

    __tablename__ = "node_bar"
    subject: Mapped[Code] = mapped_column(primary_key=True)
    value: Mapped[Digest] = mapped_column(primary_key=True)
    barred_at_ms: Mapped[TimeMs]


class UsedChallenge(Base):
    """A nonce that admitted a node; kept until it would have ended anyway."""

    __tablename__ = "used_challenge"
    nonce: Mapped[Raw] = mapped_column(primary_key=True)
    ends_at_ms: Mapped[TimeMs] = mapped_column(index=True)


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
