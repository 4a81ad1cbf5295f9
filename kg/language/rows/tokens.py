"""Text to tokens: folding that keeps the offsets of the text as it was written.

One token is a Han character, a Latin word (folded and stemmed), a number, or a mark. Full width becomes half width, case
and accents go, traditional characters of the given table become simplified, invisible characters vanish. Nothing is ever
refused here: any string gives a list of tokens, in linear time.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

TokenKind = Literal["han", "word", "number", "mark", "foreign", "break"]

_PIECES = re.compile(
    r"(?P<number>\d+(?:[.。．·]\d+)?)"
    r"|(?P<word>non[ -](?!smok|drink|alcohol)[a-z]+|[a-z]+(?:'[a-z]+)*)"
    r"|(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
    r"|(?P<foreign>[^\W\d_]+)"
    r"|(?P<space>[ \t]+)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_HAN = re.compile(r"[\u4e00-\u9fff]+")
"""Characters that fold to one character each."""
_BREAKS = frozenset("\n\r\v\f\u2028\u2029")
_CHANGED = {
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "°": "°",
    "º": "°",
    "—": "-",
    "–": "-",
    "−": "-",
}
_KEPT = frozenset("，。！？；：、…．·")
_CONTRACTED = {
    "n't": "not",
    "'m": "am",
    "'re": "are",
    "'ve": "have",
    "'ll": "will",
    "'d": "would",
    "'s": "",
}
_IRREGULAR_NOT = {"can't": "can", "won't": "will", "shan't": "shall", "cannot": "can"}
_CONTRACTED_NOT = re.compile(
    r"^(?:dont|doesnt|didnt|isnt|arent|wasnt|werent|havent|hasnt|hadnt|cant|couldnt|wouldnt|shouldnt|wont|cannot)$"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: what it is, its folded form, and the characters [start, end) of the text as written.

    `spaced` is True when blank space stands before it; only Latin words mind.
    """

    kind: TokenKind
    norm: str
    start: int
    end: int
    spaced: bool = False


def fold_character(character: str, simplified: Mapping[str, str]) -> str:  # noqa: PLR0911 -- one return for each class of characters
    """Answer the folded form of one character: none for an invisible one, several where it stands for several (½, ㎎)."""
    if character in _BREAKS:
        return "\n"
    if character in _KEPT:
        return character
    changed = _CHANGED.get(character)
    if changed is not None:
        return changed
    simple = simplified.get(character)
    if simple is not None:
        return simple
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if category in {"Cc", "Zs", "Zl", "Zp", "Cs", "Co", "Cn"}:
        return " "
    folded = "".join(
        part
        for part in unicodedata.normalize("NFKD", character).lower()
        if unicodedata.category(part) not in {"Mn", "Me"}
    )
    # 한 decomposes into letters that compose again, and some marks decompose into a space and an accent.
    return unicodedata.normalize("NFC", folded).strip() or " "


class Folder:
    """Folds and cuts text with one table of traditional characters. Holds a cache of characters, bounded in size."""

    def __init__(self, simplified: Mapping[str, str]) -> None:
        self._simplified = dict(simplified)
        self._cache: dict[str, str] = {chr(code): chr(code).lower() for code in range(32, 127) if chr(code) != "`"}

    def _folded(self, character: str) -> str:
        folded = self._cache.get(character)
        if folded is None:
            folded = fold_character(character, self._simplified)
            if len(self._cache) < 20_000:  # noqa: PLR2004 -- bounds the memory that hostile text can take
                self._cache[character] = folded
        return folded

    def fold(self, text: str) -> tuple[str, list[int]]:
        """Answer the folded text and, for each of its characters, the index of the character it came from."""
        pieces: list[str] = []
        offsets: list[int] = []
        for index, character in enumerate(text):
            folded = self._folded(character)
            if len(folded) == 1:
                pieces.append(folded)
                offsets.append(index)
            else:
                pieces.append(folded)
                offsets.extend([index] * len(folded))
        return "".join(pieces), offsets

    def characters(self, text: str) -> tuple[str, ...] | None:
        """Answer the folded characters of a text of Han characters alone, each a token of its own; None for any other text."""
        return tuple(map(self._folded, text)) if _HAN.fullmatch(text) else None

    def cut(self, text: str) -> list[Token]:
        """Answer the tokens of the text, in order; spaces are left out, line breaks are kept as `break`."""
        folded, offsets = self.fold(text)
        tokens: list[Token] = []
        spaced = False
        for match in _PIECES.finditer(folded):
            kind = match.lastgroup
            if kind == "space":
                spaced = True
                continue
            start, end = offsets[match.start()], offsets[match.end() - 1] + 1
            value = match.group()
            if kind == "word":
                # "Non bloody diarrhoea" is diarrhoea: the two words are one, which says only what it is not.
                value = value.replace(" ", "").replace("-", "")
                tokens.extend(_words(value, start, end, spaced=spaced))
            elif kind == "number":
                tokens.append(Token("number", re.sub(r"[。．·]", ".", value), start, end, spaced))
            elif kind == "han":
                tokens.append(Token("han", value, start, end, spaced))
            elif kind == "foreign":
                tokens.append(Token("foreign", value, start, end, spaced))
            else:
                tokens.append(Token("break" if value == "\n" else "mark", value, start, end, spaced))
            spaced = False
        return tokens


def _words(value: str, start: int, end: int, *, spaced: bool) -> list[Token]:
    """Cut a Latin word at its contraction, so that "don't" is "do" and "not"; spans stay inside the word as written."""
    stem = _IRREGULAR_NOT.get(value)
    if stem is None and _CONTRACTED_NOT.match(value):
        stem = value.removesuffix("nt")
        stem = {"ca": "can", "wo": "will"}.get(stem, stem)
    if stem is not None:
        middle = min(start + len(stem), end - 1) if end - start > 1 else start
        return [Token("word", stem, start, max(middle, start + 1), spaced), Token("word", "not", middle, end)]
    if "'" in value:
        for tail, replacement in _CONTRACTED.items():
            if value.endswith(tail) and len(value) > len(tail) and end - start == len(value):
                head = value[: -len(tail)].replace("'", "")
                cut = end - len(tail)
                first = Token("word", head, start, cut, spaced)
                return [first, Token("word", replacement, cut, end)] if replacement else [first]
        value = value.replace("'", "")
    return [Token("word", value, start, end, spaced)]
