"""What phones do to a sheet: tilt, curl, shadow, blur, glare, half a page, few pixels, a screen, noise, turns, a pen, a table below.

Each damage is a plain function from a sheet to pixels. Every photographed sheet lies on a table, a little tilted, in uneven light.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random
from typing import Any, Final

import cv2
import numpy as np
from PIL import Image

from app.evaluate.reports.sheet import Pixels, Sheet

Floats = Any
"""Height x width x 3 in [0, 1]."""


def photograph(sheet: Sheet, damage: str, random: Random) -> tuple[bytes, float]:
    """Answer a JPEG of the sheet and the share of it, from its top, that the picture shows.

    Raises:
        KeyError: no such damage; `DAMAGES` names them.
    """
    chance = np.random.default_rng(random.getrandbits(32))
    pixels, shown = sheet.pixels, 1.0
    if damage == "clean":
        return _jpeg(pixels, 95), shown
    if damage == "half_page":
        end = random.choice(sheet.bottoms[len(sheet.bottoms) // 2 :])
        shown, pixels = end / pixels.shape[0], pixels[:end]
        return _jpeg(_lit(_tilted(pixels, random, 0.02, margin=0.0), random), 85), shown
    made = DAMAGES[damage](pixels, random, chance)
    return made if isinstance(made, bytes) else _jpeg(made, 85), shown


def _jpeg(pixels: Pixels, quality: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(out, "JPEG", quality=quality)
    return out.getvalue()


def _bytes(page: Floats) -> Pixels:
    return np.asarray(np.clip(page * 255, 0, 255), dtype=np.uint8)


def _table(shape: tuple[int, int], random: Random) -> Pixels:
    """Answer a table top: wood-like stripes, cloth-like noise or one dark colour."""
    chance = np.random.default_rng(random.getrandbits(32))
    height, width = shape
    colour: Any = np.array(
        [random.randint(60, 150), random.randint(50, 120), random.randint(40, 100)], dtype=np.float32
    )
    kind = random.choice(("wood", "cloth", "plain"))
    if kind == "wood":
        grain = np.cumsum(chance.normal(0, 2.5, (height, 1)), axis=0) % 40
        page = colour + np.repeat(grain, width, axis=1)[:, :, None]
    elif kind == "cloth":
        page = (
            colour + cv2.GaussianBlur(chance.normal(0, 25, (height, width)).astype(np.float32), (0, 0), 1.5)[:, :, None]
        )
    else:
        page = np.broadcast_to(colour, (height, width, 3))
    return np.asarray(np.clip(page, 0, 255), dtype=np.uint8)


def _tilted(pixels: Pixels, random: Random, most: float, *, margin: float = 0.06, turn: float = 0.0) -> Pixels:
    """Answer the sheet on a table, its corners moved by at most `most` of its size, turned by `turn` degrees."""
    height, width = pixels.shape[:2]
    across, down = round(width * (1 + 2 * margin)), round(height * (1 + 2 * margin))
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    moved = source + np.array(
        [[random.uniform(-most, most) * width, random.uniform(-most, most) * height] for _ in range(4)],
        dtype=np.float32,
    )
    middle = np.array([width / 2, height / 2])
    angle = np.deg2rad(turn)
    rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = (moved - middle) @ rotation.T + middle
    if turn:
        low, high = moved.min(axis=0), moved.max(axis=0)
        moved = moved - low + 0.03 * width
        across, down = (round(each) for each in high - low + 0.06 * width)
    else:
        moved = moved + np.array([margin * width, margin * height])
    warp = cv2.getPerspectiveTransform(source, moved.astype(np.float32))
    paper = cv2.warpPerspective(pixels, warp, (across, down), flags=cv2.INTER_AREA, borderValue=(255, 255, 255))
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), warp, (across, down))
    table = _table((down, across), random)
    return np.asarray(np.where(mask[:, :, None] > 0, paper, table), dtype=np.uint8)


def _lit(pixels: Pixels, random: Random, least: float = 0.8) -> Pixels:
    """Answer the picture in light that falls off to one side; `least` is the light there."""
    height, width = pixels.shape[:2]
    angle = random.uniform(0, 2 * np.pi)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    ramp = (x / width - 0.5) * np.cos(angle) + (y / height - 0.5) * np.sin(angle) + 0.5
    light = least + (1 - least) * np.clip(ramp, 0, 1)
    return np.asarray(pixels * light[:, :, None], dtype=np.uint8)


def _tilt(pixels: Pixels, random: Random, _: Any) -> Pixels:
    return _lit(_tilted(pixels, random, 0.045, turn=random.uniform(-12, 12)), random)


def _curl(pixels: Pixels, random: Random, _: Any) -> Pixels:
    """A page that bends about an upright or slanting axis: lines become arcs, columns come closer at one side."""
    height, width = pixels.shape[:2]
    depth = random.uniform(0.015, 0.07) * width * random.choice((-1, 1))
    y, x = np.mgrid[:height, :width].astype(np.float32)
    along = x / width + random.uniform(-0.25, 0.25) * y / height
    bend = depth * np.sin(np.pi * random.uniform(0.7, 1.3) * along + random.uniform(0, 1))
    squeeze = random.uniform(0.01, 0.03) * width * np.sin(np.pi * along) ** 2
    pad = round(abs(depth)) + 4
    padded = cv2.copyMakeBorder(pixels, pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=(235, 235, 235))
    bent = cv2.remap(
        padded,
        np.pad((x + pad + squeeze).astype(np.float32), 0),
        (y + pad + bend).astype(np.float32),
        cv2.INTER_CUBIC,
        borderValue=(235, 235, 235),
    )
    shade = 1 - 0.25 * np.clip(np.cos(np.pi * along) ** 2, 0, 1)
    return _lit(_tilted(np.asarray(bent * shade[:, :, None], dtype=np.uint8), random, 0.01), random)


def _shadow(pixels: Pixels, random: Random, _: Any) -> Pixels:
    base = _tilted(pixels, random, 0.012)
    height, width = base.shape[:2]
    mask: Any = np.zeros((height, width), np.float32)
    corner = np.array([random.uniform(0.2, 0.8) * width, random.uniform(0.2, 0.8) * height])
    reach = np.array([[-1, -0.2], [0.2, -0.4], [0.5, 0.3], [0.1, 1.2], [-1, 1.2]]) * max(height, width)
    cv2.fillPoly(mask, [np.asarray(corner + reach * random.choice((1, -1)), dtype=np.int32)], 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), random.uniform(6, 30))
    return np.asarray(base * (1 - random.uniform(0.4, 0.6) * mask)[:, :, None], dtype=np.uint8)


def _motion(pixels: Pixels, random: Random, _: Any) -> Pixels:
    length = random.choice((5, 7, 8, 9, 10))
    kernel = np.zeros((length, length), np.float32)
    angle = random.uniform(0, np.pi)
    middle = (length - 1) / 2
    for step in np.linspace(-middle, middle, 4 * length):
        kernel[round(middle + step * np.sin(angle)), round(middle + step * np.cos(angle))] = 1
    return np.asarray(
        cv2.filter2D(_lit(_tilted(pixels, random, 0.012), random), -1, kernel / kernel.sum()), dtype=np.uint8
    )


def _focus(pixels: Pixels, random: Random, _: Any) -> Pixels:
    return np.asarray(
        cv2.GaussianBlur(_lit(_tilted(pixels, random, 0.012), random), (0, 0), random.uniform(1.3, 2.5)), np.uint8
    )


def _glare(pixels: Pixels, random: Random, _: Any) -> Pixels:
    base = _tilted(pixels, random, 0.012)
    height, width = base.shape[:2]
    spot: Any = np.zeros((height, width), np.float32)
    at = (round(random.uniform(0.2, 0.8) * width), round(random.uniform(0.2, 0.8) * height))
    cv2.ellipse(spot, at, (round(width * 0.12), round(height * 0.05)), random.uniform(0, 180), 0, 360, 1.0, -1)
    spot = cv2.GaussianBlur(spot, (0, 0), width * 0.04)
    page = base.astype(np.float32) / 255
    return _bytes(page + (1 - page) * 0.65 * spot[:, :, None])


def _small(pixels: Pixels, random: Random, _: Any) -> bytes:
    base = _lit(_tilted(pixels, random, 0.012), random)
    scale = random.uniform(0.45, 0.65)
    return _jpeg(
        np.asarray(cv2.resize(base, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8),
        random.randint(30, 50),
    )


def _screen(pixels: Pixels, random: Random, _: Any) -> Pixels:
    """A monitor's pixel grid photographed: stripes of colour and slow waves over the page."""
    base = _tilted(pixels, random, 0.015, turn=random.uniform(-3, 3)).astype(np.float32) / 255
    height, width = base.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    period, slant = random.uniform(2.7, 3.4), random.uniform(-0.08, 0.08)
    phase = 2 * np.pi * (x + slant * y) / period
    stripes = np.stack([np.cos(phase + shift) for shift in (0, 2.1, 4.2)], axis=2)
    waves = np.cos(2 * np.pi * (0.6 * x + y) / random.uniform(40, 90))
    return _bytes(base * (0.88 + 0.1 * stripes) * (0.93 + 0.05 * waves[:, :, None]))


