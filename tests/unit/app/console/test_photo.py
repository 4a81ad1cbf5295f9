"""A photo that is none, or far too large, takes nothing else of the page away."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from app.console.photo import can_be_shown


def photo(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, "white").save(held, kind)
    return held.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_a_phone_sends_is_shown(kind):
    assert can_be_shown(photo(kind))


BAD = {
    "nothing": b"",
    "markup": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "another kind": photo("GIF"),
    "cut": photo("JPEG", (400, 300))[:900],
    "bomb": bomb(9_000, 9_000),
    "larger bomb": bomb(60_000, 60_000),
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_what_is_no_photo_or_too_large_is_not(body):
    assert not can_be_shown(body)


def script(client):
    import streamlit as st  # noqa: PLC0415 - the harness runs this function's text alone

    from app.console import encounter  # noqa: PLC0415 - as above

    encounter._photo(client, {"encounter_id": "e"}, {"state": "confirmed", "attachment_id": "a"})
    st.text("what comes below")


class Commission:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def attachment(self, _encounter_id: str, _attachment_id: str) -> bytes:
        return self.body


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_the_rest_of_the_page_stands(body):
    page = AppTest.from_function(script, kwargs={"client": Commission(body)}, default_timeout=30).run()
    page.toggle[0].set_value(True).run()
    assert not page.exception
    assert [one.value for one in page.text] == ["这张照片打不开，请居民重拍一张。", "what comes below"]
