"""Nonces of admission that were used: one list for all processes of a commission, so that each holds once and not once a process."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Raw, TimeMs


class SpentChallenge(Base):
    """A nonce that was used, kept until it would have ended."""

    __tablename__ = "spent_challenge"
    nonce: Mapped[Raw] = mapped_column(primary_key=True)
    ends_at_ms: Mapped[TimeMs] = mapped_column(index=True)
