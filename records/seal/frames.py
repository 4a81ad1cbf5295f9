"""The reply, compute to phone: authenticated frames under the request's own reply key (FORMAT.md, section 3).

Neither side can be made to accept a stream that was cut, reordered, spliced from two, or made for another request. Lengths and
number of the frames are the same whatever was asked and whoever looked, as far as the size classes go.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from records.errors import CannotOpen, CannotSeal, Reason
from records.seal.suites import SUITE_1, TAG_BYTES, Suite, opened
from records.seal.wire import KIB, MIB, Cursor, pad, part

_SALT_BYTES: Final = 16
_HEAD_BYTES: Final = 5
_STEP: Final = 256
_NONCE_START: Final = bytes(4)
_GOES_ON: Final = b"\0"
_ENDS: Final = b"\x01"
PROGRESS_FRAMES: Final = 16
"""A reply comes after so many progress frames, or a multiple: ten specialties that look make eleven or so."""
_MAX_PADDED: Final = 2 * MIB
_MAX_FRAMES: Final = 4096
_MAX_STREAM: Final = 16 * MIB


class FrameKind(IntEnum):
    """What a frame holds."""

    PROGRESS = 1
    REPLY = 2
    CAPSULE = 3
    RECORD = 4
    FAILURE = 5


_FLOORS: Final = {FrameKind.PROGRESS: 512, FrameKind.REPLY: 8 * KIB, FrameKind.FAILURE: 512}
"""Of the kinds that are padded here; a capsule and a record are padded already, and filled up to the step alone."""
_KINDS: Final = {int(kind): kind for kind in FrameKind}
_LAST: Final = frozenset({FrameKind.RECORD, FrameKind.FAILURE})
_BEFORE: Final = {
    FrameKind.PROGRESS: frozenset({None, FrameKind.PROGRESS}),
    FrameKind.REPLY: frozenset({None, FrameKind.PROGRESS}),
    FrameKind.CAPSULE: frozenset({FrameKind.REPLY}),
    FrameKind.RECORD: frozenset({FrameKind.CAPSULE}),
    FrameKind.FAILURE: frozenset({None, FrameKind.PROGRESS, FrameKind.REPLY, FrameKind.CAPSULE}),
}
"""Which kind may stand directly before which; None is the start."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One opened frame."""

    kind: FrameKind
    body: bytes = field(repr=False)
    last: bool


class _Sequence:
    """The order of frames and the key of one stream, the same for both ends."""

    def __init__(self, reply_key: bytes, request_digest: bytes, salt: bytes, suite: Suite) -> None:
        key = suite.derive(reply_key, salt=salt, info=b"jiayi/v1/frames\0" + suite.tag + request_digest)
        self._cipher = suite.cipher(key)
        self._aad = b"jiayi/v1/frame\0" + suite.tag + request_digest
        self._seq = 0
        self._before: FrameKind | None = None
        self.ended = False

    def _bound(self, *, last: bool) -> tuple[bytes, bytes]:
        seq = self._seq.to_bytes(8, "big")
        return _NONCE_START + seq, self._aad + seq + (_ENDS if last else _GOES_ON)

    def fits(self, kind: FrameKind, *, last: bool) -> bool:
        """Whether a frame of this kind may come now; the last one is a record or a failure, and no other is."""
        may_end = kind in _LAST
        if kind is FrameKind.REPLY and (self._seq == 0 or self.progress_missing):
            return False
        return not self.ended and self._seq < _MAX_FRAMES and self._before in _BEFORE[kind] and last == may_end

    def advance(self, kind: FrameKind, *, last: bool) -> None:
        self._seq += 1
        self._before = kind
        self.ended = last

    def seal(self, padded: bytes, *, last: bool) -> bytes:
        nonce, aad = self._bound(last=last)
        return self._cipher.encrypt(nonce, padded, aad)

    def fill(self) -> Iterator[bytes]:
        """Seal the signs of life that are missing before a reply, each as its head and itself; the caller knows that one fits."""
        # Where one fits all do: the most frames of a stream are a multiple of the class.
        for _ in range(self.progress_missing):
            sealed = self.seal(_SIGN_OF_LIFE, last=False)
            self.advance(FrameKind.PROGRESS, last=False)
            yield _HEAD_OF_LIFE
            yield sealed

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        nonce, aad = self._bound(last=last)
        return opened(self._cipher, nonce, sealed, aad)

    @property
    def progress_missing(self) -> int:
        """How many progress frames are still to come before a reply may."""
        return -self._seq % PROGRESS_FRAMES if self._seq else PROGRESS_FRAMES

    @property
    def full(self) -> bool:
        return self._seq >= _MAX_FRAMES


def _padded(kind: FrameKind, body: bytes) -> bytes:
    inner = (bytes([kind]), *part(body, _MAX_PADDED))
    floor = _FLOORS.get(kind)
    if floor is not None:
        return pad(inner, floor=floor, limit=_MAX_PADDED)
    length = sum(map(len, inner))
    if length > _MAX_PADDED:
        raise CannotSeal(f"a {kind.name} frame of {length} bytes is over its limit of {_MAX_PADDED}")
    return b"".join((*inner, bytes(-length % _STEP)))


_SIGN_OF_LIFE: Final = _padded(FrameKind.PROGRESS, b"")
_HEAD_OF_LIFE: Final = (len(_SIGN_OF_LIFE) + TAG_BYTES).to_bytes(4, "big") + _GOES_ON


