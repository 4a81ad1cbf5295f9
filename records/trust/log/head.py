"""The signed tree head, and what comes with a directory to show that it is in the log (FORMAT.md, section 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from records.errors import CannotOpen, Reason
from records.seal.keys import SigningKey, VerifyKey
from records.seal.wire import b64u, from_b64u
from records.trust import jws
from records.trust.log.entries import Entry, to_bytes
from records.trust.log.tree import HASH_BYTES, MAX_PATH, MAX_SIZE, continues, includes, leaf_hash
from records.trust.values import Hex32, TimeS, TrustValue

HEAD_TYP: Final = "jiayi-log-head+jws"
Index = Annotated[int, Field(ge=0, le=MAX_SIZE)]
PathText = Annotated[list[Annotated[str, Field(max_length=43)]], Field(max_length=MAX_PATH)]


class TreeHead(TrustValue):
    """What the directory key signs of the log: its first `size` entries have the root `root`."""

    version: Literal[1] = 1
    size: Annotated[int, Field(ge=1, le=MAX_SIZE)]
    root: Hex32
    at: TimeS


class Included(TrustValue):
    """Where an entry stands, and the proof."""

    index: Index
    path: PathText


class Consistency(TrustValue):
    """The proof that the head continues the tree of `from_size` entries; on the wire the field is `from`."""

    from_size: Annotated[int, Field(ge=0, le=MAX_SIZE, alias="from")]
    path: PathText


class DirectoryLog(TrustValue):
    """The field `log` of the answer of `GET /v1/directory`."""

    head: str
    certificate: Included
    directory: Included
    consistency: Consistency | None


@dataclass(frozen=True, slots=True)
class SeenHead:
    """What a reader keeps of the newest tree that it believed: number of entries, and root in hex."""

    size: int
    root: str


def sign_head(directory_key: SigningKey, head: TreeHead) -> str:
    """Sign a tree head."""
    return jws.sign(HEAD_TYP, head.model_dump(), directory_key)


def verify_head(token: object, directory_key: VerifyKey) -> TreeHead:
    """Answer the tree head in `token`. Raises `CannotOpen`."""
    return TreeHead.read(jws.verify(HEAD_TYP, token, directory_key))


def path_text(path: Sequence[bytes]) -> list[str]:
    """Answer a path as it travels."""
    return [b64u(step) for step in path]


def path_bytes(path: Sequence[str]) -> list[bytes]:
    """Answer a path that travelled. Raises `CannotOpen(json)`."""
    return [from_b64u(step, reason=Reason.JSON, length=HASH_BYTES) for step in path]


def read_directory_log(value: Any) -> DirectoryLog:
    """Answer the field `log` of a directory's answer. Raises `CannotOpen(json)`."""
    if not isinstance(value, dict):
        raise CannotOpen(Reason.JSON)
    log = DirectoryLog.read(value)
    for path in (log.certificate.path, log.directory.path, log.consistency.path if log.consistency else []):
        path_bytes(path)
    return log


def check_directory_log(
    log: DirectoryLog, directory_key: VerifyKey, certificate: Entry, directory: Entry, seen: SeenHead | None
) -> TreeHead:
    """Check that both entries are in a log that continues the one seen, and answer its head. Raises `CannotOpen`.

    In the order of FORMAT.md, section 9: the head's own reasons, `rollback`, `log`.
    """
    # 1. the head is the directory key's word
    head = verify_head(log.head, directory_key)
    root = bytes.fromhex(head.root)
    # 2. not smaller than before, 3. nothing of what was before has changed
    if seen is not None:
        if head.size < seen.size:
            raise CannotOpen(Reason.ROLLBACK)
        _check_continues(seen, head, log.consistency)
    # 4. both are in it
    for entry, proof in ((certificate, log.certificate), (directory, log.directory)):
        if not includes(leaf_hash(to_bytes(entry)), proof.index, head.size, path_bytes(proof.path), root):
            raise CannotOpen(Reason.LOG)
    return head


def _check_continues(seen: SeenHead, head: TreeHead, proof: Consistency | None) -> None:
    if head.size == seen.size:
        if head.root != seen.root:
            raise CannotOpen(Reason.LOG)
        return
    if proof is None or proof.from_size != seen.size:
        raise CannotOpen(Reason.LOG)
    old, new = bytes.fromhex(seen.root), bytes.fromhex(head.root)
    if not continues(seen.size, old, head.size, new, path_bytes(proof.path)):
        raise CannotOpen(Reason.LOG)
