"""Where used challenges are remembered: in the database, because any process of the commission may be asked next."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from records.store.database import Database
from records.store.tables.challenges import SpentChallenge
from records.trust.evidence import Challenges


class StoredUses:
    """Remembers nonces until they end."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def first(self, nonce: bytes, ends_ms: int, now_ms: int) -> bool:
        """Note a use; answers whether it is the first one. Raises `StoreUnavailable`."""
        with self._database.transaction() as unit:
            unit.connection.execute(delete(SpentChallenge).where(SpentChallenge.ends_at_ms < now_ms))
            noted = unit.connection.execute(
                insert(SpentChallenge)
                .values(nonce=nonce, ends_at_ms=ends_ms)
                .on_conflict_do_nothing()
                .returning(SpentChallenge.ends_at_ms)
            ).scalar_one_or_none()
        return noted is not None


def stored_challenges(database: Database) -> Challenges:
    """Answer challenges that one process gives out and another takes; the secret is derived from a key of the store."""
    return Challenges(secret=database.vault.index("admission", "challenges"), uses=StoredUses(database))
