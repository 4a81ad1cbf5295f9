"""How authored frequencies become probabilities that respect the hierarchy."""

from dataclasses import replace

import numpy as np
import pytest

from kg.assumptions import Assumptions
from kg.graph import Graph
from kg.load import load_graph
from kg.matrix import DEFAULT_CHILD_SHARE, EXCLUDED_SHARE, MAX_BACKGROUND_SHARE
from tests.fakes.kg.drawn import draw_graph

MI = "myocardial_infarction"


def test_a_listed_finding_is_noisy_or_with_the_leak(graph: Graph) -> None:
    assert graph.matrix.probability("sweating", MI) == pytest.approx(1 - (1 - 0.545) * (1 - 0.02))


def test_an_unlisted_finding_has_its_background(graph: Graph) -> None:
    assert graph.matrix.probability("sneezing", MI) == graph.matrix.background("sneezing") == 0.05


def test_excluded_is_rare_and_never_zero(graph: Graph) -> None:
    assert graph.matrix.probability("fever", MI) == pytest.approx(EXCLUDED_SHARE * graph.matrix.background("fever"))
    assert 0 < graph.matrix.probability("fever.high", MI) < graph.matrix.probability("fever", MI)


def test_a_child_without_background_takes_a_share_of_its_parents(graph: Graph) -> None:
    assert graph.matrix.background("chest_pain.pleuritic") == pytest.approx(DEFAULT_CHILD_SHARE * 0.03)


def test_an_unlisted_child_is_neither_typical_nor_lacking(graph: Graph) -> None:
    """Migraine lists headache, not its band-like kind: it keeps less of it than the headache, more than a stranger to headaches."""
    matrix = graph.matrix
    share = matrix.probability("headache.band", "migraine") / matrix.probability("headache", "migraine")
    usual = matrix.background("headache.band") / matrix.background("headache")
    assert 0.5 * usual < share < usual


def test_an_unlisted_parent_follows_its_children(graph: Graph) -> None:
    """Pneumonia lists only pleuritic chest pain."""
    listed = graph.matrix.probability("chest_pain.pleuritic", "pneumonia")
    assert (
        graph.matrix.probability("chest_pain", "pneumonia") > listed > graph.matrix.background("chest_pain.pleuritic")
    )


@pytest.mark.parametrize("seed", range(25))
def test_no_child_is_more_frequent_than_its_parent(seed: int) -> None:
    drawn = draw_graph(seed)
    for concept in drawn.findings.values():
        if concept.parent is None:
            continue
        share = drawn.matrix.background(concept.id) / drawn.matrix.background(concept.parent)
        assert share <= MAX_BACKGROUND_SHARE + 1e-9
        for disease in drawn.diseases:
            child, parent = (drawn.matrix.probability(f, disease) for f in (concept.id, concept.parent))
            assert 0 < child <= Assumptions().max_child_share * parent + 1e-9 < 1


def test_compiled_numbers_do_not_depend_on_where_the_graph_was_loaded(fake_folder, graph: Graph) -> None:
    again = load_graph(fake_folder)
    assert [block.p.tolist() for block in again.matrix.blocks] == [block.p.tolist() for block in graph.matrix.blocks]


def test_rows_are_the_same_kept_written_out_or_not(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    diseases, findings = np.array([1, 0]), np.array([2, 0, 1])
    kept = graph.matrix
    assert kept._written_out is not None
    monkeypatch.setattr("kg.matrix.MOST_WRITTEN_OUT", 0)
    large = replace(kept)
    assert large._written_out is None
    assert np.array_equal(kept.rows(diseases), large.rows(diseases))
    assert np.array_equal(kept.of_each(diseases, findings), large.of_each(diseases, findings))
    assert np.array_equal(kept.of_each(diseases, findings), kept.rows(diseases)[:-1][:, findings])
    assert np.array_equal(kept.rows(diseases)[-1], kept.backgrounds)
