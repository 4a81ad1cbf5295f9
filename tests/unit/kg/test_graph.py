"""Look-ups and hierarchy of the graph."""

import pytest

from kg.errors import UnknownId
from kg.graph import Graph


def test_hierarchy(graph: Graph) -> None:
    assert graph.ancestors("chest_pain.pressing.crushing") == ("chest_pain.pressing", "chest_pain")
    assert graph.children("chest_pain") == ("chest_pain.exertional", "chest_pain.pleuritic", "chest_pain.pressing")
    assert "chest_pain.pressing.crushing" in graph.descendants("chest_pain")
    assert graph.descendants("hair_loss") == frozenset()


@pytest.mark.parametrize("text", ["common_cold", "普通感冒", "COMMON  COLD", "J00", "ｊ００"])
def test_find_by_any_name(graph: Graph, text: str) -> None:
    assert [node.id for node in graph.find(text)] == ["common_cold"]


def test_find_answers_nothing_for_the_unknown(graph: Graph) -> None:
    assert graph.find("no such thing") == ()


def test_lay_words_are_found(graph: Graph) -> None:
    assert [node.id for node in graph.find("胸口疼")] == ["chest_pain"]


def test_unknown_ids_raise(graph: Graph) -> None:
    with pytest.raises(UnknownId, match="nowhere"):
        graph.ancestors("nowhere")
    with pytest.raises(UnknownId):
        graph.disease("nowhere")
    with pytest.raises(UnknownId):
        graph.name_of("nowhere")


def test_mappings_cannot_be_changed(graph: Graph) -> None:
    with pytest.raises(TypeError):
        graph.diseases["common_cold"] = graph.diseases["influenza"]  # type: ignore[index]


def test_names_of_every_kind(graph: Graph) -> None:
    assert graph.name_of("rf.acs").en == "Possible heart emergency"
    assert graph.name_of("lab.potassium.low").zh == "钾偏低"
    assert graph.name_of("q.smoking").en == "Do you smoke"
