"""The dictionary: tokens, stems, slips, covers, and what it learns from the words of a graph."""

import pytest

from kg.language.rows.amounts import chinese_number
from kg.language.rows.spelling import Corrector, distance, homophone_variants
from kg.language.rows.stems import stem
from kg.language.rows.tokens import Folder
from kg.language.rows.trie import Match, Trie, cover
from kg.lexicon import Lexicon, Words
from kg.schema import FindingConcept, FindingId, FindingKind, LocalText, LocalWords
from kg.text import understand


def concept(id_: str, zh: tuple[str, ...], en: tuple[str, ...], parent: str | None = None) -> FindingConcept:
    return FindingConcept(
        id=FindingId(id_),
        kind=FindingKind.SYMPTOM,
        name=LocalText(zh=zh[0], en=en[0]),
        words=LocalWords(zh=zh, en=en),
        parent=FindingId(parent) if parent else None,
    )


SMALL = [
    concept("knee_pain", ("膝盖疼",), ("knee pain",)),
    concept("knee_pain.stairs", ("上下楼膝盖疼", "爬楼梯加重"), ("worse on stairs",), "knee_pain"),
    concept("itch", ("皮肤痒",), ("itchy skin",)),
    concept("poor_sleep", ("睡不着", "睡眠不好"), ("trouble sleeping",)),
]


@pytest.fixture(scope="module")
def small() -> Lexicon:
    return Lexicon.from_graph(Words({finding.id: finding for finding in SMALL}))


def ids(lexicon: Lexicon, text: str) -> dict[str, str]:
    return {finding.id: finding.status.value for finding in understand(lexicon, text).findings}


def test_it_learns_place_and_sensation_from_a_phrase(small: Lexicon) -> None:
    assert ids(small, "膝关节一直酸痛") == {"knee_pain": "present"}
    assert ids(small, "my knee is so sore") == {"knee_pain": "present"}


def test_it_learns_manner_from_a_phrase(small: Lexicon) -> None:
    assert ids(small, "膝盖疼，走路的时候更厉害") == {"knee_pain": "present", "knee_pain.stairs": "present"}
    assert ids(small, "爬楼梯加重") == {}


def test_it_learns_the_opposite_of_a_phrase(small: Lexicon) -> None:
    assert ids(small, "睡眠还好") == {"poor_sleep": "absent"}
    assert ids(small, "睡得着") == {"poor_sleep": "absent"}


def test_a_graph_without_words_understands_nothing_and_raises_nothing() -> None:
    empty = Lexicon.from_graph(Words({}))
    assert understand(empty, "头疼三天，我妈68岁，38.5度").findings == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("coughing", "cough"),
        ("coughs", "cough"),
        ("aches", "ache"),
        ("aching", "ache"),
        ("vomited", "vomit"),
        ("dizziness", "dizzy"),
        ("allergies", "allergy"),
        ("rashes", "rash"),
        ("diarrhoea", "diarrhea"),
        ("oedema", "edema"),
        ("haemorrhoids", "hemorrhoid"),
    ],
)
def test_stems_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["leg", "pus", "this", "fever", "chest", "bruise"])
def test_stems_keep_words_apart(word: str) -> None:
    assert stem(word) == word.removesuffix("e")


def test_folding_keeps_offsets() -> None:
    folded, offsets = Folder({"頭": "头"}).fold("Ａ頭½\u200bé")
    assert folded == "a头1\u20442e"
    assert offsets == [0, 1, 2, 2, 2, 4]


def test_contractions_are_two_tokens_inside_the_word() -> None:
    tokens = Folder({}).cut("I don't, can’t")
    assert [token.norm for token in tokens] == ["i", "do", "not", ",", "can", "not"]
    assert [(token.start, token.end) for token in tokens[1:3]] == [(2, 4), (4, 7)]


def test_the_cover_prefers_long_words_and_then_the_better_whole() -> None:
    trie: Trie[str] = Trie()
    for word in ("不", "不大", "大便", "便"):
        trie.add(tuple(word), word)
    text = tuple("不大便")
    chosen = cover([list(trie.starting_at(text, index, frozenset())) for index in range(3)])
    assert [match.entries[0] for match in chosen] == ["不", "大便"]


def test_fillers_may_stand_inside_a_phrase_only() -> None:
    trie: Trie[str] = Trie()
    trie.add(("pain", "chest"), "found")
    fillers = frozenset({"my", "in", "the"})
    assert list(trie.starting_at(("pain", "in", "my", "chest"), 0, fillers)) == [Match(0, 4, 2, ["found"])]
    assert list(trie.starting_at(("my", "pain"), 0, fillers)) == []
    assert list(trie.starting_at(("pain", "in", "my", "the", "my", "chest"), 0, fillers)) == []
    assert list(trie.starting_at(("pain", "and", "chest"), 0, fillers)) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三", 3),
        ("十五", 15),
        ("二十", 20),
        ("两百", 200),
        ("一百六", 160),
        ("一百零六", 106),
        ("十几", 15),
        ("两三", 2.5),
        ("半", 0.5),
    ],
)
def test_chinese_numerals(text: str, value: float) -> None:
    assert chinese_number(tuple(text), 0) == (value, len(text))


def test_distances() -> None:
    assert distance("fever", "feevr", 2) == 1
    assert distance("diarrhea", "diarhea", 2) == 1
    assert distance("cough", "rash", 2) == 3


def test_a_slip_is_corrected_only_without_doubt() -> None:
    corrector = Corrector({"fever", "cough", "vomit", "comet"}, frozenset({"never", "couch"}))
    assert corrector.correct("fevre") == "fever"
    assert corrector.correct("couch") is None
    assert corrector.correct("never") is None
    assert corrector.correct("xyzzy") is None
    assert corrector.correct("fev") is None


def test_homophones_change_one_character_of_a_longer_word() -> None:
    assert homophone_variants("咳嗽", ["嗽漱"]) == ["咳漱"]
    assert homophone_variants("嗽", ["嗽漱"]) == []
