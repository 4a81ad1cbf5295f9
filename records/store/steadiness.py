"""Which addresses are left out of the directory because the node there keeps dying.

Every start of a node is an admission under new keys, so that the table of nodes tells how often an address came back; nobody's word is
needed, neither the node's nor its supervisor's. A phone that meets such a node loses seconds each time, and other nodes do its work.
Its rows stay, as do its admission and what it signed: only new turns go elsewhere. It comes back by itself when it has lived for long
enough.

Nodes with development evidence are let be: on such a machine people start them again by hand.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Select, func, select

from records.store.tables.nodes import Node

WINDOW_MS: Final = 600_000
"""Ten minutes."""
MOST_STARTS: Final = 4
"""Starts at one address within the window that are still no loop: a deployment, its roll-back, and two accidents."""


def restless(now_ms: int) -> Select[str]:
    """Answer the query for the addresses at which more than `MOST_STARTS` processes were admitted within the window."""
    return (
        select(Node.url)
        .where(Node.admitted_at_ms > now_ms - WINDOW_MS, Node.evidence != "development")
        .group_by(Node.url)
        .having(func.count() > MOST_STARTS)
    )
