"""Words that begin with a denial and would cut what is denied in two: 没有尿频 denies 尿频 and tells nothing of 没有尿."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.language.rows.entries import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.rows.entries import Entry
    from kg.language.rows.trie import Match

_DENIALS: Final = frozenset("没不无未")
_DENYING: Final = (Kind.NEG, Kind.NEG_CLINICAL)


def uncut(starting: Sequence[Sequence[Match[Entry]]], forms: Sequence[str]) -> list[Sequence[Match[Entry]]]:
    """Answer the matches by their first token without those that end inside the name of a finding which a denial before it denies."""
    return [
        [match for match in found if not _cuts(starting, match, found)] if forms[index] in _DENIALS and found else found
        for index, found in enumerate(starting)
    ]


def _cuts(starting: Sequence[Sequence[Match[Entry]]], match: Match[Entry], found: Sequence[Match[Entry]]) -> bool:
    if not any(entry.kind is Kind.FINDING for entry in match.entries):
        return False
    ends = {other.end for other in found if any(entry.kind in _DENYING for entry in other.entries)}
    return any(
        longer.end > match.end and any(entry.kind is Kind.FINDING for entry in longer.entries)
        for end in ends
        if end < match.end
        for longer in starting[end]
    )
