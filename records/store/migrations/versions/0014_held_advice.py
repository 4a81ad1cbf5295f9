"""guidance that waits for a doctor's release, and its releases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("encounter", sa.Column("held_revision", sa.BigInteger(), nullable=True))
    op.add_column("encounter", sa.Column("held_since_ms", sa.BigInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_encounter_held"), "encounter", "(held_revision is null) = (held_since_ms is null)"
    )
    op.create_index(
        "ix_encounter_held", "encounter", ["community_id"], postgresql_where=sa.text("held_revision is not null")
    )
    op.create_table(
        "advice_release",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(length=32), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("released_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("way in ('as_is', 'edited', 'instead', 'told')", name=op.f("ck_advice_release_way")),
        sa.ForeignKeyConstraint(
            ["clinician_id"], ["clinician.id"], name=op.f("fk_advice_release_clinician_id_clinician")
        ),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_advice_release_encounter_id_encounter")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice_release")),
    )
    op.create_index("ix_advice_release_encounter", "advice_release", ["encounter_id", "revision"])


def downgrade() -> None:
    op.drop_table("advice_release")
    op.drop_index("ix_encounter_held", table_name="encounter")
    op.drop_constraint(op.f("ck_encounter_held"), "encounter", type_="check")
    op.drop_column("encounter", "held_since_ms")
    op.drop_column("encounter", "held_revision")
