"""Numbers with a unit of time, age or pain: digits and numerals of both languages, ranges, "几", "a couple of".

Days are days before now or of duration; a range stands for its middle, "多" and "几" for a usual reading. Month and year are mean
Gregorian ones (30.44 and 365.25 days).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.language.rows.entries import Entry, Kind
from kg.language.rows.trie import Match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.rows.tokens import Token
    from kg.lexicon import Lexicon

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_TEN_THOUSAND = 10_000
_LEADING = frozenset(_DIGITS) | frozenset("十几") - frozenset("零〇")
_COUNTING = frozenset(_DIGITS) - frozenset("零〇")
_NUMERALS = frozenset(_DIGITS) | frozenset(_POWERS) | frozenset("几数半")
_RANGE = frozenset({"-", "~", "到", "至", "或", "、", "to", "or"})
_LONGEST_NUMERAL = 7
_A_FEW = 3.0
_TEENS = 5.0
_SOME_MORE = 1.15
_MOST_DAYS = 130 * 366.0
_MOST_SCORE = 10.0
_NONE: frozenset[str] = frozenset()


def chinese_number(forms: Sequence[str], start: int) -> tuple[float, int] | None:
    """Answer the value of the Chinese numeral that begins at `start` and the index after it, or None.

    一百六 is 160, 十几 is 15, 两三 is 2.5, 半 is 0.5.
    """
    total = 0.0
    pending: float | None = None
    power = 0
    index = start
    while index < min(len(forms), start + _LONGEST_NUMERAL) and forms[index] in _NUMERALS:
        character = forms[index]
        if _begins_again(forms, index, power):
            break
        if character == "半":
            if index == start:
                return 0.5, index + 1
            break
        if character in _POWERS:
            power = _POWERS[character]
            total += (1.0 if pending is None else pending) * power
            pending = None
        else:
            value = _A_FEW if character in "几数" else float(_DIGITS[character])
            if pending is not None and character not in "几数":
                # 两三天: about the middle; 零 between powers is only a place holder.
                pending = value if pending == 0 else (pending + value) / 2
            elif character in "几数" and power == _POWERS["十"]:
                pending = _TEENS
            else:
                pending = value
        index += 1
    if index == start:
        return None
    if pending is not None:
        last = forms[index - 1]
        # 一百六 is one hundred and sixty; 一百零六 is not.
        # 一百四五 is about 145.
        before = forms[index - 3] if index - 3 >= start and forms[index - 2] in _COUNTING else forms[index - 2]
        short = power > 10 and last not in "几数" and before in _POWERS  # noqa: PLR2004 -- tens
        total += pending * (power / 10 if short else 1)
    return total, index


def _begins_again(forms: Sequence[str], index: int, power: int) -> bool:
    """Say whether another numeral begins: 一百八一百一 are two."""
    following = forms[index + 1] if index + 1 < len(forms) else ""
    return power > 0 and forms[index] in _DIGITS and _POWERS.get(following, 0) >= power


def large_number(forms: Sequence[str], tokens: Sequence[Token], start: int) -> tuple[float, int, bool] | None:
    """Answer the value of the number at `start`, the index after it, and whether it was told in thousands; or None.

    1.2万, 一万二 and 一万两千 are 12,000; 3千 and 三千 are 3,000; 二十 is 20. 千万别 and 十分 are no numbers.
    """
    if tokens[start].kind == "number":
        value, index = float(tokens[start].norm), start + 1
    elif tokens[start].kind == "han" and forms[start] in _LEADING:
        read = chinese_number(forms, start)
        if read is None:
            return None
        value, index = read
    else:
        return None
    follows = forms[index] if index < len(forms) else ""
    if follows == "万":
        rest = _below_ten_thousand(forms, index + 1)
        return value * _TEN_THOUSAND + rest[0], rest[1], True
    if follows == "千" and tokens[start].kind == "number":
        return value * _POWERS["千"], index + 1, True
    if follows == "分" and forms[index - 1] == "十":
        return None
    return value, index, "千" in forms[start:index]


def _below_ten_thousand(forms: Sequence[str], start: int) -> tuple[float, int]:
    """Answer what stands behind 万, and the index after it: 二 in 一万二 is two thousand."""
    if start >= len(forms) or forms[start] not in _LEADING:
        return 0.0, start
    read = chinese_number(forms, start)
    if read is None:
        return 0.0, start
    alone = read[1] == start + 1 and forms[start] not in "几数十"
    return (read[0] * _POWERS["千"] if alone else read[0]), read[1]


def number_at(lexicon: Lexicon, forms: Sequence[str], tokens: Sequence[Token], start: int) -> tuple[float, int] | None:
    """Answer the value of the number or numeral at `start` and the index after it, or None."""
    token = tokens[start]
    if token.kind == "number":
        return float(token.norm), start + 1
    if token.kind == "han":
        return chinese_number(forms, start)
    if token.kind == "word":
        best: Match[Entry] | None = None
        for match in lexicon.numerals.starting_at(forms, start, _NONE):
            best = match
        if best is not None:
            return best.entries[0].number, best.end
    return None


def amounts_at(lexicon: Lexicon, forms: Sequence[str], tokens: Sequence[Token], start: int) -> list[Match[Entry]]:
    """Answer what the number at `start` measures: a duration, a time ago, an age or a score of pain; longest first."""
    read = number_at(lexicon, forms, tokens, start)
    if read is None:
        return []
    value, index = read
    count = len(forms)
    if index + 1 < count and forms[index] == "/" and forms[index + 1] == "10" and value <= _MOST_SCORE:
        return [_match(start, index + 2, Kind.SCORE, value)]
    if index + 1 < count and forms[index] in _RANGE:
        other = number_at(lexicon, forms, tokens, index + 1)
        if other is not None and other[0] > value:
            value, index = (value + other[0]) / 2, other[1]
    if index < count and forms[index] == "-":
        index += 1
    value, index = _half_and_more(lexicon, forms, value, index)
    best: Match[Entry] | None = None
    for match in lexicon.units.starting_at(forms, index, _NONE):
        best = match
    if best is None:
        return []
    return _measured(lexicon, forms, start, value, best)


def _half_and_more(lexicon: Lexicon, forms: Sequence[str], value: float, index: int) -> tuple[float, int]:
    """Read 两个半月, 20多天, 三个多月, "two and a half"."""
    count = len(forms)
    if index + 2 < count and forms[index] == "个" and forms[index + 1] == "半":
        return value + 0.5, index + 2
    if tuple(forms[index : index + 3]) == ("and", "a", "half"):
        return value + 0.5, index + 3
    if index + 2 < count and forms[index] == "个" and forms[index + 1] in lexicon.more:
        return value * _SOME_MORE, index + 2
    if index + 1 < count and forms[index] in lexicon.more:
        return value * _SOME_MORE, index + 1
    return value, index


def _measured(
    lexicon: Lexicon, forms: Sequence[str], start: int, value: float, unit: Match[Entry]
) -> list[Match[Entry]]:
    end = unit.end
    count = len(forms)
    kinds = {entry.kind: entry for entry in unit.entries}
    follows = forms[end] if end < count else ""
    if Kind.AGE in kinds:
        days = value * kinds[Kind.AGE].number
        if end < count and forms[end] == "半":
            days += kinds[Kind.AGE].number / 2
            end += 1
        return [_match(start, end, Kind.AGE, days)]
    if Kind.SCORE in kinds and Kind.DURATION not in kinds:
        return [] if follows in {"钟", "种", "之"} or value > _MOST_SCORE else [_match(start, end, Kind.SCORE, value)]
    days = value * kinds[Kind.DURATION].number
    if days > _MOST_DAYS:
        return []
    if follows == "半":
        days, end = days + kinds[Kind.DURATION].number / 2, end + 1
    elif follows in {"多", "来", "余"}:
        days, end = days * _SOME_MORE, end + 1
    return _dated(lexicon, forms, start, end, days)


def _dated(lexicon: Lexicon, forms: Sequence[str], start: int, end: int, days: float) -> list[Match[Entry]]:
    """Answer the duration, and before it what the word that follows makes of it: an age (大), a time ago (前)."""
    count = len(forms)
    answer = [_match(start, end, Kind.DURATION, days)]
    for grammar in lexicon.grammars.values():
        if end < count and forms[end] in grammar.age_after:
            answer.insert(0, _match(start, end + 1, Kind.AGE, days))
        for word in grammar.ago:
            size = len(word) if grammar.lang == "zh" else 1
            if "".join(forms[end : end + size]) == word:
                answer.insert(0, _match(start, end + size, Kind.AGO, days))
                break
    return answer


def _match(start: int, end: int, kind: Kind, number: float) -> Match[Entry]:
    return Match(start, end, end - start, [Entry(kind, number=number)])
