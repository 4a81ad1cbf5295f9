"""A resident's photo, looked at before it is shown: the bytes came from a phone, and the console decodes them for every doctor at once."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image

MOST_PIXELS: Final = 25_000_000
"""Five times what the page of a phone sends. A few kilobytes can hold an image that takes gigabytes to unpack."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
"""What an attachment may be (FORMAT.md, section 5)."""


def can_be_shown(body: bytes) -> bool:
    """Tell whether these bytes are a whole photo, of a form and a size that is shown."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body), formats=_FORMATS) as image:
                if image.width * image.height > MOST_PIXELS or getattr(image, "n_frames", 1) != 1:
                    return False
                image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True
