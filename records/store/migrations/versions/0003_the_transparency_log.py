"""the transparency log, which refuses to be changed, deleted or truncated."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("log_entry", "log_node")


def upgrade() -> None:
    op.create_table(
        "log_entry",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("appended_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_log_entry")),
    )
    op.create_index("ix_log_entry_kind_subject", "log_entry", ["kind", "subject"])
    op.create_table(
        "log_node",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number", name=op.f("pk_log_node")),
    )
    op.execute(
        """
        create function log_refuses() returns trigger language plpgsql as $$
        begin
          raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
        end $$
        """
    )
    for table in _TABLES:
        op.execute(
            f"create trigger {table}_rows before update or delete on {table} "
            "for each row execute function log_refuses()"
        )
        op.execute(
            f"create trigger {table}_table before truncate on {table} for each statement execute function log_refuses()"
        )
    # What was signed before there was a log is in no log: it is signed anew.
    op.execute("delete from directory_issue")
    op.add_column("directory_issue", sa.Column("log_index", sa.BigInteger(), nullable=False))
    op.add_column("directory_issue", sa.Column("log_size", sa.BigInteger(), nullable=False))
    op.add_column("directory_issue", sa.Column("log_head", sa.Text(), nullable=False))


def downgrade() -> None:
    for column in ("log_head", "log_size", "log_index"):
        op.drop_column("directory_issue", column)
    op.drop_table("log_node")
    op.drop_table("log_entry")
    op.execute("drop function log_refuses()")
