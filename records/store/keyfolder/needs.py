"""What still needs a key before it may be destroyed, by what the database holds."""

from __future__ import annotations

from sqlalchemy import func, select

from records.errors import CannotOpen
from records.seal.envelope import parse_header
from records.store.database import Database
from records.store.keyfolder.entries import KeyEntry
from records.store.tables.intake import Intake
from records.store.tables.residents import Resident

_PAGE = 50


def what_needs(database: Database, entry: KeyEntry) -> str | None:
    """Answer in words what in the database opens with this key alone; None where nothing does. Raises `StoreUnavailable`."""
    if entry.purpose == "kek":
        count = wrapped_under(database, entry.key_id)
        return f"the data keys of {count} residents are wrapped under it; run jiayi keys rewrap" if count else None
    if entry.purpose == "record":
        count = _sealed_to(database, entry.key_id)
        return f"{count} envelopes that were not opened yet are sealed to it" if count else None
    return None


def wrapped_under(database: Database, kek_id: str) -> int:
    """Answer how many residents' data keys are wrapped under a key-encryption key."""
    with database.reading() as connection:
        connection.exec_driver_sql("set local statement_timeout = 0")  # one look at every row, however many there are
        count: int = connection.execute(
            select(func.count()).where(Resident.kek_id == kek_id, Resident.data_key.is_not(None))
        ).scalar_one()
    return count


def _sealed_to(database: Database, key_id: str) -> int:
    count, after = 0, 0
    while True:
        with database.reading() as connection:
            page = connection.execute(
                select(Intake.id, Intake.envelope)
                .where(Intake.envelope.is_not(None), Intake.id > after)
                .order_by(Intake.id)
                .limit(_PAGE)
            ).all()
        for row in page:
            after = row.id
            try:
                count += getattr(parse_header(row.envelope), "key_id", None) == key_id
            except CannotOpen:
                continue
        if not page:
            return count
