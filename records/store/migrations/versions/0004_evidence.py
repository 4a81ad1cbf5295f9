"""what proved a node, what the commission allows and bars, and which challenges were used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("machine", "attestation_key"):
        op.add_column("node", sa.Column(column, sa.String(length=64), nullable=True))
        op.create_index(op.f(f"ix_node_{column}"), "node", [column], unique=False)
    op.create_table(
        "node_rule",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("allowed_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "digest", name=op.f("pk_node_rule")),
    )
    op.create_table(
        "node_bar",
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("barred_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "value", name=op.f("pk_node_bar")),
    )
    op.create_table(
        "used_challenge",
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_used_challenge")),
    )
    op.create_index(op.f("ix_used_challenge_ends_at_ms"), "used_challenge", ["ends_at_ms"], unique=False)


def downgrade() -> None:
    op.drop_table("used_challenge")
    op.drop_table("node_bar")
    op.drop_table("node_rule")
    for column in ("machine", "attestation_key"):
        op.drop_index(op.f(f"ix_node_{column}"), table_name="node")
        op.drop_column("node", column)
