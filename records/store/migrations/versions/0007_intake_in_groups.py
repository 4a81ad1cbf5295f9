"""used challenges for several processes, revisions as large as the format allows, and no vain compressing of sealed bytes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0002"
branch_labels = None
depends_on = None

_REVISIONS = ("encounter", "revision", "signature")
_SEALED = (("intake", "envelope"), ("revision", "record_sealed"), ("attachment", "body_sealed"))


def upgrade() -> None:
    op.create_table(
        "spent_challenge",
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_spent_challenge")),
    )
    op.create_index(op.f("ix_spent_challenge_ends_at_ms"), "spent_challenge", ["ends_at_ms"], unique=False)
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
    op.drop_index(op.f("ix_spent_challenge_ends_at_ms"), table_name="spent_challenge")
    op.drop_table("spent_challenge")
