"""Images that are not what they claim: for the reader's and the page's refusals."""

from __future__ import annotations

import struct
import zlib


def png_header(width: int, height: int, rows: bytes) -> bytes:
    """A PNG whose header claims a size and whose data is what was given."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
