"""marks to count by, released figures, house rules, broken glass; indexes for looking at what changed and what was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_HEX = sa.String(length=32)
_INDEXES = (
    ("ix_encounter_changed", "encounter", ["changed_at_ms"]),
    ("ix_audit_entry_subject", "audit_entry", ["subject", "seq"]),
    ("ix_audit_entry_actor", "audit_entry", ["actor", "seq"]),
)


def upgrade() -> None:
    op.create_table(
        "encounter_mark",
        sa.Column("encounter_id", _HEX, nullable=False),
        sa.Column("community_id", _HEX, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", _HEX, nullable=False),
        sa.Column("group_index", sa.LargeBinary(), nullable=True),
        sa.Column("software", sa.Text(), nullable=True),
        sa.Column("agreement", _HEX, nullable=True),
        sa.Column("missed", sa.Boolean(), nullable=True),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("agreement in ('first', 'listed', 'not_listed', 'none')", name="agreement"),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_encounter_mark_encounter_id_encounter")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_encounter_mark_community_id_community")
        ),
        sa.PrimaryKeyConstraint("encounter_id", name=op.f("pk_encounter_mark")),
    )
    op.create_index("ix_encounter_mark_changed_at_ms", "encounter_mark", ["changed_at_ms"])
    op.create_index("ix_encounter_mark_day", "encounter_mark", ["day", "community_id"])
    op.create_table(
        "privacy_release",
        sa.Column("id", _HEX, nullable=False),
        sa.Column("period", _HEX, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("epsilon_micro", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("released_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_release")),
    )
    op.create_index("ix_privacy_release_period", "privacy_release", ["period"])
    op.create_table(
        "house_rule",
        sa.Column("name", _HEX, nullable=False),
        sa.Column("set_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "set_at_ms", name=op.f("pk_house_rule")),
    )
    op.create_table(
        "broken_glass",
        sa.Column("id", _HEX, nullable=False),
        sa.Column("clinician_id", _HEX, nullable=False),
        sa.Column("resident_id", _HEX, nullable=False),
        sa.Column("community_id", _HEX, nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ends_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("reviewed_by", _HEX, nullable=True),
        sa.Column("reviewed_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("verdict", _HEX, nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("verdict in ('justified', 'not_justified')", name="verdict"),
        sa.ForeignKeyConstraint(
            ["clinician_id"], ["clinician.id"], name=op.f("fk_broken_glass_clinician_id_clinician")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_broken_glass_resident_id_resident")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_broken_glass_community_id_community")
        ),
        sa.ForeignKeyConstraint(["reviewed_by"], ["clinician.id"], name=op.f("fk_broken_glass_reviewed_by_clinician")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broken_glass")),
    )
    op.create_index("ix_broken_glass_clinician", "broken_glass", ["clinician_id", "resident_id", "ends_at_ms"])
    op.create_index("ix_broken_glass_opened", "broken_glass", ["opened_at_ms"])
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
    for table in ("broken_glass", "house_rule", "privacy_release", "encounter_mark"):
        op.drop_table(table)
