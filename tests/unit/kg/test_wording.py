"""Words around made questions."""

import pytest

from kg.graph import Graph
from kg.schema import FindingConcept, FindingKind, Option, Question
from kg.wording import added_chips, asking, chips, inside, is_speakable, why_apart, why_danger


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Chest pain", "chest pain"),
        ("COVID-19", "COVID-19"),
        ("Crohn disease", "Crohn disease"),
        ("Bell's palsy", "Bell's palsy"),
        ("IgA nephropathy", "IgA nephropathy"),
        ("G6PD deficiency", "G6PD deficiency"),
        ("Belly pain", "belly pain"),
    ],
)
def test_names_inside_a_sentence(name: str, expected: str) -> None:
    assert inside(name) == expected


@pytest.mark.parametrize("kind", list(FindingKind))
def test_every_kind_of_finding_can_be_asked(kind: FindingKind) -> None:
    concept = FindingConcept.model_validate({"id": "x", "kind": kind, "name": {"zh": "某事", "en": "Something"}})
    text = asking(concept)
    assert "某事" in text.zh
    assert "something" in text.en
    assert text.zh.endswith("？")
    assert text.en.endswith("?")


def test_reasons_name_no_frightening_disease(graph: Graph) -> None:
    assert not is_speakable(graph.diseases["myocardial_infarction"])
    assert not is_speakable(graph.diseases["common_cold"].model_copy(update={"icd10": "F32.9"}))
    assert not is_speakable(graph.diseases["common_cold"].model_copy(update={"icd10": "A54.9"}))
    assert is_speakable(graph.diseases["common_cold"])


def test_reasons_are_in_both_languages(graph: Graph) -> None:
    concept, cold, flu = graph.findings["cough"], graph.diseases["common_cold"], graph.diseases["influenza"]
    for text in (
        why_danger(concept),
        *(why_apart(concept, *pair) for pair in ((cold, flu), (cold, None), (None, None))),
    ):
        assert "咳嗽" in text.zh
        assert "cough" in text.en
    assert "普通感冒" in why_apart(concept, cold, flu).zh
    assert "influenza" in why_apart(concept, cold, flu).en


def test_chips_add_only_what_the_author_left_out(graph: Graph) -> None:
    question = graph.questions["q.headache_kind"]
    assert [chip.en for chip in added_chips(question)] == ["None of these"]
    none = Option.model_validate({"text": {"zh": "都不是", "en": "Neither"}, "absent": ["headache.thunderclap"]})
    whole = Question.model_validate({**question.model_dump(), "options": (*question.options, none)})
    assert added_chips(whole) == ()
    assert len(chips(whole)) == 5