def _unpadded(padded: bytes) -> tuple[FrameKind, bytes]:
    cursor = Cursor(padded)
    number, body = cursor.u8(), cursor.part(_MAX_PADDED)
    kind = _KINDS.get(number)
    if kind is None:
        raise CannotOpen(Reason.ORDER)
    if kind in _FLOORS:
        cursor.end_padded(_FLOORS[kind])
    else:
        cursor.end_filled(_STEP)
    return kind, body


def _check_frame_length(length: int) -> None:
    if length < TAG_BYTES:
        raise CannotOpen(Reason.TOO_SHORT)
    if length - TAG_BYTES > _MAX_PADDED:
        raise CannotOpen(Reason.TOO_LONG)
    if length == TAG_BYTES or (length - TAG_BYTES) % _STEP:
        raise CannotOpen(Reason.PADDING)


class FrameWriter:
    """Seals the reply to one request. The salt goes out in front of the first frame."""

    def __init__(self, reply_key: bytes, request_digest: bytes, *, suite: Suite = SUITE_1) -> None:
        salt = secrets.token_bytes(_SALT_BYTES)
        self._sequence = _Sequence(reply_key, request_digest, salt, suite)
        self._pending = [salt]

    @property
    def ended(self) -> bool:
        """Whether the last frame was made."""
        return self._sequence.ended

    def may(self, kind: FrameKind) -> bool:
        """Whether a frame of this kind, not the last, may come next."""
        return self._sequence.fits(kind, last=False)

    def frame(self, kind: FrameKind, body: bytes, last: bool) -> bytes:
        """Answer the bytes to send next. Raises `CannotSeal` for a frame out of place or over 2 MiB.

        A progress frame with an empty body is a sign of life. Before a reply come as many of them as are missing to the class.
        """
        kind = FrameKind(kind)
        padded = _padded(kind, body)  # before anything is counted: what is refused here leaves the stream as it was
        if kind is FrameKind.REPLY and not last and self._sequence.fits(FrameKind.PROGRESS, last=False):
            self._pending.extend(self._sequence.fill())
        self._seal(kind, padded, last=last)
        made = b"".join(self._pending)
        self._pending.clear()
        return made

    def _seal(self, kind: FrameKind, padded: bytes, *, last: bool) -> None:
        if not self._sequence.fits(kind, last=last):
            raise CannotSeal(f"a {kind.name} frame is out of place here")
        sealed = self._sequence.seal(padded, last=last)
        self._sequence.advance(kind, last=last)
        self._pending += (len(sealed).to_bytes(4, "big"), _ENDS if last else _GOES_ON, sealed)


class FrameReader:
    """Opens the reply to one request, however the bytes arrive cut. After a refusal it refuses everything."""

    def __init__(self, reply_key: bytes, request_digest: bytes, *, suite: Suite = SUITE_1) -> None:
        self._suite = suite
        self._reply_key = reply_key
        self._digest = request_digest
        self._sequence: _Sequence | None = None
        self._buffer = bytearray()
        self._total = 0
        self._broken: Reason | None = None

    def feed(self, data: bytes) -> list[Frame]:
        """Take in bytes and answer the frames that they complete. Raises `CannotOpen`."""
        if self._broken is not None:
            raise CannotOpen(self._broken)
        try:
            return self._feed(data)
        except CannotOpen as error:
            self._broken = error.reason
            raise

    def finish(self) -> None:
        """Say that no bytes follow. Raises `CannotOpen(truncated)` unless the authenticated end was seen."""
        if self._broken is not None:
            raise CannotOpen(self._broken)
        if self._sequence is None or not self._sequence.ended:
            raise CannotOpen(Reason.TRUNCATED)

    def _feed(self, data: bytes) -> list[Frame]:
        self._total += len(data)
        if self._total > _MAX_STREAM:
            raise CannotOpen(Reason.TOO_LONG)
        self._buffer += data
        frames: list[Frame] = []
        if self._sequence is None:
            if len(self._buffer) < _SALT_BYTES:
                return frames
            self._sequence = _Sequence(self._reply_key, self._digest, bytes(self._buffer[:_SALT_BYTES]), self._suite)
            del self._buffer[:_SALT_BYTES]
        while (frame := self._next(self._sequence)) is not None:
            frames.append(frame)
        return frames

    def _next(self, sequence: _Sequence) -> Frame | None:
        if sequence.ended and self._buffer:
            raise CannotOpen(Reason.LENGTH)
        if len(self._buffer) < _HEAD_BYTES:
            return None
        if sequence.full:
            raise CannotOpen(Reason.TOO_LONG)
        length, last = int.from_bytes(self._buffer[:4], "big"), self._buffer[4]
        if last not in {0, 1}:
            raise CannotOpen(Reason.HEADER)
        _check_frame_length(length)
        end = _HEAD_BYTES + length
        if len(self._buffer) < end:
            return None
        padded = sequence.open(bytes(self._buffer[_HEAD_BYTES:end]), last=bool(last))
        del self._buffer[:end]
        kind, body = _unpadded(padded)
        if not sequence.fits(kind, last=bool(last)):
            raise CannotOpen(Reason.ORDER)
        sequence.advance(kind, last=bool(last))
        return Frame(kind, body, bool(last))
