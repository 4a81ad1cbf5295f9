"""Which language a text is in, and which passages are in neither of the two that are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.schema import Lang, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.rows.pieces import Row
    from kg.language.rows.tokens import Token
    from kg.lexicon import Lexicon

FEWEST_WORDS = 3
"""A Latin passage shorter than this is not judged: a name, an abbreviation."""
KNOWN_SHARE = 0.5
"""Below this share of known words a Latin passage is not English, or not readable English."""


def language_of(row: Row, lang: Lang | None) -> Lang:
    """Answer zh when Han characters outnumber Latin words, else en; the language given stands where there is neither."""
    han = sum(token.kind == "han" for token in row.tokens)
    words = sum(token.kind == "word" for token in row.tokens)
    if han == words == 0:
        return lang or "zh"
    return "zh" if han >= words else "en"


def unreadable_spans(lexicon: Lexicon, row: Row, understood: bool) -> tuple[Span, ...]:
    """Answer the passages of other scripts, and the Latin text if it is not English (judged as a whole)."""
    spans = _runs([token for token in row.tokens if token.kind == "foreign"])
    words = [(token, form) for token, form in zip(row.tokens, row.forms, strict=True) if token.kind == "word"]
    if len(words) >= FEWEST_WORDS:
        # Accents were folded away, so that the letters as written tell: English has none of these.
        known = sum(lexicon.knows(form) or lexicon.knows(token.norm) for token, form in words)
        if known < len(words) * (KNOWN_SHARE / 2 if understood else KNOWN_SHARE):
            spans += _runs([token for token, _ in words])
    return tuple(sorted(spans, key=lambda span: span.start))


def _runs(tokens: Sequence[Token]) -> list[Span]:
    """Join neighbouring tokens into passages."""
    spans: list[Span] = []
    for token in tokens:
        if spans and token.start - spans[-1].end <= FEWEST_WORDS:
            spans[-1] = Span(start=spans[-1].start, end=token.end)
        else:
            spans.append(Span(start=token.start, end=token.end))
    return spans
