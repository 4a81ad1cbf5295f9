"""What the exports say: Biolink's names, frequencies that a stranger reads right, and an order that only the graph decides."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS

from kg.biolink import curie, hpo_class, split_curie
from kg.exporters.authored import authored
from kg.exporters.kgx import EDGES, NODES, kgx
from kg.exporters.turtle import turtle
from kg.graph import Graph
from kg.load import load_graph
from kg.schema import Frequency, LocalText, LocalWords, SourceId

BIOLINK = rdflib.Namespace("https://w3id.org/biolink/vocab/")
JIAYI = rdflib.Namespace("urn:jiayi:kg:")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def edges_of(graph: Graph, **wanted: str) -> list[dict[str, str]]:
    return [row for row in rows(kgx(graph)[EDGES]) if all(row[name] == value for name, value in wanted.items())]


def renamed(graph: Graph, disease: str, **changed: object) -> Graph:
    return replace(graph, diseases={**graph.diseases, disease: graph.diseases[disease].model_copy(update=changed)})


def test_nodes_have_what_kgx_requires_and_names_in_both_languages(graph):
    nodes = {row["id"]: row for row in rows(kgx(graph)[NODES])}
    assert all(row["id"].startswith("JIAYI:") and row["category"] for row in nodes.values())
    assert all(row["category"].startswith("biolink:") for row in nodes.values())
    pain = nodes["JIAYI:finding.chest_pain"]
    assert (pain["category"], pain["name"], pain["name_zh"]) == ("biolink:PhenotypicFeature", "Chest pain", "胸痛")
    assert pain["synonym_zh"] == "胸口疼"
    assert nodes["JIAYI:finding.smoking"]["category"] == "biolink:BehavioralExposure"
    assert nodes["JIAYI:lab.troponin_i"]["xref"] == "LOINC:10839-9"
    assert len(nodes) == len(kgx(graph)[NODES].splitlines()) - 1


def test_edges_have_what_kgx_requires_and_end_at_nodes(graph):
    files = kgx(graph)
    names = {row["id"] for row in rows(files[NODES])}
    told = rows(files[EDGES])
    levels = {"knowledge_assertion": "not_provided", "logical_entailment": "automated_agent"}
    for row in told:
        assert row["subject"] in names
        assert row["object"] in names
        assert row["predicate"].startswith("biolink:")
        assert row["agent_type"] == levels[row["knowledge_level"]]
        assert row["primary_knowledge_source"] == "infores:jiayi"
    assert len({row["id"] for row in told}) == len(told)


def test_a_frequency_is_a_percentage_with_its_class_and_source(graph):
    told = {(row["subject"], row["object"]): row for row in edges_of(graph) if row["has_percentage"]}
    for disease in graph.diseases.values():
        for finding, frequency in disease.findings.items():
            row = told.pop((curie("diseases", disease.id), curie("findings", finding)))
            assert float(row["has_percentage"]) == pytest.approx(frequency.probability * 100)
            assert row["frequency_qualifier"] == hpo_class(frequency)
            assert row["negated"] == ("true" if frequency.probability == 0 else "")
            assert row["publications"] == curie("sources", frequency.source)
    assert not told


def test_a_risk_is_no_phenotype_and_says_that_it_makes_the_disease_likelier(graph):
    told = edges_of(graph, predicate="biolink:associated_with")
    assert told
    assert {row["category"] for row in told} == {"biolink:DiseaseToExposureEventAssociation"}
    assert not edges_of(graph, predicate="biolink:has_phenotype", object="JIAYI:finding.smoking")
    likelier = edges_of(graph, predicate="biolink:associated_with_increased_likelihood_of")
    assert {(row["object"], row["subject"]) for row in likelier} <= {(row["subject"], row["object"]) for row in told}


@pytest.mark.parametrize(
    ("probability", "authored_as", "expected"),
    [
        (0.99, "obligate", "HP:0040280"),
        (1.0, "1.0", "HP:0040280"),
        (0.85, "0.85", "HP:0040281"),
        (0.79, "0.79", "HP:0040282"),
        (0.17, "occasional", "HP:0040283"),
        (0.002, "0.002", "HP:0040284"),
        (0.0, "0", "HP:0040285"),
    ],
)
def test_a_number_falls_into_the_class_whose_range_holds_it(probability, authored_as, expected):
    assert hpo_class(Frequency(probability=probability, authored_as=authored_as, source=SourceId("s"))) == expected


@pytest.mark.parametrize("local", ["chest_pain.pressing", "E_53_@_V_161", "Acute COPD / infection", "痛风", "a|b\tc~"])
def test_any_id_makes_a_curie_and_comes_back(local):
    name = curie("findings", local)
    assert not set(name) & set(" \t|/")
    assert split_curie(name) == ("findings", local)


def test_an_export_does_not_depend_on_the_order_in_memory(graph):
    turned = replace(
        graph,
        diseases=dict(reversed(graph.diseases.items())),
        findings=dict(reversed(graph.findings.items())),
    )
    assert kgx(turned) == kgx(graph)


def test_yaml_written_from_a_graph_loads_as_the_same_graph(graph, tmp_path):
    odd = LocalText(zh="是：“no”\u2028|", en='1e3 - "yes": [null]\x85')
    changed = renamed(graph, next(iter(graph.diseases)), name=odd, aliases=LocalWords(en=("0.5", "true", "~")))
    for file, text in authored(changed).items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    loaded = load_graph(tmp_path)
    assert replace(loaded, version=changed.version) == changed


# --- Turtle


@pytest.fixture(scope="module")
def triples(graph):
    parsed = rdflib.Graph()
    parsed.parse(data="".join(turtle(graph)), format="turtle")
    return parsed


def test_turtle_names_things_in_both_languages(triples):
    labels = set(triples.objects(JIAYI["finding.chest_pain"], RDFS.label))
    assert labels == {rdflib.Literal("胸痛", lang="zh"), rdflib.Literal("Chest pain", lang="en")}
    assert (JIAYI["finding.chest_pain"], RDF.type, BIOLINK.PhenotypicFeature) in triples


def test_turtle_holds_the_hierarchy(graph, triples):
    broader = {(str(child), str(parent)) for child, parent in triples.subject_objects(SKOS.broader)}
    expected = {
        (JIAYI[f"finding.{concept.id}"], JIAYI[f"finding.{concept.parent}"])
        for concept in graph.findings.values()
        if concept.parent is not None
    }
    assert broader == {(str(child), str(parent)) for child, parent in expected}


def test_turtle_qualifies_every_frequency_and_cites_its_source(graph, triples):
    found = {}
    for association in triples.subjects(BIOLINK.has_percentage, unique=True):
        ends = tuple(str(triples.value(association, side)) for side in (RDF.subject, RDF.object))
        percent = triples.value(association, BIOLINK.has_percentage).toPython()
        found[ends] = (pytest.approx(percent), str(triples.value(association, DCTERMS.source)))
    told = {
        (str(JIAYI[f"disease.{disease.id}"]), str(JIAYI[f"finding.{finding}"])): (
            frequency.probability * 100,
            str(JIAYI[f"source.{frequency.source}"]),
        )
        for disease in graph.diseases.values()
        for finding, frequency in disease.findings.items()
    }
    assert told == found


def test_turtle_says_no_plain_triple_of_what_is_excluded(graph, triples):
    for disease in graph.diseases.values():
        for finding, frequency in disease.findings.items():
            plain = (JIAYI[f"disease.{disease.id}"], None, JIAYI[f"finding.{finding}"])
            assert (plain in triples) is (frequency.probability > 0)


def test_turtle_takes_any_text_and_any_id(graph):
    name = next(iter(graph.diseases))
    text = 'a "quote" \\ back\tslash\nline \x07 \u2028 𝛼'
    odd = renamed(graph, name, name=LocalText(zh=text, en=text))
    odd = replace(odd, tests={"x <y> %": next(iter(graph.tests.values())).model_copy(update={"id": "x <y> %"})})
    parsed = rdflib.Graph()
    parsed.parse(data="".join(turtle(odd)), format="turtle")
    assert rdflib.Literal(text, lang="zh") in set(parsed.objects(JIAYI[f"disease.{name}"], RDFS.label))
    assert (JIAYI["test.x%20%3Cy%3E%20%25"], RDF.type, BIOLINK.Procedure) in parsed
