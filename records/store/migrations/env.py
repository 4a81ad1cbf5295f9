"""Alembic's entry: runs on the connection that `records.store.schema` hands over, never by itself."""

from __future__ import annotations

from alembic import context

from records.store.schema import owns
from records.store.tables.all import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, include_name=owns, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
