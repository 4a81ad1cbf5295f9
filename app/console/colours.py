"""The console's colours: each word and line in a pair for light and dark, and those of pictures that hold on either.

Every pair of a letter and its ground has a contrast of 4.5 and more, every shape of a picture 3 (WCAG 2.2, 1.4.3 and 1.4.11);
`tests/unit/app/console/test_colours.py` reckons it.
"""

from __future__ import annotations

from typing import Final

PAGE: Final = ("#ffffff", "#0f1318")
BESIDE: Final = ("#f7f8fa", "#171c23")
"""The side bar, and what is filled in."""
INK: Final = ("#1d2430", "#e8eaed")
PRIMARY: Final = ("#1f5fa8", "#3173c9")
"""Of Streamlit's own buttons: under white."""

PAIRS: Final[dict[str, tuple[str, str]]] = {
    "quiet": ("#555b62", "#b0b6bf"),
    "line": ("#cfd5dc", "#3d444d"),
    "hair": ("#dde1e6", "#30363d"),
    "track": ("#e6e9ee", "#2a303a"),
    "tile": ("#f4f6f9", "#1c222b"),
    "bar": ("#1f5fa8", "#5b9bec"),
    "good": ("#2c6e36", "#6fc27e"),
    "bad": ("#b3261e", "#ff8a80"),
    "against": ("#7d838c", "#8a8f98"),
    "resident": ("#dcebd9", "#1f3a26"),
    "assistant": ("#f0f2f5", "#20262e"),
    "page": PAGE,
    "primary": PRIMARY,
    "pressed": ("#184b85", "#275fa3"),
    "on-primary": ("#ffffff", "#ffffff"),
    "gone": ("#fbe3e1", "#4a1d1b"),
    "gone-ink": ("#8c1d18", "#ffb4ab"),
    "new": ("#dcf0df", "#173a20"),
    "new-ink": ("#1d5a28", "#a5e0b0"),
}
"""Used in style sheets as `var(--j-…)`."""

BLUE, RED, GREEN, GREY, AMBER = "#3b7dd8", "#d9483b", "#3d8b4a", "#7d838c", "#b27600"
"""Of pictures, which cannot ask which of the two it is."""
BAND: Final = "#3d8b4a"
BAND_OPACITY: Final = 0.2


def theme() -> dict[str, object]:
    """Answer Streamlit's options: light or dark by the system's setting, as the style sheets are."""
    chosen: dict[str, object] = {}
    for place, name in enumerate(("light", "dark")):
        chosen |= {
            f"theme.{name}.primaryColor": PRIMARY[place],
            f"theme.{name}.backgroundColor": PAGE[place],
            f"theme.{name}.secondaryBackgroundColor": BESIDE[place],
            f"theme.{name}.textColor": INK[place],
            f"theme.{name}.sidebar.backgroundColor": BESIDE[place],
        }
    return chosen


def ink(theme_type: str | None) -> str:
    """Answer the colour of letters in a picture, by what Streamlit says of the browser's theme; light until it says something."""
    return INK[theme_type == "dark"]


def variables() -> str:
    """Answer the declaration of all pairs. The browser chooses, as Streamlit does where nobody chose: by the system's setting."""
    pairs = "; ".join(f"--j-{name}: light-dark({light}, {dark})" for name, (light, dark) in PAIRS.items())
    return f":root {{ color-scheme: light dark; {pairs} }}"
