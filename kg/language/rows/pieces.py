"""A text as a row of pieces: dictionary words, amounts and punctuation, in sentences and clauses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.language.rows.amounts import amounts_at
from kg.language.rows.below import below_something
from kg.language.rows.burning import burns_a_place
from kg.language.rows.calendar import dates_in
from kg.language.rows.denials import uncut
from kg.language.rows.entries import Entry, Kind
from kg.language.rows.over import read_over, refusals
from kg.language.rows.trie import Match, cover

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from kg.language.rows.tokens import Token
    from kg.lexicon import Lexicon

_STOPS = frozenset("。！？!?；;.")
_COMMAS = frozenset("，,")
_OTHER_MARKS = {
    "、": "enum",
    "/": "slash",
    "&": "enum",
    ":": "colon",
    "：": "colon",
    "+": "enum",
    "(": "open",
    ")": "close",
}
_DENIALS = frozenset({"不", "没"})
_CANNOT = frozenset("出下了住动上清起开到着进完通过净尽来")
"""What follows 不 in a verb that cannot be carried through: 尿不出, 咽不下, 走不动."""
_MOST_GAP = 12
"""Clauses end after this many tokens without any word of the dictionary ..."""
_MOST_PIECES = 48
"""... and after this many pieces: both bound the work on text without punctuation."""


@dataclass(slots=True)
class Piece:
    """One piece: tokens [start, end), its meanings by kind, or the mark it is. `clause` and `sentence` count from 0."""

    index: int
    start: int
    end: int
    by_kind: dict[Kind, Entry]
    mark: str = ""
    denied: bool = False
    clause: int = 0
    sentence: int = 0

    def has(self, *kinds: Kind) -> bool:
        """Say whether the piece can play any of these parts."""
        by_kind = self.by_kind
        for kind in kinds:  # noqa: SIM110 -- called some hundred times a text; a generator costs three times as much
            if kind in by_kind:
                return True
        return False

    def entry(self, kind: Kind) -> Entry:
        """Answer the meaning of this kind; KeyError when there is none."""
        return self.by_kind[kind]


@dataclass(slots=True)
class Row:
    """A text cut into tokens and pieces. `loose` marks tokens in no piece; `by_clause` holds piece indexes by clause."""

    text: str
    tokens: Sequence[Token]
    forms: Sequence[str]
    pieces: list[Piece]
    clause_at: list[int]
    piece_at: list[int]
    """Index of the piece that a token lies in, -1 for none."""
    by_clause: list[list[Piece]] = field(default_factory=list)

    def words(self, start: int, end: int) -> str:
        """Answer the characters of the original text under tokens [start, end)."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


def row_of(
    lexicon: Lexicon, text: str, refused: frozenset[tuple[int, int]] = frozenset(), today: date | None = None
) -> Row:
    """Cut a text into pieces. `refused` are token ranges whose phrase was out of context and is to be read word by word."""
    tokens, forms = lexicon.cut(text)

    def keep(match: Match[Entry]) -> bool:
        return (match.start, match.end) not in refused or any(entry.kind is not Kind.CONTEXT for entry in match.entries)

    return _assemble(lexicon, text, tokens, forms, keep if refused else None, today)


def _assemble(
    lexicon: Lexicon,
    text: str,
    tokens: Sequence[Token],
    forms: Sequence[str],
    keep: Callable[[Match[Entry]], bool] | None,
    today: date | None = None,
) -> Row:
    count = len(forms)
    amounts = [amounts_at(lexicon, forms, tokens, i) if tokens[i].kind != "mark" else [] for i in range(count)]
    _with_dates(amounts, text, tokens, today)
    # 发了三天烧: a time may stand inside a verb and its object.
    jumps = {i: found[0].end for i, found in enumerate(amounts) if found and tokens[i].kind != "word"}
    places, denials = read_over(forms), refusals(forms)
    starting: list[list[Match[Entry]]] = []
    for index in range(count):
        found = list(lexicon.trie.starting_at(forms, index, lexicon.fillers, _DENIALS, jumps, places, denials))
        if keep is not None:
            found = [match for match in found if keep(match)]
        if index and forms[index - 1] in _DENIALS:
            # 不咳不喘 denies two things; it is no 咳喘 with a denial inside.
            found = [match for match in found if not match.denied]
        if _denied_before(forms, index):
            # Nor is 没有咳嗽没有痰 a dry cough that is denied.
            found = [match for match in found if not _denies_inside(forms, index + 1, match.end)]
        found = [match for match in found if match.end - match.start == match.size or _loose(match.entries)]
        if below_something(lexicon, forms, index):
            found = []
        found = [match for match in found if not burns_a_place(forms, match)]
        starting.append(_joined(amounts[index], found))
    chosen = cover(uncut(starting, forms))
    return _pieces(text, tokens, forms, chosen)


