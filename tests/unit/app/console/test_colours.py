"""Colours can be told from their ground, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.console import colours, words
from app.console.colours import PAGE, PAIRS

LETTERS = [
    ("quiet", "page"), ("quiet", "tile"), ("quiet", "assistant"), ("quiet", "resident"), ("good", "page"), ("bad", "page"),
    ("bar", "page"), ("gone-ink", "gone"), ("new-ink", "new"), ("on-primary", "primary"), ("on-primary", "pressed"),
]  # fmt: skip
CONSOLE = Path(colours.__file__).parent


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_reckoning_is_that_of_the_standard():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("ink", "ground"), LETTERS)
@pytest.mark.parametrize("which", [0, 1], ids=["light", "dark"])
def test_letters_have_a_contrast_of_four_and_a_half(ink: str, ground: str, which: int):
    assert contrast(PAIRS[ink][which], PAIRS[ground][which]) >= 4.5


@pytest.mark.parametrize("colour", [colours.BLUE, colours.RED, colours.GREEN, colours.GREY, colours.AMBER])
@pytest.mark.parametrize("ground", PAGE)
def test_shapes_of_pictures_have_a_contrast_of_three_on_either_ground(colour: str, ground: str):
    assert contrast(colour, ground) >= 3


@pytest.mark.parametrize("colour", [*(colour for _, colour in words.URGENCY.values()), *colours.PRIMARY])
def test_white_can_be_read_on_badges_and_buttons(colour: str):
    assert contrast("#ffffff", colour) >= 4.5


@pytest.mark.parametrize("ground", [colours.PAGE, colours.BESIDE])
@pytest.mark.parametrize("which", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_page_and_side_bar(ground: tuple[str, str], which: int):
    assert contrast(colours.INK[which], ground[which]) >= 4.5
    assert contrast(PAIRS["quiet"][which], ground[which]) >= 4.5


def test_letters_of_a_picture_follow_the_theme():
    assert (colours.ink("dark"), colours.ink("light"), colours.ink(None)) == (colours.INK[1], *[colours.INK[0]] * 2)


def test_every_colour_that_is_used_is_declared_and_no_other_stands_in_a_style_sheet():
    used, bare = set(), []
    for path in CONSOLE.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"var\(--j-([a-z-]+)\)", text))
        if path.name not in {"colours.py", "words.py"}:
            bare += [(path.name, line) for line in text.splitlines() if re.search(r"[ :]#[0-9a-f]{6}\b", line)]
    assert used <= set(PAIRS)
    # Under white, and light-dark pairs that stand alone.
    assert [each for each in bare if "light-dark(" not in each[1] and "j-band-" not in each[1]] == []
