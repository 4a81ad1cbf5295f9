"""how a magnet ended: revoked, lost or replaced, and by which one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("magnet", sa.Column("ended_as", sa.String(length=32), nullable=True))
    op.add_column("magnet", sa.Column("replaced_by", sa.String(length=32), nullable=True))
    op.execute("update magnet set ended_as = 'revoked' where revoked_at_ms is not null")
    op.create_check_constraint(op.f("ck_magnet_ended_as"), "magnet", "ended_as in ('revoked', 'lost', 'replaced')")
    op.create_foreign_key(op.f("fk_magnet_replaced_by_magnet"), "magnet", "magnet", ["replaced_by"], ["id"])


def downgrade() -> None:
    op.drop_constraint(op.f("fk_magnet_replaced_by_magnet"), "magnet", type_="foreignkey")
    op.drop_constraint(op.f("ck_magnet_ended_as"), "magnet", type_="check")
    op.drop_column("magnet", "replaced_by")
    op.drop_column("magnet", "ended_as")
