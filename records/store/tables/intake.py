"""The durable intake: every accepted envelope has a row here before anybody looks into it."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, Digest, Hex16, Raw, TimeMs


class Intake(Base):
    """One envelope, with its bytes until they were opened and stored.

    They are dropped in that same transaction: what is kept after that is sealed under the resident's data key only, so that
    erasing that key erases the resident.

    The first durable envelope of a key stands, unless it turned out not to open, or its node is not known yet
    (`deferred`): the partial index lets a good one take the place of such a one, and of nothing else.
    """

    __tablename__ = "intake"
    __table_args__ = (
        CheckConstraint("kind in ('record', 'identity', 'attachment', 'reply')", name="kind"),
        CheckConstraint("state in ('received', 'deferred', 'opened', 'failed')", name="state"),
        CheckConstraint(
            "case state when 'opened' then envelope is null when 'failed' then true else envelope is not null end",
            name="bytes_until_opened",
        ),
        Index(
            "uq_intake_key",
            "record_id",
            "kind",
            "key",
            unique=True,
            postgresql_where=text("state in ('received', 'opened')"),
        ),
        Index("ix_intake_record", "record_id", "kind", "key"),
        Index("ix_intake_waiting", "next_attempt_at_ms", postgresql_where=text("state in ('received', 'deferred')")),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    record_id: Mapped[Hex16]
    kind: Mapped[Code]
    key: Mapped[Code]
    """Revision as text, "identity", attachment id or message id."""
    digest: Mapped[Digest]
    envelope: Mapped[Raw | None]
    state: Mapped[Code]
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it did not open, from the closed list of FORMAT section 7 or of `records.store.outcomes`."""
    attempts: Mapped[int]
    next_attempt_at_ms: Mapped[TimeMs]
    received_at_ms: Mapped[TimeMs]
    """Given as whole seconds in the receipt."""
    opened_at_ms: Mapped[TimeMs | None]
