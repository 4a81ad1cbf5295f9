"""From a template and its values to a PDF: the one place that knows the typesetter (Typst, as a Python package).

Templates lie in `templates/`; values travel as JSON and are text, never markup, so that nothing a person wrote is run. The same values
give the same bytes: no clock, and no font but those of the font folders. PDFs are PDF/A-2 (ISO 19005-2) with every font embedded.
It refuses files, networks and packages: a template imports nothing but its neighbours.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final
from unicodedata import category, combining, normalize

import typst
from fontTools.ttLib import TTFont

from records.paper.errors import CannotTypeset, FontsMissing

FONT_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
"""Where fonts are looked for when nothing else is said; `scripts/ensure_fonts.sh` fills the first."""
FAMILIES: Final = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Source Han Sans CN")
"""Families that have the 8,105 characters of 通用规范汉字表 (2013) and more, the best first."""

_TEMPLATES: Final = Path(__file__).parent / "templates"
_UNSEEN: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")
_MARKED: Final = re.compile(r".[\u0300-\u036f]+")
_LONG_RUN: Final = re.compile("[!-~]{40,}")
_VARIATIONS: Final = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_MADE_AT: Final = datetime(2000, 1, 1, tzinfo=UTC)
_COMPILING: Final = threading.Lock()
_CHOSEN: Final[list[tuple[Path, ...]]] = [FONT_FOLDERS]

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
    def _as_it_is(self) -> frozenset[str]:
        """Answer the characters that are printed wherever they stand."""
        return frozenset(map(chr, self._own_characters)) | {"\n"}

    @cached_property
    def _characters(self) -> frozenset[int]:
        """Answer what any font of the folders can print: a rare character falls back to one that has it."""
        paths = {font.path for font in self._fonts.fonts()}
        return self._own_characters.union(*(_characters(path, 0) for path in paths))

    def printable(self, text: str, *, own_only: bool = False) -> str:
        """Answer a text as it can be printed.

        Control and direction marks go. A character that no font has is printed as its code, 〔U+2A6A5〕, where a reader can look it up:
        a box, or nothing, would give somebody another name. `own_only` says so of whatever the family itself has not.
        """
        kept = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
        # Letters and their marks become one character where there is one; a name's own variant (U+FA19) stays what it is.
        kept = _MARKED.sub(lambda found: normalize("NFC", found[0]), kept)
        if self._as_it_is.issuperset(kept):
            return kept
        known = self._own_characters if own_only else self._characters
        printed: list[str] = []
        foreign = False
        for character in kept:
            code = ord(character)
            if character == "\n" or code in self._own_characters:
                printed.append(character)
                foreign = False
            elif category(character) in {"Cc", "Cs", "Cf", "Zl", "Zp"} or character in _VARIATIONS:
                continue
            elif code in known and (foreign or combining(character) == 0):
                # A mark goes with a letter of its own script; on a letter of the family no other font can put it.
                printed.append(character)
                foreign = True
            else:
                printed.append(f"〔U+{code:04X}〕")
                foreign = False
        return "".join(printed)

    def pdf(self, template: str, values: Values, *, pictures: bool = False) -> bytes:
        """Answer the PDF of a template; raises `CannotTypeset`.

        Addresses and other long runs of letters may break anywhere, which is better than running off the paper; not where values
        hold `pictures`, whose text is not read by people.
        """
        for own_only in (False, True):

            def safe(text: str, own_only: bool = own_only) -> str:
                printed = self.printable(text, own_only=own_only)
                return printed if pictures else _LONG_RUN.sub(lambda run: "\u200b".join(run[0]), printed)

            # A run of another font's characters may be more than that font can shape: then they are printed as codes.
            with suppress(typst.TypstError):
                return self._compiled(template, {**_each_text(values, safe), "family": self.family})
        # The typesetter's own words quote the values.
        raise CannotTypeset(f"the template {template} cannot be set")

    @cached_property
    def _compiler(self) -> typst.Compiler:
        return typst.Compiler(root=_TEMPLATES, font_paths=self._fonts, ignore_system_fonts=True)

    def _compiled(self, template: str, values: Any) -> bytes:
        # Values come with the source that asks for the sheet: as inputs of the typesetter they would be a part of its library, and every
        # template would be read anew for each.
        source = f'#import "{template}.typ": sheet\n#sheet(json(bytes({_quoted(values)})))\n'
        # The typesetter keeps caches of its own: one document at a time, some milliseconds each.
        with _COMPILING:
            made = self._compiler.compile(source.encode(), format="pdf", pdf_standards="a-2u", timestamp=_MADE_AT)
        assert isinstance(made, bytes)  # of formats with one file for each page it would be a list
        return made


def _quoted(values: Any) -> str:
    """Answer values as JSON in a string of the typesetter's language, where a backslash and a quotation mark are all that is not itself.

    JSON holds no line's end or other control character outside of its own escapes.
    """
    said = json.dumps(values, ensure_ascii=False)
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _each_text(value: Any, answer: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return answer(value)
    if isinstance(value, Mapping):
        return {key: _each_text(part, answer) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(part, answer) for part in value]
    return value


def use_fonts(folders: tuple[Path, ...]) -> None:
    """Let this process look for fonts in these folders; for composition roots, before anything is printed."""
    _CHOSEN[:] = [folders]


def typesetter(folders: tuple[Path, ...] | None = None) -> Typesetter:
    """Answer the typesetter of these folders, or of the process's, made once; raises `FontsMissing`."""
    return _made(folders or _CHOSEN[0])


@cache
def _made(folders: tuple[Path, ...]) -> Typesetter:
    return Typesetter(folders)


@cache
def _characters(path: str | None, index: int) -> frozenset[int]:
    if path is None:
        return frozenset()
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})
