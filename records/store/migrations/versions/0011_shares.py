"""visit summaries that residents share for a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "share",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("proof_digest", sa.String(length=64), nullable=False),
        sa.Column("owner_digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
    )
    op.create_index(op.f("ix_share_expires_at_ms"), "share", ["expires_at_ms"], unique=False)
    # What is sealed does not compress; PostgreSQL would try each time.
    op.execute("alter table share alter column sealed set storage external")


def downgrade() -> None:
    op.drop_table("share")
