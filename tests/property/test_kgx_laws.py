"""Laws of exchange: an export that comes back is the same graph, and reasons the same, whatever the graph says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.columns import escaped, meant
from kg.exporters.kgx import kgx, percentage
from kg.importers.numbers import probability_of
from kg.inference import infer
from kg.schema import Finding, Person, Sex, Status
from tests.fakes.kg.drawn import findings_of, graphs
from tests.fakes.kg.interchange import returned, whole

LAWS = settings(max_examples=40, deadline=None)
CHILD = Person(age_days=6 * 365, sex=Sex.MALE)


@LAWS
@given(graphs().map(whole))
def test_an_export_that_comes_back_is_the_same_graph(graph):
    back = returned(graph)
    assert back.graph == graph
    assert back.issues == ()
    assert kgx(back.graph) == kgx(graph)


@LAWS
@given(st.data())
def test_an_export_that_comes_back_reasons_the_same(data):
    graph = whole(data.draw(graphs()))
    told: list[Finding] = data.draw(findings_of(graph, statuses=(Status.PRESENT, Status.ABSENT)))
    back = returned(graph).graph
    for person in (CHILD, Person(age_days=70 * 366, sex=Sex.FEMALE)):
        before = infer(graph, person, told, month=1, duration_days=3)
        after = infer(back, person, told, month=1, duration_days=3)
        assert after.probabilities == pytest.approx(before.probabilities, abs=1e-9)
        assert after.nothing == pytest.approx(before.nothing, abs=1e-9)


@given(st.text(st.characters(codec="utf-8")))
def test_every_text_fits_a_cell_and_comes_back(text):
    cell = escaped(text)
    assert cell
    assert not set(cell) & set("\t\n\r|")
    assert meant(cell) == text


@given(st.floats(0, 1))
def test_every_probability_comes_back_from_its_percentage(probability):
    assert probability_of(percentage(probability)) == probability
