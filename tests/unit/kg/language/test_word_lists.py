"""Lists of words that a clinician changes: each finds its own words, and no wider word in English."""

from __future__ import annotations

import pytest

from kg.language.dictionary.word_lists import CIRCUMSTANCES, VALUES, pattern, word_lists


@pytest.mark.parametrize("file", [CIRCUMSTANCES, VALUES])
def test_every_list_finds_its_own_words_and_says_what_it_means(file):
    for name, words in word_lists(file).items():
        assert words.means
        for word in (*words.zh, *words.en):
            said = word.replace("…", " ").replace("*", "ing")
            assert pattern(file, name).search(said), (name, word)


def test_an_english_word_stands_whole_and_a_star_is_any_ending():
    danger = pattern(CIRCUMSTANCES, "danger")
    assert danger.search("he COLLAPSED there")
    assert danger.search("gas")
    assert not danger.search("a gasket")
    assert not danger.search("a chestnut")


def test_several_lists_are_one_pattern_longest_word_first():
    both = pattern(VALUES, "now", "came")
    assert both.match("re-checked") is None
    found = both.match("went up to 180")
    assert found is not None
    assert found[0] == "went up to"


def test_a_gap_stays_in_its_clause():
    goal = pattern(VALUES, "goal")
    assert goal.search("医生让我把血压控制在130/80")
    assert not goal.search("医生让休息，现在控制在130/80")


def test_a_list_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        pattern(VALUES, "nowhere")
