"""The second factor of an account. The secret is sealed under a key that is not in the database; codes are keyed digests."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Hex16, Raw, Sealed, TimeMs


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
