"""From a template and its values to a PDF: the one place that knows the typesetter (Typst, as a Python package).

Templates lie in `templates/`; values travel as JSON and are text, never markup, so that nothing a person wrote is run. The same values
give the same bytes: no clock, and no font but those of the font folders. PDFs are PDF/A-2 (ISO 19005-2) with every font embedded.
It refuses files, networks and packages: a template imports nothing but its neighbours.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final, Literal
from unicodedata import category

import typst
from fontTools.ttLib import TTFont

from records.paper.errors import CannotTypeset, FontsMissing

FONT_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
"""Where fonts are looked for when nothing else is said; `scripts/ensure_fonts.sh` fills the first."""
FAMILIES: Final = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Source Han Sans CN")
"""Families that have the 8,105 characters of 通用规范汉字表 (2013) and more, the best first."""

_TEMPLATES: Final = Path(__file__).parent / "templates"
_UNSEEN: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_MADE_AT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_COMPILING: Final = threading.Lock()

Values = Mapping[str, Any]


class Typesetter:
    """A set of fonts, read once, and what it can print."""

    def __init__(self, folders: tuple[Path, ...] = FONT_FOLDERS) -> None:
        """Look for fonts.

        Raises:
            FontsMissing: none of `FAMILIES` lies in these folders.
        """
        self._fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[folder for folder in folders if folder.is_dir()],
        )
        found = set(self._fonts.families())
        self.family = next((family for family in FAMILIES if family in found), "")
        if not self.family:
            raise FontsMissing(
                f"no font with Chinese characters in {', '.join(map(str, folders))}: install Debian's fonts-noto-cjk "
                f"(scripts/ensure_fonts.sh), or name a folder that holds one of {', '.join(FAMILIES)} in JIAYI_FONT_FOLDER"
            )

    @cached_property
    def _own_characters(self) -> frozenset[int]:
        """Answer what the family itself can print."""
        return frozenset().union(
            *(_characters(font.path, font.index) for font in self._fonts.fonts() if font.family == self.family)
        )

    @cached_property
    def _characters(self) -> frozenset[int]:
        """Answer what any font of the folders can print: a rare character falls back to one that has it."""
        paths = {font.path for font in self._fonts.fonts()}
        return self._own_characters.union(*(_characters(path, 0) for path in paths))

    def printable(self, text: str) -> str:
        """Answer a text as it can be printed.

        Control and direction marks go. A character that no font has is printed as its code, 〔U+2A6A5〕, where a reader can look it up:
        a box, or nothing, would give somebody another name.
        """
        kept = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
        return "".join(self._printed(character) for character in kept)

    def _printed(self, character: str) -> str:
        if character == "\n" or ord(character) in self._own_characters:
            return character
        if category(character) in {"Cc", "Cs", "Cf"} or 0xFE00 <= ord(character) <= 0xFE0F:  # noqa: PLR2004 - variation selectors
            return ""
        return character if ord(character) in self._characters else f"〔U+{ord(character):04X}〕"

    def pdf(self, template: str, values: Values, *, standard: Literal["a-2u", "a-2b"] = "a-2u") -> bytes:
        """Answer the PDF of a template; raises `CannotTypeset`."""
        data = json.dumps(self._safe({**values, "family": self.family}), ensure_ascii=False)
        try:
            # The typesetter keeps caches of its own: one document at a time, some milliseconds each.
            with _COMPILING:
                return typst.compile(
                    _TEMPLATES / f"{template}.typ",
                    root=_TEMPLATES,
                    font_paths=self._fonts,
                    ignore_system_fonts=True,
                    sys_inputs={"data": data},
                    pdf_standards=standard,
                    timestamp=_MADE_AT,
                )
        except typst.TypstError as error:
            # The error's own text quotes the values.
            raise CannotTypeset(f"the template {template} cannot be set ({type(error).__name__})") from None

    def _safe(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.printable(value)
        if isinstance(value, Mapping):
            return {key: self._safe(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self._safe(part) for part in value]
        return value


@cache
def typesetter(folders: tuple[Path, ...] = FONT_FOLDERS) -> Typesetter:
    """Answer the typesetter of these folders, made once; raises `FontsMissing`."""
    return Typesetter(folders)


@cache
def _characters(path: str | None, index: int) -> frozenset[int]:
    if path is None:
        return frozenset()
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})
