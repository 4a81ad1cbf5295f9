"""Magnets on paper: what the command line and the API print in the same way."""

from __future__ import annotations

from collections.abc import Sequence

from records.paper.magnets import MagnetCard, magnet_sheets
from records.paper.typesetting import Typesetter
from records.store.magnets import MagnetRow


def magnet_link(origin: str, magnet_id: str, pin: str) -> str:
    """Answer what a magnet's code holds: its page, and the fingerprint of the commission's root key, which no server ever sees."""
    return f"{origin}/m/{magnet_id}#{pin}"


def sheets(rows: Sequence[MagnetRow], origin: str, pin: str, *, setter: Typesetter | None = None) -> bytes:
    """Answer print-ready sheets of magnets; raises `ValueError` and `FontsMissing` as `magnet_sheets` does."""
    cards = [
        MagnetCard(
            row.id, magnet_link(origin, row.id, pin), row.community_zh, row.community_en, row.doctor, row.doctor_phone
        )
        for row in rows
    ]
    return magnet_sheets(cards, setter=setter)
