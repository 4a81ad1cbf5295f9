"""Who works with records: communities, clinicians, their sessions and lock-outs, and the magnets they hand out."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, Digest, Hex16, Name, Raw, TimeMs


class Community(Base):
    """A jurisdiction: one community health centre or village clinic."""

    __tablename__ = "community"
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    name_zh: Mapped[Name]
    name_en: Mapped[Name]
    phone: Mapped[Name] = mapped_column(server_default="")
    """Public, may be empty: what residents call when their doctor has left."""
    created_at_ms: Mapped[TimeMs]


class Clinician(Base):
    """An account of a person who works here. `name` and `phone` are public: they stand on the magnet's page."""

    __tablename__ = "clinician"
    __table_args__ = (
        CheckConstraint("role in ('doctor', 'supervisor', 'administrator', 'auditor')", name="role"),
        Index("uq_clinician_username", "username", unique=True),
    )
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    username: Mapped[Name]
    name: Mapped[Name]
    phone: Mapped[Name]
    role: Mapped[Code]
    password_hash: Mapped[Name]
    created_at_ms: Mapped[TimeMs]
    closed_at_ms: Mapped[TimeMs | None]
    toured_at_ms: Mapped[TimeMs | None]
    """When the first-use tour of the console was seen or put away."""


class Membership(Base):
    """Whose records a clinician may see."""

    __tablename__ = "membership"
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"), primary_key=True)
    community_id: Mapped[Hex16] = mapped_column(ForeignKey("community.id"), primary_key=True, index=True)


class LoginSession(Base):
    """A session by the digest of its token; the token itself is only with the clinician."""

    __tablename__ = "login_session"
    __table_args__ = (CheckConstraint("stage in ('full', 'code', 'enrol')", name="stage"),)
    token_digest: Mapped[Digest] = mapped_column(primary_key=True)
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"), index=True)
    created_at_ms: Mapped[TimeMs]
    seen_at_ms: Mapped[TimeMs]
    stage: Mapped[Code] = mapped_column(server_default="full")
    """full; `code` waits for the second factor, `enrol` for one to be set up: both open nothing else."""


class LoginThrottle(Base):
    """Wrong passwords, counted by account and by address; the key is a keyed digest, so unknown names count alike."""

    __tablename__ = "login_throttle"
    key: Mapped[Raw] = mapped_column(primary_key=True)
    failures: Mapped[int]
    since_ms: Mapped[TimeMs]
    locked_until_ms: Mapped[TimeMs]
    locks: Mapped[int] = mapped_column(server_default="0")
    """How often in a row it was locked: each lock is longer than the one before."""


class Magnet(Base):
    """A fridge magnet: which community and which doctor its link leads to, and how it ended."""

    __tablename__ = "magnet"
    __table_args__ = (CheckConstraint("ended_as in ('revoked', 'lost', 'replaced')", name="ended_as"),)
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    community_id: Mapped[Hex16] = mapped_column(ForeignKey("community.id"), index=True)
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"), index=True)
    issued_at_ms: Mapped[TimeMs]
    revoked_at_ms: Mapped[TimeMs | None]
    ended_as: Mapped[Code | None]
    replaced_by: Mapped[Hex16 | None] = mapped_column(ForeignKey("magnet.id"))
