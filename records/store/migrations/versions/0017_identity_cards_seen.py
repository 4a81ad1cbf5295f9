"""which identity number a doctor saw on the card, of which resident: one of each in a community."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity_card",
        sa.Column("resident_id", sa.String(length=32), nullable=False),
        sa.Column("community_id", sa.String(length=32), nullable=False),
        sa.Column("number_index", sa.LargeBinary(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("name_index", sa.LargeBinary(), nullable=False),
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("seen_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_identity_card_resident_id_resident")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_identity_card_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["clinician_id"], ["clinician.id"], name=op.f("fk_identity_card_clinician_id_clinician")
        ),
        sa.PrimaryKeyConstraint("resident_id", name=op.f("pk_identity_card")),
    )
    op.create_index("uq_identity_card_number", "identity_card", ["community_id", "number_index"], unique=True)


def downgrade() -> None:
    op.drop_table("identity_card")
