"""The bench measures what it says, on material that means something to the graph."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from app.bench.graphs import Timing, complaints, drawn_cases, drawn_graph, measure_reasoning, measure_texts
from app.cli.main import app
from app.knowledge import load_knowledge


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_complaints_are_understood_for_the_most_part(lang: str) -> None:
    knowledge = load_knowledge()
    texts = complaints(knowledge.graph, 20, lang, seed=1)
    assert texts == complaints(knowledge.graph, 20, lang, seed=1)
    _, told = measure_texts(knowledge.lexicon, texts)
    assert sum(len(findings) >= 2 for findings in told) >= 17


def test_a_drawn_graph_is_of_the_size_asked_and_its_cases_are_reasoned_over() -> None:
    graph = drawn_graph(200, 400, seed=3)
    assert (len(graph.diseases), len(graph.findings)) == (200, 400)
    posterior, question = measure_reasoning(graph, drawn_cases(graph, 5, seed=3))
    assert 0 < posterior.p50_ms <= posterior.p99_ms
    assert 0 < question.p50_ms <= question.p99_ms


def test_percentiles_are_in_milliseconds_and_in_order() -> None:
    timing = Timing.of([0.001, 0.002, 0.003])
    assert timing.p50_ms == pytest.approx(2.0)
    assert timing.p50_ms < timing.p95_ms < timing.p99_ms < 3.0


def test_the_command_prints_one_object_with_every_figure() -> None:
    answer = CliRunner().invoke(
        app, ["bench", "graph", "--cases", "10", "--drawn-diseases", "60", "--drawn-findings", "120", "--json"]
    )
    assert answer.exit_code == 0
    figures = json.loads(answer.stdout)
    assert figures["drawn_diseases"] == 60
    assert all(
        figures[f"{step}_p50_ms"] > 0
        for step in ("understand", "posterior", "question", "drawn_posterior", "drawn_question")
    )
