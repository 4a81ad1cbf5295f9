"""what magnets may still draw of admission tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "admission_allowance",
        sa.Column("magnet_id", sa.String(length=32), nullable=False),
        sa.Column("whole_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["magnet_id"], ["magnet.id"], name=op.f("fk_admission_allowance_magnet_id_magnet")),
        sa.PrimaryKeyConstraint("magnet_id", name=op.f("pk_admission_allowance")),
    )
    op.create_index(op.f("ix_admission_allowance_whole_at_ms"), "admission_allowance", ["whole_at_ms"], unique=False)


def downgrade() -> None:
    op.drop_table("admission_allowance")
