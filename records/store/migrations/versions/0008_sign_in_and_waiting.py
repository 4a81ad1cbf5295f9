"""second factors, longer locks, whose work an encounter is, and since when a resident waits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _sign_in()
    op.create_table(
        "answer_target",
        sa.Column("urgency", sa.String(length=32), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("set_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("urgency", name=op.f("pk_answer_target")),
    )
    op.add_column("encounter", sa.Column("unsure", sa.SmallInteger(), nullable=True))
    op.add_column("encounter", sa.Column("waiting_since_ms", sa.BigInteger(), nullable=True))
    op.add_column("encounter", sa.Column("doctor_id", sa.String(length=32), nullable=True))
    op.create_foreign_key(op.f("fk_encounter_doctor_id_clinician"), "encounter", "clinician", ["doctor_id"], ["id"])
    op.execute("update encounter set waiting_since_ms = received_at_ms where status = 'open'")
    op.execute(
        "update encounter set doctor_id = clinician.id from registration join magnet on magnet.id = registration.magnet_id "
        "join clinician on clinician.id = magnet.clinician_id and clinician.closed_at_ms is null "
        "where registration.encounter_id = encounter.id"
    )
    op.create_index(op.f("ix_encounter_doctor_id"), "encounter", ["doctor_id"], unique=False)
    op.drop_index("ix_encounter_worklist", table_name="encounter")
    op.create_index(
        "ix_encounter_worklist", "encounter", ["community_id", "status", "urgency_rank", "waiting_since_ms"]
    )
    op.create_index("ix_encounter_unread", "encounter", ["community_id"], postgresql_where=sa.text("unread > 0"))


def _sign_in() -> None:
    op.add_column("clinician", sa.Column("toured_at_ms", sa.BigInteger(), nullable=True))
    op.add_column("login_session", sa.Column("stage", sa.String(length=32), server_default="full", nullable=False))
    op.create_check_constraint(op.f("ck_login_session_stage"), "login_session", "stage in ('full', 'code', 'enrol')")
    op.add_column("login_throttle", sa.Column("locks", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "second_factor",
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("pending_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinician_id"], ["clinician.id"], name=op.f("fk_second_factor_clinician_id_clinician")
        ),
        sa.PrimaryKeyConstraint("clinician_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinician_id"], ["clinician.id"], name=op.f("fk_recovery_code_clinician_id_clinician")
        ),
        sa.PrimaryKeyConstraint("clinician_id", "digest", name=op.f("pk_recovery_code")),
    )


def downgrade() -> None:
    op.drop_index("ix_encounter_unread", table_name="encounter")
    op.drop_index("ix_encounter_worklist", table_name="encounter")
    op.create_index("ix_encounter_worklist", "encounter", ["community_id", "status", "urgency_rank", "received_at_ms"])
    op.drop_index(op.f("ix_encounter_doctor_id"), table_name="encounter")
    op.drop_column("encounter", "doctor_id")
    op.drop_column("encounter", "waiting_since_ms")
    op.drop_column("encounter", "unsure")
    op.drop_table("answer_target")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    op.drop_column("login_throttle", "locks")
    op.drop_column("login_session", "stage")
    op.drop_column("clinician", "toured_at_ms")
