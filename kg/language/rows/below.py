"""下面 after a part of the body is where something lies beneath it (指甲下面, 眼睛下面), not the private parts that it stands for alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.language.rows.entries import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.lexicon import Lexicon

_BELOW: Final = ("下", "面")
_LONGEST: Final = 5
_NO_PLACE: Final = frozenset(
    {"stool", "urine", "sputum", "body", "skin", "joint", "bone", "muscle", "leg", "waist", "back", "belly"}
)
"""Nothing of these lies right over another part: 小便下面疼, 腰疼下面也疼, 身上下面都痒 tell of the private parts."""


def below_something(lexicon: Lexicon, forms: Sequence[str], index: int) -> bool:
    """Say whether 下面 stands at a token and a part of the body right before it."""
    if tuple(forms[index : index + 2]) != _BELOW:
        return False
    end = index - 1 if index and forms[index - 1] == "的" else index
    return any(
        entry.kind is Kind.SITE and entry.name not in _NO_PLACE
        for start in range(max(0, end - _LONGEST), end)
        for entry in lexicon.trie.get(tuple(forms[start:end]))
    )
