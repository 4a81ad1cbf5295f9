"""A text as a row of pieces: dictionary words, amounts and punctuation, in sentences and clauses."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.language.amounts import amounts_at
from kg.language.entries import Entry, Kind
from kg.language.trie import Match, cover

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.language.tokens import Token
    from kg.lexicon import Lexicon

_STOPS = frozenset("。！？!?；;.")
_COMMAS = frozenset("，,")
_OTHER_MARKS = {"、": "enum", "/": "slash", "&": "enum", ":": "colon", "：": "colon", "+": "enum", "(": "open", ")": "close"}
_MOST_GAP = 12
"""Clauses end after this many tokens without any word of the dictionary: bounds the work on text without punctuation."""


@dataclass(slots=True)
class Piece:
    """One piece: tokens [start, end), its meanings by kind, or the mark it is. `clause` and `sentence` count from 0."""

    index: int
    start: int
    end: int
    by_kind: dict[Kind, Entry]
    mark: str = ""
    clause: int = 0
    sentence: int = 0

    def has(self, *kinds: Kind) -> bool:
        """Say whether the piece can play any of these parts."""
        return any(kind in self.by_kind for kind in kinds)

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
    by_clause: list[list[Piece]] = field(default_factory=list)

    def words(self, start: int, end: int) -> str:
        """Answer the characters of the original text under tokens [start, end)."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


def row_of(lexicon: Lexicon, text: str, refused: frozenset[tuple[int, int]] = frozenset()) -> Row:
    """Cut a text into pieces. `refused` are token ranges whose phrase was out of context and is to be read word by word."""
    tokens, forms = lexicon.cut(text)

    def keep(match: Match[Entry]) -> bool:
        return (match.start, match.end) not in refused or any(entry.kind is not Kind.CONTEXT for entry in match.entries)

    return _assemble(lexicon, text, tokens, forms, keep if refused else None)


def _assemble(
    lexicon: Lexicon,
    text: str,
    tokens: Sequence[Token],
    forms: Sequence[str],
    keep: Callable[[Match[Entry]], bool] | None,
) -> Row:
    count = len(forms)
    starting: list[list[Match[Entry]]] = []
    trie, fillers = lexicon.trie, lexicon.fillers
    for index in range(count):
        found = list(trie.starting_at(forms, index, fillers))
        if keep is not None:
            found = [match for match in found if keep(match)]
        kind = tokens[index].kind
        if kind != "mark":
            found[:0] = amounts_at(lexicon, forms, tokens, index)
        starting.append(found)
    chosen = cover(starting)
    return _pieces(text, tokens, forms, chosen)


def _pieces(text: str, tokens: Sequence[Token], forms: Sequence[str], chosen: Sequence[Match[Entry]]) -> Row:
    pieces: list[Piece] = []
    row = Row(text, tokens, forms, pieces, [])
    clause = sentence = 0
    starts = {match.start: match for match in chosen}
    index = gap = 0
    count = len(tokens)
    while index < count:
        match = starts.get(index)
        if match is not None:
            by_kind: dict[Kind, Entry] = {}
            for entry in match.entries:
                by_kind.setdefault(entry.kind, entry)
            piece = Piece(len(pieces), match.start, match.end, by_kind, clause=clause, sentence=sentence)
            pieces.append(piece)
            row.clause_at.extend([clause] * (match.end - match.start))
            index, gap = match.end, 0
            continue
        token = tokens[index]
        mark = ""
        if token.kind == "break" or (token.kind == "mark" and token.norm in _STOPS):
            mark = "?" if token.norm in "?？" else "stop"
        elif token.kind == "mark":
            mark = "comma" if token.norm in _COMMAS else _OTHER_MARKS.get(token.norm, "")
        row.clause_at.append(clause)
        if mark:
            pieces.append(Piece(len(pieces), index, index + 1, {}, mark, clause, sentence))
        gap += 1
        if mark in {"stop", "?"}:
            clause, sentence, gap = clause + 1, sentence + 1, 0
        elif mark == "comma" or gap > _MOST_GAP:
            clause, gap = clause + 1, 0
        index += 1
    row.by_clause = [[] for _ in range(clause + 1)]
    for piece in pieces:
        row.by_clause[piece.clause].append(piece)
    return row
