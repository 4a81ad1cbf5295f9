"""events of the commission's keys; room in a resident's page for a data key that is wrapped anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_event",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("told_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_event")),
    )
    op.create_index(op.f("ix_key_event_key_id"), "key_event", ["key_id"], unique=False)
    # A rewrap changes no indexed column: with room in the page it touches no index.
    op.execute("alter table resident set (fillfactor = 70)")


def downgrade() -> None:
    op.execute("alter table resident reset (fillfactor)")
    op.drop_index(op.f("ix_key_event_key_id"), table_name="key_event")
    op.drop_table("key_event")
