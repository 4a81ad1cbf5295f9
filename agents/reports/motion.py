"""A photo that moved while it was taken: how far and which way, and the picture with that undone.

A straight move writes its length into the spectrum as evenly spaced gaps, and these into the spectrum's own spectrum (the cepstrum) as
one dark point, as far from the middle and in the direction as the picture moved. Knows nothing of text: whoever asks looks whether more
can be read afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from agents.reports.imaging import Pixels

_PATCH: Final = 256
_PATCHES: Final = 16
"""Patches looked at, those with most contrast: a page moves as a whole."""
_SHORTEST: Final = 4
"""Pixels of a move that leaves letters whole."""
_LONGEST: Final = 16
_DIP: Final = 0.08
"""How far the dark point lies below what else is as far from the middle: mostly .1 to .15 with a move, half of this without."""
_NOISE: Final = 0.01
"""Share of noise in the picture's power: less would sharpen grain, more would leave the blur."""
_POWER: Final = 100.0
"""Power below which a frequency is taken for empty."""
_MARGIN: Final = 24

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Motion:
    """A straight move: pixels, and radians clockwise from the right, in [0, π)."""

    length: float
    angle: float


def motion_of(pixels: Pixels) -> Motion | None:
    """Answer how a photo moved; None where nothing says so."""
    cepstrum = _cepstrum(_grey(pixels))
    if cepstrum is None:
        return None
    reach = _LONGEST + 1
    middle = _PATCH // 2
    near = cepstrum[middle : middle + reach, middle - reach + 1 : middle + reach]
    down, across = np.mgrid[0:reach, 1 - reach : reach]
    far = np.hypot(down, across)
    depth = np.zeros(near.shape)
    for distance in range(_SHORTEST, _LONGEST + 1):
        ring = (far >= distance - 0.5) & (far < distance + 0.5)
        depth[ring] = near[ring] - np.median(near[ring])
    at = np.unravel_index(np.argmin(depth), depth.shape)
    if depth[at] > -_DIP:
        return None
    return Motion(float(far[at]), float(np.arctan2(down[at], across[at]) % np.pi))


def undone(pixels: Pixels, motion: Motion) -> Pixels:
    """Answer the picture, grey, as it would be had it not moved (Wiener's filter)."""
    grey = cv2.copyMakeBorder(_grey(pixels), *(_MARGIN,) * 4, cv2.BORDER_REPLICATE)
    height, width = grey.shape
    rows, columns = cv2.getOptimalDFTSize(height), cv2.getOptimalDFTSize(width)
    whole = cv2.copyMakeBorder(grey, 0, rows - height, 0, columns - width, cv2.BORDER_REPLICATE)
    paper = np.float32(np.median(grey))
    move = np.zeros((rows, columns), np.float32)
    trace = _trace(motion)
    size = len(trace)
    move[:size, :size] = trace
    filtering = np.fft.rfft2(np.roll(move, (-(size // 2), -(size // 2)), (0, 1)))
    spectrum = np.fft.rfft2(whole - paper) * np.conj(filtering) / (np.abs(filtering) ** 2 + _NOISE)
    sharp: Any = np.fft.irfft2(spectrum, s=(rows, columns))
    inner = np.clip(sharp[_MARGIN : height - _MARGIN, _MARGIN : width - _MARGIN] + paper, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.repeat(inner[:, :, None], 3, axis=2))


def _grey(pixels: Pixels) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)


def _cepstrum(grey: NDArray[np.uint8]) -> Floats | None:
    """Answer the mean cepstrum of the patches with most contrast, its middle in the middle; None for a picture without room for one."""
    starts = [
        (top, left)
        for top in range(0, grey.shape[0] - _PATCH + 1, _PATCH // 2)
        for left in range(0, grey.shape[1] - _PATCH + 1, _PATCH // 2)
    ]
    patches = [grey[top : top + _PATCH, left : left + _PATCH].astype(np.float32) for top, left in starts]
    patches = sorted(patches, key=lambda patch: -float(patch.std()))[:_PATCHES]
    if not patches:
        return None
    window = np.outer(np.hanning(_PATCH), np.hanning(_PATCH)).astype(np.float32)
    powers = (np.abs(np.fft.rfft2((patch - patch.mean()) * window)) ** 2 for patch in patches)
    spectrum = np.mean([np.log(power + _POWER) for power in powers], axis=0)
    return np.asarray(np.fft.fftshift(np.fft.irfft2(spectrum, s=(_PATCH, _PATCH))), np.float64)


def _trace(motion: Motion) -> NDArray[np.float32]:
    """Answer where a point of the picture went, as shares of its light."""
    size = 2 * (int(motion.length) // 2 + 3) + 1
    trace = np.zeros((size, size), np.float32)
    along = np.array([np.cos(motion.angle), np.sin(motion.angle)])
    half = motion.length / 2
    for step in np.linspace(-half, half, int(8 * motion.length)):
        x, y = size // 2 + step * along
        column, row = int(np.floor(x)), int(np.floor(y))
        right, down = x - column, y - row
        trace[row : row + 2, column : column + 2] += np.outer((1 - down, down), (1 - right, right))
    return np.asarray(trace / trace.sum(), np.float32)
