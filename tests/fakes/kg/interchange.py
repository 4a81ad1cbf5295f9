"""KGX as others write it: small graphs as rows, made into the bytes of files; and what makes a drawn graph whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kg.errors import GraphInvalid, Issue
from kg.exporters.kgx import EDGES, NODES, kgx
from kg.graph import Graph
from kg.importers.kgx import Imported, read_kgx
from kg.schema import LocalText, Source, Specialty, SpecialtyId
from tests.fakes.kg.drawn import SOURCE

Rows = Sequence[Mapping[str, str]]

FEVER = {"id": "HP:0001945", "category": "biolink:PhenotypicFeature", "name": "Fever"}
COUGH = {"id": "HP:0012735", "category": "biolink:PhenotypicFeature", "name": "Cough"}
PHLEGM = {"id": "HP:0031245", "category": "biolink:PhenotypicFeature", "name": "Productive cough"}
FLU = {"id": "MONDO:0005812", "category": "biolink:Disease", "name": "Influenza", "xref": "ICD10CM:J11"}
COLD = {"id": "MONDO:0005709", "category": "biolink:Disease", "name": "Common cold"}
SOURCED = {"primary_knowledge_source": "infores:made-up", "knowledge_level": "knowledge_assertion"}


def shows(disease: Mapping[str, str], finding: Mapping[str, str], **more: str) -> dict[str, str]:
    return {
        "subject": disease["id"],
        "predicate": "biolink:has_phenotype",
        "object": finding["id"],
        **SOURCED,
        **more,
    }


def under(child: Mapping[str, str], parent: Mapping[str, str]) -> dict[str, str]:
    return {"subject": child["id"], "predicate": "biolink:subclass_of", "object": parent["id"]}


def table(rows: Rows, first: Sequence[str]) -> bytes:
    columns = [*first, *sorted({name for row in rows for name in row} - set(first))]
    lines = ["\t".join(columns), *("\t".join(row.get(name, "") for name in columns) for row in rows)]
    return "".join(f"{line}\n" for line in lines).encode()


def read_rows(nodes: Rows, edges: Rows) -> Imported:
    return read_kgx(
        (NODES, table(nodes, ("id", "category", "name"))), (EDGES, table(edges, ("subject", "predicate", "object")))
    )


def read_text(files: Mapping[str, str]) -> Imported:
    return read_kgx((NODES, files[NODES].encode()), (EDGES, files[EDGES].encode()))


def issues_of(read: object, *arguments: object) -> tuple[Issue, ...]:
    try:
        read(*arguments)  # type: ignore[operator]
    except GraphInvalid as invalid:
        return tuple(issue for issue in invalid.issues if issue.level == "error")
    msg = "it was taken"
    raise AssertionError(msg)


def returned(graph: Graph) -> Imported:
    """Answer the graph after an export and an import."""
    return read_text(kgx(graph))


def whole(graph: Graph) -> Graph:
    """Answer a drawn graph with the source and the specialty that its diseases name."""
    place = SpecialtyId("general_practice")
    text = LocalText(zh="全科", en="General practice")
    return replace(
        graph,
        sources={SOURCE: Source(id=SOURCE, title="Drawn", publisher="tests", year=2026)},
        specialties={place: Specialty(id=place, name=text, department=text)},
    )
