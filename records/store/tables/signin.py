"""The second factor of an account, and who it is at a provider.

The secret is sealed under a key that is not in the database; codes are keyed digests.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Digest, Hex16, Name, Raw, Sealed, TimeMs


class SecondFactor(Base):
    """One account's authenticator (RFC 6238): the secret in force, and one that waits to be confirmed."""

    __tablename__ = "second_factor"
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"), primary_key=True)
    secret_sealed: Mapped[Sealed | None]
    pending_sealed: Mapped[Sealed | None]
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The newest time step whose code was taken; it and those before are never taken again."""
    confirmed_at_ms: Mapped[TimeMs | None]


class RecoveryCode(Base):
    """One code that lets in once instead of the authenticator; its row goes when it is used."""

    __tablename__ = "recovery_code"
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"), primary_key=True)
    digest: Mapped[Raw] = mapped_column(primary_key=True)
    made_at_ms: Mapped[TimeMs]


class ProviderIdentity(Base):
    """Whom an account belongs to at the provider: by subject, or invited by a name until the first sign-in."""

    __tablename__ = "provider_identity"
    __table_args__ = (
        CheckConstraint("(subject is null) <> (invited is null)", name="one_of_two"),
        Index("uq_provider_identity_subject", "issuer", "subject", unique=True),
        Index("uq_provider_identity_invited", "issuer", "invited", unique=True),
    )
    clinician_id: Mapped[Hex16] = mapped_column(ForeignKey("clinician.id"), primary_key=True)
    issuer: Mapped[Name]
    subject: Mapped[Name | None]
    invited: Mapped[Name | None]
    """The name or e-mail that may sign in first; it is forgotten then."""
    made_at_ms: Mapped[TimeMs]


class ProviderFlow(Base):
    """A sign-in through the provider that was begun and has not come back; its row goes when it does."""

    __tablename__ = "provider_flow"
    state_digest: Mapped[Digest] = mapped_column(primary_key=True)
    browser_digest: Mapped[Digest]
    begun_at_ms: Mapped[TimeMs] = mapped_column(index=True)
