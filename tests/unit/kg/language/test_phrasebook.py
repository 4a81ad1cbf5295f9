"""What is read once while the dictionary is compiled says what it says when it is read each time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.language.dictionary.grammar import load_grammar
from kg.language.dictionary.phrasebook import Anchors, Phrasebook, contains, runs
from kg.language.dictionary.vocabulary import Vocabulary
from kg.language.rows.tokens import Folder
from kg.language.rows.trie import Trie
from kg.schema import FindingId

VOCABULARY = Vocabulary(load_grammar())
PARTS = st.lists(st.sampled_from(["胸", "口", "疼", "pain", "chest", "3"]), max_size=7).map(tuple)


@given(st.lists(PARTS, max_size=12), PARTS)
def test_what_is_written_somewhere_is_found_with_nothing_inside_it(keys, text):
    trie: Trie[str] = Trie()
    for key in keys:
        trie.add(key, "".join(key))
    for start in range(len(text) + 1):
        assert trie.written_at(text, start) == list(trie.starting_at(text, start, frozenset()))


@given(PARTS, PARTS)
def test_runs_are_all_that_a_phrase_contains_but_itself(key, part):
    inside = runs(key)
    assert (part in inside) == (contains(key, part) and part != key)
    for run, start in inside.items():
        assert key[start : start + len(run)] == run
        assert not any(key[before : before + len(run)] == run for before in range(start))


def test_the_anchors_inside_a_phrase_come_in_their_authors_order():
    chest = FindingId("chest_pain")
    anchors = Anchors({chest: [("疼",), ("胸", "口"), ("疼",), ("心",)]})
    assert list(anchors.inside(chest, runs(tuple("胸口疼了")))) == [("疼",), ("胸", "口")]
    assert list(anchors.inside(FindingId("cough"), runs(tuple("胸口疼了")))) == []


@given(st.text(alphabet="胸悶闷頭头痛123 ab,。", max_size=8))
def test_characters_are_the_tokens_of_a_text_of_han_characters(text):
    folder = Folder({"悶": "闷", "頭": "头"})
    norms = tuple(token.norm for token in folder.cut(text))
    assert folder.characters(text) in {None, norms}
    assert (folder.characters(text) is None) == (not text or any(not "\u4e00" <= part <= "\u9fff" for part in text))


@given(st.text(alphabet="胸口头不疼没有老是晚上活动后 pain after meals", max_size=10))
def test_a_phrasebook_reads_as_the_vocabulary_does(text):
    read, key = Phrasebook(VOCABULARY), VOCABULARY.key(text)
    for _ in range(2):
        assert read.cover(key) == VOCABULARY.cover(key)
        assert read.features_of(key) == VOCABULARY.features_of(key)
        assert read.whole(key) == VOCABULARY.whole(key)
