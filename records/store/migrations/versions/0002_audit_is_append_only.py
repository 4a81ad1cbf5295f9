"""the audit trail refuses to be changed, deleted or truncated."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        create function audit_entry_refuses() returns trigger language plpgsql as $$
        begin
          raise exception 'audit_entry is append-only' using errcode = 'insufficient_privilege';
        end $$
        """
    )
    op.execute(
        "create trigger audit_entry_rows before update or delete on audit_entry "
        "for each row execute function audit_entry_refuses()"
    )
    op.execute(
        "create trigger audit_entry_table before truncate on audit_entry "
        "for each statement execute function audit_entry_refuses()"
    )


def downgrade() -> None:
    op.execute("drop trigger audit_entry_table on audit_entry")
    op.execute("drop trigger audit_entry_rows on audit_entry")
    op.execute("drop function audit_entry_refuses()")
