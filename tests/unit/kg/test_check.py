"""What an editor would ask of a graph that loads."""

from dataclasses import replace

import pytest

from kg.check import check
from kg.graph import Graph
from kg.schema import Disease, DiseaseId, FindingConcept, FindingId, Frequency, Source, SourceId


def changed(graph: Graph, disease: str, **findings: float) -> Graph:
    told = {
        FindingId(f.replace("__", ".")): Frequency(probability=p, authored_as="x", source=SourceId("invented"))
        for f, p in findings.items()
    }
    diseases = dict(graph.diseases)
    diseases[DiseaseId(disease)] = Disease.model_construct(
        **{**dict(graph.diseases[DiseaseId(disease)]), "findings": told}
    )
    return replace(graph, diseases=diseases)


def messages(graph: Graph, item: str) -> list[tuple[str, str]]:
    return [(issue.level, issue.message) for issue in check(graph) if issue.where.id == item]


def test_the_mini_graph_has_known_gaps(graph: Graph) -> None:
    assert [(issue.where.id, issue.message) for issue in check(graph)] == [
        ("hair_loss", "no disease explains this"),
        ("potassium", "no red flag says how soon a value at 6.5 is to be seen"),
        ("potassium", "no red flag says how soon a value at 2.5 is to be seen"),
    ]


@pytest.mark.parametrize(
    ("findings", "level", "message"),
    [
        ({"fever": 0.1}, "warning", "only 0 findings tell"),
        ({"cough": 0.2, "cough__productive": 0.8}, "warning", "more frequent"),
        ({"cough": 0.0, "cough__productive": 0.8}, "error", "is excluded"),
        ({"cough": 0.0001}, "warning", "far below its background"),
        (
            {"ankle_injury": 0.99, "ankle_swelling": 0.895, "cannot_bear_weight": 0.17},
            "warning",
            "no finding tells it from",
        ),
    ],
)
def test_weak_diseases_are_named(graph: Graph, findings: dict[str, float], level: str, message: str) -> None:
    found = messages(changed(graph, "influenza", **findings), "influenza")
    twin = messages(changed(graph, "influenza", **findings), "ankle_sprain")
    assert any(of == level and message in text for of, text in found + twin), found


def test_a_special_finding_commoner_than_its_general_one_is_named(graph: Graph) -> None:
    findings = dict(graph.findings)
    concept = findings[FindingId("fever.high")]
    findings[concept.id] = FindingConcept.model_validate({**concept.model_dump(), "background": 0.4})
    assert any(
        "is above that of fever" in text for _, text in messages(replace(graph, findings=findings), "fever.high")
    )


def test_uncited_sources_are_named(graph: Graph) -> None:
    extra = Source(id=SourceId("extra"), title="T", publisher="P", year=2020)
    assert messages(replace(graph, sources={**graph.sources, extra.id: extra}), "extra") == [
        ("warning", "nothing cites it")
    ]


def test_emergencies_without_a_rule_are_named(graph: Graph) -> None:
    found = messages(replace(graph, red_flags={}), "meningitis")
    assert ("warning", "an emergency that no red flag concerns") in found
