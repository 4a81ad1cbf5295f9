"""A transparency log in memory, for fakes of a commission."""

from __future__ import annotations

from typing import Any

from records.seal.keys import SigningKey
from records.trust.log import tree
from records.trust.log.entries import Entry, certificate_entry, directory_entry, to_bytes
from records.trust.log.head import TreeHead, path_text, sign_head
from records.trust.log.tree import Coordinate


class MemoryLog:
    """Takes entries, and answers what a commission answers of them."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []
        self.nodes: dict[Coordinate, bytes] = {}

    def append(self, entry: Entry) -> int:
        raw = to_bytes(entry)
        if raw in self.entries:
            return self.entries.index(raw)
        index = len(self.entries)
        self.entries.append(raw)
        self.nodes.update(tree.completed(index, tree.leaf_hash(raw), self.nodes.__getitem__))
        return index

    def root(self, size: int) -> bytes:
        return tree.root(size, self.nodes.__getitem__)

    def included(self, index: int, size: int) -> dict[str, Any]:
        return {"index": index, "path": path_text(tree.inclusion_path(index, size, self.nodes.__getitem__))}

    def head(self, key: SigningKey, size: int, at: int) -> str:
        return sign_head(key, TreeHead(size=size, root=self.root(size).hex(), at=at))

    def answer(
        self, key: SigningKey, root_key: str, certificate: str, token: str, payload: dict[str, Any], *, seen: int = 0
    ) -> dict[str, Any]:
        """The field `log` for this directory, which is appended with its certificate where they are new."""
        certified = self.append(certificate_entry(root_key, certificate))
        directed = self.append(directory_entry(key.key_id, token, payload))
        size = len(self.entries)
        continued = None
        if 0 < seen < size:
            path = tree.consistency_path(seen, size, self.nodes.__getitem__)
            continued = {"from": seen, "path": path_text(path)}
        return {
            "head": self.head(key, size, payload["issued_at"]),
            "certificate": self.included(certified, size),
            "directory": self.included(directed, size),
            "consistency": continued,
        }
