"""From the bytes of a photo to pixels, with every limit checked before anything large is held.

A resident's phone shrinks photos to 1600 px; what arrives here may come from anywhere.
"""

from __future__ import annotations

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from agents.errors import ImageRefused

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 25_000_000
"""25 megapixels: more than any phone page sends, little enough to decode in 75 MB."""
_BOMB_RATIO = 400
"""Decoded bytes per encoded byte. A white page as PNG reaches about 250; deflate's own limit is 1032."""
_SMALL_BYTES = 4_000_000
"""Below this an image is harmless however well it was packed."""
_MIN_SIDE = 64
_LONGEST_SIDE = 2000

Pixels = NDArray[np.uint8]
"""Height x width x 3, BGR as OpenCV has it."""

_FORMATS = ("JPEG", "PNG", "WEBP")


def decode(image: bytes) -> Pixels:
    """Answer the image upright by its EXIF orientation, at most 2000 px on the longer side.

    Raises:
        ImageRefused: not_an_image, too_large (over 8 MiB), too_many_pixels (over 25 MP), bomb, or unreadable (too small or damaged).
    """
    if len(image) > MAX_BYTES:
        raise ImageRefused("too_large")
    try:
        with warnings.catch_warnings():
            # Pillow warns above its own pixel limit; ours is lower and checked before a pixel is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(image), formats=_FORMATS) as opened:
                _check_size(opened.size, len(image))
                opened.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except Image.DecompressionBombError as error:
        raise ImageRefused("bomb") from error
    except UnidentifiedImageError as error:
        raise ImageRefused("not_an_image") from error
    except (OSError, SyntaxError, ValueError) as error:
        # Pillow's words for a file that begins like an image and is damaged further on.
        raise ImageRefused("unreadable") from error
    if min(upright.size) < _MIN_SIDE:
        raise ImageRefused("unreadable")
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.LANCZOS)
    return np.ascontiguousarray(np.asarray(upright, dtype=np.uint8)[:, :, ::-1])


def _check_size(size: tuple[int, int], encoded: int) -> None:
    pixels = size[0] * size[1]
    if pixels > MAX_PIXELS:
        raise ImageRefused("bomb" if pixels * 3 > _BOMB_RATIO * encoded else "too_many_pixels")
    if pixels * 3 > _SMALL_BYTES and pixels * 3 > _BOMB_RATIO * encoded:
        raise ImageRefused("bomb")
