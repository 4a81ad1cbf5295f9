"""who took back, and when, that a task was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("follow_up", sa.Column("reopened_at_ms", sa.BigInteger(), nullable=True))
    op.add_column("follow_up", sa.Column("reopened_by", sa.String(length=32), nullable=True))
    op.create_foreign_key(op.f("fk_follow_up_reopened_by_clinician"), "follow_up", "clinician", ["reopened_by"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_follow_up_reopened_by_clinician"), "follow_up", type_="foreignkey")
    op.drop_column("follow_up", "reopened_by")
    op.drop_column("follow_up", "reopened_at_ms")
