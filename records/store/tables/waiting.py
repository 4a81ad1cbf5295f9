"""How long a resident should wait at most, by urgency: the commission's own policy. Without a row the default stands."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from records.store.tables.base import Base, Code, TimeMs


class AnswerTarget(Base):
    """Minutes within which encounters of one urgency are to be answered."""

    __tablename__ = "answer_target"
    urgency: Mapped[Code] = mapped_column(primary_key=True)
    minutes: Mapped[int]
    set_at_ms: Mapped[TimeMs]
