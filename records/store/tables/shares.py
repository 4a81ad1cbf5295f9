"""Visit summaries that residents share for a day (FORMAT.md, section 13)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Digest, Hex16, Sealed, TimeMs


class Share(Base):
    """One share: it stands beside nothing that names a resident, and is gone after its fifth wrong proof or its time."""

    __tablename__ = "share"
    id: Mapped[Hex16] = mapped_column(primary_key=True)
    proof_digest: Mapped[Digest]
    owner_digest: Mapped[Digest]
    sealed_digest: Mapped[Digest]
    """Of what the phone gave, to know it when it is given again."""
    sealed: Mapped[Sealed]
    """What the phone sealed, sealed once more for this place."""
    opened: Mapped[int]
    wrong: Mapped[int]
    expires_at_ms: Mapped[TimeMs] = mapped_column(index=True)
