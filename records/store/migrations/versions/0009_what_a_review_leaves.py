"""what a doctor's review leaves: urgency and effect of edits, details of actions, follow-ups, addenda, time spent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_HEX = sa.String(32)
_CODE = sa.String(32)


def upgrade() -> None:
    op.add_column("note", sa.Column("revision", sa.BigInteger(), nullable=True))
    op.add_column("note", sa.Column("urgency", _CODE, nullable=True))
    op.add_column("note", sa.Column("effect", _CODE, nullable=True))
    op.create_check_constraint("effect", "note", "effect in ('improved', 'unchanged', 'worsened')")
    op.add_column("action", sa.Column("detail_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("diagnosis", sa.Column("urgency", _CODE, nullable=True))
    op.add_column("diagnosis", sa.Column("rank", sa.SmallInteger(), nullable=True))
    op.add_column("rating", sa.Column("seen_at_ms", sa.BigInteger(), nullable=True))
    op.add_column("rating", sa.Column("seen_by", _HEX, sa.ForeignKey("clinician.id"), nullable=True))
    op.create_index("ix_rating_dangerous", "rating", ["rated_at_ms"], postgresql_where=sa.text("rating = 'dangerous'"))
    op.create_table(
        "follow_up",
        sa.Column("id", _HEX, primary_key=True),
        sa.Column("encounter_id", _HEX, sa.ForeignKey("encounter.id"), nullable=False, index=True),
        sa.Column("clinician_id", _HEX, sa.ForeignKey("clinician.id"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("done_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("done_by", _HEX, sa.ForeignKey("clinician.id"), nullable=True),
    )
    op.create_index("ix_follow_up_due", "follow_up", ["due_on", "done_at_ms"])
    op.create_table(
        "addendum",
        sa.Column("id", _HEX, primary_key=True),
        sa.Column("encounter_id", _HEX, sa.ForeignKey("encounter.id"), nullable=False, index=True),
        sa.Column("clinician_id", _HEX, sa.ForeignKey("clinician.id"), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.ForeignKey("signature.number"), nullable=False),
        sa.Column("written_at_ms", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "attention",
        sa.Column("encounter_id", _HEX, sa.ForeignKey("encounter.id"), primary_key=True),
        sa.Column("clinician_id", _HEX, sa.ForeignKey("clinician.id"), primary_key=True),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("beat_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("active_ms", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_attention_clinician", "attention", ["clinician_id", "beat_at_ms"])
    op.execute(
        """
        create function signed_words_refuse() returns trigger language plpgsql as $$
        begin
          raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
        end $$
        """
    )
    for table in ("addendum", "signature"):
        op.execute(
            f"create trigger {table}_rows before update or delete on {table} "
            "for each row execute function signed_words_refuse()"
        )
        op.execute(
            f"create trigger {table}_table before truncate on {table} "
            "for each statement execute function signed_words_refuse()"
        )


def downgrade() -> None:
    for table in ("signature", "addendum"):
        op.execute(f"drop trigger {table}_table on {table}")
        op.execute(f"drop trigger {table}_rows on {table}")
    op.execute("drop function signed_words_refuse()")
    for table in ("attention", "addendum", "follow_up"):
        op.drop_table(table)
    op.drop_index("ix_rating_dangerous", "rating")
    op.drop_column("rating", "seen_by")
    op.drop_column("rating", "seen_at_ms")
    op.drop_column("diagnosis", "rank")
    op.drop_column("diagnosis", "urgency")
    op.drop_column("action", "detail_sealed")
    op.drop_constraint("effect", "note", type_="check")
    for column in ("effect", "urgency", "revision"):
        op.drop_column("note", column)
