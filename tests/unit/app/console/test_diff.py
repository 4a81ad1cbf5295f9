"""Differences word by word, and two people's changes brought together: no word of either is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.console.diff import both, merge, word_diff

TEXT = st.text(alphabet="胸闷两三天，夜间 重3.5 mmol/L\n", max_size=30)
PARTS = st.fixed_dictionaries({"subjective": TEXT, "plan": TEXT})


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("胸闷两天", "胸闷三天", [("same", "胸闷"), ("removed", "两"), ("added", "三"), ("same", "天")]),
        ("血钾 3.5", "血钾 5.3", [("same", "血钾 "), ("removed", "3.5"), ("added", "5.3")]),  # a number is one word
        ("take aspirin", "take paracetamol", [("same", "take "), ("removed", "aspirin"), ("added", "paracetamol")]),
        ("", "新写的", [("added", "新写的")]),
        ("都删了", "", [("removed", "都删了")]),
        ("没变", "没变", [("same", "没变")]),
    ],
)
def test_what_changed_is_told_by_the_word(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert word_diff(before, after) == pieces


def test_a_lone_character_between_two_changes_is_drawn_into_them() -> None:
    assert word_diff("甲乙丙丁戊", "子乙丑丁戊") == [("removed", "甲乙丙"), ("added", "子乙丑"), ("same", "丁戊")]


@given(TEXT, TEXT)
def test_both_texts_are_in_the_difference(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(text for kind, text in pieces if kind != "added") == before
    assert "".join(text for kind, text in pieces if kind != "removed") == after


@given(PARTS, PARTS, PARTS)
def test_nothing_that_either_wrote_is_lost(base: dict, mine: dict, theirs: dict) -> None:
    merged = merge(base, mine, theirs)
    for part, start in base.items():
        kept = {merged.note[part], merged.conflicts.get(part, merged.note[part])}
        if mine[part] != start:
            assert mine[part] in kept
        if theirs[part] != start:
            assert theirs[part] in kept


@given(PARTS, PARTS)
def test_who_alone_changed_a_part_has_it(base: dict, changed: dict) -> None:
    assert merge(base, changed, base).note == changed
    assert merge(base, base, changed).note == changed
    assert not merge(base, changed, changed).conflicts


@given(TEXT, TEXT)
def test_both_texts_can_be_kept(theirs: str, mine: str) -> None:
    kept = both(theirs, mine)
    assert mine.strip() in kept
    assert theirs.strip() in kept
