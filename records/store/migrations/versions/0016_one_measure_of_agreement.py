"""one measure of agreement: a diagnosis keeps no rank of its own, and signed encounters are marked again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("diagnosis", "rank")
    # A mark of no version is made again by the next whole round; until then it counts as it did.
    op.execute("update encounter_mark set version = -1 where agreement is not null")


def downgrade() -> None:
    op.add_column("diagnosis", sa.Column("rank", sa.SmallInteger(), nullable=True))
