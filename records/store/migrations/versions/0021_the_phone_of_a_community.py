"""the phone of a community: what residents call when their doctor has left and nobody has taken over yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("community", sa.Column("phone", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("community", "phone")
