"""whether a call, invitation or referral answered the resident; the ends of older calls are sealed and read by the next marking."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("action", sa.Column("answers", sa.Boolean(), nullable=True))
    op.execute("update action set answers = true where kind <> 'call'")
    # A mark of no version is made again by the next whole round, and that opens the chart.
    op.execute(
        "update encounter_mark set version = -1 where encounter_id in (select encounter_id from action where kind = 'call')"
    )


def downgrade() -> None:
    op.drop_column("action", "answers")
