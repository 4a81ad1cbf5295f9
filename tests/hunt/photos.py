"""A photo that says a phrase three ways: printed, in its metadata, and in the bytes of its own pixels.

What is printed nobody finds by looking for words, so each copy of the file, and each bitmap it is unfolded to, holds the phrase as bytes.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, PngImagePlugin

from tests.fakes.report_images import BLOOD_COUNT, draw_report


def marked_photo(phrase: str) -> bytes:
    """Answer a PNG of a report that holds the phrase."""
    image = Image.open(BytesIO(draw_report(BLOOD_COUNT, title=f"{phrase}检验报告单"))).convert("RGB")
    raw = phrase.encode()
    row = (raw * (image.width * 3 // len(raw) + 1))[: image.width * 3]
    image.paste(Image.frombytes("RGB", (image.width, 1), row), (0, image.height - 1))
    said = PngImagePlugin.PngInfo()
    said.add_itxt("Comment", phrase)
    kept = BytesIO()
    image.save(kept, "PNG", pnginfo=said)
    return kept.getvalue()
