"""KGX as TSV becomes a graph: our own exports without loss, and disease-phenotype graphs of others with stated assumptions.

Owns the choice between the two, and what must hold of any KGX: the columns that it requires, ids given once, no edge to a
node that is not there. `kg.importers.kgx_own` reads what `kg.exporters.kgx` wrote, `kg.importers.kgx_elsewhere` what others
did.

Nothing is lost in silence: what the graph has no place for is counted by name in `skipped` and said in a warning; errors name
file and line, all of them at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kg.biolink import GRAPH
from kg.columns import OWN
from kg.errors import GraphInvalid, Issue
from kg.graph import Graph
from kg.importers.gathered import Gathered
from kg.importers.kgx_elsewhere import read_elsewhere
from kg.importers.kgx_own import read_own
from kg.importers.tsv import Row, Table, read_table

NODE_COLUMNS: Final = ("id", "category")
EDGE_COLUMNS: Final = ("subject", "predicate", "object")


@dataclass(frozen=True, slots=True)
class Imported:
    """The graph, whose export it was read from, the warnings, and what was left out, by name."""

    graph: Graph
    origin: Literal["jiayi", "elsewhere"]
    issues: tuple[Issue, ...]
    skipped: Mapping[str, int]


def read_kgx(nodes: tuple[str, bytes], edges: tuple[str, bytes]) -> Imported:
    """Answer the graph of the two files, each given by name and content.

    Raises:
        GraphInvalid: with every error found, and the warnings after them.
    """
    gathered = Gathered()
    node_table = read_table(*nodes, NODE_COLUMNS, gathered)
    edge_table = read_table(*edges, EDGE_COLUMNS, gathered)
    if node_table is None or edge_table is None:
        raise GraphInvalid(tuple(gathered.errors))
    by_id = _ids(node_table, gathered)
    _ends(edge_table, by_id, gathered)
    own = GRAPH in by_id
    if not own and f"{OWN}format" in node_table.columns:
        message = f"an export of this software without its line {GRAPH}"
        gathered.error(node_table.where(), message, "export it anew; without the line its numbers would be lost")
        raise GraphInvalid(tuple(gathered.errors))
    graph = (read_own if own else read_elsewhere)(node_table, edge_table, gathered)
    if gathered.errors or graph is None:
        raise GraphInvalid((*gathered.errors, *gathered.warnings()))
    return Imported(graph, "jiayi" if own else "elsewhere", tuple(gathered.warnings()), gathered.skipped)


def _ids(nodes: Table, gathered: Gathered) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in nodes.rows:
        name = row.get("id")
        if not name:
            gathered.error(nodes.where(row, "id"), "a node without an id", "give it a CURIE")
        elif name in found:
            message = f"id {name} is taken by line {found[name].line}"
            gathered.error(nodes.where(row, "id", name), message, "keep one of the two lines")
        else:
            found[name] = row
        if not row.get("category"):
            gathered.error(nodes.where(row, "category", name), "a node without a category", "name its Biolink class")
    return found


def _ends(edges: Table, by_id: Mapping[str, Row], gathered: Gathered) -> None:
    for row in edges.rows:
        for side in EDGE_COLUMNS:
            told = row.get(side)
            if not told:
                gathered.error(edges.where(row, side), f"an edge without {side}", "write it, or take the line away")
            elif side != "predicate" and told not in by_id:
                message = f"{side} {told} is no node"
                gathered.error(edges.where(row, side, told), message, "add its line to the nodes, or mend the id")