def _with_dates(amounts: list[list[Match[Entry]]], text: str, tokens: Sequence[Token], today: date | None) -> None:
    """Set in place what tells a date, which is no length of time: 八月份 is not eight months, whether today is known or not."""
    for dated in dates_in(text, today):
        those = [i for i, token in enumerate(tokens) if dated.start <= token.start and token.end <= dated.end]
        for index in those:
            amounts[index] = []
        if those and dated.days is not None:
            start, end = those[0], those[-1] + 1
            entry = Entry(Kind.TIME_POINT, number=dated.days)
            amounts[start] = [Match(start, end, end - start, [entry])]


def _denied_before(forms: Sequence[str], index: int) -> bool:
    """Say whether a denial stands right before a token: 没, 没有, 不, 无."""
    if not index:
        return False
    return forms[index - 1] in "没不无" or (forms[index - 1] == "有" and index > 1 and forms[index - 2] == "没")


def _denies_inside(forms: Sequence[str], start: int, end: int) -> bool:
    """Say whether the words hold a denial of their own; 不 of 尿不出来, 睡不着 is no denial but what cannot be done."""
    return any(
        forms[index] in _DENIALS and not (forms[index] == "不" and "".join(forms[index + 1 : index + 2]) in _CANNOT)
        for index in range(start, end)
    )


def _pieces(text: str, tokens: Sequence[Token], forms: Sequence[str], chosen: Sequence[Match[Entry]]) -> Row:
    pieces: list[Piece] = []
    row = Row(text, tokens, forms, pieces, [], [])
    clause = sentence = many = 0
    starts = {match.start: match for match in chosen}
    index = gap = 0
    count = len(tokens)
    while index < count:
        match = starts.get(index)
        if match is not None:
            by_kind: dict[Kind, Entry] = {}
            for entry in match.entries:
                by_kind.setdefault(entry.kind, entry)
            piece = Piece(len(pieces), match.start, match.end, by_kind, "", match.denied, clause, sentence)
            pieces.append(piece)
            row.clause_at.extend([clause] * (match.end - match.start))
            row.piece_at.extend([piece.index] * (match.end - match.start))
            index, gap, many = match.end, 0, many + 1
            if many >= _MOST_PIECES:
                clause, many = clause + 1, 0
            continue
        mark = _mark(tokens[index])
        row.clause_at.append(clause)
        row.piece_at.append(len(pieces) if mark else -1)
        if mark:
            pieces.append(Piece(len(pieces), index, index + 1, {}, mark, clause=clause, sentence=sentence))
        gap += 1
        if mark in {"stop", "?"}:
            clause, sentence, gap, many = clause + 1, sentence + 1, 0, 0
        elif mark == "comma" or gap > _MOST_GAP:
            clause, gap, many = clause + 1, 0, 0
        index += 1
    row.by_clause = [[] for _ in range(clause + 1)]
    for piece in pieces:
        row.by_clause[piece.clause].append(piece)
    return row


def _mark(token: Token) -> str:
    """Answer what a token does to the sentence: stop, ?, comma, enum, slash, colon, brackets; "" for nothing."""
    if token.kind == "break" or (token.kind == "mark" and token.norm in _STOPS):
        return "?" if token.norm in "?？" else "stop"
    if token.kind == "mark":
        return "comma" if token.norm in _COMMAS else _OTHER_MARKS.get(token.norm, "")
    return ""


def _loose(entries: Sequence[Entry]) -> bool:
    """Say whether fillers, a denial or a number may stand inside a phrase: in findings yes (口不渴, "lost 20 pounds").

    In grammar words not: "for a year" is no "for years".
    """
    return any(entry.kind in {Kind.FINDING, Kind.CONTEXT, Kind.WELL, Kind.DISEASE, Kind.MEASURE} for entry in entries)


def _joined(amounts: list[Match[Entry]], words: list[Match[Entry]]) -> list[Match[Entry]]:
    """Let a phrase that is also an amount be both: 三五分钟 is a time and, of chest pain, a manner."""
    if not amounts:
        return words
    ends = {match.end: match for match in amounts}
    for match in words:
        amount = ends.get(match.end)
        if amount is not None:
            ends[match.end] = Match(amount.start, amount.end, amount.size, [*amount.entries, *match.entries])
    return [*ends.values(), *(match for match in words if match.end not in ends)]
