"""The way to the resident's phone: messages sealed to its mailbox key, fetched with its bearer secret."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import Row, insert, select, update

from records.errors import CannotOpen, Reason
from records.model import DoctorMessage
from records.seal.envelope import MessageHeader, parse_header, seal_envelope
from records.seal.keys import SigningKey
from records.seal.wire import from_b64u
from records.store.audit import Happening
from records.store.charts import Chart, load_chart
from records.store.database import Unit, new_id
from records.store.errors import NotVisible
from records.store.policy import Action, Role
from records.store.tables.care import Message
from records.store.tables.residents import Mailbox, MailboxItem, Registration

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Letter:
    """One sealed message of a mailbox."""

    seq: int
    envelope: bytes


def post(
    chart: Chart, message: DoctorMessage, *, signer: SigningKey, clinician_id: str, message_id: str | None = None
) -> str:
    """Seal a message to the encounter's mailbox, signed by the commission, and keep it in the chart; answers its id.

    Raises `NotVisible` for an id that another letter has, here or in a chart of which nothing is told.
    """
    connection = chart.unit.connection
    mailbox = connection.execute(
        select(Mailbox.id, Mailbox.public_key)
        .join(Registration, Registration.mailbox_id == Mailbox.id)
        .where(Registration.encounter_id == chart.id)
        .with_for_update(of=Mailbox)
    ).one_or_none()
    if mailbox is None:
        raise NotVisible("this encounter has no mailbox")
    body = message.model_dump_json().encode()
    if message_id is None:
        message_id = new_id()
    elif _is_taken(chart, message_id):
        raise NotVisible("no such message")
    header = MessageHeader(
        mailbox_id=mailbox.id,
        message_id=message_id,
        key_id=mailbox.id,
        producer=signer.key_id,
        created_at_ms=message.sent_at_ms,
    )
    seq = connection.execute(
        update(Mailbox)
        .where(Mailbox.id == mailbox.id)
        .values(last_seq=Mailbox.last_seq + 1)
        .returning(Mailbox.last_seq)
    ).scalar_one()
    connection.execute(
        insert(Message).values(
            encounter_id=chart.id,
            id=message_id,
            direction="to_resident",
            kind=message.action,
            body_sealed=chart.seal("message", f"{chart.id}/{message_id}", "body", body),
            clinician_id=clinician_id,
            sent_at_ms=message.sent_at_ms,
        )
    )
    connection.execute(
        insert(MailboxItem).values(
            mailbox_id=mailbox.id,
            seq=seq,
            message_id=message_id,
            encounter_id=chart.id,
            envelope=seal_envelope(header, mailbox.public_key, body, signer),
            created_at_ms=chart.unit.now_ms,
        )
    )
    return message_id


def _is_taken(chart: Chart, message_id: str) -> bool:
    sent = select(MailboxItem.seq).where(MailboxItem.message_id == message_id)
    kept = select(Message.sent_at_ms).where(Message.encounter_id == chart.id, Message.id == message_id)
    return any(chart.unit.connection.execute(one.limit(1)).first() is not None for one in (sent, kept))


def digest_of(secret: str) -> bytes:
    """Answer what the store keeps of a bearer secret; empty, which equals nothing that is kept, for one of another form."""
    try:
        return hashlib.sha256(from_b64u(secret, reason=Reason.JSON, length=32)).digest()
    except CannotOpen:
        return b""


def fetch(unit: Unit, mailbox_id: str, secret: str, after: int, *, signer: SigningKey) -> list[Letter]:
    """Answer the messages after a number, oldest first; raises `NotVisible` for an unknown mailbox or a wrong secret.

    `signer` is the receipt key in force: phones believe the one that their directory names, so what another signed is sealed anew.
    """
    box = unit.connection.execute(
        select(Mailbox.secret_digest, Mailbox.public_key).where(Mailbox.id == mailbox_id)
    ).one_or_none()
    if not hmac.compare_digest(digest_of(secret), bytes(32) if box is None else box.secret_digest) or box is None:
        raise NotVisible("no such mailbox")
    rows = unit.connection.execute(
        select(MailboxItem.seq, MailboxItem.message_id, MailboxItem.encounter_id, MailboxItem.envelope)
        .where(MailboxItem.mailbox_id == mailbox_id, MailboxItem.seq > after)
        .order_by(MailboxItem.seq)
        .limit(MOST_AT_ONCE)
    ).all()
    if rows:
        # An empty fetch shows nobody anything; phones ask every few seconds.
        detail = {"first": rows[0].seq, "last": rows[-1].seq}
        unit.audit(Happening(Role.RESIDENT, "phone", Action.READ_MAILBOX, f"mailbox:{mailbox_id}", detail))
    return [Letter(row.seq, _under(unit, mailbox_id, box.public_key, row, signer)) for row in rows]


def _under(unit: Unit, mailbox_id: str, public_key: bytes, row: Row[int, str, str, bytes], signer: SigningKey) -> bytes:
    """Answer a message as this key signs it: the envelope that is kept, or a new one in its place after the key was changed."""
    header = parse_header(row.envelope)
    if not isinstance(header, MessageHeader) or header.producer == signer.key_id:
        return bytes(row.envelope)
    sealed = unit.connection.execute(
        select(Message.body_sealed).where(Message.encounter_id == row.encounter_id, Message.id == row.message_id)
    ).scalar_one_or_none()
    if sealed is None:
        return bytes(row.envelope)
    chart = load_chart(unit, row.encounter_id)
    body = chart.open("message", f"{chart.id}/{row.message_id}", "body", sealed)
    envelope = seal_envelope(header.model_copy(update={"producer": signer.key_id}), public_key, body, signer)
    unit.connection.execute(
        update(MailboxItem)
        .where(MailboxItem.mailbox_id == mailbox_id, MailboxItem.seq == row.seq)
        .values(envelope=envelope)
    )
    return envelope
