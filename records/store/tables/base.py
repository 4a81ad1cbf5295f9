"""The declarative base and the column types that all tables share.

A sealed column is bytes to the database and to SQLAlchemy: it holds no key and does no I/O. `records.store.vault` seals
and opens. Times are Unix milliseconds; ids are lower-case hex unless said otherwise.
"""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import BigInteger, LargeBinary, MetaData, SmallInteger, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

Hex16 = Annotated[str, mapped_column(String(32))]
Digest = Annotated[str, mapped_column(String(64))]
TimeMs = Annotated[int, mapped_column(BigInteger)]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]
"""AES-256-GCM under a data key, bound to table, row and column."""
Index = Annotated[bytes, mapped_column(LargeBinary)]
"""Keyed digest of a normalised value (blind index): equal values meet, nothing else can be read from it."""
Raw = Annotated[bytes, mapped_column(LargeBinary)]
Name = Annotated[str, mapped_column(Text)]
Code = Annotated[str, mapped_column(String(32))]
RevisionNumber = Annotated[int, mapped_column(BigInteger)]
"""Up to 2^32 - 1 (FORMAT section 5)."""
Small = Annotated[int, mapped_column(SmallInteger)]


class Base(DeclarativeBase):
    """All tables of the store, with named constraints so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
