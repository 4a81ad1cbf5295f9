"""The graph as KGX: `nodes.tsv` and `edges.tsv`, as Biolink names things, with all that the engine needs to reason the same.

Owns the columns and their order. Required by KGX (github.com/biolink/kgx, docs/kgx_format.md): `id` and `category` of a node;
`subject`, `predicate`, `object`, `knowledge_level` and `agent_type` of an edge. Frequencies are `has_percentage` (0 to 100:
"equivalent to has quotient multiplied by 100", Biolink 4.4.6) and beside it, for whoever reads classes, `frequency_qualifier`;
what is excluded is `negated`, and what is not leaves that cell empty, since the tool kgx (2.7.0) takes any text in it for true,
"false" as well. All other properties are ours (`kg.columns`); KGX allows them. Lines are in a fixed order, so that two exports
differ where the graphs do.

Refuses to name a human author (`agent_type` manual_agent): the graph does not know who wrote a number, only which source it
cites.

The node `JIAYI:graph` carries the version, the assumptions and a digest of all other lines. `kg.importers.kgx` keeps the
version when the digest still holds; an edited export gets a version of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Final

from kg.biolink import GRAPH, KNOWLEDGE_SOURCE, Edge, categories, curie, edges, hpo_class, xrefs
from kg.columns import OWN, as_json, cells, columns, escaped
from kg.graph import Graph
from kg.load import MODELS

NODES: Final = "nodes.tsv"
EDGES: Final = "edges.tsv"
FORMAT: Final = "1"
"""Raised when an older reader would misread what is written here."""

_NODE_SLOTS: Final = ("id", "category", "name", "name_zh", "description", "description_zh", "xref", "provided_by")
_NODE_SLOTS_LAST: Final = ("synonym", "synonym_zh", "version")
EDGE_COLUMNS: Final = (
    "id",
    "subject",
    "predicate",
    "object",
    "category",
    "negated",
    "has_percentage",
    "frequency_qualifier",
    "publications",
    "original_predicate",
    "primary_knowledge_source",
    "knowledge_level",
    "agent_type",
    f"{OWN}authored_as",
)


def percentage(probability: float) -> str:
    """Answer a probability times one hundred in plain digits, without the rounding that binary multiplication brings."""
    return format((Decimal(repr(probability)) * 100).normalize(), "f")


def node_columns() -> tuple[str, ...]:
    """Answer the columns of nodes: Biolink's first, then ours by name."""
    own = {name for section in MODELS for column in columns(section) for name in column.names if name.startswith(OWN)}
    own |= {f"{OWN}{name}" for name in ("assumptions", "content", "format")}
    return (*_NODE_SLOTS, *_NODE_SLOTS_LAST, *sorted(own))


def _node_rows(graph: Graph) -> Iterable[dict[str, str]]:
    for section in MODELS:
        for local, node in getattr(graph, section, {}).items():
            found = {
                "id": curie(section, local),
                "category": "|".join(categories(section, node)),
                "provided_by": KNOWLEDGE_SOURCE,
            }
            codes = xrefs(node)
            if codes:
                found["xref"] = "|".join(escaped(code) for code in codes)
            yield found | cells(section, node)


def _edge_row(edge: Edge) -> dict[str, str]:
    found = {
        "id": edge.id,
        "subject": edge.subject,
        "predicate": edge.predicate,
        "object": edge.object,
        "category": edge.category,
        "original_predicate": edge.original,
        "primary_knowledge_source": KNOWLEDGE_SOURCE,
        "knowledge_level": "knowledge_assertion" if edge.told else "logical_entailment",
        "agent_type": "not_provided" if edge.told else "automated_agent",
    }
    if edge.frequency is not None:
        found |= {
            "negated": "true" if edge.frequency.probability == 0 else "",
            "has_percentage": percentage(edge.frequency.probability),
            "frequency_qualifier": hpo_class(edge.frequency),
            "publications": curie("sources", edge.frequency.source),
            f"{OWN}authored_as": escaped(edge.frequency.authored_as),
        }
    return found


def _lines(names: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> list[str]:
    return ["\t".join(row.get(name, "") for name in names) for row in rows]


def content(nodes: Iterable[str], edge_lines: Iterable[str]) -> str:
    """Answer the digest of an export: SHA-256 over its lines, sorted, without the headers and the line of the graph itself."""
    hasher = hashlib.sha256()
    for line in (*sorted(nodes), *sorted(edge_lines)):
        hasher.update(f"{line}\n".encode())
    return hasher.hexdigest()


def kgx(graph: Graph) -> dict[str, str]:
    """Answer the text of each file by its name; UTF-8, lines ending in a line feed."""
    names = node_columns()
    nodes = _lines(names, sorted(_node_rows(graph), key=lambda row: row["id"]))
    told = _lines(EDGE_COLUMNS, (_edge_row(edge) for edge in edges(graph)))
    itself = {
        "id": GRAPH,
        "category": "biolink:Dataset",
        "name": "Jiayi knowledge graph",
        "name_zh": "家医知识图谱",
        "provided_by": KNOWLEDGE_SOURCE,
        "version": escaped(graph.version),
        f"{OWN}assumptions": as_json(asdict(graph.assumptions)),
        f"{OWN}content": content(nodes, told),
        f"{OWN}format": FORMAT,
    }
    every = ["\t".join(names), *_lines(names, [itself]), *nodes]
    return {
        NODES: "".join(f"{line}\n" for line in every),
        EDGES: "".join(f"{line}\n" for line in ("\t".join(EDGE_COLUMNS), *told)),
    }
