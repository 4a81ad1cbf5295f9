"""one measure of agreement: no rank of its own, signed encounters are marked again; indexes for a long work list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("diagnosis", "rank")
    op.create_index(
        "ix_encounter_open",
        "encounter",
        ["community_id", "urgency_rank", "waiting_since_ms", "received_at_ms", "id"],
        postgresql_where=sa.text("(status = 'open' or unread > 0) and revision > 0"),
        postgresql_include=[
            "resident_id",
            "urgency",
            "doctor_id",
            "unread",
            "unsure",
            "held_since_ms",
            "held_revision",
        ],
    )
    op.create_index("ix_resident_erased", "resident", ["id"], postgresql_where=sa.text("data_key is null"))
    # A mark of no version is made again by the next whole round; until then it counts as it did.
    op.execute("update encounter_mark set version = -1 where agreement is not null")


def downgrade() -> None:
    op.drop_index("ix_resident_erased", table_name="resident")
    op.drop_index("ix_encounter_open", table_name="encounter")
    op.add_column("diagnosis", sa.Column("rank", sa.SmallInteger(), nullable=True))
