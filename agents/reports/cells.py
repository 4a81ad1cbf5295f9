"""From the text of a report's cells to tokens: numbers, ranges, bounds, units, flags, results in words, and other text.

Knows nothing of pages; of medicine only, by a function that it is given, which texts are names. Nothing is filled in: what is not
there has no token, and what cannot be read as a number is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from agents.reports.pieces import Piece

Kind = Literal["number", "words", "range", "bound", "unit", "flag", "text"]
IsName = Callable[[str], bool]

_NUMBER: Final = r"\d+(?:[.,]\d+)?"
_SIGNED: Final = rf"[-+]?{_NUMBER}"
_DASH: Final = r"(?:-{1,3}|~|–|—|_|至|to)"
_RANGE: Final = re.compile(rf"[(\[]?\s*(?P<low>{_SIGNED})\s*{_DASH}\s*(?P<high>{_SIGNED})(?![\d.]|\s*-\d)\s*[)\]]?")
_BOUND: Final = re.compile(rf"[(\[]?\s*(?P<sign><=|>=|<|>|≤|≥)\s*=?\s*(?P<bound>{_NUMBER})\s*[)\]]?")
_AT: Final = r"(?=$|[\s↑↓()\[\]HLhl*★×xX%/|;]|(?:[a-zA-Zμµ]+(?:/|$))|(?:偏|阴|阳|秒))"
_VALUE: Final = re.compile(rf"(?P<number>{_SIGNED}){_AT}")
_TITRE: Final = re.compile(r"(?:阳性|阴性)?\(?[+-]?\)?\s*[<>]?1\s*[::]\s*\d+")
_POWER: Final = re.compile(r"(?:[×xX*]\s*)?10\s*[\^*°'\"~`⁻]?\s*(?:E|e)?(?P<power>12|9|6|3)?\s*/\s*[L1l|I](?![a-zA-Z])")
_WORDS: Final = re.compile(
    r"(?:弱阳性|强阳性|阴性|阳性|未检出|检出|未见异常|未见|阴|阳|neg(?:ative)?|"
    r"pos(?:itive)?|non-?reactive|reactive|not detected|trace|normal|正常|nil)"
    r"\s*(?:\(\s*[+±-]{1,4}\s*\))?(?=$|[\s,;|↑↓*])|(?:\d?\(?[+]{1,4}\d?\)?|[+]-|±|\(\s*[-+±]{1,4}\s*\)|[1-4]\+|-{1,2})(?=$|[\s,;|↑↓*])",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"(?:(?:k|m|u|μ|µ|n|p|f|d|c)?(?:g|mol|IU|U|Eq|L|kat|AU|PEIU|osm|s|m|copies|RU)|mm|mm[Hh]g|mmH2O|kPa|S/CO|COI|个|pg|fL|fl|sec|秒|mosm|%|拷贝|Cell|cells)"
    r"(?:\s*/\s*(?:[mdunμµ]?[Ll1I](?:FEU)?|HPF?|LPF?|h|hr|μL|µL|uL|ul|min(?:/1\.73\s?m[2²])?|1\.73\s?m[2²]|k?g|mmol|mol|μmol|umol|cmHg|视野|高倍视野|低倍视野|24h|mg|gHb)){1,2}(?=$|[\s\d(<>≤≥↑↓|;])"
    r"|(?:%|fL|fl|pg|mmHg|kPa|[sS]|秒|sec|S/CO|COI|mg|mm|cm|Ratio)(?=$|[\s\d(<>≤≥↑↓|;])"
    r"|/\s*(?:HPF?|LPF?|[uμµ][Ll]|ml|mL|L|h|min|个)(?=$|[\s\d(<>≤≥|;])",
)
_FLAG: Final = re.compile(
    r"[↑↓]{1,3}|(?:H{1,2}|L{1,2}|N|A)(?=$|[\s|])|偏高|偏低|升高|降低|异常|高(?=$|\s)|低(?=$|\s)|[*★]"
)
_FLAG_WORDS: Final = {
    "↑": "high", "H": "high", "偏高": "high", "升高": "high", "高": "high", "↓": "low", "L": "low", "偏低": "low", "降低": "low",
    "低": "low", "*": "abnormal", "★": "abnormal", "A": "abnormal", "异常": "abnormal", "N": "unknown",
}  # fmt: skip
_NUMBERING: Final = re.compile(r"^[*★]?\s*\d{1,2}\s*[.、)]?\s*(?=[^\d.\s%)])")
_FOLD: Final = str.maketrans("−﹣～∼⬆⬇†，：＜＞“”", '--~~↑↓↑,:<>""')
_LETTERED: Final = re.compile(r"[A-Za-zα-ω\u4e00-\u9fff]")
_ONE_UNIT: Final = re.compile(r"[1l|]U/m?L$")
"""IU/mL and IU/L with their I misread: a cell of its own."""
_WORDY: Final = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]{2}")
_SKIP: Final = " \t;,|:"
_STROKES: Final = frozenset("一—–_－ー―")
"""What a lone minus is taken for."""


@dataclass(frozen=True)
class Token:
    """One thing that a cell says. `number` for numbers; `low` and `high` for ranges and bounds; `text` as printed."""

    kind: Kind
    text: str
    piece: Piece
    number: float | None = None
    low: float | None = None
    high: float | None = None


def plain(text: str) -> str:
    """Answer the text, letter for letter, with full-width forms, odd dashes and arrows folded into their plain forms."""
    folded = (unicodedata.normalize("NFKC", letter) for letter in text)
    return "".join(new if len(new) == 1 else old for new, old in zip(folded, text, strict=True)).translate(_FOLD)


def number(text: str) -> float | None:
    """Answer a printed number, or None. A comma is a decimal comma or, before three digits, a thousands separator."""
    found = re.fullmatch(_SIGNED, text.strip())
    if found is None:
        return None
    if re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", text.strip()):
        return float(text.replace(",", ""))
    return float(text.replace(",", "."))


def flag_word(text: str) -> str:
    """Answer what a printed flag says: high, low, abnormal, or unknown."""
    return _FLAG_WORDS.get(text, _FLAG_WORDS.get(text[:1], "unknown"))


def tokens(piece: Piece, is_name: IsName) -> list[Token]:
    """Answer what a piece says, from left to right."""
    if piece.text.strip() in _STROKES:
        piece = replace(piece, text="-", scores=piece.scores[:1], places=())
    text = plain(piece.text)
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at] in _SKIP:
            at += 1
            continue
        token, end = _next(text, at, piece, is_name, begins=not any(each.kind == "text" for each in found))
        found.append(token)
        at = max(end, at + 1)
    return found


def _next(text: str, at: int, piece: Piece, is_name: IsName, *, begins: bool) -> tuple[Token, int]:
    rest = text[at:]
    misread = _ONE_UNIT.match(rest)
    if misread:
        return _token("unit", piece, at, at + misread.end()), at + misread.end()
    if begins and _WORDY.search(rest) and not _UNIT.match(rest) and (ends := _named_ends(text, at, is_name)):
        # "25-羟维生素D", "2小时血糖", "N末端…": a name may begin with what looks like a number or a flag.
        return _token("text", piece, at, min(ends)), min(ends)
    power = _POWER.match(rest)
    if power and "/" in power.group():
        return _token("unit", piece, at, at + power.end()), at + power.end()
    titre = _TITRE.match(rest)
    if titre:
        return _token("words", piece, at, at + titre.end()), at + titre.end()
    return _measured(rest, at, piece) or _said(rest, at, piece) or _text(text, at, piece, is_name)


def _token(
    kind: Kind,
    piece: Piece,
    start: int,
    end: int,
    value: float | None = None,
    bounds: tuple[float | None, float | None] = (None, None),
) -> Token:
    part = piece.part(start, end)
    return Token(kind, plain(part.text), part, number=value, low=bounds[0], high=bounds[1])


def _measured(rest: str, at: int, piece: Piece) -> tuple[Token, int] | None:
    """Answer a range, a bound or a number at the beginning of `rest`."""
    found = _RANGE.match(rest)
    if found:
        bounds = number(found["low"]), number(found["high"])
        return _token("range", piece, at, at + found.end(), bounds=bounds), at + found.end()
    found = _BOUND.match(rest)
    if found:
        bound = number(found["bound"])
        sides = (None, bound) if found["sign"][0] in "<≤" else (bound, None)
        return _token("bound", piece, at, at + found.end(), value=bound, bounds=sides), at + found.end()
    found = _VALUE.match(rest)
    if found:
        return _token("number", piece, at, at + found.end(), value=number(found["number"])), at + found.end()
    return None


def _said(rest: str, at: int, piece: Piece) -> tuple[Token, int] | None:
    """Answer a result in words, a unit or a flag at the beginning of `rest`."""
    for kind, pattern in (("words", _WORDS), ("flag", _FLAG), ("unit", _UNIT)):
        found = pattern.match(rest)
        if found:
            return _token(kind, piece, at, at + found.end()), at + found.end()  # type: ignore[arg-type]
    return None


_BREAK: Final = re.compile(
    rf"\s+(?=[<>≤≥(\[]?\s*{_SIGNED}(?:$|[\s↑↓~-])|[↑↓]|阴性|阳性|±|[+-]{{1,4}}$)|(?<=[\u4e00-\u9fff)%#\]])(?=[<>≤≥]?{_NUMBER}\s*[↑↓HL]?$)|(?=[↑↓])"
)


def _text(text: str, at: int, piece: Piece, is_name: IsName) -> tuple[Token, int]:
    """Answer the text up to where a result begins; of several such places the one that leaves a name in front."""
    end = min(_named_ends(text, at, is_name) or _ends(text, at))
    return _token("text", piece, at, end), end


def _ends(text: str, at: int) -> list[int]:
    return [at + found.start() for found in _BREAK.finditer(text[at:]) if found.start() > 0] + [len(text)]


def _named_ends(text: str, at: int, is_name: IsName) -> list[int]:
    """Answer where the text may end so that what is before it is a name."""
    names = ((end, text[at:end]) for end in _ends(text, at))
    return [end for end, name in names if _LETTERED.search(name) and is_name(_NUMBERING.sub("", name))]


def without_numbering(text: str) -> str:
    """Answer a name without the running number or the asterisk in front of it."""
    return _NUMBERING.sub("", text).strip(" *★:.、|")
