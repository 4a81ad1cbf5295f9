"""Laws of folding a text: quick or not, every character is folded by itself and keeps its place."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from agents.guard.folding import plain, simplified

TEXTS = st.text(max_size=40)


def _wide(character: str) -> str:
    alone = unicodedata.normalize("NFKC", character)
    return alone if len(alone) == 1 else character


def _low(character: str) -> str:
    return character.lower() if len(character.lower()) == 1 else character


@given(TEXTS)
@example("ＡＢＣ，１２３")
@example("é e\u0301 ﷺ 가 \u1100\u1161")
def test_simplified_is_each_character_by_itself(text: str) -> None:
    assert simplified(text) == "".join(simplified(_wide(character)) for character in text)
    assert len(simplified(text)) == len(text)


@given(TEXTS)
@example("ΟΔΟΣ ΑΣ")
@example("İstanbul")
@example("我想SHUIJIAO")
def test_plain_is_each_character_of_the_simplified_text_in_lower_case(text: str) -> None:
    assert plain(text) == "".join(_low(character) for character in simplified(text))
