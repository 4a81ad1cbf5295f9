"""the first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "clinician",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("closed_at_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "role in ('doctor', 'supervisor', 'administrator', 'auditor')", name=op.f("ck_clinician_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinician")),
    )
    op.create_index("uq_clinician_username", "clinician", ["username"], unique=True)
    op.create_table(
        "community",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
    )
    op.create_table(
        "directory_issue",
        sa.Column("serial", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("issued_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("serial", name=op.f("pk_directory_issue")),
    )
    op.create_table(
        "intake",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "case state when 'opened' then envelope is null when 'failed' then true else envelope is not null end",
            name=op.f("ck_intake_bytes_until_opened"),
        ),
        sa.CheckConstraint("kind in ('record', 'identity', 'attachment', 'reply')", name=op.f("ck_intake_kind")),
        sa.CheckConstraint("state in ('received', 'deferred', 'opened', 'failed')", name=op.f("ck_intake_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
    )
    op.create_index("ix_intake_record", "intake", ["record_id", "kind", "key"], unique=False)
    op.create_index(
        "ix_intake_waiting",
        "intake",
        ["next_attempt_at_ms"],
        unique=False,
        postgresql_where=sa.text("state in ('received', 'deferred')"),
    )
    op.create_index(
        "uq_intake_key",
        "intake",
        ["record_id", "kind", "key"],
        unique=True,
        postgresql_where=sa.text("state in ('received', 'opened')"),
    )
    op.create_table(
        "login_throttle",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("locked_until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_login_throttle")),
    )
    op.create_table(
        "mailbox",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox")),
    )
    op.create_table(
        "node",
        sa.Column("node_id", sa.String(length=32), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(), nullable=False),
        sa.Column("channel_key", sa.LargeBinary(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("measurement", sa.String(length=64), nullable=False),
        sa.Column("evidence", sa.String(length=32), nullable=False),
        sa.Column("admitted_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("node_id", name=op.f("pk_node")),
    )
    op.create_index(op.f("ix_node_expires_at_ms"), "node", ["expires_at_ms"], unique=False)
    op.create_table(
        "login_session",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("seen_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinician_id"], ["clinician.id"], name=op.f("fk_login_session_clinician_id_clinician")
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_login_session")),
    )
    op.create_index(op.f("ix_login_session_clinician_id"), "login_session", ["clinician_id"], unique=False)
    op.create_table(
        "magnet",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("community_id", sa.String(length=32), nullable=False),
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("issued_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["clinician_id"], ["clinician.id"], name=op.f("fk_magnet_clinician_id_clinician")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_magnet_community_id_community")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_magnet")),
    )
    op.create_index(op.f("ix_magnet_clinician_id"), "magnet", ["clinician_id"], unique=False)
    op.create_index(op.f("ix_magnet_community_id"), "magnet", ["community_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("community_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["clinician_id"], ["clinician.id"], name=op.f("fk_membership_clinician_id_clinician")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_membership_community_id_community")),
        sa.PrimaryKeyConstraint("clinician_id", "community_id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_community_id"), "membership", ["community_id"], unique=False)
    op.create_table(
        "resident",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("community_id", sa.String(length=32), nullable=False),
        sa.Column("person_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("name_index", sa.LargeBinary(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("birth_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("kek_id", sa.String(length=32), nullable=True),
        sa.Column("data_key", sa.LargeBinary(), nullable=True),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("erased_at_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_resident_community_id_community")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident")),
    )
    op.create_index("ix_resident_name", "resident", ["community_id", "name_index"], unique=False)
    op.create_index("ix_resident_phone", "resident", ["community_id", "phone_index"], unique=False)
    op.create_index("uq_resident_person", "resident", ["community_id", "person_index"], unique=True)
    op.create_table(
        "encounter",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("resident_id", sa.String(length=32), nullable=True),
        sa.Column("community_id", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=True),
        sa.Column("urgency", sa.String(length=32), nullable=True),
        sa.Column("urgency_rank", sa.SmallInteger(), nullable=False),
        sa.Column("summary_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("status in ('open', 'signed')", name=op.f("ck_encounter_status")),
        sa.CheckConstraint("(resident_id is null) = (community_id is null)", name=op.f("ck_encounter_linked")),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_encounter_community_id_community")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_encounter_resident_id_resident")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounter")),
    )
    op.create_index(op.f("ix_encounter_resident_id"), "encounter", ["resident_id"], unique=False)
    op.create_index(
        "ix_encounter_worklist", "encounter", ["community_id", "status", "urgency_rank", "received_at_ms"], unique=False
    )
    op.create_table(
        "action",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("acted_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind in ('call', 'invite', 'refer')", name=op.f("ck_action_kind")),
        sa.ForeignKeyConstraint(["clinician_id"], ["clinician.id"], name=op.f("fk_action_clinician_id_clinician")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_action_encounter_id_encounter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index(op.f("ix_action_encounter_id"), "action", ["encounter_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("attachment_id", sa.String(length=32), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("digest_index", sa.LargeBinary(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("state in ('unconfirmed', 'confirmed', 'mismatch')", name=op.f("ck_attachment_state")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_attachment_encounter_id_encounter")),
        sa.PrimaryKeyConstraint("encounter_id", "attachment_id", name=op.f("pk_attachment")),
    )
    op.create_table(
        "delivery",
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("resident_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("state in ('pending', 'delivered', 'failed')", name=op.f("ck_delivery_state")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_delivery_encounter_id_encounter")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_delivery_resident_id_resident")),
        sa.PrimaryKeyConstraint("encounter_id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_resident_id"), "delivery", ["resident_id"], unique=False)
    op.create_index("ix_delivery_state", "delivery", ["state", "updated_at_ms"], unique=False)
    op.create_table(
        "diagnosis",
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("confirmed_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["clinician_id"], ["clinician.id"], name=op.f("fk_diagnosis_clinician_id_clinician")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_diagnosis_encounter_id_encounter")),
        sa.PrimaryKeyConstraint("encounter_id", name=op.f("pk_diagnosis")),
    )
    op.create_table(
        "mailbox_item",
        sa.Column("mailbox_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_mailbox_item_encounter_id_encounter")
        ),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], name=op.f("fk_mailbox_item_mailbox_id_mailbox")),
        sa.PrimaryKeyConstraint("mailbox_id", "seq", name=op.f("pk_mailbox_item")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mailbox_item_message_id")),
    )
    op.create_index(op.f("ix_mailbox_item_encounter_id"), "mailbox_item", ["encounter_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("direction", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("clinician_id", sa.String(length=32), nullable=True),
        sa.Column("sent_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("seen_at_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("direction in ('to_resident', 'from_resident')", name=op.f("ck_message_direction")),
        sa.ForeignKeyConstraint(["clinician_id"], ["clinician.id"], name=op.f("fk_message_clinician_id_clinician")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_message_encounter_id_encounter")),
        sa.PrimaryKeyConstraint("encounter_id", "id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_encounter", "message", ["encounter_id", "sent_at_ms"], unique=False)
    op.create_table(
        "note",
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["clinician_id"], ["clinician.id"], name=op.f("fk_note_clinician_id_clinician")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_note_encounter_id_encounter")),
        sa.PrimaryKeyConstraint("encounter_id", "version", name=op.f("pk_note")),
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("rating", sa.String(length=32), nullable=False),
        sa.Column("comment_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("rated_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("rating in ('good', 'poor', 'dangerous')", name=op.f("ck_rating_rating")),
        sa.ForeignKeyConstraint(["clinician_id"], ["clinician.id"], name=op.f("fk_rating_clinician_id_clinician")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_rating_encounter_id_encounter")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
    )
    op.create_index("uq_rating_target", "rating", ["encounter_id", "target", "clinician_id"], unique=True)
    op.create_table(
        "registration",
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("resident_id", sa.String(length=32), nullable=False),
        sa.Column("magnet_id", sa.String(length=32), nullable=False),
        sa.Column("mailbox_id", sa.String(length=32), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("consent_version", sa.Text(), nullable=False),
        sa.Column("consented_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("lang", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_registration_encounter_id_encounter")
        ),
        sa.ForeignKeyConstraint(["magnet_id"], ["magnet.id"], name=op.f("fk_registration_magnet_id_magnet")),
        sa.ForeignKeyConstraint(["mailbox_id"], ["mailbox.id"], name=op.f("fk_registration_mailbox_id_mailbox")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_registration_resident_id_resident")),
        sa.PrimaryKeyConstraint("encounter_id", name=op.f("pk_registration")),
    )
    op.create_index(op.f("ix_registration_resident_id"), "registration", ["resident_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("producer", sa.String(length=32), nullable=False),
        sa.Column("envelope_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_revision_encounter_id_encounter")),
        sa.PrimaryKeyConstraint("encounter_id", "revision", name=op.f("pk_revision")),
    )
    op.create_table(
        "signature",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("clinician_id", sa.String(length=32), nullable=False),
        sa.Column("signed_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["clinician_id"], ["clinician.id"], name=op.f("fk_signature_clinician_id_clinician")),
        sa.ForeignKeyConstraint(["encounter_id"], ["encounter.id"], name=op.f("fk_signature_encounter_id_encounter")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_signature")),
    )
    op.create_index("ix_signature_encounter", "signature", ["encounter_id", "number"], unique=False)
    op.create_table(
        "delivery_outcome",
        sa.Column("encounter_id", sa.String(length=32), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("updated_at_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("state in ('delivered', 'failed')", name=op.f("ck_delivery_outcome_state")),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["delivery.encounter_id"], name=op.f("fk_delivery_outcome_encounter_id_delivery")
        ),
        sa.PrimaryKeyConstraint("encounter_id", "destination", name=op.f("pk_delivery_outcome")),
    )


def downgrade() -> None:

    op.drop_table("delivery_outcome")
    op.drop_index("ix_signature_encounter", table_name="signature")
    op.drop_table("signature")
    op.drop_table("revision")
    op.drop_index(op.f("ix_registration_resident_id"), table_name="registration")
    op.drop_table("registration")
    op.drop_index("uq_rating_target", table_name="rating")
    op.drop_table("rating")
    op.drop_table("note")
    op.drop_index("ix_message_encounter", table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("ix_mailbox_item_encounter_id"), table_name="mailbox_item")
    op.drop_table("mailbox_item")
    op.drop_table("diagnosis")
    op.drop_index("ix_delivery_state", table_name="delivery")
    op.drop_index(op.f("ix_delivery_resident_id"), table_name="delivery")
    op.drop_table("delivery")
    op.drop_table("attachment")
    op.drop_index(op.f("ix_action_encounter_id"), table_name="action")
    op.drop_table("action")
    op.drop_index("ix_encounter_worklist", table_name="encounter")
    op.drop_index(op.f("ix_encounter_resident_id"), table_name="encounter")
    op.drop_table("encounter")
    op.drop_index("uq_resident_person", table_name="resident")
    op.drop_index("ix_resident_phone", table_name="resident")
    op.drop_index("ix_resident_name", table_name="resident")
    op.drop_table("resident")
    op.drop_index(op.f("ix_membership_community_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_magnet_community_id"), table_name="magnet")
    op.drop_index(op.f("ix_magnet_clinician_id"), table_name="magnet")
    op.drop_table("magnet")
    op.drop_index(op.f("ix_login_session_clinician_id"), table_name="login_session")
    op.drop_table("login_session")
    op.drop_index(op.f("ix_node_expires_at_ms"), table_name="node")
    op.drop_table("node")
    op.drop_table("mailbox")
    op.drop_table("login_throttle")
    op.drop_index("uq_intake_key", table_name="intake", postgresql_where=sa.text("state in ('received', 'opened')"))
    op.drop_index(
        "ix_intake_waiting", table_name="intake", postgresql_where=sa.text("state in ('received', 'deferred')")
    )
    op.drop_index("ix_intake_record", table_name="intake")
    op.drop_table("intake")
    op.drop_table("directory_issue")
    op.drop_table("community")
    op.drop_index("uq_clinician_username", table_name="clinician")
    op.drop_table("clinician")
    op.drop_table("audit_entry")
