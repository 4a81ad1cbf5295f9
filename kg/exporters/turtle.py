"""The graph as RDF Turtle (W3C REC-turtle-20140225): one node of the graph, one subject; one edge with a frequency, one association.

Owns the mapping to RDF. Names in both languages are `rdfs:label` and `skos:altLabel` with language tags, the hierarchy is
`skos:broader` beside `biolink:subclass_of`, sources are `dcterms:source`. A frequency is a `biolink:…Association` with
`rdf:subject`, `rdf:predicate` and `rdf:object`, which are the slots' URIs in Biolink 4.4.6; the plain triple stands beside it
unless the finding is excluded, since a triple cannot say "not". Fields that have no term elsewhere are `jiayi:<field>`; what is
deeper than a list is an `rdf:JSON` literal.

Written by hand: the subset used here is prefixed names, IRIs and four kinds of literal, a page of code, where rdflib's
serializer holds all triples in memory and takes many times as long. The tests read every output back with rdflib.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel

from kg.biolink import GRAPH, IRI, KNOWLEDGE_SOURCE, PREFIX, Edge, categories, curie, edges, hpo_class, xrefs
from kg.columns import Shape, columns
from kg.exporters.kgx import percentage
from kg.graph import Graph
from kg.load import MODELS

FILE: Final = "graph.ttl"
_PREFIXES: Final[Mapping[str, str]] = {
    "biolink": IRI["biolink"],
    "dcterms": "http://purl.org/dc/terms/",
    "jiayi": IRI[PREFIX],
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LOCAL: Final = re.compile(r"^[A-Za-z_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?$")
"""Local names that need no escape (PN_LOCAL of the grammar holds more)."""
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20<>"{}|^`\\]')
_NOT_IN_STRING: Final = re.compile(r'[\x00-\x1f"\\\x7f]')
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}


# --- terms


def literal(text: str, suffix: str = "") -> str:
    """Answer a string literal; `suffix` is a language tag (`@zh`) or a datatype (`^^xsd:gYear`)."""
    return '"' + _NOT_IN_STRING.sub(lambda c: _SHORT.get(c[0], f"\\u{ord(c[0]):04X}"), text) + f'"{suffix}'


def term(text: str) -> str:
    """Answer a CURIE as a prefixed name where its local part allows, else as an IRI; an unknown prefix is taken for a scheme."""
    prefix, _, local = text.partition(":")
    short = "jiayi" if prefix == PREFIX else prefix
    if short in _PREFIXES and _LOCAL.match(local):
        return f"{short}:{local}"
    whole = IRI[prefix] + local if prefix in IRI else _PREFIXES.get(prefix, f"{prefix}:") + local
    return "<" + _NOT_IN_IRI.sub(lambda c: f"%{ord(c[0]):02X}", whole) + ">"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return literal(repr(value), "^^xsd:double")
    return literal(str(value))


# --- subjects

_REFERS: Final[Mapping[str, str]] = {"source": "sources", "sources": "sources"}
_SAID_BY_EDGES: Final = frozenset({"specialty", "also", "tests", "classes", "ingredients"})
_PREDICATES: Final[Mapping[tuple[str, str], str]] = {
    ("diseases", "lay"): "dcterms:description",
    ("red_flags", "say"): "dcterms:description",
    ("questions", "text"): "rdfs:label",
    ("sources", "title"): "dcterms:title",
    ("sources", "publisher"): "dcterms:publisher",
    ("sources", "locator"): "dcterms:bibliographicCitation",
}
_OF_ALL: Final = {"name": "rdfs:label", "words": "skos:altLabel", "aliases": "skos:altLabel"}


def _objects(shape: Shape, value: Any) -> Iterator[str]:
    match shape:
        case Shape.LOCAL_TEXT:
            yield from (literal(value[lang], f"@{lang}") for lang in ("zh", "en"))
        case Shape.LOCAL_WORDS:
            yield from (literal(word, f"@{lang}") for lang in ("zh", "en") for word in value.get(lang, ()))
        case Shape.LIST:
            yield from (_value(each) for each in value)
        case Shape.TEXT:
            yield _value(value)
        case Shape.JSON:
            yield literal(json.dumps(value, ensure_ascii=False, sort_keys=True), "^^rdf:JSON")


def _of_node(section: str, node: BaseModel) -> Iterator[tuple[str, str]]:
    yield from (("a", term(each)) for each in categories(section, node))
    if section != "sources":
        yield "a", "skos:Concept"
        yield "skos:inScheme", term(GRAPH)
    told = node.model_dump(mode="json", exclude_unset=True)
    for column in columns(section):
        value = told.get(column.field)
        if value is None or column.field in _SAID_BY_EDGES:
            continue
        if column.field in _REFERS:
            named = [value] if isinstance(value, str) else value
            yield from (("dcterms:source", term(curie("sources", each))) for each in named)
            continue
        if (section, column.field) == ("sources", "year"):
            yield "dcterms:issued", literal(f"{value:04d}", "^^xsd:gYear")
            continue
        predicate = _PREDICATES.get((section, column.field)) or _OF_ALL.get(column.field) or f"jiayi:{column.field}"
        yield from ((predicate, each) for each in _objects(column.shape, value))
    if section == "sources":
        yield "rdfs:label", literal(told["title"])
    for code in xrefs(node):
        yield "biolink:xref", term(code)
        yield "skos:notation", literal(code)


def _of_edge(edge: Edge) -> Iterator[tuple[str, str]]:
    assert edge.frequency is not None
    source = term(curie("sources", edge.frequency.source))
    yield "a", term(edge.category)
    yield "rdf:subject", term(edge.subject)
    yield "rdf:predicate", term(edge.predicate)
    yield "rdf:object", term(edge.object)
    percent = percentage(edge.frequency.probability)
    yield "biolink:has_percentage", literal(percent, "^^xsd:double")
    yield "biolink:frequency_qualifier", term(hpo_class(edge.frequency))
    yield "biolink:negated", _value(edge.frequency.probability == 0)
    yield "biolink:knowledge_level", literal("knowledge_assertion")
    yield "biolink:agent_type", literal("not_provided")
    yield "biolink:primary_knowledge_source", term(KNOWLEDGE_SOURCE)
    yield "biolink:publications", source
    yield "dcterms:source", source


def _plain(edge: Edge) -> Iterator[tuple[str, str]]:
    if edge.frequency is not None and edge.frequency.probability == 0:
        return
    yield term(edge.original or edge.predicate), term(edge.object)
    if edge.predicate == "biolink:subclass_of":
        yield "skos:broader", term(edge.object)


def _statements(subject: str, pairs: list[tuple[str, str]]) -> Iterator[str]:
    if pairs:
        told = sorted(set(pairs), key=lambda pair: (pair[0] != "a", pair))
        yield subject + " " + " ;\n    ".join(f"{predicate} {value}" for predicate, value in told) + " .\n"


def turtle(graph: Graph) -> Iterator[str]:
    """Answer the file piece by piece: prefixes, the graph, nodes by section and id, associations. UTF-8."""
    yield "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in _PREFIXES.items()) + "\n"
    itself = [
        ("a", "biolink:Dataset"),
        ("a", "skos:ConceptScheme"),
        ("rdfs:label", literal("家医知识图谱", "@zh")),
        ("rdfs:label", literal("Jiayi knowledge graph", "@en")),
        ("dcterms:hasVersion", literal(graph.version)),
    ]
    yield from _statements(term(GRAPH), itself)
    every = edges(graph)
    leaving: dict[str, list[tuple[str, str]]] = {}
    for edge in every:
        leaving.setdefault(edge.subject, []).extend(_plain(edge))
    for section in MODELS:
        for local, node in sorted(getattr(graph, section, {}).items()):
            this = curie(section, local)
            yield from _statements(term(this), [*_of_node(section, node), *leaving.get(this, ())])
    for edge in every:
        if edge.frequency is not None:
            yield from _statements(term(edge.id), list(_of_edge(edge)))
