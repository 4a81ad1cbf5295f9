"""The one place that loads every table, for migrations and for the check that they describe the database."""

from __future__ import annotations

from records.store.tables import (
    admission,
    advice,
    care,
    encounters,
    intake,
    keys,
    nodes,
    oversight,
    people,
    residents,
    review,
    shares,
    signin,
    trail,
    translog,
    waiting,
)
from records.store.tables.base import Base

MODULES = (
    admission,
    advice,
    care,
    encounters,
    intake,
    keys,
    nodes,
    oversight,
    people,
    residents,
    review,
    shares,
    signin,
    trail,
    translog,
    waiting,
)
METADATA = Base.metadata