def _noise(pixels: Pixels, random: Random, chance: Any) -> Pixels:
    base = _lit(_tilted(pixels, random, 0.012), random, 0.55).astype(np.float32)
    grain = cv2.GaussianBlur(chance.normal(0, random.uniform(24, 45), base.shape).astype(np.float32), (0, 0), 0.8)
    return np.asarray(np.clip(base + grain, 0, 255), dtype=np.uint8)


def _turned(quarters: int) -> Callable[[Pixels, Random, Any], Pixels]:
    def turn(pixels: Pixels, random: Random, _: Any) -> Pixels:
        return np.ascontiguousarray(np.rot90(_lit(_tilted(pixels, random, 0.015), random), quarters))

    return turn


def _pen(pixels: Pixels, random: Random, _: Any) -> Pixels:
    """A doctor's pen: ticks and loops in margins and beside rows, a circle around something, a signature."""
    page = pixels.copy()
    height, width = page.shape[:2]
    ink = (random.randint(10, 60), random.randint(10, 60), random.randint(110, 200))
    for _n in range(random.randint(3, 6)):
        x = random.choice((random.uniform(0.0, 0.03), random.uniform(0.955, 0.985))) * width
        y = random.uniform(0.2, 0.9) * height
        points = np.array([[x + random.uniform(0, 26), y + random.uniform(-14, 14)] for _k in range(5)], dtype=np.int32)
        cv2.polylines(page, [points], isClosed=False, color=ink, thickness=2, lineType=cv2.LINE_AA)
    x, y = round(random.uniform(0.1, 0.4) * width), round(random.uniform(0.3, 0.8) * height)
    cv2.ellipse(
        page,
        (x, y),
        (random.randint(60, 110), random.randint(22, 30)),
        random.uniform(-8, 8),
        0,
        350,
        ink,
        2,
        cv2.LINE_AA,
    )
    name = np.array(
        [[0.7 * width + 14 * k, 0.965 * height + random.uniform(-18, 18)] for k in range(12)], dtype=np.int32
    )
    cv2.polylines(page, [name], isClosed=False, color=ink, thickness=3, lineType=cv2.LINE_AA)
    return _lit(_tilted(page, random, 0.015), random)


def _on_table(pixels: Pixels, random: Random, _: Any) -> Pixels:
    return _lit(_tilted(pixels, random, 0.03, margin=0.22), random, 0.7)


DAMAGES: Final[dict[str, Callable[[Pixels, Random, Any], Pixels | bytes]]] = {
    "tilt": _tilt,
    "curl": _curl,
    "shadow": _shadow,
    "motion": _motion,
    "focus": _focus,
    "glare": _glare,
    "small": _small,
    "screen": _screen,
    "noise": _noise,
    "turn_90": _turned(1),
    "turn_180": _turned(2),
    "turn_270": _turned(3),
    "pen": _pen,
    "table": _on_table,
}
KINDS: Final = ("clean", "half_page", *DAMAGES)
