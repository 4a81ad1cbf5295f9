"""Age, sex and pregnancy of the one who is ill, as far as the text tells them; who that is says `kg.language.persons.people`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.language.persons.subjects import FAMILY, SELF, THIRD, UNSAID
from kg.language.rows.entries import Kind
from kg.schema import Sex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.rows.pieces import Piece, Row
    from kg.lexicon import Lexicon

_SEX: dict[str, Sex] = {
    "son": Sex.MALE,
    "daughter": Sex.FEMALE,
    "mother": Sex.FEMALE,
    "father": Sex.MALE,
    "grandmother": Sex.FEMALE,
    "grandfather": Sex.MALE,
    "wife": Sex.FEMALE,
    "husband": Sex.MALE,
    "old_man": Sex.MALE,
}
_PRONOUNS = dict.fromkeys(("他", "he", "him", "his"), Sex.MALE) | dict.fromkeys(
    ("她", "she", "her", "hers"), Sex.FEMALE
)
_PREGNANCY = frozenset({"孕", "pregnant"})
_LETTERS = {"m": Sex.MALE, "f": Sex.FEMALE}
_MOST_YEARS = 130
_A_YEAR = 365.0
_BIRTH = "出生"
_SINCE = frozenset("第才有已经刚了满大约后")
_THEN = ("时", "的时", "左右时", "左右的时", "那天", "前", "后", "就", "起", "开始", "内")
"""What follows a time since birth at which something was, so that it is no age of now."""
_SOON_AFTER = 4
_JUST = frozenset("刚才新")


def ages(row: Row, subjects: Sequence[str]) -> tuple[list[tuple[str, int]], frozenset[int]]:
    """Answer the ages told, in days, each with its subject, and the pieces that tell them."""
    found: list[tuple[str, int]] = []
    used: set[int] = set()
    for piece in row.pieces:
        days: float | None = None
        if piece.has(Kind.AGE):
            days = piece.entry(Kind.AGE).number
            after = row.pieces[piece.index + 1] if piece.index + 1 < len(row.pieces) else None
            follows = row.forms[piece.end : piece.end + 2]
            since = _since_birth(row, piece)
            if since is not None:
                used.add(since.index)
                days = since.entry(Kind.DURATION).number
            elif "".join(row.forms[piece.start : piece.end]) == _BIRTH:
                # 出生时, 出生体重, 出生就有: only who is just born is of that age.
                days = days if _JUST & set(row.forms[max(0, piece.start - 2) : piece.start]) else None
            elif (after is not None and after.has(Kind.PAST)) or any(form in {"时", "就", "起"} for form in follows):
                days = None
        elif piece.has(Kind.DURATION) and (_child_before(row, piece) or _sex_before(row, piece)):
            days = piece.entry(Kind.DURATION).number
        if days is not None and 0 <= days <= _MOST_YEARS * 366:
            used.add(piece.index)
            found.append((subjects[piece.index], round(days)))
    found.extend(_letters(row, subjects))
    return found, frozenset(used)


def _since_birth(row: Row, piece: Piece) -> Piece | None:
    """Answer the time that a birth is ago, which is the age: 出生十天, 出生第10天; not 出生20天的时候, 出生后两周开始."""
    if "".join(row.forms[piece.start : piece.end]) != _BIRTH or piece.index + 1 >= len(row.pieces):
        return None
    after = row.pieces[piece.index + 1]
    between = "".join(row.forms[piece.end : after.start])
    following = "".join(row.forms[after.end : after.end + _SOON_AFTER])
    if not after.has(Kind.DURATION) or after.clause != piece.clause or not set(between) <= _SINCE:
        return None
    return None if following.startswith(_THEN) else after


def _child_before(row: Row, piece: Piece) -> bool:
    """Read 孩子8个月 as an age: a child right before, and no complaint in the clause that the time could be of."""
    if not piece.index:
        return False
    before = row.pieces[piece.index - 1]
    if before.start and row.forms[before.start - 1] in {"怀", "怀着", "怀了"}:
        return False  # 怀娃七个月 is how far the pregnancy is
    kin = before.has(Kind.KIN) and before.entry(Kind.KIN).name in {"child", "son", "daughter"}
    alone = not any(
        other.has(Kind.FINDING, Kind.SENSATION, Kind.SHORT)
        for other in row.by_clause[piece.clause]
        if other.start >= piece.end
    )
    return kin and piece.start - before.end <= 1 and alone


def _sex_before(row: Row, piece: Piece) -> bool:
    """Read "woman 67 years" as an age."""
    before = row.pieces[piece.index - 1] if piece.index else None
    years = piece.entry(Kind.DURATION).number >= _A_YEAR
    return before is not None and years and before.has(Kind.MALE, Kind.FEMALE) and before.end == piece.start


def _letters(row: Row, subjects: Sequence[str]) -> list[tuple[str, int]]:
    """Read "56M", "34 y/o F" style: a number and one letter at the start of the text; and a bare age before 男 or 女."""
    tokens = row.tokens
    if (
        len(tokens) > 1
        and tokens[0].kind == "number"
        and "." not in tokens[0].norm
        and float(tokens[0].norm) <= _MOST_YEARS
    ):
        letter = tokens[1]
        if letter.norm in {"m", "f"} and not letter.spaced:
            return [(UNSAID, round(float(tokens[0].norm) * 365.25))]
    for piece in row.pieces:
        if not piece.has(Kind.AGE_WORD, Kind.KIN, Kind.PRONOUN, Kind.SELF):
            continue
        at = piece.end + (piece.end < len(tokens) and row.forms[piece.end] in {"is", "am", "was", "今"})
        if at >= len(tokens) or tokens[at].kind != "number" or row.piece_at[at] >= 0 or "." in tokens[at].norm:
            continue
        # A bare number is an age where nothing follows that it could count: "he's 68, smokes", "我今年56，".
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        ends = following is None or following.kind in {"mark", "break"}
        if (
            float(tokens[at].norm) <= _MOST_YEARS
            and ends
            and (following is None or following.norm not in {"/", "°", "%"})
        ):
            return [(subjects[piece.index], round(float(tokens[at].norm) * 365.25))]
    return []


def sex_of(row: Row, subjects: Sequence[str], role: str) -> Sex | None:
    """Answer the sex of the one who is ill, None where nothing tells it."""
    if role in _SEX:
        return _SEX[role]
    tokens = row.tokens
    if len(tokens) > 1 and tokens[0].kind == "number" and tokens[1].norm in _LETTERS and not tokens[1].spaced:
        return _LETTERS[tokens[1].norm]
    mine = [p for p in row.pieces if role == UNSAID or subjects[p.index] in {role, UNSAID, THIRD}]
    for piece in mine:
        letter = piece.end - piece.start == 1 and row.forms[piece.start] in _LETTERS
        if piece.has(Kind.MALE, Kind.FEMALE) and (not letter or _beside_age(row, piece)):
            return Sex.MALE if piece.has(Kind.MALE) else Sex.FEMALE
    for piece in mine if role not in {SELF, UNSAID} else ():
        if piece.has(Kind.PRONOUN) and subjects[piece.index] == role:
            word = "".join(token.norm for token in row.tokens[piece.start : piece.end])
            if word in _PRONOUNS:
                return _PRONOUNS[word]
    return None


def _beside_age(row: Row, piece: Piece) -> bool:
    around = row.pieces[max(0, piece.index - 2) : piece.index + 3]
    return any(other.has(Kind.AGE) for other in around)


def _tells_pregnancy(lexicon: Lexicon, row: Row, piece: Piece) -> bool:
    """Say whether a phrase of the graph holds a word of pregnancy: 怀孕30周."""
    forms = row.forms[piece.start : piece.end]
    if not piece.has(Kind.FINDING) or not _PREGNANCY & set(forms):
        return False
    inside = [entry.kind for match in lexicon.vocabulary.cover(tuple(forms)) for entry in match.entries]
    return Kind.PREGNANT in inside and Kind.PREGNANT_OTHER not in inside


def told_pregnant(lexicon: Lexicon, row: Row, subjects: Sequence[str], role: str) -> bool | None:
    """Answer whether the one who is ill is said to be pregnant, or not to be; None where nothing is said or it is doubted."""
    answer: bool | None = None
    for piece in row.pieces:
        if subjects[piece.index] not in {role, UNSAID, FAMILY} and role != UNSAID:
            continue
        before = row.pieces[max(0, piece.index - 2) : piece.index]
        if piece.has(Kind.NOT_PREGNANT):
            return False
        if piece.has(Kind.PREGNANT) or _tells_pregnancy(lexicon, row, piece):
            if any(other.has(Kind.UNSURE, Kind.ASK, Kind.HYPOTHETICAL) for other in before):
                return None
            if any(other.has(Kind.NEG, Kind.NEG_CLINICAL) for other in before):
                return False
            answer = True
    return answer
