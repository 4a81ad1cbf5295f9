"""revisions as large as the format allows, and no vain compressing of sealed bytes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_REVISIONS = ("encounter", "revision", "signature")
_SEALED = (("intake", "envelope"), ("revision", "record_sealed"), ("attachment", "body_sealed"))


def upgrade() -> None:
    for table in _REVISIONS:
        op.alter_column(table, "revision", type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)
    for table, column in _SEALED:
        # What is sealed does not compress; PostgreSQL would try each time.
        op.execute(f"alter table {table} alter column {column} set storage external")


def downgrade() -> None:
    for table, column in _SEALED:
        op.execute(f"alter table {table} alter column {column} set storage extended")
    for table in _REVISIONS:
        op.alter_column(table, "revision", type_=sa.Integer(), existing_type=sa.BigInteger(), existing_nullable=False)
