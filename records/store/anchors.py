"""Heads of the audit chain, kept in a file beside the keys: they show when the newest entries were cut off.

The file is outside the database, append-only by habit and small: one line an hour at most. Whoever can change both the
database and this folder can hide a cut; copies of the lines (they are logged, too) take even that away.
"""

from __future__ import annotations

from pathlib import Path

from records.store.audit import Anchor
from records.store.errors import KeyStoreError

_FILE = "audit.anchors"


class AnchorFile:
    """The anchors of one commission."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE

    def read(self) -> list[Anchor]:
        """Answer the anchors, oldest first; raises `KeyStoreError` for a damaged file."""
        if not self._path.exists():
            return []
        anchors = []
        for line in self._path.read_text(encoding="ascii").splitlines():
            seq, _, mac = line.partition(" ")
            if not seq.isdecimal() or len(mac) != 64:  # noqa: PLR2004 - hex of 32 bytes
                raise KeyStoreError(f"{self._path} is damaged; restore it from its backup or from the logs")
            anchors.append(Anchor(int(seq), mac))
        return anchors

    def append(self, anchor: Anchor) -> bool:
        """Keep a head unless it is the newest one already; answers whether it was kept."""
        known = self.read()
        if anchor.seq == 0 or (known and known[-1].seq >= anchor.seq):
            return False
        with self._path.open("a", encoding="ascii") as file:
            file.write(f"{anchor.seq} {anchor.mac}\n")
        return True
