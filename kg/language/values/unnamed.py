"""Numbers told without saying what was measured: 孩子有点蔫，39.2 is the temperature, and so is 39.2 after 昨天开始发烧.

Owns when a number that is all a clause says can be nothing else. A weight, a height or a laboratory value has its name before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.language.rows.entries import Kind
from kg.language.values.continued import passed

if TYPE_CHECKING:
    from kg.language.rows.pieces import Row

_PARTING = frozenset("，,。；;、.!！?？ \n")
_ASIDE = frozenset("正算要这左有吗呢")
_WHEN = frozenset({"tonight", "today", "now", "this", "last", "since", "yesterday", "just"})
_CHILDS = "child_"
"""How ids of findings begin that only children have: 孩子没精神 holds the word for a child."""
_FEVER_FROM, _COLD_BELOW = 37.5, 35.5
"""Only what is a fever, or dangerously cold in a small infant, is taken from a bare number; a normal one would calm without a reason."""
_OF_ELSE = re.compile(r"(?:[头胸腹臀腰]围|重|身高|高|长|宽|鞋|码|BMI|bmi|素|板|酶|蛋白|细胞|[值率比度量数]|指数)$")
"""What a number right behind it is of, though no word of the lexicon names it."""
_FEVER = re.compile(
    r"(?:发烧|发热|高烧|烧)(?:了|着|过|起来)?\s*[，,、：:\s]*(?:[今昨前][天早晚夜]|早上|上午|中午|下午|晚上|夜里|半夜|最高|现在|刚才|一?量了?|到了?|是|有)*$"
    r"|\bfever\s*[,:]?\s*$",
    re.IGNORECASE,
)
"""The word for a fever, and no more than a time or a telling between it and the number."""
_TAKEN = re.compile(
    r"(?:^|[，,。；;、\s])(?:我|他|她|娃|孩子|自己|刚刚?|刚才|又|再|[早晚]上|夜里|半夜|现在|今天|昨[天晚]|给[他她]){0,3}量(?:了|的|得|着|出来|一下)*(?:是|有|到)?$"
)
"""Measured, and nothing said of what: 刚量38.4. What is measured without a name (量, not 测 or 查) is the temperature."""
_TAKEN_WITHIN = 24
"""Characters before a number in which it is said to be measured."""
_NAMED_BACK = 12
"""Pieces before a number that may name what it is of."""
_CHILD_DAYS = 6 * 365.25
"""Under six (the age up to which a fever begins at 37.5 in the armpit)."""


def unnamed_temperatures(row: Row, temperature: str, celsius: tuple[float, float]) -> list[tuple[int, float]]:
    """Answer token and value of the numbers with a decimal that can be nothing else.

    Those that stand alone in a text about a child, behind the word for a fever or 量, or as the only number with a decimal of a complaint:
    "shin is hot and red. 38.1."

    `temperature` is the measurement's id, `celsius` the values that a body can have.
    """
    of_child = _of_child(row)
    answer: list[tuple[int, float]] = []
    low, high = celsius
    only = _tells_illness(row) and sum(token.kind == "number" and "." in token.norm for token in row.tokens) == 1
    for index, token in enumerate(row.tokens):
        if token.kind != "number" or "." not in token.norm or not low <= float(token.norm) <= high:
            continue
        before = row.tokens[index - 1] if index else None
        opens = before is None or before.norm in _PARTING or _after_child(row, index) or _after_time(row, index)
        ends = index + 1 == len(row.tokens) or row.tokens[index + 1].kind in {"mark", "break"}
        ends = ends or row.forms[index + 1] in _ASIDE or row.forms[index + 1].lower() in _WHEN
        tells = float(token.norm) >= _FEVER_FROM or float(token.norm) < _COLD_BELOW
        taken = _TAKEN.search(row.text[max(0, token.start - _TAKEN_WITHIN) : token.start]) is not None
        named = not taken and _OF_ELSE.search(row.text[: token.start].rstrip("，,、 ")) is not None
        of_fever = taken or _after_fever(row, index)
        alone = of_fever or (opens and (of_child or only))
        if tells and alone and ends and not named and not _names_another(row, index, temperature):
            answer.append((index, float(token.norm)))
    return answer


def _tells_illness(row: Row) -> bool:
    """Say whether anything is complained of: of shopping told alone, 38.5 is a price."""
    return any(piece.has(Kind.FINDING, Kind.SHORT, Kind.SENSATION) for piece in row.pieces)


def _after_child(row: Row, index: int) -> bool:
    """Say whether a number follows the word for the child at once: 新生儿37.8要紧吗."""
    at = row.piece_at[index - 1]
    return at >= 0 and row.pieces[at].has(Kind.KIN)


def _after_time(row: Row, index: int) -> bool:
    """Say whether nothing but a time stands between the word for the child, or the part's beginning, and a number: 孩子昨晚39.5."""
    first = index
    while first and row.tokens[first - 1].norm not in _PARTING and not _after_child(row, first):
        first -= 1
    return passed(row, first) == index


def _after_fever(row: Row, index: int) -> bool:
    """Say whether the clause before the number's own ends with the word for a fever, or the number follows it: 发烧了，39.2."""
    start = row.tokens[index].start
    return index > 0 and _FEVER.search(row.text, 0, start) is not None


def _of_child(row: Row) -> bool:
    """Say whether a text tells of a child: by a word for one, or by an age."""
    return any(
        (piece.has(Kind.KIN) and piece.entry(Kind.KIN).name in {"child", "son", "daughter"})
        or (piece.has(Kind.AGE) and piece.entry(Kind.AGE).number < _CHILD_DAYS)
        or (piece.has(Kind.FINDING) and piece.entry(Kind.FINDING).ids[0].startswith(_CHILDS))
        for piece in row.pieces
    )


def _names_another(row: Row, index: int, temperature: str) -> bool:
    """Say whether the words before a number, up to the sentence before, name what else it may be of."""
    at = row.piece_at[index - 1] if index else -1
    for piece in reversed(row.pieces[max(0, at - _NAMED_BACK) : at + 1]):
        if piece.mark in {"stop", "?"}:
            return False
        if piece.has(Kind.EXAMINED) or (piece.has(Kind.MEASURE) and temperature not in piece.entry(Kind.MEASURE).ids):
            return True
    return False
