"""who an account is at a provider, and sign-ins through it that have not come back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_identity",
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("invited", sa.Text(), nullable=True),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(subject is null) <> (invited is null)", name=op.f("ck_provider_identity_one_of_two")),
        sa.ForeignKeyConstraint(
            ["clinician_id"], ["clinician.id"], name=op.f("fk_provider_identity_clinician_id_clinician")
        ),
        sa.PrimaryKeyConstraint("clinician_id", name=op.f("pk_provider_identity")),
    )
    op.create_index("uq_provider_identity_subject", "provider_identity", ["issuer", "subject"], unique=True)
    op.create_index("uq_provider_identity_invited", "provider_identity", ["issuer", "invited"], unique=True)
    op.create_table(
        "provider_flow",
        sa.Column("state_digest", sa.String(length=64), nullable=False),
        sa.Column("browser_digest", sa.String(length=64), nullable=False),
        sa.Column("begun_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("state_digest", name=op.f("pk_provider_flow")),
    )
    op.create_index(op.f("ix_provider_flow_begun_at_ms"), "provider_flow", ["begun_at_ms"])


def downgrade() -> None:
    op.drop_table("provider_flow")
    op.drop_table("provider_identity")
