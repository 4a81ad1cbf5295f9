"""why a destination took a delivery not, what it held once it took it, and what the archive said of a resident."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery_outcome", sa.Column("reason", sa.String(length=32), nullable=True))
    op.add_column("delivery_outcome", sa.Column("place", sa.Text(), nullable=True))
    op.add_column("delivery_outcome", sa.Column("detail_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("delivery_outcome", sa.Column("digest", sa.String(length=64), nullable=True))
    op.create_table(
        "archive_essentials",
        sa.Column("resident_id", sa.String(length=32), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("fetched_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_archive_essentials_resident_id_resident")
        ),
        sa.PrimaryKeyConstraint("resident_id", name=op.f("pk_archive_essentials")),
    )


def downgrade() -> None:
    op.drop_table("archive_essentials")
    for column in ("digest", "detail_sealed", "place", "reason"):
        op.drop_column("delivery_outcome", column)
